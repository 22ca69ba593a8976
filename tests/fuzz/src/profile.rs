//! Cargo profiles for the programs.

/// The settings of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Profile {
    /// Its name for cargo.
    pub(crate) name: &'static str,
    opt_level: &'static str,
    checks: bool,
    /// Debug assertions; core's unsafe functions have some, too.
    assertions: bool,
    lto: bool,
}

const fn profile(name: &'static str, opt_level: &'static str, checks: bool, lto: bool) -> Profile {
    Profile { name, opt_level, checks, assertions: checks, lto }
}

/// Each opt-level with overflow checks and without, half of them with LTO.
pub(crate) const PROFILES: [Profile; 8] = [
    profile("o0-checks", "0", true, false),
    profile("o3", "3", false, false),
    profile("o1-checks-lto", "1", true, true),
    profile("os", "\"s\"", false, false),
    profile("o3-checks", "3", true, false),
    profile("o0-lto", "0", false, true),
    profile("os-checks-lto", "\"s\"", true, true),
    profile("o1", "1", false, false),
];

/// The profile of programs for GPUs. Their archive has a size limit, so host code is small, and there are no
/// assertions, which would add text formatting to most kernels.
pub(crate) const BUNDLE: Profile =
    Profile { name: "bundle", opt_level: "\"s\"", checks: true, assertions: false, lto: true };

/// The profiles of programs that run on a GPU of this machine: those without assertions. Assertions would bring
/// the formatting of text into most kernels, which takes `ptxas` minutes.
pub(crate) const GPU_PROFILES: [Profile; 5] = [BUNDLE, PROFILES[1], PROFILES[3], PROFILES[5], PROFILES[7]];

/// The profile with this name.
pub(crate) fn named(name: &str) -> Option<Profile> {
    PROFILES.into_iter().chain([BUNDLE]).find(|profile| profile.name == name)
}

/// All profiles, in the form of a manifest.
pub(crate) fn manifest() -> String {
    let section = |profile: &Profile| {
        let Profile { name, opt_level, checks, assertions, lto } = profile;
        let lto = if *lto { "\"fat\"" } else { "false" };
        format!(
            "[profile.{name}]\ninherits = \"release\"\nopt-level = {opt_level}\noverflow-checks = {checks}\ndebug-assertions = {assertions}\nlto = {lto}\n\n"
        )
    };
    PROFILES.iter().chain([&BUNDLE]).map(section).collect()
}
