//! The results of one run, as JSON.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::functions::Bound;

#[derive(Serialize, Deserialize)]
pub struct Report {
    /// Name of the device.
    pub device: String,
    /// Number of arguments per function.
    pub inputs: usize,
    pub rows: Vec<Row>,
}

/// One function of one type.
#[derive(Serialize, Deserialize)]
pub struct Row {
    pub function: String,
    #[serde(rename = "type")]
    pub float: String,
    /// `exact`, a number of units, or `composed N`.
    pub bound: String,
    /// The largest distance from the correctly rounded result, in units in the last place.
    pub ulps: u64,
    /// The arguments with that distance.
    pub worst: Option<Example>,
    /// The same for plain Rust on the machine's CPU.
    pub plain_ulps: u64,
    /// The largest distance from plain Rust's result, in units of epsilon times the greater of that result
    /// and 1. `None` if it is infinite: near the largest number, only one of the two rounded up.
    pub epsilons_from_plain: Option<f64>,
    /// Number of results with other bits than plain Rust's; all NaNs count as equal.
    pub unlike_plain: usize,
    /// Number of results that are NaN although the correct one is not, or the other way round, and of zeros
    /// of the other sign.
    pub other_class: usize,
    /// The first such result.
    pub other_class_example: Option<Example>,
    /// Whether the device has to give plain Rust's results for every function.
    pub is_cpu: bool,
}

/// Arguments and results, as Rust prints them.
#[derive(Serialize, Deserialize)]
pub struct Example {
    pub arguments: String,
    pub device: String,
    pub plain: String,
    pub correct: String,
}

impl Row {
    pub fn is_right(&self) -> bool {
        let within = match Bound::parse(&self.bound) {
            Some(Bound::Exact) => return self.unlike_plain == 0,
            Some(Bound::Ulps(most)) => self.ulps <= most,
            Some(Bound::Composed(most)) => {
                self.epsilons_from_plain.is_some_and(|epsilons| epsilons <= most as f64)
            }
            None => false,
        };
        if self.is_cpu { self.unlike_plain == 0 } else { within && self.other_class == 0 }
    }

    pub fn complaint(&self) -> String {
        let Row { function, float, bound, ulps, unlike_plain, other_class, .. } = self;
        let epsilons = self.epsilons_from_plain.unwrap_or(f64::INFINITY);
        let example = self.other_class_example.as_ref().or(self.worst.as_ref());
        let example = example.map_or_else(String::new, |example| {
            format!(
                "; for {} it is {}, plain Rust has {}, correct is {}",
                example.arguments, example.device, example.plain, example.correct
            )
        });
        format!(
            "{float}::{function} is not within its bound ({bound}): {ulps} units off, {unlike_plain} results unlike plain \
             Rust's (at most {epsilons} epsilons), {other_class} of another class{example}"
        )
    }
}

impl Bound {
    pub fn text(self) -> String {
        match self {
            Self::Exact => "exact".into(),
            Self::Ulps(most) => most.to_string(),
            Self::Composed(times) => format!("composed {times}"),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if text == "exact" {
            return Some(Self::Exact);
        }
        match text.strip_prefix("composed ") {
            Some(times) => times.parse().ok().map(Self::Composed),
            None => text.parse().ok().map(Self::Ulps),
        }
    }
}

impl Report {
    pub fn read(path: &str) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
        serde_json::from_str(&text).with_context(|| format!("{path} is not a report"))
    }

    pub fn write(&self, path: &str) -> Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        std::fs::write(path, text).with_context(|| format!("cannot write {path}"))
    }
}
