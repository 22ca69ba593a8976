//! The host memory that a launch uses, as far as other launches care.

use crate::host_range::HostRange;

/// The bytes from `start` up to, but not including, `end`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) start: u64,
    pub(crate) end: u64,
    is_written: bool,
}

/// Spans that share no byte, in the order of their addresses.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Spans {
    spans: Vec<Span>,
    any_written: bool,
}

impl Spans {
    /// The spans of `ranges`, which are in order and share no byte.
    pub(crate) fn new<'r>(ranges: impl Iterator<Item = &'r HostRange>) -> Self {
        let mut all = Self::default();
        for range in ranges {
            let span = Span { start: range.start, end: range.end(), is_written: range.is_written() };
            all.any_written |= span.is_written;
            match all.spans.last_mut() {
                Some(last) if (last.end, last.is_written) == (span.start, span.is_written) => {
                    last.end = span.end
                }
                _ => all.spans.push(span),
            }
        }
        all
    }

    /// The first span here, and the first one of `others`, that share a byte and of which one is written.
    pub(crate) fn conflict(&self, others: &Self) -> Option<(Span, Span)> {
        if !self.any_written && !others.any_written {
            return None;
        }
        if self.spans.len() > others.spans.len() {
            return others.conflict(self).map(|(theirs, ours)| (ours, theirs));
        }
        let mut rest = others.spans.as_slice();
        for span in &self.spans {
            rest = &rest[rest.partition_point(|other| other.end <= span.start)..];
            let overlapping = rest.iter().take_while(|other| other.start < span.end);
            let mut conflicting = overlapping.filter(|other| other.is_written || span.is_written);
            if let Some(other) = conflicting.next() {
                return Some((*span, *other));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(parts: &[(u64, u64, bool)]) -> Spans {
        let span = |&(start, end, is_written)| Span { start, end, is_written };
        let any_written = parts.iter().any(|part| part.2);
        Spans { spans: parts.iter().map(span).collect(), any_written }
    }

    #[test]
    fn only_who_writes_is_in_the_way() {
        let reads = spans(&[(0, 10, false), (20, 30, false)]);
        let writes = spans(&[(9, 12, true), (40, 50, true)]);
        assert_eq!(reads.conflict(&reads), None);
        let (read, written) = (reads.spans[0], writes.spans[0]);
        assert_eq!(reads.conflict(&writes), Some((read, written)));
        assert_eq!(writes.conflict(&reads), Some((written, read)));
        assert_eq!(spans(&[(10, 20, true), (30, 40, true)]).conflict(&reads), None, "they touch");
        assert_eq!(spans(&[]).conflict(&writes), None);
    }

    /// Any two sets of spans against each pair of their parts.
    #[test]
    fn it_is_what_all_pairs_say() {
        let mut seed = 1u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for _ in 0..5000 {
            let mut make = || {
                let mut end = 0;
                let mut parts = Vec::new();
                for _ in 0..random(7) {
                    let start = end + random(6);
                    end = start + 1 + random(4);
                    parts.push((start, end, random(3) == 0));
                }
                parts
            };
            let (a, b) = (make(), make());
            let pairs = || a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
            let expected = pairs().any(|(a, b)| a.0 < b.1 && b.0 < a.1 && (a.2 || b.2));
            assert_eq!(spans(&a).conflict(&spans(&b)).is_some(), expected, "{a:?} {b:?}");
        }
    }
}
