//! Whether `OFFLOAD_DEVICE` is followed, for each device of this machine and for some that it does not have.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use offload::{Launch, last_launch};

use crate::machine::{Machine, increment};
use crate::program::{self, Outcome, Test};

/// Elements of saxpy: little, this is not about time.
const ELEMENTS: &str = "10000";

/// The effect of a value of `OFFLOAD_DEVICE`.
enum Expected {
    /// The launch runs on this device.
    Device(u32),
    /// The program fails, and says this.
    Error(&'static str),
}

/// saxpy with images for GPUs that no machine of ours has, and none for the CPU.
const FOREIGN: &str = "saxpy-for-other-gpus";

pub fn run(directory: &Path, machine: &Machine) -> Outcome {
    let start = Instant::now();
    let mut tests: Vec<Test> = expectations(machine)
        .into_iter()
        .map(|(value, expected)| {
            Test::new(format!("OFFLOAD_DEVICE={value}"), saxpy(directory, "saxpy", &value, &expected))
        })
        .collect();
    tests.extend(["gpu", "cpu", "auto"].map(|value| {
        let wrong = saxpy(directory, FOREIGN, value, &Expected::Error("OFL103"));
        Test::new(format!("{FOREIGN}, OFFLOAD_DEVICE={value}"), wrong)
    }));
    tests.extend(
        machine
            .devices
            .iter()
            .map(|device| Test::new(format!("launch on {}", device.number), launch_on(device.number))),
    );
    Outcome::of("device-choice", start, tests)
}

fn expectations(machine: &Machine) -> Vec<(String, Expected)> {
    let gpus = machine.gpus() as u32;
    let mut expectations = vec![
        ("auto".to_owned(), Expected::Device(0)),
        ("cpu".to_owned(), Expected::Device(gpus)),
        ("gpu:99".to_owned(), Expected::Error("OFL103")),
        // One more than there is.
        (format!("gpu:{gpus}"), Expected::Error("OFL103")),
        ("abacus".to_owned(), Expected::Error("OFL111")),
    ];
    let gpu = if gpus > 0 { Expected::Device(0) } else { Expected::Error("OFL103") };
    expectations.push(("gpu".to_owned(), gpu));
    expectations.extend((0..gpus).map(|number| (format!("gpu:{number}"), Expected::Device(number))));
    expectations
}

/// A description of the failure.
fn saxpy(directory: &Path, program: &str, value: &str, expected: &Expected) -> Option<String> {
    let mut command = Command::new(directory.join(program));
    let ended = match program::run(command.arg(ELEMENTS).env("OFFLOAD_DEVICE", value)) {
        Ok(ended) => ended,
        Err(error) => return Some(error.to_string()),
    };
    let succeeded = ended.status.is_some_and(|status| status.success());
    let is_right = match expected {
        Expected::Device(number) => {
            let device = format!(" device={number} ");
            succeeded
                && ended
                    .stderr
                    .lines()
                    .any(|line| line.starts_with("offload: launch ") && line.contains(&device))
        }
        // An abort would have no exit code.
        Expected::Error(id) => {
            ended.status.and_then(|status| status.code()) == Some(1) && ended.stderr.contains(id)
        }
    };
    (!is_right).then(|| format!("OFFLOAD_DEVICE={value}: {:?}\n{}", ended.status, ended.stderr.trim()))
}

fn launch_on(number: u32) -> Option<String> {
    let mut y = vec![1; 1000];
    if let Err(error) = increment::launch_on(Launch::new().device(number), &mut y) {
        return Some(error.to_string());
    }
    let ran_on = last_launch().and_then(|record| record.device_number);
    if ran_on != Some(number) {
        return Some(format!("a launch on device {number} ran on {ran_on:?}"));
    }
    (y != [2; 1000]).then(|| format!("a launch on device {number} gave wrong numbers"))
}
