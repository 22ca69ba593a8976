//! Crates that no device can run, each for a reason that the error names: `corpus-report` compares it.

corpus::program! {
    "bytes": bytes;
    "matrixmultiply": matrixmultiply;
    "regex": regex;
    "regex-lite": regex_lite;
    "roaring": roaring;
    "textwrap": textwrap;
}
