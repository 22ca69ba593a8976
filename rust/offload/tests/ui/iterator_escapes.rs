//! Items do not outlive the launch.

use offload::iter::Elements;
use offload::prelude::*;
use std::sync::Mutex;

static KEPT: Mutex<Option<&'static mut f32>> = Mutex::new(None);

fn keep(y: &mut [f32]) {
    y.offload_mut().for_each(|y| *KEPT.lock().unwrap() = Some(y)).unwrap();
}

fn longer<'a>(x: Elements<&'a [f32]>) -> Elements<&'static [f32]> {
    x
}

fn main() {
    let mut y = [1.0; 4];
    let mut last = None;
    y.offload_mut().for_each(|y| last = Some(y)).unwrap();
    keep(&mut y);
    longer(y.offload());
}
