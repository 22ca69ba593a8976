//! Generators of random numbers.

corpus::program! {
    "fastrand": fastrand;
    "noise": noise;
    "oorandom": oorandom;
    "rand_chacha": rand_chacha;
    "rand_pcg": rand_pcg;
    "rand_xoshiro": rand_xoshiro;
}
