//! The copies for each kind of argument: fixture `mapping` compares values and bytes itself, and its output
//! about launches becomes the table of `docs/reference/mapping.md`.

use crate::fixture::{Fixture, read};
use crate::process::{Output, value};
use crate::toolchain::{STABLE, root};
use std::fs;

/// The lines around the table.
const BEGIN: &str =
    "<!-- The table is made by the end-to-end suite: `BLESS=1 cargo test -p offload-e2e mapping` -->\n";
const END: &str = "<!-- end of the table -->\n";

#[test]
fn the_book_s_table_of_mappings_is_what_happens() {
    let output = Fixture::copy(STABLE, "mapping", "mapping").offload("run --release").success();
    let table = table(&output);
    let page = root().join("docs/reference/mapping.md");
    let text = read(&page);
    let parts = text.split_once(BEGIN).and_then(|(head, rest)| Some((head, rest.split_once(END)?)));
    let Some((head, (old, tail))) = parts else { panic!("{} has no place for the table", page.display()) };
    if std::env::var_os("BLESS").is_some() {
        fs::write(&page, [head, BEGIN, &table, END, tail].concat()).expect("the page can be written");
    } else {
        assert_eq!(
            old,
            table,
            "{} is out of date: BLESS=1 cargo test -p offload-e2e mapping",
            page.display()
        );
    }
}

/// The table, with a line for each `row` of the program's output.
fn table(output: &Output) -> String {
    let mut table = String::from(
        "\n| the kernel takes | the launch takes | to the device, bytes | back, bytes |\n|---|---|---|---|\n",
    );
    let rows: Vec<_> = output.stdout.lines().filter_map(|line| line.strip_prefix("row\t")).collect();
    assert!(rows.len() > 30, "{}", output.all());
    for row in rows {
        let [kernel, parameter, launch] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
        let (sent, fetched) = transfers(output, kernel);
        table += &format!("| {parameter} | {launch} | {sent} | {fetched} |\n");
    }
    table + "\n"
}

/// The copies of the launch of `kernel`, without the results that are compared.
fn transfers(output: &Output, kernel: &str) -> (String, String) {
    let lines: Vec<_> = output.stderr.lines().filter(|line| line.starts_with("offload: ")).collect();
    let is_launch = |line: &&str| line.starts_with("offload: launch ");
    let is_ours = |line: &&str| is_launch(line) && value(line, "kernel") == Some(kernel);
    let launch = lines.iter().position(is_ours);
    let launch = launch.unwrap_or_else(|| panic!("{kernel} was not launched\n{}", output.all()));
    let place = value(lines[launch], "place");
    let describe = |line: &&str, direction: &str| {
        let rest = line.strip_prefix("offload: transfer ")?.strip_prefix(direction)?;
        let (argument, bytes) = (value(rest, "argument")?, value(rest, "bytes")?);
        // A transfer with another place does not belong to this launch.
        (argument != "out" && value(rest, "place") == place).then(|| format!("`{argument}` {bytes}"))
    };
    let before = lines[..launch].iter().rev().take_while(|line| !is_launch(line));
    let after = lines[launch + 1..].iter().take_while(|line| !is_launch(line));
    let sent = before.filter_map(|line| describe(line, "to ")).collect();
    let fetched = after.filter_map(|line| describe(line, "from ")).collect();
    (join(sent), join(fetched))
}

/// Sorts ranges by name: they are copied in the order of their addresses, which differs from run to run.
fn join(mut moved: Vec<String>) -> String {
    moved.sort();
    if moved.is_empty() { "nothing".to_owned() } else { moved.join(", ") }
}
