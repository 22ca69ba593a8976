//! Progress in cargo's own style, on stderr.

use std::io::IsTerminal;

use crate::arguments::CargoArguments;

/// Prints status lines, or none with `--quiet`.
#[derive(Debug, Clone, Copy)]
pub struct Status {
    quiet: bool,
    color: bool,
}

impl Status {
    /// Decides as cargo would with these arguments and this environment.
    pub fn new(arguments: &CargoArguments) -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let quiet = arguments.quiet || variable("CARGO_TERM_QUIET").is_some_and(|value| value == "true");
        let choice = arguments.color.clone().or_else(|| variable("CARGO_TERM_COLOR"));
        let color = match choice.as_deref() {
            Some("always") => true,
            Some("never") => false,
            _ => variable("NO_COLOR").is_none() && std::io::stderr().is_terminal(),
        };
        Self { quiet, color }
    }

    /// Prints one line: a green word that ends in column 12, and a message.
    pub fn say(&self, word: &str, message: &str) {
        if self.quiet {
            return;
        }
        eprintln!("{}", line(word, message, self.color));
    }
}

fn line(word: &str, message: &str, color: bool) -> String {
    if color {
        format!("\x1b[1m\x1b[92m{word:>12}\x1b[0m {message}")
    } else {
        format!("{word:>12} {message}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_ends_in_column_twelve() {
        assert_eq!(line("Offload", "device pass (cpu)", false), "     Offload device pass (cpu)");
    }
}
