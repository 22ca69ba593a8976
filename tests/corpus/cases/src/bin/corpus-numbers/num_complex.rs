use corpus::{cases, digest_floats, fraction};
use num_complex::Complex64;

fn number(seed: u64) -> Complex64 {
    Complex64::new(fraction(seed, 0) - 0.5, fraction(seed, 1) + 0.25)
}

cases! {
    "arithmetic": |seed| {
        let (a, b) = (number(seed), number(!seed));
        let c = a * b + a / b - a.inv() * b.conj();
        digest_floats([c.re, c.im, c.norm_sqr(), a.powu(7).re])
    };
    "Mandelbrot": |seed| {
        let c = number(seed);
        let mut z = c;
        (0..200).take_while(|_| { z = z * z + c; z.norm_sqr() <= 4.0 }).count() as u64
    };
    "text": |seed| corpus::digest(number(seed).to_string().as_bytes());
}
