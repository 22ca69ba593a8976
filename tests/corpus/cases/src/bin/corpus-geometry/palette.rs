use corpus::{cases, fraction};
use palette::{Hsv, IntoColor, LinSrgb, Mix, Srgb, Srgba, WithAlpha};

cases! {
    "spaces": |seed| {
        let colour = Srgb::new(fraction(seed, 0) as f32, fraction(seed, 1) as f32, 0.5);
        let hsv: Hsv = colour.into_color();
        u64::from(hsv.value.to_bits()) ^ u64::from(hsv.saturation.to_bits()) << 9
    };
    "mixing": |seed| {
        let (a, b) = (LinSrgb::new(fraction(seed, 0), 0.25, 0.5), LinSrgb::new(0.5, fraction(seed, 1), 1.0));
        let mixed: Srgba<u8> = Srgb::from_linear(a.mix(b, 0.25).into_format::<f32>()).with_alpha(128);
        u64::from(u32::from(mixed))
    };
}
