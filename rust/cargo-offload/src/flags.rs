//! The rustc flags of a pass, merged with the user's own.

use std::path::Path;

use anyhow::Result;
use offload_abi::{CONFIG_FLAG, PASS_DEVICE, PASS_FLAG, PASS_HOST};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fnv::fnv64_of_texts;
use crate::plugin::Plugin;

/// One of the two compilations of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pass {
    /// Compiles the kernels and writes the artifact.
    Device,
    /// Compiles the program and links the artifact.
    Host,
}

/// Adds the places of closures and structs to debug info.
const CLOSURE_LINES_FLAG: &str = "-Zdebug-info-type-line-numbers=yes";

/// The flags of `pass` that every unit gets.
pub fn pass_flags(pass: Pass, plugin: &Plugin, linker: &Path) -> Vec<String> {
    let number = match pass {
        Pass::Device => PASS_DEVICE,
        Pass::Host => PASS_HOST,
    };
    let mut flags = vec![
        format!("-Zllvm-plugins={}", plugin.path.display()),
        format!("-Zllvm-module-flag={PASS_FLAG}:u32:{number}:max"),
        "-Csymbol-mangling-version=v0".to_owned(),
        "-Zshare-generics=no".to_owned(),
    ];
    if pass == Pass::Device {
        // Otherwise kernels with equal bodies would become one before the modules are merged, and lose their
        // names.
        flags.push("-Zmerge-functions=disabled".to_owned());
        // For the types of captures and the lines of closures. The plugin drops both before any optimisation.
        flags.extend(["-Cdebuginfo=2", CLOSURE_LINES_FLAG].map(str::to_owned));
        // Without it rustc guesses the flavor from the file name, and rejects the form of the link line.
        flags.extend([format!("-Clinker={}", linker.display()), "-Clinker-flavor=gcc".to_owned()]);
    }
    flags
}

/// The flag with the number for the plugin's build and its options. Only linked units get it: dependencies
/// are the same for all targets.
pub fn config_flag(config: u32) -> String {
    format!("-Zllvm-module-flag={CONFIG_FLAG}:u32:{config}:max")
}

/// The start of the one flag that cargo itself gets; see [`tracking_flag`].
const TRACKING: &str = "-Cmetadata=offload-";

/// Increase it when the wrapper changes units differently; otherwise cargo would consider the old ones fresh.
const WRAPPER_VERSION: &str = "1";

/// The one flag of a pass that cargo gets. Cargo does not know which flags its wrapper adds; this flag makes
/// it recompile everything for another plugin. Every rustc accepts the flag and nothing depends on it, so it
/// does not disturb probes or a cargo that a build script starts.
pub fn tracking_flag(flags: &[String], plugin: &Plugin) -> String {
    let texts = flags.iter().map(String::as_str).chain([plugin.build.as_str(), WRAPPER_VERSION]);
    format!("{TRACKING}{:016x}", fnv64_of_texts(texts))
}

/// Whether `value` of `-C metadata` comes from [`tracking_flag`].
pub fn is_tracking(value: &str) -> bool {
    TRACKING.split_once('=').is_some_and(|(_, start)| value.starts_with(start))
}

/// Linker arguments with which a CPU image finds the functions of the program's sanitizer, which are in the
/// program.
const EXPORTED_SANITIZERS: [(&str, &str); 2] = [
    ("sanitizer=address", "-Clink-arg=-Wl,--export-dynamic-symbol=__asan_*"),
    ("sanitizer=thread", "-Clink-arg=-Wl,--export-dynamic-symbol=__tsan_*"),
];

/// The user's own flags, to which the flags of a pass are added.
#[derive(Debug, PartialEq, Eq)]
pub struct UserFlags {
    /// Flags that cargo would ignore beside ours, because it reads only one source of flags.
    pub flags: Vec<String>,
    /// Flags from `target.<triple>.rustflags`, which cargo itself joins with ours.
    pub joined_by_cargo: Vec<String>,
    /// Whether the flags came from a variable that makes cargo ignore flags in the configuration, which it
    /// would join with ours.
    pub silences_configuration: bool,
}

impl UserFlags {
    /// Reads the flags in cargo's order: `CARGO_ENCODED_RUSTFLAGS`, `RUSTFLAGS`, `target.*.rustflags`,
    /// `build.rustflags`.
    pub fn read(settings: &Value, host: &str, variable: impl Fn(&str) -> Option<String>) -> Self {
        let target_variable = format!("CARGO_TARGET_{}_RUSTFLAGS", host.to_uppercase().replace('-', "_"));
        let mut of_target = texts(&settings["target"][host]["rustflags"]);
        of_target.extend(words(&variable(&target_variable).unwrap_or_default()));
        let of_cfg = settings["target"].as_object().is_some_and(|targets| {
            targets.iter().any(|(name, value)| name.starts_with("cfg(") && !value["rustflags"].is_null())
        });
        let has_target_flags = !of_target.is_empty() || of_cfg;

        let from_variable = variable("CARGO_ENCODED_RUSTFLAGS")
            .map(|encoded| encoded.split('\x1f').filter(|flag| !flag.is_empty()).map(str::to_owned).collect())
            .or_else(|| variable("RUSTFLAGS").map(|text| words(&text)));
        if let Some(flags) = from_variable {
            return Self { flags, joined_by_cargo: Vec::new(), silences_configuration: has_target_flags };
        }
        if has_target_flags {
            return Self { flags: Vec::new(), joined_by_cargo: of_target, silences_configuration: false };
        }
        let mut flags = texts(&settings["build"]["rustflags"]);
        flags.extend(words(&variable("CARGO_BUILD_RUSTFLAGS").unwrap_or_default()));
        Self { flags, joined_by_cargo: Vec::new(), silences_configuration: false }
    }

    /// The flag that the host pass adds if the user's flags name a sanitizer.
    pub fn for_sanitizer(&self) -> Option<&'static str> {
        let all = || self.flags.iter().chain(&self.joined_by_cargo);
        // `-Z` may be a separate word.
        let is_given = |option: &str| all().any(|flag| flag.strip_prefix("-Z").unwrap_or(flag) == option);
        EXPORTED_SANITIZERS.iter().find(|(option, _)| is_given(option)).map(|(_, export)| *export)
    }

    /// All of the user's flags, then `own`, which take precedence there.
    pub fn with(&self, own: &[String]) -> Vec<String> {
        self.flags.iter().chain(&self.joined_by_cargo).chain(own).cloned().collect()
    }

    /// Passes `own` and the user's flags to a cargo call.
    ///
    /// Passes them as a setting, not as a variable, so that the program that `cargo run` starts does not
    /// inherit them. The one exception is a user's variable that makes cargo ignore flags in the
    /// configuration.
    pub fn give_to(&self, command: &mut std::process::Command, host: &str, own: &[String]) {
        command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        if self.silences_configuration {
            command.env("CARGO_ENCODED_RUSTFLAGS", self.with(own).join("\x1f"));
            return;
        }
        let flags: Vec<&String> = self.flags.iter().chain(own).collect();
        command.arg("--config").arg(format!("target.{host}.rustflags={}", toml_list(&flags)));
    }
}

/// Formats the flags for an environment variable: `RUSTFLAGS`, or `CARGO_ENCODED_RUSTFLAGS` with `encoded`.
pub fn for_variable(flags: &[String], encoded: bool) -> Result<String> {
    if encoded {
        return Ok(flags.join("\x1f"));
    }
    if let Some(flag) = flags.iter().find(|flag| flag.contains(' ')) {
        anyhow::bail!(
            "RUSTFLAGS cannot hold `{flag}`, which has a space in it; use CARGO_ENCODED_RUSTFLAGS=\"$(cargo offload \
             flags … --encoded)\""
        );
    }
    Ok(flags.join(" "))
}

/// Formats `text` as a TOML string; TOML reads JSON's escapes.
pub fn toml_text(text: &str) -> String {
    Value::from(text).to_string()
}

fn toml_list(texts: &[&String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| toml_text(text)).collect();
    format!("[{}]", texts.join(","))
}

/// Reads flags in either of cargo's forms: a list, or a single string.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => words(text),
        Value::Array(values) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const HOST: &str = "x86_64-unknown-linux-gnu";

    fn read(settings: Value, variables: &[(&str, &str)]) -> UserFlags {
        UserFlags::read(&settings, HOST, |name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_sanitizer_is_exported() {
        let with = |text| read(json!({}), &[("RUSTFLAGS", text)]).for_sanitizer();
        assert_eq!(with("-Ca -Zsanitizer=address"), Some("-Clink-arg=-Wl,--export-dynamic-symbol=__asan_*"));
        assert_eq!(with("-Z sanitizer=thread"), Some("-Clink-arg=-Wl,--export-dynamic-symbol=__tsan_*"));
        assert_eq!(with("-Zsanitizer=memory -Ca"), None);
    }

    #[test]
    fn flags_of_a_pass() {
        let plugin =
            Plugin { path: "/mein ordner/p.so".into(), build: "0".into(), llvm: 22, strict_fp: false };
        let host = pass_flags(Pass::Host, &plugin, Path::new("/b/offload-linker"));
        assert_eq!(
            host,
            [
                "-Zllvm-plugins=/mein ordner/p.so",
                "-Zllvm-module-flag=offload_pass:u32:2:max",
                "-Csymbol-mangling-version=v0",
                "-Zshare-generics=no"
            ]
        );
        let device = pass_flags(Pass::Device, &plugin, Path::new("/b/offload-linker"));
        assert_eq!(
            device[4..],
            [
                "-Zmerge-functions=disabled",
                "-Cdebuginfo=2",
                "-Zdebug-info-type-line-numbers=yes",
                "-Clinker=/b/offload-linker",
                "-Clinker-flavor=gcc"
            ]
        );
        assert_eq!(config_flag(7), "-Zllvm-module-flag=offload_config:u32:7:max");
    }

    #[test]
    fn cargo_tracks_flags_and_plugin() {
        let plugin =
            |build: &str| Plugin { path: "/p.so".into(), build: build.into(), llvm: 22, strict_fp: false };
        let flag = tracking_flag(&["-Ca".into()], &plugin("0"));
        assert!(is_tracking(flag.strip_prefix("-Cmetadata=").unwrap()) && !is_tracking("0123"));
        assert_ne!(flag, tracking_flag(&["-Ca".into()], &plugin("1")));
        assert_ne!(flag, tracking_flag(&["-Cb".into()], &plugin("0")));
    }

    #[test]
    fn variables_come_first_and_the_encoded_one_before_the_other() {
        let settings = json!({"build": {"rustflags": ["-Cbuild"]}});
        assert_eq!(read(settings.clone(), &[("RUSTFLAGS", " -Ca  -Cb")]).flags, ["-Ca", "-Cb"]);
        let both =
            read(settings.clone(), &[("RUSTFLAGS", "-Ca"), ("CARGO_ENCODED_RUSTFLAGS", "-Cx y\x1f-Cz")]);
        assert_eq!(both.flags, ["-Cx y", "-Cz"]);
        assert!(read(settings, &[("RUSTFLAGS", "")]).flags.is_empty());
    }

    #[test]
    fn cargo_joins_the_flags_of_the_target() {
        let settings =
            json!({"build": {"rustflags": ["-Cbuild"]}, "target": {HOST: {"rustflags": "-Ct -Cu"}}});
        let flags = read(settings.clone(), &[]);
        assert!(flags.flags.is_empty());
        assert_eq!(flags.with(&["-Cown".into()]), ["-Ct", "-Cu", "-Cown"]);
        assert!(read(settings, &[("RUSTFLAGS", "-Ca")]).silences_configuration);
    }

    #[test]
    fn build_flags_are_the_last_resort() {
        let settings = json!({"build": {"rustflags": ["-Cbuild"]}});
        assert_eq!(read(settings, &[("CARGO_BUILD_RUSTFLAGS", "-Cv")]).flags, ["-Cbuild", "-Cv"]);
    }

    #[test]
    fn given_as_one_setting() {
        let mut command = std::process::Command::new("cargo");
        read(json!({}), &[("RUSTFLAGS", "-Ca")]).give_to(&mut command, HOST, &["-Zx=ä \"b\"".into()]);
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
        assert_eq!(
            arguments,
            ["--config", r#"target.x86_64-unknown-linux-gnu.rustflags=["-Ca","-Zx=ä \"b\""]"#]
        );
    }

    #[test]
    fn spaces_need_the_encoded_variable() {
        assert!(for_variable(&["-Ca b".into()], false).is_err());
        assert_eq!(for_variable(&["-Ca b".into(), "-Cc".into()], true).unwrap(), "-Ca b\x1f-Cc");
    }
}
