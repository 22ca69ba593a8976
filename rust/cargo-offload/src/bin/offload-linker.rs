//! The device pass's linker: copies the artifact to the output. See [`cargo_offload::stub_linker`].

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    match cargo_offload::stub_linker::link(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cargo_offload::report::print(&error);
            ExitCode::FAILURE
        }
    }
}
