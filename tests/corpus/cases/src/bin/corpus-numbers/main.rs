//! Number types.

corpus::program! {
    "ethnum": ethnum;
    "fixed": fixed;
    "half": half;
    "libm": libm;
    "num-bigint": num_bigint;
    "num-complex": num_complex;
    "num-integer": num_integer;
    "num-rational": num_rational;
    "ordered-float": ordered_float;
    "rust_decimal": rust_decimal;
    "statrs": statrs;
}
