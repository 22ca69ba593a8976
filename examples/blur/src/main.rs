//! `blur [IN.png [OUT.png]]`: blurs a picture on a device, marks its edges, and checks the result against plain Rust.
//!
//! Without arguments it uses the sample picture; without the second argument it writes to the directory for
//! temporary files.

use blur::{Filtered, Picture};
use image::{ImageFormat, RgbImage};
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

/// Largest error if the device contracts `a * b + c` or has its own square root. Values are at most about 6.
const BOUND: f32 = 1e-5;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (input, output) = (arguments.next(), arguments.next());
    if arguments.next().is_some() {
        eprintln!("usage: blur [IN.png [OUT.png]]");
        return ExitCode::from(2);
    }
    match run(input, output) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("blur: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Filters, compares, writes, and prints the line; returns whether the result is right.
fn run(input: Option<PathBuf>, output: Option<PathBuf>) -> Result<bool, Box<dyn Error>> {
    let image = match &input {
        Some(path) => image::open(path).map_err(|error| format!("{}: {error}", path.display()))?,
        None => image::load_from_memory_with_format(include_bytes!("../sample.png"), ImageFormat::Png)?,
    };
    let output = output.unwrap_or_else(|| std::env::temp_dir().join("offload-blur.png"));
    let picture = planes(&image.into_rgb8());

    let filtered = blur::filter(&picture)?;
    let record = offload::last_launch();
    let device = record.as_ref().map_or("no device: nothing to do", |record| &record.device_name);

    let max_error = filtered.max_error(&blur::reference::filter(&picture));
    let is_exact = device.starts_with("cpu") || device.starts_with("fallback");
    let is_right = max_error <= if is_exact { 0.0 } else { BOUND };
    let (width, height) = (picture.width, picture.planes[0].len().checked_div(picture.width).unwrap_or(0));
    let verdict = if is_right { "" } else { ": WRONG" };
    drawn(&filtered).save(&output).map_err(|error| format!("{}: {error}", output.display()))?;
    println!(
        "blur: {width} x {height} pixels on {device}: max error {max_error}{verdict}, in {}",
        output.display()
    );
    Ok(is_right)
}

fn planes(image: &RgbImage) -> Picture {
    let plane = |colour: usize| image.pixels().map(|pixel| f32::from(pixel.0[colour]) / 255.0).collect();
    Picture { width: image.width() as usize, planes: [plane(0), plane(1), plane(2)] }
}

/// The blurred picture with its edges in white.
fn drawn(filtered: &Filtered) -> RgbImage {
    let Picture { width, planes } = &filtered.blurred;
    let height = filtered.edges.len().checked_div(*width).unwrap_or(0);
    RgbImage::from_fn(*width as u32, height as u32, |x, y| {
        let i = y as usize * width + x as usize;
        image::Rgb(planes.each_ref().map(|plane| (plane[i].max(filtered.edges[i]) * 255.0).round() as u8))
    })
}
