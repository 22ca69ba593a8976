//! Kernels and program come from the same code: features, cfgs, and simultaneous builds.

use crate::fixture::Fixture;
use crate::process::{Output, run};
use crate::toolchain::STABLE;
use std::fs;

/// The program's line about kernel and host.
#[track_caller]
fn result_line(output: &Output) -> &str {
    let line = output.stdout.lines().find(|line| line.starts_with("the kernel says"));
    line.unwrap_or_else(|| panic!("{}", output.all()))
}

#[track_caller]
fn agree(output: &Output, code: u32) {
    let expected = format!("the kernel says {code}, the host says {code}, on cpu");
    assert!(result_line(output).starts_with(&expected), "{}", output.all());
}

/// `run` compiles one program, and cargo still joins the features that all default members ask for.
#[test]
fn another_member_turns_a_feature_on() {
    let fixture = Fixture::copy(STABLE, "features", "same_code_members");
    for _ in 0..2 {
        agree(&fixture.offload("run").success(), 1);
        agree(&fixture.offload("run -p same_code_members").success(), 2);
    }
    let output = fixture.offload("run").success();
    assert!(output.compiled().is_empty(), "each selection keeps its own kernels; {}", output.all());
}

#[test]
fn features_one_after_another() {
    let fixture = Fixture::copy(STABLE, "features", "same_code_turns");
    for _ in 0..2 {
        agree(&fixture.offload("run -p same_code_turns").success(), 2);
        agree(&fixture.offload("run -p same_code_turns --features fast").success(), 1);
    }
}

#[test]
fn two_builds_at_once() {
    let fixture = Fixture::copy(STABLE, "features", "same_code_both");
    let line = "run -p same_code_both";
    fixture.offload(line).success();
    for round in 0..4 {
        // Every build has something to compile.
        let text = format!("fn main() {{\n    // Round {round}, {}.", std::process::id());
        let before = if round == 0 { "fn main() {".to_owned() } else { round_line(round - 1) };
        fixture.edit("app/src/main.rs", &before, &text);
        std::thread::scope(|scope| {
            let fixture = &fixture;
            let runs = ["", " --features fast", " --targets cpu,gfx90a"].map(|more| {
                scope.spawn(move || run(&mut fixture.cargo(&format!("offload {line}{more}"))).success())
            });
            for run in runs {
                let output = run.join().expect("it ran");
                // Cargo may run the program of another build, because it has one file per profile. Kernel and
                // host agree in each.
                assert!(
                    ["1", "2"].iter().any(|code| result_line(&output)
                        .starts_with(&format!("the kernel says {code}, the host says {code}, on cpu"))),
                    "{}",
                    output.all()
                );
            }
        });
    }
}

fn round_line(round: u32) -> String {
    format!("fn main() {{\n    // Round {round}, {}.", std::process::id())
}

/// The second build prints that it waits.
#[test]
fn one_device_pass_at_a_time() {
    let fixture = Fixture::copy(STABLE, "features", "same_code_lock");
    fixture.offload("build").success();
    let lock = fs::File::create(fixture.target.join("offload/.offload-lock")).expect("the directory is ours");
    lock.lock().expect("nobody else has it for long");
    let waiting = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| run(&mut fixture.cargo("offload build")));
        std::thread::sleep(std::time::Duration::from_secs(2));
        drop(lock);
        waiting.join().expect("it ran")
    });
    waiting.success().says("Blocking waiting for file lock on the directory of device code");
}

/// A build script that checks its directory gives the passes different code.
#[test]
fn a_build_script_that_tells_the_passes_apart() {
    let fixture = Fixture::copy(STABLE, "features", "same_code_script");
    let script = "fn main() {\n    println!(\"cargo::rustc-check-cfg=cfg(odd)\");\n    \
                  let directory = std::env::var(\"OUT_DIR\").expect(\"cargo sets it\");\n    \
                  if directory.contains(\"/offload/device/\") {\n        println!(\"cargo::rustc-cfg=odd\");\n    }\n}\n";
    fs::write(fixture.directory.join("kern/build.rs"), script).expect("the copy is ours");
    fixture.edit("kern/src/lib.rs", "{ 1 } else { 2 }", "{ 1 } else if cfg!(odd) { 3 } else { 2 }");
    let output = fixture.offload("run -p same_code_script").failure(101);
    output.says("error[OFL221]").says("bin `same_code_script`").says("build script").says("= help: ");
    fs::remove_file(fixture.directory.join("kern/build.rs")).expect("it was written");
    fixture.edit("kern/src/lib.rs", "{ 1 } else if cfg!(odd) { 3 } else { 2 }", "{ 1 } else { 2 }");
}

/// Build scripts see the user's own profile in both passes, although kernels are always optimised.
#[test]
fn build_scripts_see_one_profile() {
    let fixture = Fixture::copy(STABLE, "features", "same_code_profile");
    let script = "fn main() {\n    println!(\"cargo::rustc-check-cfg=cfg(slow)\");\n    \
                  let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|text| text == value);\n    \
                  if is(\"OPT_LEVEL\", \"0\") && is(\"DEBUG\", \"true\") {\n        println!(\"cargo::rustc-cfg=slow\");\n    }\n}\n";
    fs::write(fixture.directory.join("kern/build.rs"), script).expect("the copy is ours");
    fixture.edit("kern/src/lib.rs", "{ 1 } else { 2 }", "{ 1 } else if cfg!(slow) { 3 } else { 2 }");
    agree(&fixture.offload("run -p same_code_profile").success(), 3);
    agree(&fixture.offload("run -p same_code_profile --release").success(), 2);
    fixture.edit("kern/src/lib.rs", "{ 1 } else if cfg!(slow) { 3 } else { 2 }", "{ 1 } else { 2 }");
    fs::remove_file(fixture.directory.join("kern/build.rs")).expect("it was written");
}

/// An older version left no identities beside the libraries, and cargo would not compile these again.
#[test]
fn a_target_directory_of_an_older_version() {
    let fixture = Fixture::copy(STABLE, "features", "same_code_upgrade").own_target();
    let line = "run -p same_code_upgrade";
    agree(&fixture.offload(line).success(), 2);
    let passes = fixture.target.join("offload");
    for pass in ["device", "host"] {
        let libraries = passes.join(pass).join("debug/deps");
        let identities = fs::read_dir(&libraries).expect("procedural macros are there");
        let identities = identities.map(|entry| entry.expect("readable").path());
        let identities: Vec<_> = identities
            .filter(|file| file.extension().is_some_and(|extension| extension == "offload"))
            .collect();
        assert!(!identities.is_empty(), "{}", libraries.display());
        for identity in identities {
            fs::remove_file(identity).expect("the directory is ours");
        }
    }
    fs::remove_file(passes.join(".offload-layout")).expect("each build leaves it");
    let output = fixture.offload(line).success();
    agree(&output, 2);
    output.says("Removing").says("another version of cargo-offload");
    assert!(fixture.offload(line).success().compiled().is_empty());
}
