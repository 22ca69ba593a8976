//! `OFFLOAD_INFO=1` prints every transfer and every launch, and nothing that did not happen.

use crate::fixture::Fixture;
use crate::toolchain::STABLE;

#[test]
fn saxpy_moves_x_and_y_there_and_y_back_and_launches_once() {
    let fixture = Fixture::copy(STABLE, "saxpy", "info_saxpy");
    let output = fixture.offload("run --release -- 1000").success();
    assert_eq!(output.transfers(), ["to x 4000", "to y 4000", "from y 4000"], "{}", output.all());
    assert_eq!(output.launches(), ["info_saxpy::saxpy"], "{}", output.all());
    let line =
        include_str!("../fixtures/saxpy/src/main.rs").lines().position(|line| line.contains("launch("));
    let place = format!("src/main.rs:{}:", line.expect("saxpy is launched") + 1);
    for line in output.information("transfer").chain(output.information("launch")) {
        assert!(line.contains(&place), "no {place} in {line}");
    }
    assert!(output.information("launch").all(|line| line.contains("grid=4,1,1 block=256,1,1 device=0")));
    let others = output.stderr.lines().filter(|line| line.starts_with("offload: ")).count();
    assert_eq!(others, 4, "{}", output.all());
}
