//! The rows of the table: a kernel, a size, and what both ways took.

use crate::measure::{Times, ensure_equal, in_turns};
use crate::rayon_loops;
use anyhow::Result;
use blur::kernels as blur_kernels;
use offload::Grid2;
use offload_bench::{kernels, numbers};

/// One row.
pub struct Row {
    pub kernel: &'static str,
    pub size: String,
    /// Bytes of all arrays.
    pub bytes: usize,
    pub times: Times,
}

/// Elements of the vectors: in the cores' own caches, in the shared one, and in none.
const LENGTHS: [usize; 4] = [1 << 14, 1 << 17, 1 << 20, 1 << 24];

/// Width and height of the pictures.
const PICTURES: [(usize, usize); 3] = [(320, 240), (1920, 1080), (7680, 4320)];

/// Measures every kernel at every size. `report` is told what is done.
pub fn measure_all(mut report: impl FnMut(&Row)) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut add = |row: Row| {
        report(&row);
        rows.push(row);
    };
    for length in LENGTHS {
        add(saxpy(length)?);
    }
    for length in LENGTHS {
        add(triad(length)?);
    }
    for (width, height) in PICTURES {
        for row in picture(width, height)? {
            add(row);
        }
    }
    Ok(rows)
}

fn saxpy(length: usize) -> Result<Row> {
    let a = 0.5;
    let x = numbers(length);
    let (mut on_device, mut on_rayon) = (vec![1.0; length], vec![1.0; length]);
    let times = in_turns(
        || kernels::saxpy::launch(a, &x, &mut on_device),
        || rayon_loops::saxpy(a, &x, &mut on_rayon),
    )?;
    ensure_equal("saxpy", &on_device, &on_rayon)?;
    Ok(Row { kernel: "saxpy", size: length.to_string(), bytes: 8 * length, times })
}

fn triad(length: usize) -> Result<Row> {
    let s = 0.1;
    let b: Vec<f64> = numbers(length).into_iter().map(f64::from).collect();
    let c: Vec<f64> = b.iter().rev().copied().collect();
    let (mut on_device, mut on_rayon) = (vec![0.0; length], vec![0.0; length]);
    let times = in_turns(
        || kernels::triad::launch(s, &b, &c, &mut on_device),
        || rayon_loops::triad(s, &b, &c, &mut on_rayon),
    )?;
    ensure_equal("triad", &on_device, &on_rayon)?;
    Ok(Row { kernel: "triad", size: length.to_string(), bytes: 24 * length, times })
}

/// The three passes over one plane, as the example has them.
fn picture(width: usize, height: usize) -> Result<[Row; 3]> {
    let weights = blur::gaussian();
    let length = width * height;
    let source = numbers(length);
    let zeros = || (vec![0.0; length], vec![0.0; length]);
    let row = |kernel, times| Row { kernel, size: format!("{width} x {height}"), bytes: 8 * length, times };

    let (mut rows_device, mut rows_rayon) = zeros();
    let rows = in_turns(
        || blur_kernels::blur_rows::launch(weights, &source, Grid2::new(&mut rows_device, width)),
        || rayon_loops::blur_rows(&weights, &source, &mut rows_rayon, width),
    )?;
    ensure_equal("blur_rows", &rows_device, &rows_rayon)?;

    let (mut columns_device, mut columns_rayon) = zeros();
    let columns = in_turns(
        || blur_kernels::blur_columns::launch(weights, &rows_device, Grid2::new(&mut columns_device, width)),
        || rayon_loops::blur_columns(&weights, &rows_rayon, &mut columns_rayon, width),
    )?;
    ensure_equal("blur_columns", &columns_device, &columns_rayon)?;

    let (mut edges_device, mut edges_rayon) = zeros();
    let edges = in_turns(
        || blur_kernels::sobel::launch(&columns_device, Grid2::new(&mut edges_device, width)),
        || rayon_loops::sobel(&columns_rayon, &mut edges_rayon, width),
    )?;
    ensure_equal("sobel", &edges_device, &edges_rayon)?;
    Ok([row("blur: rows", rows), row("blur: columns", columns), row("blur: sobel", edges)])
}
