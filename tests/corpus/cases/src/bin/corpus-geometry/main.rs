//! Geometry, and crates that fit nowhere else.

corpus::program! {
    "chrono": chrono;
    "delaunator": delaunator;
    "earcutr": earcutr;
    "kurbo": kurbo;
    "lyon_geom": lyon_geom;
    "palette": palette;
    "robust": robust;
    "rstar": rstar;
    "uuid": uuid;
}
