//! Function pointers by value: alone, in a struct, in an enum.

use offload::Each;

#[offload::kernel]
fn apply<F: Fn(f32) -> f32 + Copy + Send + 'static>(f: F, mut y: Each<f32>) { //~ OFL022: kernel `captured_function::apply` gets addresses of the host: argument `f` holds `fn(f32) -> f32`
    *y = f(*y);
}

#[derive(Clone, Copy)]
enum Curve { //~ OFL022: kernel `captured_function::bend` gets addresses of the host: argument `curve` holds `0: fn(f32) -> f32`
    Line(f32),
    Any(fn(f32) -> f32),
}

trait Bend {
    fn bend(&self, x: f32) -> f32;
}

impl Bend for Curve {
    fn bend(&self, x: f32) -> f32 {
        match self {
            Self::Line(slope) => slope * x,
            Self::Any(f) => f(x),
        }
    }
}

#[offload::kernel]
fn bend<B: Bend + Copy + Send + 'static>(curve: B, mut y: Each<f32>) {
    *y = curve.bend(*y);
}

fn double(y: f32) -> f32 {
    y * 2.0
}

fn main() -> offload::Result<()> {
    let chosen: fn(f32) -> f32 = if std::env::args().count() == 1 { double } else { f32::abs };
    apply::launch(chosen, &mut [0.0; 3])?;
    let curve = if std::env::args().count() == 1 { Curve::Line(2.0) } else { Curve::Any(chosen) };
    bend::launch(curve, &mut [0.0; 3])
}
