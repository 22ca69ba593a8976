//! Faults for the device's copy of a body. Only the fuzzer's own check plants them, to see that they are
//! found.

/// One kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Its name in the report.
    pub(crate) name: &'static str,
    wrong: &'static [(&'static str, &'static str)],
}

/// All faults.
pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "ids are one too many",
        wrong: &[
            ("I::global_id().x", "(I::global_id().x + 1)"),
            ("I::thread_id().x", "(I::thread_id().x + 1)"),
        ],
    },
    Fault {
        name: "ids of another axis",
        wrong: &[("I::global_id().x", "I::global_id().y"), ("I::thread_id().x", "I::thread_id().y")],
    },
    Fault {
        name: "saturates instead of wrapping",
        wrong: &[
            ("wrapping_add", "saturating_add"),
            ("wrapping_sub", "saturating_sub"),
            ("wrapping_mul", "saturating_mul"),
        ],
    },
    Fault {
        name: "wraps instead of saturating",
        wrong: &[
            ("saturating_add", "wrapping_add"),
            ("saturating_sub", "wrapping_sub"),
            ("saturating_mul", "wrapping_mul"),
        ],
    },
    Fault { name: "rotates the other way", wrong: &[("rotate_left", "rotate_right")] },
    Fault { name: "greatest instead of least", wrong: &[(".min(", ".max(")] },
    Fault {
        name: "counts zeros instead of ones",
        wrong: &[
            ("count_ones", "count_zeros"),
            ("leading_zeros", "leading_ones"),
            ("trailing_zeros", "trailing_ones"),
        ],
    },
    Fault { name: "compares with equality", wrong: &[(" < (", " <= ("), (" > (", " >= (")] },
    Fault { name: "carry is lost", wrong: &[("value ^ (carry", "value ^ (!carry")] },
    Fault {
        name: "narrow integers are not extended by their sign",
        wrong: &[
            (" as i8)", " as u8 as i8 & 127)"),
            (" as i16)", " as i16 & 32767)"),
            (" as i32)", " as i32 & 2147483647)"),
        ],
    },
    Fault {
        name: "rounds down instead of to nearest",
        wrong: &[(".round()", ".floor()"), (".round_ties_even()", ".round()"), (".trunc()", ".floor()")],
    },
    Fault { name: "a product and a sum are rounded once", wrong: &[(" * (", " * 1.0000001 * (")] },
    Fault {
        name: "a loop makes one turn less",
        wrong: &[("f{} > 0 &&", "f{} > 1 &&"), (".take(", ".skip(1).take(")],
    },
    Fault { name: "leaves the loop instead of going on", wrong: &[("continue 'l", "break 'l")] },
    Fault { name: "an element further", wrong: &[(".len()]", ".len() / 2]")] },
    Fault {
        name: "a panic is lost",
        wrong: &[
            ("panic!(", "let _ = format_args!("),
            ("assert!(!", "assert!(true || !"),
            ("unreachable!()", "()"),
        ],
    },
    Fault {
        name: "another message",
        wrong: &[("\"number {}\"", "\"numbers {}\""), ("\"a constant text\"", "\"a constant Text\"")],
    },
    Fault {
        name: "another line",
        wrong: &[
            ("{ panic!(", "{\npanic!("),
            ("assert!(!", "\n assert!(!"),
            ("{ unreachable!", "{\nunreachable!"),
        ],
    },
    Fault {
        name: "another column",
        wrong: &[
            ("{ panic!(", "{  panic!("),
            ("assert!(!", " assert!(!"),
            ("{ unreachable!", "{  unreachable!"),
        ],
    },
    Fault {
        name: "another atomic operation",
        wrong: &[
            (".fetch_add(", ".fetch_sub("),
            (".fetch_max(", ".fetch_min("),
            (".fetch_or(", ".fetch_and("),
        ],
    },
    Fault { name: "a store is lost", wrong: &[("\n*y", "\nlet _")] },
];

impl Fault {
    /// `body` with the fault in every place, or `None` if the body has no place for it.
    pub(crate) fn applied(self, body: &str) -> Option<String> {
        let mut changed = body.to_owned();
        for (right, wrong) in self.wrong {
            changed = changed.replace(right, wrong);
        }
        (changed != body).then_some(changed)
    }
}
