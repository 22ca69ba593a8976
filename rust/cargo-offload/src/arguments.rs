//! Reads the parts of cargo's command line that the two passes need. Everything else passes through
//! unchanged.

/// The cargo command behind `cargo offload <command>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// `cargo build`
    Build,
    /// `cargo run`
    Run,
    /// `cargo test`
    Test,
}

/// The arguments, with everything that both passes have to agree on.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct CargoArguments {
    /// Arguments for both passes: without `--target`, `--target-dir`, `--targets` and the arguments for the
    /// host pass alone.
    pub shared: Vec<String>,
    /// Arguments that only concern the outputs of the final build.
    pub host_only: Vec<String>,
    /// `--message-format`, with its value.
    pub message_format: Vec<String>,
    /// The program's arguments, after cargo's own: from `--` or from the first free argument of `run`.
    pub trailing: Vec<String>,
    /// `--profile`, or `release` for `--release`.
    pub profile: Option<String>,
    /// `--target`
    pub target: Option<String>,
    /// `--targets`, which is not cargo's: the targets of kernels.
    pub offload_targets: Option<String>,
    /// `--target-dir`
    pub target_dir: Option<String>,
    /// `--manifest-path`
    pub manifest_path: Option<String>,
    /// Values of `-p`
    pub packages: Vec<String>,
    /// Whether `--bin` or `--example` names the program to run.
    pub names_binary: bool,
    /// Values of `--config`, for `cargo config` to see the same settings.
    pub config: Vec<String>,
    /// Values of `-Z`
    pub unstable: Vec<String>,
    /// Whether `--message-format` asks for JSON.
    pub json_messages: bool,
    /// `-q`
    pub quiet: bool,
    /// `--color`
    pub color: Option<String>,
    /// `cargo test --no-run`
    pub no_run: bool,
    /// `cargo test --doc`
    pub doc_only: bool,
    /// `--help` or `--version`: nothing is built.
    pub informational: bool,
}

/// Long options of build, run and test that take their value from the next argument.
const LONG_WITH_VALUE: &[&str] = &[
    "artifact-dir",
    "bench",
    "bin",
    "color",
    "config",
    "example",
    "exclude",
    "features",
    "jobs",
    "lockfile-path",
    "manifest-path",
    "message-format",
    "out-dir",
    "package",
    "profile",
    "target",
    "target-dir",
    "targets",
    "test",
];

/// Short options that take a value, in the same argument or the next.
const SHORT_WITH_VALUE: &[char] = &['C', 'F', 'Z', 'j', 'p'];

impl CargoArguments {
    /// Reads the arguments that follow `cargo offload <command>`.
    pub fn parse(command: Command, arguments: &[String]) -> Self {
        let mut parsed = Self::default();
        let mut rest = arguments.iter().peekable();
        while let Some(argument) = rest.next() {
            if argument == "--" {
                parsed.trailing.push(argument.clone());
                break;
            }
            if let Some(long) = argument.strip_prefix("--") {
                let (name, inline) = match long.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_owned())),
                    None => (long, None),
                };
                // Without a name these are flags: `--bin` alone lists the binaries.
                let optional = matches!(name, "bin" | "example" | "test" | "bench" | "package");
                let takes_value = LONG_WITH_VALUE.contains(&name)
                    && inline.is_none()
                    && rest.peek().is_some_and(|next| !(optional && next.starts_with('-')));
                let separate = if takes_value { rest.next().cloned() } else { None };
                parsed.long(argument, name, inline, separate);
            } else if argument.len() > 1 && argument.starts_with('-') {
                parsed.short(argument, &mut rest);
            } else if command == Command::Run {
                parsed.trailing.push(argument.clone());
                break;
            } else {
                parsed.shared.push(argument.clone());
            }
        }
        parsed.trailing.extend(rest.cloned());
        parsed
    }

    fn long(&mut self, argument: &str, name: &str, inline: Option<String>, separate: Option<String>) {
        let value = inline.or_else(|| separate.clone());
        let words = std::iter::once(argument.to_owned()).chain(separate);
        match (name, value) {
            ("target", value) => {
                self.target = value;
                return;
            }
            ("targets", value) => {
                self.offload_targets = value;
                return;
            }
            ("target-dir", value) => {
                self.target_dir = value;
                return;
            }
            ("message-format", value) => {
                self.json_messages |= value.is_some_and(|format| format.starts_with("json"));
                self.message_format.extend(words);
                return;
            }
            ("artifact-dir" | "out-dir", _) => {
                self.host_only.extend(words);
                return;
            }
            ("no-run", _) => {
                self.no_run = true;
                self.host_only.extend(words);
                return;
            }
            ("doc", _) => {
                self.doc_only = true;
                self.host_only.extend(words);
                return;
            }
            ("release", _) => self.profile = Some("release".to_owned()),
            ("profile", value) => self.profile = value,
            ("manifest-path", value) => self.manifest_path = value,
            ("package", Some(value)) => self.packages.push(value),
            ("bin" | "example", _) => self.names_binary = true,
            ("config", Some(value)) => self.config.push(value),
            ("color", value) => self.color = value,
            ("quiet", _) => self.quiet = true,
            ("help" | "version", _) => self.informational = true,
            _ => {}
        }
        self.shared.extend(words);
    }

    fn short<'a>(&mut self, argument: &str, rest: &mut impl Iterator<Item = &'a String>) {
        self.shared.push(argument.to_owned());
        let mut letters = argument[1..].chars();
        while let Some(letter) = letters.next() {
            if !SHORT_WITH_VALUE.contains(&letter) {
                match letter {
                    'r' => self.profile = Some("release".to_owned()),
                    'q' => self.quiet = true,
                    'h' | 'V' => self.informational = true,
                    _ => {}
                }
                continue;
            }
            let inline = letters.as_str();
            let value = if inline.is_empty() {
                let Some(value) = rest.next() else { return };
                self.shared.push(value.clone());
                value.clone()
            } else {
                inline.strip_prefix('=').unwrap_or(inline).to_owned()
            };
            match letter {
                'p' => self.packages.push(value),
                'Z' => self.unstable.push(value),
                _ => {}
            }
            return;
        }
    }

    /// The profile that cargo uses for `command`.
    pub fn profile_name(&self, command: Command) -> &str {
        match (&self.profile, command) {
            (Some(name), _) => name,
            (None, Command::Test) => "test",
            (None, _) => "dev",
        }
    }

    /// Cargo's name for the directory of a profile's outputs.
    pub fn profile_directory(&self, command: Command) -> &str {
        match self.profile_name(command) {
            "dev" | "test" => "debug",
            "bench" => "release",
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(command: Command, line: &str) -> CargoArguments {
        CargoArguments::parse(command, &line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn unknown_arguments_pass_through() {
        let parsed =
            parse(Command::Build, "--release --features a,b -vv --frozen -j 2 --no-default-features");
        assert_eq!(
            parsed.shared.join(" "),
            "--release --features a,b -vv --frozen -j 2 --no-default-features"
        );
        assert_eq!(parsed.profile_name(Command::Build), "release");
    }

    #[test]
    fn what_the_passes_set_themselves_is_taken_out() {
        let parsed =
            parse(Command::Build, "--target x86_64-unknown-linux-gnu --target-dir=/t --targets cpu --bin a");
        assert_eq!(parsed.shared, ["--bin", "a"]);
        assert_eq!(parsed.target.as_deref(), Some("x86_64-unknown-linux-gnu"));
        assert_eq!(parsed.target_dir.as_deref(), Some("/t"));
        assert_eq!(parsed.offload_targets.as_deref(), Some("cpu"));
        assert!(parsed.names_binary);
    }

    #[test]
    fn program_arguments_of_run_start_at_the_first_free_one() {
        let parsed = parse(Command::Run, "-p saxpy picture.png --release");
        assert_eq!(parsed.shared, ["-p", "saxpy"]);
        assert_eq!(parsed.packages, ["saxpy"]);
        assert_eq!(parsed.trailing, ["picture.png", "--release"]);
        assert_eq!(parsed.profile_name(Command::Run), "dev");
    }

    #[test]
    fn test_filters_belong_to_cargo() {
        let parsed = parse(Command::Test, "--test it name -- --nocapture");
        assert_eq!(parsed.shared, ["--test", "it", "name"]);
        assert_eq!(parsed.trailing, ["--", "--nocapture"]);
        assert_eq!(parsed.profile_directory(Command::Test), "debug");
    }

    #[test]
    fn short_options_in_one_word() {
        let parsed = parse(Command::Build, "-qrpsaxpy -Zunstable-options");
        assert!(parsed.quiet);
        assert_eq!(parsed.profile.as_deref(), Some("release"));
        assert_eq!(parsed.packages, ["saxpy"]);
        assert_eq!(parsed.unstable, ["unstable-options"]);
    }

    #[test]
    fn output_options_are_for_the_host_pass() {
        let parsed = parse(Command::Test, "--message-format json --no-run --profile fast");
        assert_eq!(parsed.host_only, ["--no-run"]);
        assert_eq!(parsed.message_format, ["--message-format", "json"]);
        assert!(parsed.json_messages && !parse(Command::Build, "--message-format=short").json_messages);
        assert!(parsed.no_run);
        assert_eq!(parsed.profile_directory(Command::Test), "fast");
    }
}
