//! The cache of images: a damaged image is made again, another version of a tool makes its images again, and
//! the directory has a size limit.

use crate::fixture::Fixture;
use crate::process::run;
use crate::toolchain::{STABLE, cuda};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The test that uses the cache holds this lock.
type Alone = MutexGuard<'static, ()>;

/// A fixture in a target directory that only these tests use, one at a time, and the directory's empty cache.
fn fixture(name: &str) -> (Fixture, PathBuf, Alone) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let mut fixture = Fixture::copy(STABLE, "saxpy", name);
    fixture.target = STABLE.directory().join("target-of-cache");
    let cache = fixture.target.join("offload/cache");
    let _ = fs::remove_dir_all(&cache);
    (fixture, cache, alone)
}

/// The entries, the largest first.
fn entries(cache: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(cache).expect("the cache exists").map(|entry| entry.expect("readable").path()).collect();
    entries.sort_by_key(|path| std::cmp::Reverse(fs::metadata(path).expect("it is there").len()));
    entries
}

/// Makes the device pass ask for images again, by a change of the program.
fn touch(fixture: &Fixture, count: u32) {
    let path = fixture.directory.join("src/main.rs");
    let text = crate::fixture::read(&path);
    let text = text.split("// Touched ").next().expect("there is a first part").to_owned();
    std::thread::sleep(std::time::Duration::from_millis(20));
    fs::write(path, format!("{text}// Touched {count}.\n")).expect("the copy is ours");
}

#[test]
fn damaged_entries_are_made_again() {
    let (fixture, cache, _alone) = fixture("cache_damaged");
    touch(&fixture, 0);
    fixture.offload("build --targets cpu").success();
    let [entry] = entries(&cache).try_into().expect("one image");
    let good = fs::read(&entry).expect("readable");
    let flipped = |position: usize| {
        let mut bytes = good.clone();
        bytes[position] ^= 0x10;
        bytes
    };
    let damaged = [
        Vec::new(),
        good[..10].to_vec(),
        good[..good.len() / 2].to_vec(),
        good[..good.len() - 1].to_vec(),
        [&good[..], b"more"].concat(),
        flipped(3),
        flipped(20),
        flipped(good.len() / 3),
        flipped(good.len() - 1),
        b"#!/bin/sh\n".to_vec(),
    ];
    for (count, bytes) in (1..).zip(damaged) {
        fs::write(&entry, bytes).expect("the cache is ours");
        touch(&fixture, count);
        let output = fixture.offload("run --targets cpu").success();
        assert_eq!(output.launches(), ["cache_damaged::saxpy"], "{count}: {}", output.all());
        assert_eq!(fs::read(&entry).expect("readable"), good, "{count}: it was made again");
    }
}

#[test]
fn an_entry_under_another_name_is_none() {
    let (fixture, cache, _alone) = fixture("cache_swapped");
    touch(&fixture, 0);
    fixture.offload("build --targets cpu").success();
    fixture.offload("build --targets cpu --features triple").success();
    let [one, other] = entries(&cache).try_into().expect("two images");
    let (first, second) = (fs::read(&one).expect("readable"), fs::read(&other).expect("readable"));
    fs::write(&one, &second).expect("the cache is ours");
    fs::write(&other, &first).expect("the cache is ours");
    touch(&fixture, 1);
    let output = fixture.offload("run --targets cpu --features triple").success();
    assert!(output.stdout.starts_with("factor 3"), "{}", output.all());
    let output = fixture.offload("run --targets cpu").success();
    assert!(output.stdout.starts_with("factor 1"), "{}", output.all());
    assert_eq!((fs::read(&one).expect("readable"), fs::read(&other).expect("readable")), (first, second));
}

/// A tool that records its calls, in a directory like a toolkit's.
struct Tool {
    file: PathBuf,
    calls: PathBuf,
}

impl Tool {
    fn install(file: PathBuf, real: &Path) -> Self {
        fs::create_dir_all(file.parent().expect("it is in a directory")).expect("the directory is ours");
        let tool = Self { calls: file.with_extension("calls"), file };
        tool.write(real, "");
        tool.calls();
        tool
    }

    /// Writes another version of the tool, which differs by a comment.
    fn write(&self, real: &Path, comment: &str) {
        let calls = self.calls.display();
        let real = real.display();
        let script = format!(
            "#!/bin/sh\n# {comment}\ncase $* in *version*) ;; *) echo call >> '{calls}' ;; esac\nexec '{real}' \"$@\"\n"
        );
        fs::write(&self.file, script).expect("the directory is ours");
        fs::set_permissions(&self.file, fs::Permissions::from_mode(0o755)).expect("the directory is ours");
    }

    /// The number of calls since the last question.
    fn calls(&self) -> usize {
        let count = fs::read_to_string(&self.calls).map_or(0, |text| text.lines().count());
        let _ = fs::remove_file(&self.calls);
        count
    }
}

/// Cargo notices the change, and only the images of that tool are made again.
#[test]
fn another_version_of_a_tool_makes_its_images_again() {
    let (fixture, _, _alone) = fixture("cache_tools");
    touch(&fixture, 0);
    let directory = fixture.directory.join("tools");
    let (cc, ptxas) = (Path::new("/usr/bin/cc"), cuda().join("bin/ptxas"));
    let driver = Tool::install(directory.join("cc"), cc);
    let assembler = Tool::install(directory.join("cuda/bin/ptxas"), &ptxas);
    let library = directory.join("cuda/nvvm/libdevice/libdevice.10.bc");
    fs::create_dir_all(library.parent().expect("it is in a directory")).expect("the directory is ours");
    fs::copy(cuda().join("nvvm/libdevice/libdevice.10.bc"), &library).expect("both are there");
    let fixture = fixture
        .with("OFFLOAD_CC", &driver.file.to_string_lossy())
        .with("OFFLOAD_CUDA_PATH", &directory.join("cuda").to_string_lossy());
    let build = |targets: &str| {
        fixture.offload(&format!("build --targets {targets}")).success();
        (driver.calls(), assembler.calls())
    };
    assert_eq!(build("cpu,sm_80"), (1, 1));
    assert_eq!(build("cpu,sm_80"), (0, 0), "nothing changed");
    assert_eq!(build("cpu,sm_80,sm_90"), (0, 1), "one target more");
    assert_eq!(build("cpu"), (0, 0), "one less");
    driver.write(cc, "another version");
    assert_eq!(build("cpu,sm_80"), (1, 0), "another cc");
    assembler.write(&ptxas, "another version");
    assert_eq!(build("cpu,sm_80"), (0, 1), "another ptxas");
    let mut bytes = fs::read(&library).expect("it was copied");
    bytes.extend([0; 4]);
    fs::write(&library, bytes).expect("the copy is ours");
    assert_eq!(build("cpu,sm_80"), (0, 1), "another libdevice");
}

#[test]
fn the_directory_has_a_limit() {
    let (fixture, cache, _alone) = fixture("cache_limit");
    touch(&fixture, 0);
    fixture.offload("build --targets cpu").success();
    let [first] = entries(&cache).try_into().expect("one image");
    let size = fs::metadata(&first).expect("it is there").len();
    let fixture = fixture.with("OFFLOAD_CACHE_SIZE", &(2 * size + size / 2).to_string());
    // Different kernels of the same size.
    let factors = ["1.5", "2.5", "3.5"];
    let mut before = "*y += FACTOR".to_owned();
    for (count, factor) in (1..).zip(factors) {
        let now = format!("*y += {factor} * FACTOR");
        fixture.edit("src/main.rs", &before, &now);
        before = now;
        fixture.offload("build --targets cpu").success();
        // Use the first image in between, so that another one is removed.
        if count == 1 {
            fixture.edit("src/main.rs", &before, "*y += FACTOR");
            fixture.offload("build --targets cpu").success();
            fixture.edit("src/main.rs", "*y += FACTOR", &before);
        }
        assert!(first.exists() || count > 2, "{count}: the recently used image stays");
    }
    let remaining: u64 =
        entries(&cache).iter().map(|path| fs::metadata(path).expect("it is there").len()).sum();
    assert!(remaining <= 2 * size + size / 2, "{remaining}");

    let output = run(fixture.cargo("offload build").env("OFFLOAD_CACHE_SIZE", "much"));
    output.failure(101).says("error[OFL216]").says("OFFLOAD_CACHE_SIZE=much").says("= help: ");
}
