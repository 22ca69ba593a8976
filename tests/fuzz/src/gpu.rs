//! The NVIDIA GPU of this machine.

use anyhow::{Context, Result, ensure};
use std::process::Command;

#[derive(Clone, Debug)]
pub(crate) struct Gpu {
    /// The driver's name for it.
    pub(crate) name: String,
    /// Its target, such as `sm_90`.
    pub(crate) target: String,
}

impl Gpu {
    /// The first GPU that the driver lists.
    pub(crate) fn find() -> Result<Self> {
        let output = Command::new("nvidia-smi")
            .args(["--query-gpu=name,compute_cap", "--format=csv,noheader"])
            .output()
            .context("cannot run nvidia-smi, which NVIDIA's driver installs")?;
        ensure!(output.status.success(), "nvidia-smi fails: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8_lossy(&output.stdout);
        let gpu = text.lines().next().and_then(Self::parse);
        gpu.with_context(|| format!("nvidia-smi lists no GPU: {text}"))
    }

    /// Reads a line such as `NVIDIA H200, 9.0`.
    fn parse(line: &str) -> Option<Self> {
        let (name, capability) = line.rsplit_once(", ")?;
        let (major, minor) = capability.trim().split_once('.')?;
        Some(Self { name: name.to_owned(), target: format!("sm_{major}{minor}") })
    }
}

#[cfg(test)]
mod tests {
    use super::Gpu;

    #[test]
    fn the_target_follows_from_the_compute_capability() {
        let gpu = Gpu::parse("NVIDIA H200, 9.0").unwrap();
        assert_eq!((gpu.name.as_str(), gpu.target.as_str()), ("NVIDIA H200", "sm_90"));
        assert!(Gpu::parse("No devices were found").is_none());
    }
}
