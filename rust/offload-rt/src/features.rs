//! Checks whether this machine has the CPU features that a CPU image needs.

/// The features in `wanted` that this machine lacks, by Rust's names. Unknown features count as present.
pub(crate) fn missing(wanted: &[String]) -> Vec<String> {
    wanted.iter().filter(|name| is_present(name) == Some(false)).cloned().collect()
}

#[cfg(target_arch = "x86_64")]
fn is_present(name: &str) -> Option<bool> {
    macro_rules! detect {
        ($($feature:tt)*) => {
            match name {
                $($feature => Some(std::arch::is_x86_feature_detected!($feature)),)*
                _ => None,
            }
        };
    }
    detect!(
        "adx" "aes" "avx" "avx2" "avx512bf16" "avx512bitalg" "avx512bw" "avx512cd" "avx512dq" "avx512f" "avx512fp16"
        "avx512ifma" "avx512vbmi" "avx512vbmi2" "avx512vl" "avx512vnni" "avx512vp2intersect" "avx512vpopcntdq" "avxifma"
        "avxneconvert" "avxvnni" "avxvnniint16" "avxvnniint8" "bmi1" "bmi2" "cmpxchg16b" "f16c" "fma" "fxsr" "gfni"
        "lzcnt" "movbe" "pclmulqdq" "popcnt" "rdrand" "rdseed" "sha" "sha512" "sm3" "sm4" "sse" "sse2" "sse3" "sse4.1"
        "sse4.2" "sse4a" "ssse3" "tbm" "vaes" "vpclmulqdq" "xsave" "xsavec" "xsaveopt" "xsaves"
    )
}

#[cfg(not(target_arch = "x86_64"))]
fn is_present(_name: &str) -> Option<bool> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_or_unknown_is_not_missing() {
        assert!(missing(&["sse2".into(), "not-a-feature".into()]).is_empty());
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn what_is_absent_is_named() {
        // No processor has both: `tbm` is AMD's and long gone, `avx512vp2intersect` was only Intel's.
        let missing = missing(&["tbm".into(), "avx512vp2intersect".into()]);
        assert!(!missing.is_empty());
    }
}
