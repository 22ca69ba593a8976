//! The fuzzer's own check: plants faults in the device's copies of kernels, and checks that they are found.

use crate::build::{Configuration, Workspace};
use crate::execute::{self, Backend, End};
use crate::fault::FAULTS;
use crate::generate::{Kernel, Settings};
use crate::profile::PROFILES;
use crate::program::Program;
use anyhow::Result;

/// The number of kernels in which to look for places for a fault.
const LOOKED_AT: usize = 3000;

/// The result for a fault.
struct Detection {
    name: &'static str,
    /// The number of kernels with the fault that compiled.
    kernels: usize,
    /// The number of these kernels that differed from the host.
    differing: usize,
}

/// Plants each fault in `count` kernels, and prints which faults were found; returns false if one was missed.
pub(crate) fn run(workspace: &Workspace, seed: u64, count: usize) -> Result<bool> {
    let candidates = Program::generate(seed, 0, LOOKED_AT, Settings { panics: 60, ..Settings::CPU }).kernels;
    let mut kernels = Vec::new();
    for (number, fault) in FAULTS.iter().enumerate() {
        let with_place = candidates.iter().filter(|kernel| fault.applied(&kernel.body.text()).is_some());
        kernels.extend(with_place.take(count).enumerate().map(|(index, kernel)| Kernel {
            name: format!("f{number}_{index}"),
            fault: Some(*fault),
            ..kernel.clone()
        }));
    }
    let mut programs = [Program { name: "planted".into(), kernels }];
    let configuration = Configuration { profile: PROFILES[0], targets: Some("cpu".into()) };
    workspace.build(&mut programs, &configuration)?;
    let ends = execute::run(&workspace.executable(&programs[0], &configuration)?, Backend::Cpu)?;
    let detections = FAULTS.iter().enumerate().map(|(number, fault)| {
        let prefix = format!("f{number}_");
        let of_fault = programs[0].kernels.iter().filter(|kernel| kernel.name.starts_with(&prefix));
        let differs = |kernel: &&Kernel| !matches!(ends.get(&kernel.name), Some(End::Ok { .. }));
        Detection {
            name: fault.name,
            kernels: of_fault.clone().count(),
            differing: of_fault.filter(differs).count(),
        }
    });
    let detections: Vec<_> = detections.collect();
    for Detection { name, kernels, differing } in &detections {
        println!("{differing:3} of {kernels:3} kernels differ: {name}");
    }
    let missed = detections.iter().filter(|fault| fault.differing == 0).count();
    println!("{} of {} planted faults were found", detections.len() - missed, detections.len());
    Ok(missed == 0)
}
