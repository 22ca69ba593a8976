//! Changes to rustc's dep-info file, which cargo reads.

/// Adds `path` to the files that the unit of this dep-info depends on.
///
/// Cargo reads only the first rule, so the path goes to the end of that line; cargo would ignore a separate
/// rule.
pub fn add_dependency(dep_info: &str, path: &str) -> String {
    let escaped = escape(path);
    let mut result = String::with_capacity(dep_info.len() + escaped.len() + 1);
    let mut added = false;
    for line in dep_info.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        if added || !is_rule(content) {
            result.push_str(line);
            continue;
        }
        added = true;
        result.push_str(content);
        result.push(' ');
        result.push_str(&escaped);
        result.push_str(&line[content.len()..]);
    }
    result
}

/// Makes the unit depend on the environment variable `name`, whose present value is `value`.
pub fn add_variable(dep_info: &str, name: &str, value: Option<&str>) -> String {
    let escape = |text: &str| text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
    let end = if dep_info.ends_with('\n') { "" } else { "\n" };
    let value = value.map(|value| format!("={}", escape(value))).unwrap_or_default();
    format!("{dep_info}{end}# env-dep:{name}{value}\n")
}

fn is_rule(line: &str) -> bool {
    !line.starts_with('#') && (line.contains(": ") || line.ends_with(':'))
}

/// Escapes spaces: cargo splits at spaces, and joins a word that ends in a backslash with the next one.
fn escape(path: &str) -> String {
    path.replace(' ', "\\ ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_to_the_first_rule_only() {
        let before =
            "/t/a.d: src/main.rs src/b.rs\n\n/t/a: src/main.rs src/b.rs\n\nsrc/main.rs:\n# env-dep:X=1\n";
        let after = add_dependency(before, "/t/a.o");
        assert_eq!(
            after,
            "/t/a.d: src/main.rs src/b.rs /t/a.o\n\n/t/a: src/main.rs src/b.rs\n\nsrc/main.rs:\n# env-dep:X=1\n"
        );
    }

    #[test]
    fn variables_are_lines_of_their_own() {
        assert_eq!(add_variable("a: b", "X", Some("/a\\b\n")), "a: b\n# env-dep:X=/a\\\\b\\n\n");
        assert_eq!(add_variable("a: b\n", "X", None), "a: b\n# env-dep:X\n");
    }

    #[test]
    fn spaces_are_escaped_and_other_letters_kept() {
        assert_eq!(add_dependency("a.d: b\n", "/mein ordner/größe.o"), "a.d: b /mein\\ ordner/größe.o\n");
    }

    #[test]
    fn a_comment_is_no_rule() {
        assert_eq!(add_dependency("# env-dep:A: b\na: b", "c"), "# env-dep:A: b\na: b c");
    }
}
