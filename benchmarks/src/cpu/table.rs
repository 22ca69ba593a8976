//! The table as Markdown.

use crate::rows::Row;
use offload_bench::machine;
use std::fmt::Write;
use std::time::Duration;

/// The x86-64 level for which the program was compiled, recognised by its features.
pub fn level() -> &'static str {
    if cfg!(target_feature = "avx512f") {
        "x86-64-v4"
    } else if cfg!(target_feature = "avx2") {
        "x86-64-v3"
    } else if cfg!(target_feature = "sse4.2") {
        "x86-64-v2"
    } else {
        "x86-64, rustc's default"
    }
}

/// The text above the sections.
pub fn heading() -> String {
    format!(
        "# The CPU device beside rayon\n\n\
         Medians of each kernel and of the same loop written for rayon, which run alternately in one program. Both \
         give the same results, bit for bit. *Kernel* is the kernel's own time with its data on the device; \
         *launch* is the whole call, with the data copied to the device and back. Ratios below 1 are in offload's favour.\n\n\
         The kernels are compiled for the highest x86-64 level of the machine. rayon's loops are compiled like the \
         whole host program: first with rustc's defaults, then with `-Ctarget-cpu=native`.\n\n\
         Made by `./x bench cpu`. {}\n",
        machine()
    )
}

/// One section with the rows of one run.
pub fn section(rows: &[Row]) -> String {
    let mut text = format!("## rayon compiled for {}\n\n", level());
    text.push_str(
        "| kernel | size | data | kernel | launch | rayon | kernel ÷ rayon | launch ÷ rayon |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for Row { kernel, size, bytes, times } in rows {
        let ratio = |time: Duration| time.as_secs_f64() / times.rayon.as_secs_f64();
        writeln!(
            text,
            "| {kernel} | {size} | {} | {} | {} | {} | **{:.2}** | {:.2} |",
            bytes_text(*bytes),
            time_text(times.kernel),
            time_text(times.end_to_end),
            time_text(times.rayon),
            ratio(times.kernel),
            ratio(times.end_to_end)
        )
        .expect("a string takes everything");
    }
    text
}

fn bytes_text(bytes: usize) -> String {
    match bytes {
        0..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

fn time_text(time: Duration) -> String {
    match time.as_nanos() {
        0..1_000_000 => format!("{:.1} µs", time.as_secs_f64() * 1e6),
        _ => format!("{:.2} ms", time.as_secs_f64() * 1e3),
    }
}
