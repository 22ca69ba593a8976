//! The size limit of the cache of images.

use crate::setting;

/// The variable with the limit.
pub const VARIABLE: &str = "OFFLOAD_CACHE_SIZE";

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(u64);

impl Size {
    /// The limit if the variable is unset.
    pub const DEFAULT: Self = Self(1 << 30);

    /// The number.
    pub fn bytes(self) -> u64 {
        self.0
    }

    /// Parses a number of bytes, or `64K`, `512M`, `2G`.
    fn parse(text: &str) -> Option<Self> {
        let shift = match text.chars().last()? {
            'K' => 10,
            'M' => 20,
            'G' => 30,
            _ => 0,
        };
        let number = text.strip_suffix(['K', 'M', 'G']).unwrap_or(text);
        let number: u64 = number.parse().ok()?;
        number.checked_mul(1 << shift).map(Self)
    }
}

/// The limit in [`VARIABLE`].
///
/// # Errors
///
/// If the value is not a size.
pub fn limit() -> Result<Size, String> {
    let Some(value) = setting(VARIABLE) else { return Ok(Size::DEFAULT) };
    value.to_str().and_then(Size::parse).ok_or_else(|| {
        format!(
            "{VARIABLE}={} is not a size: write a number of bytes, or a size such as 512M",
            value.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, bytes) in
            [("0", Some(0)), ("4096", Some(4096)), ("64K", Some(65536)), ("2G", Some(2 << 30))]
        {
            assert_eq!(Size::parse(text).map(Size::bytes), bytes, "{text}");
        }
        for text in ["", "M", "-1", "1T", "99999999999G"] {
            assert_eq!(Size::parse(text), None, "{text}");
        }
    }
}
