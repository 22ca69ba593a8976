//! Finds the artifact that is linked into this program, without a launch.

use offload_abi::Artifact;

// A launch reaches the artifact through its kernel's handle; a question about devices has no kernel. Stable
// Rust has no weak symbols, so the assembler puts the address into a constant, and the linker writes null if
// there is no artifact. The symbol is hidden like the artifact's own, so that each linked unit of a process
// finds its own artifact.
#[cfg(all(target_os = "linux", target_pointer_width = "64", not(miri)))]
core::arch::global_asm!(
    ".pushsection .data.rel.ro.offload_linked_artifact, \"aw\", %progbits",
    ".weak __offload_artifact",
    ".hidden __offload_artifact",
    ".globl __offload_linked_artifact",
    ".hidden __offload_linked_artifact",
    ".balign 8",
    "__offload_linked_artifact:",
    ".quad __offload_artifact",
    ".popsection",
);

/// The artifact; null in a program without one.
#[cfg(all(target_os = "linux", target_pointer_width = "64", not(miri)))]
pub(crate) fn artifact() -> *const Artifact {
    unsafe extern "C" {
        static __offload_linked_artifact: *const Artifact;
    }
    // SAFETY: defined above with this type. The read is volatile, because only the linker knows the value.
    unsafe { (&raw const __offload_linked_artifact).read_volatile() }
}

/// Null: there are no artifacts here.
#[cfg(not(all(target_os = "linux", target_pointer_width = "64", not(miri))))]
pub(crate) fn artifact() -> *const Artifact {
    std::ptr::null()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_program_without_artifact_finds_none() {
        // The name in the assembler text has to match the contract.
        assert_eq!(offload_abi::ARTIFACT_SYMBOL, "__offload_artifact");
        assert!(super::artifact().is_null());
    }
}
