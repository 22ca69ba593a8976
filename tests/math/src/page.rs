//! The table of the book.

use std::fmt::Write;

use crate::report::{Report, Row};

const HEAD: &str = "\
# Math functions

Kernels call the methods of `f32` and `f64` as any Rust code does. On the CPU device they are the functions that a Rust program is linked with (the C
library's, and for some Rust's own), so results equal plain Rust's bit for bit. On an NVIDIA GPU they come from CUDA's libdevice, on an AMD GPU from
ROCm's ocml. Functions that std does not have on stable yet (`gamma`, `ln_gamma`, `erf`, `erfc`) are mapped as well.

The tables give each device's largest distance from the correctly rounded result, in units in the last place; 0 means that every result was correctly
rounded. The correct results come from [CORE-MATH](https://core-math.gitlabpages.inria.fr/). *Plain Rust* is the same expression on the CPU.

*Bound* is the largest difference that the program accepts from a GPU:

- `exact`: plain Rust's result, bit for bit, except the payload of a NaN. `powi` squares repeatedly in the same steps, and has plain Rust's error if an
  intermediate result overflows.
- a number: the largest error in units in the last place that NVIDIA gives for the function ([CUDA C++ Programming
  Guide](https://docs.nvidia.com/cuda/cuda-c-programming-guide/), \"Mathematical Functions\").
- `composed` and a number: std composes the function from others, and its error may be large in plain Rust, too (`acosh` near 1; `asinh` and `acosh` of the largest
  numbers). The bound is this number times the type's epsilon from plain Rust's result, relative to that result or to 1, whichever is greater.

A result is NaN, infinite, or a zero of either sign exactly if the correct result is, except for the results listed under the tables.

Arguments are special values and their neighbours in all pairs, all bit patterns in even steps, and fresh random numbers of several distributions. AMD GPUs
have not been run: every function compiles and links for gfx90a, gfx942, gfx1030 and gfx1100.

Made by `./x bench math` from `docs/results/math-*.json`.
";

/// The page for `reports`, a column each.
pub fn page(reports: &[Report]) -> String {
    let mut text = HEAD.to_owned();
    for float in ["f32", "f64"] {
        write!(text, "\n## `{float}`\n\n| function | bound | plain Rust |")
            .expect("a string takes everything");
        for report in reports {
            write!(text, " {} |", report.device).expect("a string takes everything");
        }
        text.push_str("\n|---|--:|--:|");
        text.push_str(&"--:|".repeat(reports.len()));
        text.push('\n');
        let Some(first) = reports.first() else { continue };
        for row in first.rows.iter().filter(|row| row.float == float) {
            line(&mut text, row, reports);
        }
    }
    text.push_str("\n## Other classes\n\n");
    let before = text.len();
    for report in reports {
        for row in report.rows.iter().filter(|row| row.other_class > 0) {
            let Some(example) = &row.other_class_example else { continue };
            writeln!(
                text,
                "- {}: `{}::{}`, {} of {} results. For `{}` it gives `{}`; plain Rust `{}`, correct `{}`.",
                report.device,
                row.float,
                row.function,
                row.other_class,
                report.inputs,
                example.arguments,
                example.device,
                example.plain,
                example.correct
            )
            .expect("a string takes everything");
        }
    }
    if text.len() == before {
        text.push_str("None.\n");
    }
    text
}

fn line(text: &mut String, row: &Row, reports: &[Report]) {
    write!(text, "| `{}` | {} | {} |", row.function, row.bound, row.plain_ulps)
        .expect("a string takes everything");
    for report in reports {
        let same = |other: &&Row| other.function == row.function && other.float == row.float;
        let cell = report.rows.iter().find(same).map_or_else(|| "–".to_owned(), |row| row.ulps.to_string());
        write!(text, " {cell} |").expect("a string takes everything");
    }
    text.push('\n');
}
