//! `cargo offload`: builds, runs and tests a Rust program whose kernels run on devices.
//!
//! Cargo also starts this program as its `RUSTC_WRAPPER` in both passes; see [`cargo_offload::wrapper`].

use std::ffi::OsString;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use cargo_offload::arguments::{self, CargoArguments};
use cargo_offload::bundle::BundleOptions;
use cargo_offload::emit::EmitOptions;
use cargo_offload::error;
use cargo_offload::flags::{Pass, for_variable};
use cargo_offload::passes::Session;
use cargo_offload::targets;
use cargo_offload::wrapper::{self, WrapperSettings};
use clap::{Parser, Subcommand, ValueEnum};

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
    /// As `cargo build`
    #[command(override_usage = "cargo offload build [CARGO ARGUMENTS]")]
    Build,
    /// As `cargo run`
    #[command(override_usage = "cargo offload run [CARGO ARGUMENTS] [-- PROGRAM ARGUMENTS]")]
    Run,
    /// As `cargo test`; what has no artifact (doctests) runs its kernels on the calling thread
    #[command(override_usage = "cargo offload test [CARGO ARGUMENTS] [-- TEST ARGUMENTS]")]
    Test,
    /// As `cargo build`, and gather the programs with the libraries that another machine may lack
    #[command(override_usage = "cargo offload bundle [--output DIR] [--archive] [CARGO ARGUMENTS]")]
    Bundle,
    /// Compile the kernels, and print what they become with the lines of their source
    #[command(override_usage = "cargo offload emit [--kind KIND] [--kernel NAME] [CARGO ARGUMENTS]")]
    Emit,
    /// Print the rustc flags of a pass, for a build by hand
    Flags {
        /// The pass
        pass: PassName,
        /// For CARGO_ENCODED_RUSTFLAGS (separated by 0x1f), which can hold paths with spaces
        #[arg(long)]
        encoded: bool,
        /// What kernels are compiled for
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
Build, run, test, bundle and emit also take:
      --targets <TARGETS>  What kernels are compiled for, separated by commas [default:
                           what the package's metadata says, or cpu,native; native: this machine's GPUs]

Bundle also takes:
      --output <DIR>       Where the bundle goes [default: target/offload/bundle]
      --archive            Pack it into DIR.tar.xz as well

Emit also takes:
      --kind <KIND>        llvm-ir, asm (cpu and AMD GPUs), ptx or sass (NVIDIA GPUs)
                           [default: asm or ptx, whatever the target has]
      --kernel <NAME>      Only kernels with this in their names

Environment:
  OFFLOAD_PLUGIN     Path of liboffload_plugin.so, where it is not beside cargo-offload
  OFFLOAD_TARGETS    As --targets
  OFFLOAD_FALLBACK   Read by the program: when a launch may run on the calling thread instead";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let result = match WrapperSettings::from_environment() {
        Some(settings) if !names_own_command(arguments.first()) => match arguments.split_first() {
            Some((program, arguments)) => wrapper::run(&settings, program, arguments),
            None => own_command(&arguments),
        },
        _ => own_command(&arguments),
    };
    match result {
        Ok(code) => ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX)),
        Err(failure) => {
            error::report(&failure);
            ExitCode::from(101)
        }
    }
}

/// A program that `cargo offload run` started inherits the wrapper's variables and may call `cargo offload` itself.
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
    // Everything after the command is cargo's to understand, `--help` and `--` included; clap never sees it.
    let passed_on = arguments
        .split_first()
        .filter(|(first, _)| matches!(first.as_str(), "build" | "run" | "test" | "bundle" | "emit"));
    let known = if passed_on.is_some() { &arguments[..1] } else { arguments };
    let cli = Cli::parse_from(std::iter::once("cargo offload").chain(known.iter().map(String::as_str)));
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
            // The plugin reads the variable, and takes the CPU where there is none.
            let variable = std::env::var(targets::VARIABLE).ok().filter(|value| !value.is_empty());
            if variable.as_deref().unwrap_or("cpu") != session.targets() {
                eprintln!("note: set {}={} where these flags are used", targets::VARIABLE, session.targets());
            }
            Ok(0)
        }
    }
}

fn bundle(rest: &[String]) -> Result<i32> {
    let (options, rest) = BundleOptions::take(rest)?;
    let arguments = CargoArguments::parse(arguments::Command::Build, &rest);
    if arguments.informational {
        return cargo(arguments::Command::Build, &rest);
    }
    Session::prepare(arguments::Command::Build, arguments)?.bundle(&options)
}

fn emit(rest: &[String]) -> Result<i32> {
    let (options, rest) = EmitOptions::take(rest)?;
    let arguments = CargoArguments::parse(arguments::Command::Build, &rest);
    if arguments.informational {
        return cargo(arguments::Command::Build, &rest);
    }
    match Session::prepare(arguments::Command::Build, arguments)?.emit(&options)? {
        Ok(listings) => {
            // A pager that is closed early has had enough.
            let _ = std::io::stdout().write_all(listings.as_bytes());
            Ok(0)
        }
        Err(code) => Ok(code),
    }
}

fn cargo(command: arguments::Command, rest: &[String]) -> Result<i32> {
    let arguments = CargoArguments::parse(command, rest);
    if arguments.informational {
        let name = match command {
            arguments::Command::Build => "build",
            arguments::Command::Run => "run",
            arguments::Command::Test => "test",
        };
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        return Err(Command::new(cargo).arg(name).args(rest).exec().into());
    }
    Session::prepare(command, arguments)?.build()
}
