//! `cargo offload`: builds, runs and tests a Rust program whose kernels run on devices.
//!
//! Cargo also starts this program as its `RUSTC_WRAPPER` in both passes; see [`cargo_offload::wrapper`].

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};
use cargo_offload::arguments::{self, CargoArguments};
use cargo_offload::bundle::BundleOptions;
use cargo_offload::emit::EmitOptions;
use cargo_offload::flags::{Pass, for_variable};
use cargo_offload::passes::Session;
use cargo_offload::report;
use cargo_offload::targets;
use cargo_offload::wrapper::{self, WrapperSettings};
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

/// The list of options in a command's help: clap does not know the arguments that pass through.
macro_rules! help {
    ($cargo:literal $(, $more:literal)?) => {
        concat!(
            "Options:\n",
            "  -h, --help               Print help\n",
            "      --targets <TARGETS>  The targets of kernels, separated by commas [default: those of\n",
            "                           the package's metadata, or cpu,native; native: this machine's GPUs]",
            $($more,)?
            "\n\nAll arguments of `cargo ", $cargo, "` pass through; `cargo ", $cargo, " --help` lists them."
        )
    };
}

/// Without clap's own table of options.
const HELP: &str = "{about-with-newline}\n{usage-heading} {usage}{after-help}";

/// Build, run and test Rust programs whose kernels run on a device
///
/// Cargo compiles the program twice: the device pass makes the kernels, the host pass the program. Every argument
/// that cargo's own command takes passes through.
#[derive(Parser)]
#[command(name = "cargo-offload", bin_name = "cargo offload", version, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Like `cargo build`
    #[command(
        override_usage = "cargo offload build [OPTIONS] [CARGO ARGUMENTS]",
        help_template = HELP,
        after_help = help!("build")
    )]
    Build,
    /// Like `cargo run`
    #[command(
        override_usage = "cargo offload run [OPTIONS] [CARGO ARGUMENTS] [-- PROGRAM ARGUMENTS]",
        help_template = HELP,
        after_help = help!("run")
    )]
    Run,
    /// Like `cargo test`; tests without an artifact (doctests) run their kernels on the calling thread
    #[command(
        override_usage = "cargo offload test [OPTIONS] [CARGO ARGUMENTS] [-- TEST ARGUMENTS]",
        help_template = HELP,
        after_help = help!("test")
    )]
    Test,
    /// Like `cargo build`, and collect the programs with the libraries that another machine may lack
    #[command(
        override_usage = "cargo offload bundle [OPTIONS] [CARGO ARGUMENTS]",
        help_template = HELP,
        after_help = help!("build", "
      --output <DIR>       The bundle's directory [default: target/offload/bundle]
      --archive            Pack it into DIR.tar.xz as well")
    )]
    Bundle,
    /// Compile the kernels, and print their code with the lines of their source
    #[command(
        override_usage = "cargo offload emit [OPTIONS] [CARGO ARGUMENTS]",
        help_template = HELP,
        after_help = help!("build", "
      --kind <KIND>        llvm-ir, asm (cpu and AMD GPUs), ptx or sass (NVIDIA GPUs)
                           [default: asm or ptx, depending on the target]
      --kernel <NAME>      Only kernels with this text in their names")
    )]
    Emit,
    /// Print the rustc flags of a pass, for a build by hand
    Flags {
        /// The pass
        pass: PassName,
        /// For CARGO_ENCODED_RUSTFLAGS (separated by 0x1f), which can hold paths with spaces
        #[arg(long)]
        encoded: bool,
        /// The targets of kernels
        #[arg(long)]
        targets: Option<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum PassName {
    Device,
    Host,
}

const AFTER_HELP: &str = "\
`cargo offload help <COMMAND>` lists the arguments that a command takes beside cargo's own.

Environment:
  OFFLOAD_PLUGIN     Path of liboffload_plugin.so, if it is not beside cargo-offload
  OFFLOAD_TARGETS    Like --targets
  OFFLOAD_FALLBACK   Read by the program: whether a launch may run on the calling thread instead";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let settings = WrapperSettings::from_environment().filter(|_| !names_own_command(arguments.first()));
    let result = match (&settings, arguments.split_first()) {
        (Some(settings), Some((program, rest))) => wrapper::run(settings, program, rest),
        _ => own_command(&arguments),
    };
    match result {
        Ok(code) => ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX)),
        Err(failure) => {
            if settings.is_some() {
                report::print_as_rustc(&failure, &arguments);
            } else {
                report::print(&failure);
            }
            ExitCode::from(101)
        }
    }
}

/// Whether this is a call of `cargo offload`, although the wrapper's variables are set: a program that
/// `cargo offload run` started inherits them, and may call `cargo offload` itself.
fn names_own_command(first: Option<&OsString>) -> bool {
    first.and_then(|first| first.to_str()).is_none_or(|first| {
        first.starts_with('-')
            || matches!(first, "offload" | "build" | "run" | "test" | "bundle" | "emit" | "flags" | "help")
    })
}

fn own_command(arguments: &[OsString]) -> Result<i32> {
    let arguments: Vec<String> = arguments
        .iter()
        .map(|argument| {
            let text = argument.to_str().with_context(|| format!("{} is not UTF-8", argument.display()))?;
            Ok(text.to_owned())
        })
        .collect::<Result<_>>()?;
    // Cargo calls `cargo-offload offload …`.
    let arguments = match arguments.split_first() {
        Some((first, rest)) if first == "offload" => rest,
        _ => &arguments,
    };
    // Everything after the command belongs to cargo, including `--help` and `--`; clap never sees it.
    let passed_on = arguments
        .split_first()
        .filter(|(first, _)| matches!(first.as_str(), "build" | "run" | "test" | "bundle" | "emit"));
    let own_arguments = if passed_on.is_some() { &arguments[..1] } else { arguments };
    let cli =
        Cli::parse_from(std::iter::once("cargo offload").chain(own_arguments.iter().map(String::as_str)));
    let rest = passed_on.map_or([].as_slice(), |(_, rest)| rest);
    match cli.action {
        Action::Build => cargo(arguments::Command::Build, rest),
        Action::Run => cargo(arguments::Command::Run, rest),
        Action::Test => cargo(arguments::Command::Test, rest),
        Action::Bundle => bundle(rest),
        Action::Emit => emit(rest),
        Action::Flags { pass, encoded, targets } => {
            let pass = match pass {
                PassName::Device => Pass::Device,
                PassName::Host => Pass::Host,
            };
            let arguments = CargoArguments { offload_targets: targets, ..CargoArguments::default() };
            let session = Session::by_hand(arguments)?;
            println!("{}", for_variable(&session.flags(pass)?, encoded)?);
            // The plugin reads the variable, and without it compiles for the CPU.
            let variable = std::env::var(targets::VARIABLE).ok().filter(|value| !value.is_empty());
            if variable.as_deref().unwrap_or("cpu") != session.targets() {
                eprintln!(
                    "note: set {}={} when rustc runs with these flags",
                    targets::VARIABLE,
                    session.targets()
                );
            }
            Ok(0)
        }
    }
}

fn bundle(rest: &[String]) -> Result<i32> {
    let (options, rest) = BundleOptions::take(rest)?;
    let arguments = CargoArguments::parse(arguments::Command::Build, &rest);
    if arguments.informational {
        return help("bundle");
    }
    Session::prepare(arguments::Command::Build, arguments)?.bundle(&options)
}

fn emit(rest: &[String]) -> Result<i32> {
    let (options, rest) = EmitOptions::take(rest)?;
    let arguments = CargoArguments::parse(arguments::Command::Build, &rest);
    if arguments.informational {
        return help("emit");
    }
    match Session::prepare(arguments::Command::Build, arguments)?.emit(&options)? {
        Ok(listings) => {
            // Ignore the error of a pager that was closed early.
            let _ = std::io::stdout().write_all(listings.as_bytes());
            Ok(0)
        }
        Err(code) => Ok(code),
    }
}

fn cargo(command: arguments::Command, rest: &[String]) -> Result<i32> {
    let arguments = CargoArguments::parse(command, rest);
    if arguments.informational {
        return help(match command {
            arguments::Command::Build => "build",
            arguments::Command::Run => "run",
            arguments::Command::Test => "test",
        });
    }
    Session::prepare(command, arguments)?.build()
}

/// Prints the help of a command, because cargo's own help knows nothing of devices.
fn help(command: &str) -> Result<i32> {
    let mut cli = Cli::command();
    cli.build();
    let command = cli.find_subcommand_mut(command).context("the command is declared")?;
    command.print_help()?;
    Ok(0)
}
