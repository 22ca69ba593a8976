//! The CPU image: one relocatable object, linked to a shared object by the C compiler driver.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Links `object`. The error is a message for the user: the command and what it printed.
pub fn link_shared(object: &[u8]) -> Result<Vec<u8>, String> {
    let directory = tempfile::tempdir().map_err(|error| format!("no temporary directory: {error}"))?;
    let (input, output) = (directory.path().join("image.o"), directory.path().join("image.so"));
    fs::write(&input, object).map_err(|error| format!("{} cannot be written: {error}", input.display()))?;
    run(&mut command(&input, &output))?;
    fs::read(&output).map_err(|error| format!("{} cannot be read: {error}", output.display()))
}

/// No start files: nothing runs when the image is loaded. No build id and no symbol table: same code, same bytes.
fn command(input: &Path, output: &Path) -> Command {
    let driver = env::var_os("OFFLOAD_CC").filter(|driver| !driver.is_empty()).unwrap_or_else(|| "cc".into());
    let mut command = Command::new(driver);
    command.args(["-shared", "-nostartfiles", "-Wl,--build-id=none", "-Wl,-s", "-Wl,-z,noexecstack", "-o"]);
    command.arg(output).arg(input).arg("-lm");
    command
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?} cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?} failed ({}):\n{}", output.status, String::from_utf8_lossy(&output.stderr)))
}
