//! The text of an iterator's calls, which is the name of its kernel.

/// Maximum length of the text in bytes.
const LONGEST: usize = 240;

/// A chain of calls, such as `offload_mut().zip(offload()).for_each()`, truncated if it is too long.
#[derive(Clone, Copy)]
pub struct Chain {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Chain {
    /// A chain of one call.
    pub(super) const fn new(call: &str) -> Self {
        Self { bytes: [0; LONGEST], length: 0 }.then(call)
    }

    /// The chain, followed by `text`.
    pub(super) const fn then(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut index = 0;
        while index < text.len() && self.length < LONGEST {
            self.bytes[self.length] = text[index];
            self.length += 1;
            index += 1;
        }
        self
    }

    pub(super) const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => panic!("names of methods are ASCII, and may be cut anywhere"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Chain, LONGEST};

    #[test]
    fn calls_follow_each_other_until_the_text_is_full() {
        let mut chain = Chain::new("offload()");
        assert_eq!(chain.then(".map()").as_str(), "offload().map()");
        for _ in 0..100 {
            chain = chain.then(".map()");
        }
        assert_eq!(chain.as_str().len(), LONGEST);
    }
}
