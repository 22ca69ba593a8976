//! Evaluates all functions and compares.

use std::num::NonZero;
use std::thread;

use anyhow::{Context, Result};

use crate::functions::{Function, functions32, functions64};
use crate::inputs::{Arguments, inputs};
use crate::report::{Example, Report, Row};
use crate::ulps::Float;

/// All functions of both types at `count` arguments each.
pub fn check_all(count: usize) -> Result<Report> {
    let mut rows = rows(functions32, count)?;
    rows.extend(self::rows(functions64, count)?);
    let record = offload::last_launch().context("nothing was launched")?;
    let inputs = inputs::<f32>(count).len();
    let is_cpu = !is_gpu(record.device_number)?;
    rows.iter_mut().for_each(|row| row.is_cpu = is_cpu);
    Ok(Report { device: record.device_name, inputs, rows })
}

fn is_gpu(number: Option<u32>) -> Result<bool> {
    let devices = offload::Device::all()?;
    Ok(devices
        .iter()
        .any(|device| Some(device.number()) == number && device.kind() == offload::DeviceKind::Gpu))
}

fn rows<T: Float>(functions: &[Function<T>], count: usize) -> Result<Vec<Row>> {
    let inputs = inputs::<T>(count);
    functions
        .iter()
        .map(|function| row(function, &inputs).with_context(|| format!("{}::{}", T::NAME, function.name)))
        .collect()
}

fn row<T: Float>(function: &Function<T>, inputs: &[Arguments<T>]) -> Result<Row> {
    // No function returns this value for all arguments, so a kernel that does nothing is noticed.
    let mut results = vec![T::from_f64(-12345.0); inputs.len()];
    (function.launch)(inputs, &mut results)?;

    // CORE-MATH takes longer than everything else.
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let part = inputs.len().div_ceil(threads).max(1);
    let parts = thread::scope(|scope| {
        let pairs = inputs.chunks(part).zip(results.chunks(part));
        let running: Vec<_> =
            pairs.map(|(inputs, results)| scope.spawn(|| Findings::of(function, inputs, results))).collect();
        running.into_iter().map(|thread| thread.join()).collect::<Vec<_>>()
    });
    let mut all = Findings::default();
    for part in parts {
        all.add(part.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
    }
    Ok(Row {
        function: function.name.into(),
        float: T::NAME.into(),
        bound: function.bound.text(),
        ulps: all.ulps,
        worst: all.worst,
        plain_ulps: all.plain_ulps,
        epsilons_from_plain: Some(all.epsilons_from_plain).filter(|epsilons| epsilons.is_finite()),
        unlike_plain: all.unlike_plain,
        other_class: all.other_class,
        other_class_example: all.other_class_example,
        is_cpu: false,
    })
}

/// The results for a part of the arguments.
#[derive(Default)]
struct Findings {
    ulps: u64,
    worst: Option<Example>,
    plain_ulps: u64,
    epsilons_from_plain: f64,
    unlike_plain: usize,
    other_class: usize,
    other_class_example: Option<Example>,
}

impl Findings {
    fn of<T: Float>(function: &Function<T>, inputs: &[Arguments<T>], results: &[T]) -> Self {
        let mut findings = Self::default();
        for (&[x, y, z], &result) in inputs.iter().zip(results) {
            let (plain, correct) = ((function.host)(x, y, z), (function.correct)(x, y, z));
            let example = || {
                Some(Example {
                    arguments: format!("{x:?}, {y:?}, {z:?}"),
                    device: format!("{result:?}"),
                    plain: format!("{plain:?}"),
                    correct: format!("{correct:?}"),
                })
            };
            findings.unlike_plain += usize::from(!result.same(plain));
            findings.epsilons_from_plain = findings.epsilons_from_plain.max(result.epsilons_from(plain));
            if let Some(ulps) = plain.ulps_from(correct) {
                findings.plain_ulps = findings.plain_ulps.max(ulps);
            }
            match result.ulps_from(correct) {
                Some(ulps) if ulps > findings.ulps => {
                    findings.ulps = ulps;
                    findings.worst = example();
                }
                Some(_) => {}
                None => {
                    findings.other_class += 1;
                    if findings.other_class_example.is_none() {
                        findings.other_class_example = example();
                    }
                }
            }
        }
        findings
    }

    fn add(&mut self, other: Self) {
        if other.ulps > self.ulps {
            self.ulps = other.ulps;
            self.worst = other.worst;
        }
        self.plain_ulps = self.plain_ulps.max(other.plain_ulps);
        self.epsilons_from_plain = self.epsilons_from_plain.max(other.epsilons_from_plain);
        self.unlike_plain += other.unlike_plain;
        self.other_class += other.other_class;
        self.other_class_example = self.other_class_example.take().or(other.other_class_example);
    }
}
