//! Sizes and places in a grid.

/// Three numbers, along x, y and z.
///
/// ```
/// # use offload::device::Dim3;
/// assert_eq!(Dim3::from((4, 2)), Dim3 { x: 4, y: 2, z: 1 });
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Dim3<N = u32> {
    /// Along x, the axis whose neighbours run together.
    pub x: N,
    /// Along y.
    pub y: N,
    /// Along z.
    pub z: N,
}

impl From<u32> for Dim3 {
    fn from(x: u32) -> Self {
        Self { x, y: 1, z: 1 }
    }
}

impl From<(u32, u32)> for Dim3 {
    fn from((x, y): (u32, u32)) -> Self {
        Self { x, y, z: 1 }
    }
}

impl From<(u32, u32, u32)> for Dim3 {
    fn from((x, y, z): (u32, u32, u32)) -> Self {
        Self { x, y, z }
    }
}

impl From<[u32; 3]> for Dim3 {
    fn from([x, y, z]: [u32; 3]) -> Self {
        Self { x, y, z }
    }
}

impl From<Dim3> for [u32; 3] {
    fn from(dim: Dim3) -> Self {
        [dim.x, dim.y, dim.z]
    }
}
