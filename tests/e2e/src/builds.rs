//! `cargo offload` in special builds: build scripts that call cargo, static libraries, JSON messages, changed
//! targets, and other toolchains.

use crate::fixture::Fixture;
use crate::process::{Output, run};
use crate::toolchain::{NIGHTLY, STABLE, cuda};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// A build script that builds and runs another package, with and without `--target`, and passes on its
/// output.
const NESTED: &str = r#"use std::{env, fs, process::Command};

fn main() {
    let directory = format!("{}/nested", env::var("OUT_DIR").unwrap());
    fs::create_dir_all(format!("{directory}/src")).unwrap();
    let manifest = "[package]\nname = \"nested\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n";
    fs::write(format!("{directory}/Cargo.toml"), manifest).unwrap();
    fs::write(format!("{directory}/src/main.rs"), "fn main() { println!(\"7\") }").unwrap();
    let target = env::var("TARGET").unwrap();
    for more in [&[][..], &["--target", &target]] {
        let mut cargo = Command::new(env::var("CARGO").unwrap());
        cargo.args(["run", "--release", "--offline", "--target-dir", "own"]).args(more).current_dir(&directory);
        let output = cargo.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.stdout, b"7\n");
    }
    println!("cargo::rustc-env=NESTED=7");
}
"#;

#[test]
fn a_build_script_with_a_cargo_of_its_own() {
    for (toolchain, name) in [(STABLE, "builds_nested"), (NIGHTLY, "builds_nested_nightly")] {
        let fixture = Fixture::copy(toolchain, "saxpy", name);
        fs::write(fixture.directory.join("build.rs"), NESTED).expect("the copy is ours");
        fixture.edit(
            "src/main.rs",
            "println!(\"factor",
            "assert_eq!(env!(\"NESTED\"), \"7\");\n    println!(\"factor",
        );
        let output = fixture.offload("run").success();
        assert_eq!(output.launches(), [format!("{name}::saxpy")], "{}", output.all());
    }
}

/// A build script that calls `cargo offload` itself, which must not mistake itself for the user's wrapper.
#[test]
fn a_build_script_with_a_cargo_offload_of_its_own() {
    let fixture = Fixture::copy(STABLE, "saxpy", "builds_nested_offload");
    let script = NESTED.replace("[\"run\", ", "[\"offload\", \"run\", \"--targets\", \"cpu\", ").replace(
        "[&[][..], &[\"--target\", &target]]",
        "[&[][..], &[\"--target\", &target]].into_iter().take(1)",
    );
    fs::write(fixture.directory.join("build.rs"), script).expect("the copy is ours");
    fixture.offload("build").success();
}

fn library(name: &str, kinds: &str, launches: bool) -> Fixture {
    let fixture = Fixture::copy(STABLE, "saxpy", name);
    let launch = if launches {
        "#[offload::kernel]\nfn one(mut y: offload::Each<u32>) {\n    *y = 1;\n}\n\n"
    } else {
        ""
    };
    let body = if launches { "    let _ = one::launch(&mut [0u32; 9]);\n" } else { "" };
    let source = format!(
        "//! For C.\n\n{launch}/// Does it.\n#[unsafe(no_mangle)]\npub extern \"C\" fn {name}() {{\n{body}}}\n"
    );
    fs::write(fixture.directory.join("src/lib.rs"), source).expect("the copy is ours");
    fixture.edit(
        "Cargo.toml",
        "[features]",
        &format!("[lib]\nname = \"{name}_c\"\ncrate-type = {kinds}\n\n[features]"),
    );
    fixture
}

#[test]
fn a_static_library_that_launches() {
    for (name, kinds) in
        [("builds_static", r#"["staticlib"]"#), ("builds_static_mixed", r#"["lib", "staticlib"]"#)]
    {
        let fixture = library(name, kinds, true);
        for _ in 0..2 {
            let output = fixture.offload("build --lib").failure(101);
            output.says("error[OFL222]").says(&format!("{name}_c::one")).says("cdylib").says("= help: ");
        }
    }
    library("builds_static_plain", r#"["lib", "staticlib"]"#, false).offload("build").success();
}

#[test]
fn targets_that_are_none_are_refused_at_once() {
    let fixture = Fixture::copy(STABLE, "saxpy", "builds_targets");
    for target in ["sm_10", "sm_69", "sm_91", "gfx91"] {
        let output = fixture.offload(&format!("build --targets cpu,{target}")).failure(101);
        let output = output.says("error[OFL005]").says(target).says("= help: ");
        assert!(!output.stderr.contains("device pass") && output.compiled().is_empty(), "{}", output.all());
    }
}

#[test]
fn other_targets_compile_no_dependency_again() {
    let fixture = Fixture::copy(STABLE, "workspace", "builds_again")
        .with("OFFLOAD_CUDA_PATH", &cuda().to_string_lossy());
    let line = "build -p builds_again --bin builds_again --targets";
    fixture.offload(&format!("{line} cpu")).success();
    let output = fixture.offload(&format!("{line} cpu,sm_80")).success();
    let compiled = output.compiled();
    assert!(compiled.iter().all(|name| *name == "builds_again"), "{}", output.all());
    assert_eq!(compiled.len(), 2, "the program, once per pass; {}", output.all());
    let output = fixture.offload(&format!("{line} cpu,sm_80")).success();
    assert!(output.compiled().is_empty(), "{}", output.all());
}

/// The messages of a command that was asked for JSON.
fn messages(output: &Output, reason: &str) -> Vec<String> {
    let start = format!("{{\"reason\":\"{reason}\"");
    output.stdout.lines().filter(|line| line.starts_with(&start)).map(str::to_owned).collect()
}

#[test]
fn errors_of_the_device_pass_as_json() {
    let fixture = Fixture::copy(STABLE, "saxpy", "builds_json");
    fixture.offload("build").success();
    let good = "FACTOR * a * x[";
    let clock = "std::process::id() as f32 + FACTOR * a * x[";
    fixture.edit("src/main.rs", good, clock);
    let output = fixture.offload("build --message-format json").failure(101);
    let errors = messages(&output, "compiler-message");
    assert_eq!(errors.len(), 1, "{}", output.all());
    assert!(
        errors[0].contains("\"code\":\"OFL032\"") && errors[0].contains("\"level\":\"error\""),
        "{}",
        output.all()
    );
    assert_eq!(
        messages(&output, "build-finished"),
        [r#"{"reason":"build-finished","success":false}"#],
        "{}",
        output.all()
    );
    assert!(!output.stderr.contains("OFL032"), "not twice; {}", output.all());
    let rendered =
        fixture.offload("build --message-format=json-render-diagnostics").failure(101).says("OFL032");
    assert_eq!(messages(&rendered, "build-finished").len(), 1, "{}", rendered.all());

    fixture.edit("src/main.rs", clock, good);
    let output = fixture.offload("build --message-format json").success();
    assert_eq!(
        messages(&output, "build-finished"),
        [r#"{"reason":"build-finished","success":true}"#],
        "{}",
        output.all()
    );
    assert!(!messages(&output, "compiler-artifact").is_empty(), "{}", output.all());
    // The program's own arguments pass through.
    let output = fixture.offload("run --message-format json -- 77").success();
    assert!(output.stdout.contains("factor 1 on cpu"), "{}", output.all());
}

/// The wrapper's own errors are JSON, too.
#[test]
fn errors_of_the_wrapper_as_json() {
    let fixture = library("builds_json_wrapper", r#"["staticlib"]"#, true);
    let output = fixture.offload("build --lib --message-format json").failure(101);
    let errors = messages(&output, "compiler-message");
    assert!(errors.iter().any(|line| line.contains("\"code\":\"OFL222\"")), "{}", output.all());
}

/// Installs a fake toolchain of rustup: `rustc -vV` prints the given versions, and all other calls go to the
/// real toolchain.
fn install(home: &Path, name: &str, release: &str, llvm: &str) {
    let real = run(STABLE.command("rustc").args(["--print", "sysroot"])).success();
    let real = Path::new(real.stdout.trim()).join("bin");
    let bin = home.join("toolchains").join(format!("{name}-{}", STABLE.host())).join("bin");
    fs::create_dir_all(&bin).expect("the directory is ours");
    let write = |program: &str, text: String| {
        fs::write(bin.join(program), format!("#!/bin/sh\n{text}\n")).expect("the directory is ours");
        fs::set_permissions(bin.join(program), fs::Permissions::from_mode(0o755))
            .expect("the directory is ours");
    };
    let version = format!(
        "printf 'rustc {release}\\nhost: {}\\nrelease: {release}\\nLLVM version: {llvm}\\n'",
        STABLE.host()
    );
    let rustc =
        format!("case $* in -vV) {version} ;; *) exec '{}' \"$@\" ;; esac", real.join("rustc").display());
    write("rustc", rustc);
    // Use the toolchain's rustc, like rustup's proxy and cargo's own search.
    let rustc = bin.join("rustc");
    write(
        "cargo",
        format!("export RUSTC='{}'\nexec '{}' \"$@\"", rustc.display(), real.join("cargo").display()),
    );
}

/// The command `cargo offload` as the cargo of toolchain `name` would call it.
fn offload_of(fixture: &Fixture, home: &Path, name: &str, line: &str) -> std::process::Command {
    let cargo = home.join("toolchains").join(format!("{name}-{}", STABLE.host())).join("bin/cargo");
    let mut command = fixture.cargo(line);
    let environment: Vec<(_, _)> =
        command.get_envs().map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned))).collect();
    let program = crate::toolchain::programs().join("cargo-offload");
    command = std::process::Command::new(program);
    command.args(["offload"]).args(line.split_whitespace()).current_dir(&fixture.directory);
    for (name, value) in environment {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.env("RUSTUP_HOME", home).env("CARGO", cargo).env_remove("RUSTUP_TOOLCHAIN");
    command
}

#[test]
fn a_toolchain_with_another_llvm() {
    let fixture = Fixture::copy(STABLE, "saxpy", "builds_toolchain");
    let home: PathBuf = fixture.directory.join("rustup");
    let _ = fs::remove_dir_all(&home);
    install(&home, "stable", "1.99.0", "23.1.1");
    let build = || offload_of(&fixture, &home, "stable", "build --targets cpu");
    let refused = run(&mut build()).failure(101).says("error[OFL201]").says("uses LLVM 23");
    refused.says("rustup toolchain install 1.95.0").says("cargo +1.95.0 offload build --targets cpu");

    install(&home, "1.95.0", "1.95.0", "22.1.2");
    install(&home, "1.94.0", "1.94.0", "21.1.8");
    let refused = run(&mut build()).failure(101).says("error[OFL201]");
    assert!(!refused.stderr.contains("rustup toolchain install"), "{}", refused.all());
    refused
        .says("`cargo +1.95.0 offload build --targets cpu`")
        .says("rust-toolchain.toml")
        .says("OFFLOAD_TOOLCHAIN=auto");

    let automatic = run(build().env("OFFLOAD_TOOLCHAIN", "auto")).success();
    automatic.says("Offload toolchain 1.95.0");
    run(build().env("OFFLOAD_TOOLCHAIN", "newest"))
        .failure(101)
        .says("error[OFL216]")
        .says("OFFLOAD_TOOLCHAIN=newest");

    let features = "[features]";
    fixture.edit("Cargo.toml", features, "[package.metadata.offload]\ntoolchain = \"auto\"\n\n[features]");
    run(&mut build()).success().says("Offload toolchain 1.95.0");
    fixture.edit("Cargo.toml", "\"auto\"", "\"newest\"");
    run(&mut build()).failure(101).says("error[OFL212]").says("`toolchain`").says("newest");
}
