//! The two cargo calls.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use offload_tools::cache;

use crate::arguments::{self, CargoArguments};
use crate::artifact::{self, DeviceOutput};
use crate::build_lock::BuildLock;
use crate::bundle::{self, BundleOptions, Program};
use crate::emit::{self, EmitOptions};
use crate::error::Error;
use crate::flags::{Pass, UserFlags, config_flag, pass_flags, toml_text, tracking_flag};
use crate::fnv::fnv64_of_texts;
use crate::pass_layout;
use crate::plugin::Plugin;
use crate::run_selection::{RunSelection, select_binary};
use crate::status::Status;
use crate::targets::Targets;
use crate::toolchain::Toolchain;
use crate::wrapper::{DUMP_DIRECTORY, IMAGES_VARIABLE, WrapperSettings};

/// For each unit of the device pass, the variable for its artifact's version, and the version.
type Artifacts = Vec<(String, String)>;

/// Everything that both passes need, already checked.
#[derive(Debug)]
pub struct Session {
    command: arguments::Command,
    arguments: CargoArguments,
    toolchain: Toolchain,
    plugin: Plugin,
    targets: Targets,
    user_flags: UserFlags,
    status: Status,
}

impl Session {
    /// Finds toolchain, plugin and targets, and reports problems before anything is compiled.
    pub fn prepare(command: arguments::Command, arguments: CargoArguments) -> Result<Self> {
        let toolchain = Toolchain::find(&arguments)?;
        let targets = Targets::choose(&arguments, &toolchain.workspace)?;
        Self::with_targets(command, arguments, toolchain, targets)
    }

    /// For the flags of a build by hand.
    pub fn by_hand(arguments: CargoArguments) -> Result<Self> {
        let toolchain = Toolchain::find(&arguments)?;
        let targets = Targets::by_hand(&arguments)?;
        Self::with_targets(arguments::Command::Build, arguments, toolchain, targets)
    }

    fn with_targets(
        command: arguments::Command,
        arguments: CargoArguments,
        toolchain: Toolchain,
        targets: Targets,
    ) -> Result<Self> {
        toolchain.check_target(&arguments)?;
        check_cache_limit()?;
        let status = Status::new(&arguments);
        let plugin = Plugin::find(&toolchain, &arguments, status)?;
        targets.check(&toolchain.rustc)?;
        let user_flags =
            UserFlags::read(&toolchain.settings, &toolchain.rustc.host, |name| std::env::var(name).ok());
        Ok(Self { command, arguments, toolchain, plugin, targets, user_flags, status })
    }

    /// The value that `OFFLOAD_TARGETS` needs when rustc runs with these flags.
    pub fn targets(&self) -> &str {
        &self.targets.list
    }

    /// All rustc flags of `pass`, for a build by hand.
    pub fn flags(&self, pass: Pass) -> Result<Vec<String>> {
        let mut own = self.own_flags(pass)?;
        own.push(config_flag(self.config()));
        Ok(self.user_flags.with(&own))
    }

    /// Runs the device pass, then the host pass. Returns the exit code of a failed cargo; does not return if
    /// the host pass starts, since its cargo replaces this process.
    pub fn build(&self) -> Result<i32> {
        let selection = match self.command {
            arguments::Command::Run => select_binary(&self.toolchain.workspace, &self.arguments),
            _ => RunSelection::Build(Vec::new()),
        };
        let RunSelection::Build(selection) = selection else {
            return self.host_pass(&[], &[]);
        };
        match self.make_artifacts(&selection)? {
            Ok(artifacts) => self.host_pass(&selection, &artifacts),
            Err(code) => Ok(code),
        }
    }

    /// Builds, and collects the programs with the libraries that they need. Returns the exit code of a failed
    /// cargo, or 0.
    pub fn bundle(&self, options: &BundleOptions) -> Result<i32> {
        let output = match &options.output {
            Some(output) => std::path::absolute(output)?,
            None => self.offload_directory().join("bundle"),
        };
        let artifacts = match self.make_artifacts(&[])? {
            Ok(artifacts) => artifacts,
            Err(code) => return Ok(code),
        };
        let format = ["--message-format=json-render-diagnostics".to_owned()];
        let mut command = self.host_command(&[], &format, &artifacts)?;
        let (code, programs) = self.messages(&mut command, Pass::Host, Program::from_message)?;
        if code != 0 {
            return Ok(code);
        }
        bundle::write(&output, programs, &offload_rt::runtime_library()?, self.status)?;
        if options.archive {
            bundle::archive(&output, self.status)?;
        }
        Ok(0)
    }

    /// Compiles the kernels and returns their listings. The inner `Err` has the exit code of a failed cargo.
    pub fn emit(&self, options: &EmitOptions) -> Result<Result<String, i32>> {
        let chosen = options.choose(&self.targets.list)?;
        emit::check_tools(&chosen)?;
        // A new directory each time: its name makes cargo compile units that it considers fresh.
        let dump = tempfile::tempdir()?;
        self.status.say("Offload", &format!("device pass ({})", self.targets.describe()));
        let _lock = self.lock()?;
        let (code, outputs) = self.device_pass(&[], Some(dump.path()))?;
        if code != 0 {
            return Ok(Err(code));
        }
        let config = self.config();
        let mut kernels = Vec::new();
        for output in outputs {
            let bytes = artifact::read(&output.file, &output.unit)?;
            kernels
                .extend(artifact::validate(&output.file, &bytes, config)?.kernels.iter().map(emit::kernel));
        }
        let kernels = options.select(kernels)?;
        emit::print(&kernels, &chosen, dump.path(), &self.toolchain.workspace.workspace_root).map(Ok)
    }

    /// Runs the device pass. The inner `Err` has the exit code of a failed cargo.
    fn make_artifacts(&self, selection: &[String]) -> Result<Result<Artifacts, i32>> {
        self.status.say("Offload", &format!("device pass ({})", self.targets.describe()));
        let lock = self.lock()?;
        let (code, outputs) = self.device_pass(selection, None)?;
        if code != 0 {
            return Ok(Err(code));
        }
        let artifacts = self.collect_artifacts(&outputs)?;
        // From here on no build changes the files that the host pass links.
        drop(lock);
        self.status.say("Offload", "host pass");
        Ok(Ok(artifacts))
    }

    fn lock(&self) -> Result<BuildLock> {
        let directory = self.offload_directory();
        let lock = BuildLock::take(&directory, self.status)?;
        pass_layout::prepare(&directory, &[Pass::Device, Pass::Host].map(directory_name), self.status)?;
        Ok(lock)
    }

    /// With `dump`, the plugin writes listings to that directory.
    fn device_pass(&self, selection: &[String], dump: Option<&Path>) -> Result<(i32, Vec<DeviceOutput>)> {
        let mut command = Command::new(&self.toolchain.cargo);
        match self.command {
            arguments::Command::Build | arguments::Command::Run => {
                command.arg("build").args(&self.arguments.shared).args(selection)
            }
            // Doctests have no artifact, and cargo does not build them without running them.
            arguments::Command::Test if self.arguments.doc_only => {
                command.args(["build", "--lib"]).args(&self.arguments.shared)
            }
            arguments::Command::Test => command.args(["test", "--no-run"]).args(&self.arguments.shared),
        };
        self.configure(&mut command, Pass::Device)?;
        if self.arguments.json_messages {
            command.args(&self.arguments.message_format);
        } else {
            command.arg("--message-format=json-render-diagnostics");
        }
        command.envs(dump.map(|directory| (DUMP_DIRECTORY, directory)));
        for setting in self.device_profile() {
            command.args(["--config", &setting]);
        }
        self.messages(&mut command, Pass::Device, DeviceOutput::from_message)
    }

    /// Runs a cargo that prints messages. Returns its exit code, and the outputs in the pass's directory that
    /// `read` finds in the messages.
    fn messages<T>(
        &self,
        command: &mut Command,
        pass: Pass,
        read: impl Fn(&str, &Path) -> Option<T>,
    ) -> Result<(i32, Vec<T>)> {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot run {}", self.toolchain.cargo.display()))?;
        let stdout = child.stdout.take().context("cargo's output is piped")?;
        let target_directory = self.pass_directory(pass).join(&self.toolchain.rustc.host);
        let mut outputs = Vec::new();
        let mut end = None;
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            outputs.extend(read(&line, &target_directory));
            if self.arguments.json_messages && pass == Pass::Device {
                match reason(&line).as_deref() {
                    Some("compiler-message") => say_message(&line),
                    Some("build-finished") => end = Some(line),
                    _ => {}
                }
            }
        }
        let code = child.wait()?.code().unwrap_or(101);
        // If the build continues, the host pass reports how it ended.
        if let Some(end) = end.filter(|_| code != 0) {
            say_message(&end);
        }
        Ok((code, outputs))
    }

    /// The profile settings for the device pass. The wrapper sets optimisation and debug information, because
    /// build scripts see those settings.
    fn device_profile(&self) -> Vec<String> {
        let name = self.arguments.profile_name(self.command);
        // `test` inherits from `dev`, so a setting in the manifest for either counts.
        let names = if name == "test" { vec!["dev", "test"] } else { vec![name] };
        let settings = [
            // Merges all crates into the one module from which the plugin makes the artifact.
            "lto=\"fat\"",
            "incremental=false",
            // rustc would strip the artifact, and look for debug info in it.
            "strip=\"none\"",
            "split-debuginfo=\"off\"",
        ];
        names
            .iter()
            .flat_map(|name| settings.iter().map(move |setting| format!("profile.{name}.{setting}")))
            .collect()
    }

    fn collect_artifacts(&self, outputs: &[DeviceOutput]) -> Result<Artifacts> {
        let mut artifacts = Vec::new();
        for output in outputs {
            let bytes = artifact::read(&output.file, &output.unit)?;
            let manifest = artifact::validate(&output.file, &bytes, self.config())?;
            let (version, is_new) = artifact::keep(&self.artifact_directory(), &output.unit.key(), &bytes)?;
            artifacts.push((output.unit.artifact_variable(), version));
            let count = manifest.kernels.len();
            if is_new && count > 0 {
                let kernels = if count == 1 { "kernel" } else { "kernels" };
                self.status.say(
                    "Offloading",
                    &format!("{}: {count} {kernels} ({})", output.name, self.targets.list),
                );
            }
        }
        Ok(artifacts)
    }

    fn host_pass(&self, selection: &[String], artifacts: &[(String, String)]) -> Result<i32> {
        let mut command = self.host_command(selection, &self.arguments.message_format, artifacts)?;
        // Replaces this process, so that signals, terminal and exit code behave as with plain cargo.
        Err(command.exec()).with_context(|| format!("cannot run {}", self.toolchain.cargo.display()))
    }

    fn host_command(
        &self,
        selection: &[String],
        message_format: &[String],
        artifacts: &[(String, String)],
    ) -> Result<Command> {
        let mut command = Command::new(&self.toolchain.cargo);
        command.arg(match self.command {
            arguments::Command::Build => "build",
            arguments::Command::Run => "run",
            arguments::Command::Test => "test",
        });
        command
            .args(&self.arguments.shared)
            .args(selection)
            .args(&self.arguments.host_only)
            .args(message_format);
        self.configure(&mut command, Pass::Host)?;
        command.args(&self.arguments.trailing);
        command.envs(artifacts.iter().map(|(variable, version)| (variable, version)));
        if self.command == arguments::Command::Test && std::env::var_os("OFFLOAD_FALLBACK").is_none() {
            // Doctests are linked without an artifact, and have to run, too.
            command.env("OFFLOAD_FALLBACK", "no-artifact");
        }
        Ok(command)
    }

    /// Adds the common arguments of both passes' cargo calls.
    fn configure(&self, command: &mut Command, pass: Pass) -> Result<()> {
        let host = &self.toolchain.rustc.host;
        let directory = self.pass_directory(pass);
        command.arg("--target").arg(host).arg("--target-dir").arg(&directory);
        let wrapper = path_text(&std::env::current_exe()?)?;
        let directory = path_text(&directory)?;
        command.args(["--config", &format!("build.rustc-wrapper={}", toml_text(&wrapper))]);
        // Otherwise both passes and plain cargo would share the user's build directory.
        if self.has_build_directory() {
            command.args(["--config", &format!("build.build-dir={}", toml_text(&directory))]);
            command.env_remove("CARGO_BUILD_BUILD_DIR");
        }
        let flags = self.own_flags(pass)?;
        self.user_flags.give_to(command, host, &[tracking_flag(&flags, &self.plugin)]);
        let settings = WrapperSettings {
            pass,
            triple: host.clone(),
            flags,
            workspace_root: self.toolchain.workspace.workspace_root.clone(),
            artifact_directory: self.artifact_directory(),
            cache_directory: self.offload_directory().join("cache"),
            config: self.config(),
            targets: self.targets.list.clone(),
            inner_wrapper: self.inner_wrapper()?,
        };
        settings.give_to(command)?;
        command
            .env_remove("RUSTC_WRAPPER")
            .env_remove("CARGO_BUILD_RUSTC_WRAPPER")
            .env(IMAGES_VARIABLE, self.images());
        Ok(())
    }

    fn config(&self) -> u32 {
        self.plugin.config(&self.targets.list)
    }

    /// A value that changes with everything that images depend on and that no flag shows to cargo.
    fn images(&self) -> String {
        let tools = self.targets.list.split(',').map(|target| offload_tools::stamp(target, self.plugin.llvm));
        let tools: Vec<String> = tools.collect();
        format!("{}-{:016x}", self.config(), fnv64_of_texts(tools.iter().map(String::as_str)))
    }

    fn own_flags(&self, pass: Pass) -> Result<Vec<String>> {
        path_text(&self.plugin.path)?;
        let linker = std::env::current_exe()?.with_file_name("offload-linker");
        path_text(&linker)?;
        let mut flags = pass_flags(pass, &self.plugin, &linker);
        if pass == Pass::Host {
            flags.extend(self.user_flags.for_sanitizer().map(str::to_owned));
        }
        Ok(flags)
    }

    fn has_build_directory(&self) -> bool {
        std::env::var_os("CARGO_BUILD_BUILD_DIR").is_some()
            || !self.toolchain.settings["build"]["build-dir"].is_null()
    }

    /// The user's own wrapper, as cargo would find it.
    fn inner_wrapper(&self) -> Result<Option<PathBuf>> {
        let variable = ["RUSTC_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER"].iter().find_map(std::env::var_os);
        let configured = || self.toolchain.settings["build"]["rustc-wrapper"].as_str().map(PathBuf::from);
        let wrapper = variable.map(PathBuf::from).or_else(configured);
        let wrapper = wrapper.filter(|wrapper| !wrapper.as_os_str().is_empty());
        // In a build script that `cargo offload` runs, the wrapper is this program.
        if wrapper.as_deref() == Some(&std::env::current_exe()?) {
            return Ok(WrapperSettings::from_environment().and_then(|outer| outer.inner_wrapper));
        }
        Ok(wrapper)
    }

    fn offload_directory(&self) -> PathBuf {
        self.toolchain.workspace.target_directory.join("offload")
    }

    fn pass_directory(&self, pass: Pass) -> PathBuf {
        self.offload_directory().join(directory_name(pass))
    }

    fn artifact_directory(&self) -> PathBuf {
        self.offload_directory().join("artifacts").join(self.arguments.profile_directory(self.command))
    }
}

fn directory_name(pass: Pass) -> &'static str {
    match pass {
        Pass::Device => "device",
        Pass::Host => "host",
    }
}

fn path_text(path: &Path) -> Result<String> {
    let text = path.to_str().with_context(|| format!("the path {} is not UTF-8", path.display()))?;
    Ok(text.to_owned())
}

/// The `reason` of one of cargo's messages.
fn reason(line: &str) -> Option<String> {
    let message: serde_json::Value = serde_json::from_str(line).ok()?;
    message["reason"].as_str().map(str::to_owned)
}

fn say_message(line: &str) {
    // Ignore the error if the reader has closed the pipe; cargo's exit code reports the result.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Checks the size limit of the cache here, because the plugin could only warn.
fn check_cache_limit() -> Result<(), Error> {
    let value = std::env::var_os(cache::VARIABLE).unwrap_or_default();
    cache::limit().map(drop).map_err(|_| Error::BadSetting {
        variable: cache::VARIABLE,
        value: value.to_string_lossy().into_owned(),
    })
}
