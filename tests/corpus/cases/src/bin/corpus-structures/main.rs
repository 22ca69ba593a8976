//! Data structures.

corpus::program! {
    "arrayvec": arrayvec;
    "bitflags": bitflags;
    "bitvec": bitvec;
    "fixedbitset": fixedbitset;
    "hashbrown": hashbrown;
    "heapless": heapless;
    "indexmap": indexmap;
    "itertools": itertools;
    "petgraph": petgraph;
    "slab": slab;
    "slotmap": slotmap;
    "smallvec": smallvec;
    "smol_str": smol_str;
    "tinyvec": tinyvec;
}
