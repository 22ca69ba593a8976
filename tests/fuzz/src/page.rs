//! Makes the page of results from the files of runs.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Counts of several runs.
#[derive(Default)]
struct Sums {
    kernels: u64,
    launches: u64,
    panicked: u64,
    seconds: u64,
    compiled: BTreeMap<String, u64>,
    ran: BTreeMap<String, u64>,
}

impl Sums {
    fn add(&mut self, run: &Value) {
        let number = |name: &str| run[name].as_u64().unwrap_or(0);
        self.kernels += number("kernels");
        self.launches += number("launches");
        self.panicked += number("panicked");
        self.seconds += number("seconds");
        let device = run["device"].as_str();
        for (sums, name) in [(&mut self.compiled, "compiled"), (&mut self.ran, "ran")] {
            for (key, count) in run[name].as_object().into_iter().flatten() {
                let key = match device {
                    Some(device) => key.replace("GPU", device),
                    None => key.clone(),
                };
                *sums.entry(key).or_default() += count.as_u64().unwrap_or(0);
            }
        }
    }
}

/// The page for all `runs` in Markdown.
pub(crate) fn page(runs: &[Value]) -> String {
    let mut sums = Sums::default();
    runs.iter().for_each(|run| sums.add(run));
    let failures: Vec<&Value> =
        runs.iter().flat_map(|run| run["failures"].as_array().into_iter().flatten()).collect();
    let mut page = String::from(HEAD);
    let _ = writeln!(
        page,
        "{} kernels, {} launches with the host's results, {} of them with a panic. {} failures. {} minutes.\n",
        sums.kernels,
        sums.launches,
        sums.panicked,
        failures.len(),
        sums.seconds / 60
    );
    table(&mut page, "ran on, profile", &sums.ran);
    table(&mut page, "compiled for", &sums.compiled);
    page += "| seed | command | kernels | failures |\n|--:|---|--:|--:|\n";
    for run in runs {
        let failed = run["failures"].as_array().map_or(0, Vec::len);
        let command = run["command"].as_str().unwrap_or_default();
        let _ = writeln!(page, "| {} | `{command}` | {} | {failed} |", run["seed"], run["kernels"]);
    }
    page += "\n## Failures\n\n";
    if failures.is_empty() {
        page += "None.\n";
    }
    let mut classes: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for failure in failures {
        classes.entry(failure["class"].as_str().unwrap_or_default()).or_default().push(failure);
    }
    for (class, failures) in classes {
        let _ = writeln!(page, "{class}: {}\n", failures.len());
        for failure in failures.iter().take(10) {
            let text = |name: &str| failure[name].as_str().unwrap_or_default();
            let detail: String =
                text("detail").lines().next().unwrap_or_default().chars().take(200).collect();
            let _ = writeln!(
                page,
                "- seed {}, {} {}, {}: `{detail}`",
                failure["seed"],
                text("program"),
                text("kernel"),
                text("profile")
            );
        }
        page.push('\n');
    }
    page
}

fn table(page: &mut String, head: &str, rows: &BTreeMap<String, u64>) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(page, "| {head} | kernels |\n|---|--:|");
    for (name, count) in rows {
        let _ = writeln!(page, "| {name} | {count} |");
    }
    page.push('\n');
}

const HEAD: &str = "# Random kernels

`./x fuzz` generates kernels, and compares each launch with the same function on the host, thread by thread: every element, and the message, file, line,
column and thread of a panic. Each kernel runs over four sizes with fresh data. A profile's name contains its opt-level, `checks` for overflow checks, and
`lto` for LTO.

";
