//! Crates that no device can run. The error names the reason, which `corpus-report` compares.

corpus::program! {
    "bytes": bytes;
    "matrixmultiply": matrixmultiply;
    "regex": regex;
    "regex-lite": regex_lite;
    "roaring": roaring;
    "textwrap": textwrap;
}
