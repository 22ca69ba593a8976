//! Makes a failing kernel smaller as long as it fails in the same way.

use crate::build::{CompileFailureKind, Configuration, Workspace};
use crate::execute::{self, End};
use crate::generate::Kernel;
use crate::node::{Node, Part, Role};
use crate::profile;
use crate::program::Program;
use crate::report::Failure;
use crate::session::ENDS;
use anyhow::Result;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// The number of candidates that are compiled together.
const TRIED_AT_ONCE: usize = 24;

/// Returns the smallest kernel found within `time` that fails in the same way as `failure`, or `kernel`
/// itself if it only fails together with others.
pub(crate) fn smaller(
    workspace: &Workspace,
    kernel: &Kernel,
    failure: &Failure,
    time: Duration,
) -> Result<Kernel> {
    let start = Instant::now();
    let attempt = Attempt::new(workspace, failure)?;
    let mut smallest = kernel.clone();
    let mut first = 0;
    while start.elapsed() < time {
        let candidates: Vec<_> =
            reductions(&smallest).into_iter().skip(first).take(attempt.at_once).collect();
        if candidates.is_empty() {
            break;
        }
        first += candidates.len();
        let failing = attempt.failing(&candidates)?;
        let best = candidates.into_iter().enumerate().filter(|(index, _)| failing.contains(index));
        if let Some((_, best)) = best.min_by_key(|(_, candidate)| size(candidate)) {
            smallest = best;
            first = 0;
        }
    }
    Ok(smallest)
}

struct Attempt<'a> {
    workspace: Workspace,
    failure: &'a Failure,
    configuration: Configuration,
    at_once: usize,
}

impl<'a> Attempt<'a> {
    fn new(workspace: &Workspace, failure: &'a Failure) -> Result<Self> {
        let profile = profile::named(&failure.profile).expect("failures name profiles");
        let targets = (!failure.targets.is_empty()).then(|| failure.targets.clone());
        let configuration = Configuration { profile, targets };
        // A crash does not name its kernel, so compile one kernel at a time.
        let at_once = if failure.class == ENDS { 1 } else { TRIED_AT_ONCE };
        let workspace = Workspace { directory: workspace.directory.clone(), root: workspace.root.clone() };
        Ok(Self { workspace, failure, configuration, at_once })
    }

    /// The indices of the candidates that fail in the same way.
    fn failing(&self, candidates: &[Kernel]) -> Result<BTreeSet<usize>> {
        let renamed = candidates.iter().enumerate();
        let kernels =
            renamed.map(|(index, kernel)| Kernel { name: format!("k{index}"), ..kernel.clone() }).collect();
        let mut programs = [Program { name: "smaller".into(), kernels }];
        let index = |name: &str| name[1..].parse::<usize>().expect("names are numbers");
        // Remove rustc's errors first: they hide the plugin's.
        let mut failures = Vec::new();
        while let failed = self.workspace.build_once(&mut programs, &self.configuration)?
            && !failed.is_empty()
        {
            let only_rust = failed.iter().all(|failure| failure.kind == CompileFailureKind::Rust);
            failures.extend(failed);
            if !only_rust && self.failure.backend.is_none() {
                break;
            }
        }
        let Some(backend) = self.failure.backend else {
            let same = failures.iter().filter(|failure| match failure.kind {
                CompileFailureKind::Rust => false,
                CompileFailureKind::Crash => self.failure.class == ENDS,
                CompileFailureKind::Refused => failure.message.get(..13) == self.failure.detail.get(..13),
            });
            return Ok(same.map(|failure| index(&failure.kernel)).collect());
        };
        if programs[0].kernels.is_empty() {
            return Ok(BTreeSet::new());
        }
        let executable = self.workspace.executable(&programs[0], &self.configuration)?;
        let ends = execute::run(&executable, backend)?;
        let died = self.failure.class.starts_with("dies");
        let same = ends.iter().filter(|(_, end)| match end {
            End::Ok { .. } => false,
            End::Failed(_) => !died,
            End::Died(_) => died,
        });
        Ok(same.map(|(name, _)| index(name)).collect())
    }
}

fn size(kernel: &Kernel) -> usize {
    kernel.items.text().len() + kernel.body.text().len()
}

/// All kernels that are one step smaller, the smallest first.
fn reductions(kernel: &Kernel) -> Vec<Kernel> {
    let in_items = reduced_nodes(&kernel.items).into_iter().map(|items| Kernel { items, ..kernel.clone() });
    let in_body = reduced_nodes(&kernel.body).into_iter().map(|body| Kernel { body, ..kernel.clone() });
    let mut all: Vec<_> = in_items.chain(in_body).collect();
    all.sort_by_key(size);
    all.dedup();
    all
}

fn reduced_nodes(node: &Node) -> Vec<Node> {
    let length = node.text().len();
    let mut reduced = Vec::new();
    for index in 0..node.size() {
        for replacement in replacements(node.find(index).expect("the index is below the size")) {
            let mut copy = node.clone();
            *copy.find_mut(index).expect("the copy has the same pieces") = replacement;
            if copy.text().len() < length {
                reduced.push(copy);
            }
        }
    }
    reduced
}

/// The possible replacements of a piece.
fn replacements(node: &Node) -> Vec<Node> {
    match &node.role {
        Role::Fixed => Vec::new(),
        Role::Optional if node.parts.is_empty() => Vec::new(),
        // Nothing, or one of the pieces inside.
        Role::Optional => {
            let inside = node.children().filter(|child| matches!(child.role, Role::Fixed)).cloned();
            std::iter::once(Node::optional("", [])).chain(inside).collect()
        }
        Role::Expression { ty, simplest } => {
            let is_simplest = matches!(&node.parts[..], [Part::Text(text)] if text == simplest);
            if is_simplest {
                return Vec::new();
            }
            let same_type =
                |inner: &&Node| matches!(&inner.role, Role::Expression { ty: inner, .. } if inner == ty);
            let inside =
                (1..node.size()).filter_map(|index| node.find(index)).filter(same_type).take(4).cloned();
            std::iter::once(Node::new(node.role.clone(), simplest, [])).chain(inside).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{reductions, size};
    use crate::generate::{Kernel, Settings};
    use offload_fuzz_harness::Random;

    /// Minimises a kernel that "fails" if its text contains a certain operation.
    #[test]
    fn irrelevant_code_is_removed() {
        let fails = |kernel: &Kernel| kernel.body.text().contains("count_ones");
        let mut seeds = 0..1000;
        let mut kernel = seeds
            .find_map(|seed| {
                let kernel = Kernel::generate("k", Random::new(seed), Settings::CPU);
                fails(&kernel).then_some(kernel)
            })
            .expect("some kernel counts ones");
        let whole = size(&kernel);
        while let Some(smaller) = reductions(&kernel).into_iter().find(fails) {
            assert!(size(&smaller) < size(&kernel));
            kernel = smaller;
        }
        assert!(fails(&kernel));
        assert!(size(&kernel) < whole / 2, "{}", kernel.body.text());
    }
}
