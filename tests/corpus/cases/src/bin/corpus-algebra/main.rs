//! Vectors, matrices and arrays.

corpus::program! {
    "cgmath": cgmath;
    "euclid": euclid;
    "glam": glam;
    "nalgebra": nalgebra;
    "ndarray": ndarray;
}
