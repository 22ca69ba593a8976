//! A Gaussian blur and the edges of what it leaves, on a device ([`kernels`]) and in plain Rust ([`reference`](mod@reference)).

pub mod kernels;
pub mod reference;

/// Elements of the blur's window to each side of its middle.
pub const RADIUS: usize = 4;

/// Elements of the blur's window.
pub const TAPS: usize = 2 * RADIUS + 1;

/// A picture of three colours, each a plane of `width * height` values in `0.0..=1.0`, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Pixels of a row.
    pub width: usize,
    /// Red, green, blue.
    pub planes: [Vec<f32>; 3],
}

/// The results of both versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Filtered {
    /// The picture, blurred.
    pub blurred: Picture,
    /// How steep the blurred picture's brightness is, pixel by pixel.
    pub edges: Vec<f32>,
}

impl Filtered {
    /// Largest difference between any two values of the same place. NaN if one of them is.
    pub fn max_error(&self, other: &Self) -> f32 {
        let planes = |filtered: &Self| {
            let mut values = filtered.blurred.planes.concat();
            values.extend(&filtered.edges);
            values
        };
        let (mine, others) = (planes(self), planes(other));
        assert_eq!(mine.len(), others.len(), "pictures of one size");
        let differences = mine.iter().zip(&others).map(|(a, b)| (a - b).abs());
        differences.fold(
            0.0,
            |max, difference| if difference > max || difference.is_nan() { difference } else { max },
        )
    }
}

/// The window of a Gaussian with a standard deviation of half the radius; its values sum up to 1.
pub fn gaussian() -> [f32; TAPS] {
    let deviation = RADIUS as f64 / 2.0;
    let bell: [f64; TAPS] = std::array::from_fn(|tap| {
        let distance = (tap as f64 - RADIUS as f64) / deviation;
        (-0.5 * distance * distance).exp()
    });
    let sum: f64 = bell.iter().sum();
    bell.map(|value| (value / sum) as f32)
}

/// Filters a picture on the device.
///
/// # Errors
///
/// The errors of the launches.
pub fn filter(picture: &Picture) -> offload::Result<Filtered> {
    use offload::Grid2;

    let weights = gaussian();
    let width = picture.width;
    let size = picture.planes[0].len();
    let mut between = vec![0.0; size];
    let mut planes = [(); 3].map(|()| vec![0.0; size]);
    for (source, blurred) in picture.planes.iter().zip(&mut planes) {
        kernels::blur_rows::launch(weights, source, Grid2::new(&mut between, width))?;
        kernels::blur_columns::launch(weights, &between, Grid2::new(blurred, width))?;
    }
    let [red, green, blue] = &planes;
    let mut brightness = between;
    kernels::luminance::launch(red, green, blue, &mut brightness)?;
    let mut edges = vec![0.0; size];
    kernels::sobel::launch(&brightness, Grid2::new(&mut edges, width))?;
    Ok(Filtered { blurred: Picture { width, planes }, edges })
}
