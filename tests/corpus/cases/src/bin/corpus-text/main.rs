//! Text, text search and parsers.

corpus::program! {
    "aho-corasick": aho_corasick;
    "logos": logos;
    "nom": nom;
    "percent-encoding": percent_encoding;
    "semver": semver;
    "strsim": strsim;
    "unicode-segmentation": unicode_segmentation;
    "unicode-width": unicode_width;
    "winnow": winnow;
}
