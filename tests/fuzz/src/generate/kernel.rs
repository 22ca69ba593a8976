//! A kernel: its parameters, its body for the device and for the host, and the launch.

use super::arguments::Argument;
use super::pieces::digest_piece;
use super::types::Type;
use super::{Generator, Settings};
use crate::fault::Fault;
use crate::node::Node;
use offload_fuzz_harness::Random;

/// A module with one kernel.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kernel {
    /// Name of the module.
    pub(crate) name: String,
    /// Seed of its data.
    pub(crate) seed: u64,
    /// Structs, enums, functions.
    pub(crate) items: Node,
    /// The body, which runs on the device and on the host.
    pub(crate) body: Node,
    /// The rest of the module, with marks for items and body.
    pub(crate) frame: String,
    /// A planted fault in the device's copy of the body.
    pub(crate) fault: Option<Fault>,
}

pub(super) const ITEMS: &str = "@items@";
pub(super) const DEVICE_BODY: &str = "@device body@";
pub(super) const HOST_BODY: &str = "@host body@";
const BODY_LINES: &str = "@body lines@";

impl Kernel {
    /// A random kernel.
    pub(crate) fn generate(name: &str, mut random: Random, settings: Settings) -> Self {
        let seed = random.bits();
        let is_chain = random.chance(15);
        let mut generator = Generator::new(random, settings);
        generator.write_items();
        let (body, frame) = if is_chain { generator.chain() } else { generator.kernel() };
        Self { name: name.to_owned(), seed, items: Node::sequence(generator.items), body, frame, fault: None }
    }

    /// The module's source.
    pub(crate) fn source(&self) -> String {
        let body = self.body.text();
        let device_body = self.fault.and_then(|fault| fault.applied(&body)).unwrap_or_else(|| body.clone());
        let lines = body.lines().count() + 2;
        let frame = self.frame.replace(BODY_LINES, &lines.to_string());
        let frame = frame.replace(ITEMS, &self.items.text()).replace(DEVICE_BODY, &device_body);
        format!("{IMPORTS}{}", frame.replace(HOST_BODY, &body))
    }
}

/// The start of every module.
const IMPORTS: &str = "//! Generated.\nuse crate::prelude::*;\n";

/// The kind of a kernel's grid.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Grid {
    /// From pieces along this many axes.
    Pieces(u32),
    /// Explicit, in an unsafe kernel.
    Given(u32),
    /// Tiles of this size.
    Tiles(usize, usize),
    Rows,
    Chunks,
}

impl Grid {
    fn rank(self) -> u32 {
        match self {
            Self::Pieces(rank) | Self::Given(rank) => rank,
            Self::Tiles(..) => 2,
            Self::Rows | Self::Chunks => 1,
        }
    }

    /// The start of the host's loop over all threads; `i` is the index of the thread.
    fn sizes_and_loop(self) -> (&'static str, String) {
        let rank = self.rank();
        match (self, rank) {
            (Self::Tiles(w, h), _) => (
                "let (width, height) = case.rectangle();\n",
                format!("let (columns, rows) = (width.div_ceil({w}), height.div_ceil({h}));\nfor i in 0..columns * rows {{ case.thread(2, [i % columns, i / columns, 0], &mut || "),
            ),
            (Self::Rows, _) => ("let n = case.length(); let width = case.between(1, 5);\n", "for i in 0..n { case.thread(1, [i, 0, 0], &mut || ".into()),
            (Self::Chunks, _) => (
                "let n = case.length(); let width = case.between(1, 5); let length = if n == 0 { 0 } else { n * width - case.between(0, width - 1) };\n",
                "for i in 0..n { case.thread(1, [i, 0, 0], &mut || ".into(),
            ),
            (_, 1) => ("let n = case.length();\n", "for i in 0..n { case.thread(1, [i, 0, 0], &mut || ".into()),
            (_, 2) => (
                "let (width, height) = case.rectangle(); let n = width * height;\n",
                "for i in 0..n { case.thread(2, [i % width, i / width, 0], &mut || ".into(),
            ),
            _ => (
                "let (width, height, depth) = case.volume(); let n = width * height * depth;\n",
                "for i in 0..n { case.thread(3, [i % width, i / width % height, i / width / height], &mut || ".into(),
            ),
        }
    }
}

impl Generator {
    /// The body of a kernel, and its frame.
    pub(super) fn kernel(&mut self) -> (Node, String) {
        let grid = match self.random.below(20) {
            0..=9 => Grid::Pieces(1),
            10 | 11 => Grid::Pieces(2),
            12 => Grid::Pieces(3),
            13 => Grid::Tiles(self.random.between(1, 4), self.random.between(1, 4)),
            14 => Grid::Rows,
            15 | 16 => Grid::Chunks,
            _ => Grid::Given(self.random.between(1, 3) as u32),
        };
        let mut arguments = Vec::new();
        for _ in 0..self.random.below(4) {
            let argument = self.shared_argument();
            arguments.push(argument);
        }
        let mut ends = Vec::new();
        let piece = self.main_piece(grid, &mut ends);
        // More pieces beside the first one, if the grid allows them.
        let others = match grid {
            Grid::Pieces(1) => self.random.below(3),
            Grid::Rows | Grid::Chunks => 1,
            _ => 0,
        };
        let mut pieces = vec![piece];
        for _ in 0..others {
            let piece = self.element_piece(&mut ends);
            pieces.push(piece);
        }
        if let Grid::Pieces(rank) = grid {
            pieces.push(digest_piece(rank));
        }
        let prologue = index_prologue(grid);
        self.scope.declare("i", &Type::usize(), false);
        self.begin_digest();
        // An early return would leave a write-only element unwritten.
        let writes_only = pieces.iter().any(|piece| piece.parameter.contains("EachOut"));
        self.scope.result = (!writes_only).then_some(None);
        let count = self.random.between(1, 5);
        let calls = self.calls(80);
        let statements = self.open_statements(count, 4);
        let mut parts = vec![Node::fixed("let mut d = 1u64;\n", []), calls, statements];
        for end in ends {
            let node = end(self);
            parts.push(node);
        }
        if matches!(grid, Grid::Pieces(_)) {
            parts.push(Node::fixed("*digest = d;\n", []));
        }
        arguments.extend(pieces);
        let body = Node::sequence(parts);
        (body, frame(grid, &arguments, &prologue))
    }
}

/// The code with which an unsafe kernel computes its index from its ids.
fn index_prologue(grid: Grid) -> String {
    match grid {
        Grid::Given(_) => "let id = device::global_id(); if id.x >= extent[0] || id.y >= extent[1] || id.z >= extent[2] { return; } let i = (id.z * extent[1] + id.y) * extent[0] + id.x;".into(),
        _ => String::new(),
    }
}

/// The module around a kernel's body.
fn frame(grid: Grid, arguments: &[Argument], prologue: &str) -> String {
    let join = |part: fn(&Argument) -> &String, separator: &str| {
        let parts: Vec<_> = arguments
            .iter()
            .map(|argument| part(argument).as_str())
            .filter(|text| !text.is_empty())
            .collect();
        parts.join(separator)
    };
    let (sizes, host_loop) = grid.sizes_and_loop();
    let index = if matches!(grid, Grid::Tiles(..)) { "i / columns * 1000 + i % columns" } else { "i" };
    let generics = join(|argument| &argument.generics, ", ");
    let generics = if generics.is_empty() { generics } else { format!("<{generics}>") };
    let parameters = join(|argument| &argument.parameter, ", ");
    let host_parameters = join(|argument| &argument.host_parameter, ", ");
    let prologues = join(|argument| &argument.prologue, " ");
    let (setup, given, checks) =
        (join(|a| &a.setup, ""), join(|a| &a.launch_argument, ", "), join(|a| &a.check, ""));
    let host_argument = join(|argument| &argument.host_argument, ", ");
    let (head, launch) = match grid {
        Grid::Given(rank) => (
            format!("unsafe fn kernel{generics}(extent: [usize; 3], {parameters})"),
            format!(
                "let launch = case.covering({rank}); let extent = case.threads();\ncase.device(&mut || unsafe {{ kernel::launch_on(launch, extent, {given}) }});\n"
            ),
        ),
        _ => (
            format!("fn kernel{generics}({parameters})"),
            format!(
                "let launch = case.launch();\ncase.device(&mut || kernel::launch_on(launch, {given}));\n"
            ),
        ),
    };
    format!(
        "{ITEMS}const DEVICE: u32 = line!(); #[offload::kernel] {head} {{ type I = DeviceIds; {prologue} {prologues}\n{DEVICE_BODY}}}\n\
         const HOST: u32 = line!(); fn oracle{generics}(i: usize, {host_parameters}) {{ type I = HostIds;\n{HOST_BODY}}}\n\
         pub fn run(case: &mut Case) {{\ncase.lines(file!(), DEVICE, HOST, {BODY_LINES});\n{sizes}{setup}{host_loop}oracle({index}, {host_argument})); }}\n{launch}{checks}}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::Kernel;
    use crate::generate::Settings;
    use offload_fuzz_harness::Random;

    #[test]
    fn a_seed_gives_one_source_and_both_copies_of_the_body() {
        for seed in 0..200 {
            let kernel = |seed| Kernel::generate("k", Random::new(seed), Settings::CPU);
            let source = kernel(seed).source();
            assert_eq!(source, kernel(seed).source());
            assert_ne!(source, kernel(seed + 1).source());
            assert_eq!(source.matches(&kernel(seed).body.text()).count(), 2, "{source}");
            assert!(!source.contains(" body@") && !source.contains('$'), "{source}");
        }
    }
}
