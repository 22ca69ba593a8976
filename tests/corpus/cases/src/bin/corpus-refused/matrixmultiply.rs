//! OFL023: `matrixmultiply::gemm::MASK_BUF
//! Its kernels write the matrix's edges to a buffer that is a thread-local. ndarray and nalgebra multiply large matrices with it.

use corpus::{cases, digest_floats, fraction};

cases! {
    "product": |seed| {
        let a: Vec<f64> = (0..30).map(|i| fraction(seed, i)).collect();
        let mut c = [0.0; 25];
        // SAFETY: 5 rows of 6 by 6 rows of 5 are 5 rows of 5.
        unsafe { matrixmultiply::dgemm(5, 6, 5, 1.0, a.as_ptr(), 6, 1, a.as_ptr(), 5, 1, 0.0, c.as_mut_ptr(), 5, 1) };
        digest_floats(c)
    };
}
