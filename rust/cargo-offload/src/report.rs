//! Prints the error that ends a program.

use std::ffi::OsString;

use crate::diagnostics::{Level, Message};
use crate::error::Error;
use crate::invocation::Invocation;

/// Prints `error` on stderr in rustc's style, with id and help if it has them.
pub fn print(error: &anyhow::Error) {
    match error.downcast_ref::<Error>() {
        Some(with_id) => eprintln!("error[{}]: {error:#}\n  = help: {}", with_id.id(), with_id.help()),
        None => eprintln!("error: {error:#}"),
    }
}

/// Prints `error` as the rustc with `arguments` would, in whose place this program runs. If cargo asked for
/// JSON, it gets JSON and treats the error as rustc's.
pub fn print_as_rustc(error: &anyhow::Error, arguments: &[OsString]) {
    let json = Invocation { program: OsString::new(), arguments: arguments.to_vec() }.json_errors();
    let Some(colored) = json else { return print(error) };
    let with_id = error.downcast_ref::<Error>();
    let help = with_id.map(|with_id| format!("  = help: {}\n", with_id.help())).unwrap_or_default();
    let message =
        Message { level: Level::Error, id: with_id.map(Error::id), text: &format!("{error:#}"), rest: &help };
    eprintln!("{}", message.to_json(colored));
}
