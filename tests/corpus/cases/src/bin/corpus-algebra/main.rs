//! Vectors, matrices and arrays.

corpus::program! {
    "cgmath": cgmath;
    "euclid": euclid;
    "glam": glam;
    "ndarray": ndarray;
}
