//! A kernel: its parameters, its body for the device and for the host, and the launch.

use super::scope::{Atomics, Closure, Slice, Variable};
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
    /// Seed of the data that it runs with.
    pub(crate) seed: u64,
    /// Structs, enums, functions.
    pub(crate) items: Node,
    /// What runs on the device and on the host.
    pub(crate) body: Node,
    /// The rest of the module, with marks for the others.
    pub(crate) frame: String,
    /// What is wrong with the device's copy of the body, on purpose.
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

/// What every module begins with.
const IMPORTS: &str = "//! Generated.\nuse crate::prelude::*;\n";

/// A parameter of a kernel, and the argument that it gets.
#[derive(Default)]
pub(super) struct Argument {
    /// In the kernel's list of parameters.
    parameter: String,
    /// In that of the host's function.
    host_parameter: String,
    /// What makes the host's parameter of the kernel's.
    prologue: String,
    /// The data.
    setup: String,
    /// What the launch gets.
    given: String,
    /// What the host's function gets.
    given_to_host: String,
    /// Comparison.
    check: String,
    generics: String,
}

/// How a kernel's grid is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grid {
    /// Of pieces along so many axes.
    Pieces(u32),
    /// Explicit, in an unsafe kernel.
    Dims(u32),
    /// Tiles of this size.
    Tiles(usize, usize),
    Rows,
    Chunks,
}

impl Grid {
    fn rank(self) -> u32 {
        match self {
            Self::Pieces(rank) | Self::Dims(rank) => rank,
            Self::Tiles(..) => 2,
            Self::Rows | Self::Chunks => 1,
        }
    }

    /// The host's loop over all threads begins with this; `i` is the index of each.
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
            _ => Grid::Dims(self.random.between(1, 3) as u32),
        };
        let mut arguments = Vec::new();
        for _ in 0..self.random.below(4) {
            let argument = self.shared_argument();
            arguments.push(argument);
        }
        let mut ends = Vec::new();
        let piece = self.main_piece(grid, &mut ends);
        // Where a thread of its own grid has more than one element, others go beside it.
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
        // An early return would leave unwritten what is only written.
        let writes_only = pieces.iter().any(|piece| piece.parameter.contains("EachOut"));
        self.scope.result = (!writes_only).then_some(None);
        let count = self.random.between(1, 5);
        let statements = self.open_statements(count, 4);
        let mut parts = vec![Node::fixed("let mut d = 1u64;\n", []), statements];
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

    /// Something that all threads read, or add to.
    fn shared_argument(&mut self) -> Argument {
        match self.random.below(12) {
            0 | 1 => {
                let (name, ty) = (self.name("s"), self.any_type(2));
                self.scope.variables.push(Variable { text: name.clone(), ty: ty.clone(), mutable: false, copy: true });
                let ty = ty.name();
                Argument {
                    parameter: format!("{name}: {ty}"),
                    host_parameter: format!("{name}: {ty}"),
                    setup: format!("let {name}: {ty} = case.value();\n"),
                    given: name.clone(),
                    given_to_host: name,
                    ..Argument::default()
                }
            }
            2 => {
                let (name, ty) = (self.name("s"), self.any_type(1));
                let text = format!("(*{name})");
                self.scope.variables.push(Variable { text, ty: ty.clone(), mutable: false, copy: true });
                borrowed(&name, &format!("&{}", ty.name()), &format!("let {name}: {} = case.value();\n", ty.name()), "")
            }
            3 => {
                let (name, element, length) = (self.name("x"), self.scalar(), self.random.between(1, 6));
                self.scope.slices.push(Slice { text: name.clone(), element: element.clone(), mutable: false, copy: true });
                let parameter = self.name("N");
                self.scope.declare(&parameter, &Type::usize(), false);
                let setup = format!("let {name}: [{}; {length}] = case.value();\n", element.name());
                borrowed(&name, &format!("&[{}; {parameter}]", element.name()), &setup, &format!("const {parameter}: usize"))
            }
            4 | 5 => self.atomics_argument(),
            6 => self.view_argument(),
            7 => self.closure_argument(),
            8 => {
                let name = self.name("t");
                self.scope.slices.push(Slice {
                    text: format!("{name}.as_bytes()"),
                    element: Type::unsigned(8),
                    mutable: false,
                    copy: true,
                });
                let text = *self.random.pick(&["a", "zwei Wörter", "0123456789 abcdefghijk"]);
                let setup = format!("let {name}: &str = \"{text}\";\n");
                Argument { given: name.clone(), given_to_host: name.clone(), ..borrowed(&name, "&str", &setup, "") }
            }
            _ => {
                let (name, element) = (self.name("x"), self.any_type(1));
                self.scope.slices.push(Slice { text: name.clone(), element: element.clone(), mutable: false, copy: true });
                let element = element.name();
                let setup = format!("let {name}_length = case.other_length(); let {name}: Vec<{element}> = case.values({name}_length);\n");
                borrowed(&name, &format!("&[{element}]"), &setup, "")
            }
        }
    }

    fn atomics_argument(&mut self) -> Argument {
        let name = self.name("a");
        let int = super::types::Int { signed: self.random.chance(50), bits: *self.random.pick(&[8, 16, 32, 32, 64, 64, 0]) };
        let operation = *self.random.pick(&["fetch_add", "fetch_sub", "fetch_max", "fetch_min", "fetch_xor", "fetch_or", "fetch_and"]);
        self.scope.atomics.push(Atomics { name: name.clone(), element: Type::Int(int), operation });
        let element = int.name();
        let (first, rest) = element.split_at(1);
        let atomic = format!("Atomic{}{rest}", first.to_uppercase());
        Argument {
            parameter: format!("{name}: &[{atomic}]"),
            host_parameter: format!("{name}: &[{atomic}]"),
            setup: format!(
                "let {name}_length = case.other_length(); let {name}_before: Vec<{element}> = case.values({name}_length);\nlet [{name}, {name}_host] = [0, 1].map(|_| {name}_before.iter().map(|value| {atomic}::new(*value)).collect::<Vec<_>>());\n"
            ),
            given: format!("&{name}"),
            given_to_host: format!("&{name}_host"),
            check: format!(
                "let [{name}, {name}_host] = [{name}, {name}_host].map(|all| all.into_iter().map({atomic}::into_inner).collect::<Vec<_>>());\ncase.same(\"{name}\", &{name}_before, &{name}_host, &{name});\n"
            ),
            ..Argument::default()
        }
    }

    /// A struct of references.
    fn view_argument(&mut self) -> Argument {
        let (name, ty) = (self.name("w"), self.name("W"));
        let (slice, value, single) = (self.any_type(1), self.any_type(1), self.scalar());
        let behind = self.random.chance(40);
        let (s, v, o) = (slice.name(), value.name(), single.name());
        self.items.push(Node::fixed(
            &format!("#[derive(Clone, Copy, DeviceView)]\npub struct {ty}<'a> {{ slice: &'a [{s}], value: {v}, single: &'a {o}, pair: [&'a [{o}]; 2] }}\n"),
            [],
        ));
        for (text, element) in [("slice", &slice), ("pair[0]", &single), ("pair[1]", &single)] {
            let text = format!("{name}.{text}");
            self.scope.slices.push(Slice { text, element: element.clone(), mutable: false, copy: true });
        }
        for (text, ty) in [(format!("{name}.value"), value), (format!("(*{name}.single)"), single)] {
            self.scope.variables.push(Variable { text, ty, mutable: false, copy: true });
        }
        let setup = format!(
            "let {name}_length = case.other_length(); let {name}_slice: Vec<{s}> = case.values({name}_length); let {name}_single: {o} = case.value(); let {name}_first: Vec<{o}> = case.values({name}_length + 1);\nlet {name} = {ty} {{ slice: &{name}_slice, value: case.value(), single: &{name}_single, pair: [&{name}_first[1..], &{name}_first[..{name}_length]] }};\n"
        );
        if behind {
            return borrowed(&name, &format!("&{ty}<'_>"), &setup, "");
        }
        Argument {
            parameter: format!("{name}: {ty}<'_>"),
            host_parameter: format!("{name}: {ty}<'_>"),
            setup,
            given: name.clone(),
            given_to_host: name,
            ..Argument::default()
        }
    }

    /// A closure with captured numbers.
    fn closure_argument(&mut self) -> Argument {
        let (name, generic) = (self.name("f"), self.name("F"));
        let (parameter, result) = (self.scalar(), self.scalar());
        let captured: Vec<_> = (0..self.random.below(3)).map(|_| (self.name("k"), self.scalar())).collect();
        let outer = std::mem::take(&mut self.scope);
        for (name, ty) in &captured {
            self.scope.declare(name, ty, false);
        }
        let had_ids = std::mem::replace(&mut self.has_ids, false);
        let before = self.cost;
        let closure = self.closure(std::slice::from_ref(&parameter), &result, 3).text();
        let cost = self.cost - before;
        self.has_ids = had_ids;
        self.scope = outer;
        let mut setup = String::new();
        for (name, ty) in &captured {
            setup += &format!("let {name}: {} = case.value();\n", ty.name());
        }
        setup += &format!("let {name} = {closure};\n");
        let signature = format!("Fn({}) -> {}", parameter.name(), result.name());
        self.scope.closures.push(Closure { name: name.clone(), parameters: vec![parameter], result, cost });
        Argument {
            parameter: format!("{name}: {generic}"),
            host_parameter: format!("{name}: {generic}"),
            setup,
            given: name.clone(),
            given_to_host: name,
            generics: format!("{generic}: {signature} + Copy + Send + 'static"),
            ..Argument::default()
        }
    }

    /// A piece of a slice along one axis with one element.
    fn element_piece(&mut self, ends: &mut Vec<End>) -> Argument {
        let (name, ty) = (self.name("y"), self.any_type(2));
        let t = ty.name();
        match self.random.below(6) {
            0 => {
                let text = format!("(*{name})");
                self.scope.variables.push(Variable { text, ty, mutable: false, copy: true });
                Argument {
                    parameter: format!("{name}: EachRef<'_, {t}>"),
                    host_parameter: format!("{name}: &{t}"),
                    prologue: format!("let {name} = {name}.get();"),
                    setup: format!("let {name}: Vec<{t}> = case.values(n);\n"),
                    given: format!("&{name}"),
                    given_to_host: format!("&{name}[i]"),
                    ..Argument::default()
                }
            }
            1 => {
                let written = name.clone();
                ends.push(Box::new(move |generator| {
                    let value = generator.expression(&ty, 3);
                    Node::fixed(&format!("{written}.write($);\n"), [value])
                }));
                Argument {
                    parameter: format!("mut {name}: EachOut<'_, {t}>"),
                    host_parameter: format!("mut {name}: HostOut<'_, {t}>"),
                    setup: format!("let {name}_before: Vec<{t}> = case.values(n); let mut {name}_host = {name}_before.clone(); let mut {name}: Vec<_> = {name}_before.iter().copied().map(MaybeUninit::new).collect();\n"),
                    given: format!("&mut {name}"),
                    given_to_host: format!("HostOut {{ element: &mut {name}_host[i] }}"),
                    // An early return leaves elements unwritten.
                    check: format!("case.same_written(\"{name}\", &{name}_host, &{name});\n"),
                    ..Argument::default()
                }
            }
            _ => self.mutable_piece(&name, &ty, "Each", "", &format!("&mut {name}"), ends),
        }
    }

    /// One element to be read and written; `extra` makes the launch's argument of a slice.
    fn mutable_piece(&mut self, name: &str, ty: &Type, kind: &str, extra: &str, given: &str, ends: &mut Vec<End>) -> Argument {
        let text = format!("(*{name})");
        self.scope.variables.push(Variable { text, ty: ty.clone(), mutable: true, copy: false });
        let (written, value_type) = (name.to_owned(), ty.clone());
        ends.push(Box::new(move |generator| {
            let value = generator.expression(&value_type, 4);
            let end = Node::optional(&format!("*{written} = $;\n"), [value]);
            let mixed = match &value_type {
                Type::Int(int) => format!("*{written} ^= d as {};\n", int.name()),
                _ => String::new(),
            };
            Node::sequence([end, Node::optional(&mixed, [])])
        }));
        let t = ty.name();
        Argument {
            parameter: format!("mut {name}: {kind}<'_, {t}>"),
            host_parameter: format!("{name}: &mut {t}"),
            prologue: format!("{extra}let {name}: &mut {t} = &mut {name};"),
            setup: format!("let {name}_before: Vec<{t}> = case.values(n); let mut {name} = {name}_before.clone(); let mut {name}_host = {name}_before.clone();\n"),
            given: given.to_owned(),
            given_to_host: format!("&mut {name}_host[i]"),
            check: same(name),
            ..Argument::default()
        }
    }

    /// The piece that the grid follows from.
    fn main_piece(&mut self, grid: Grid, ends: &mut Vec<End>) -> Argument {
        let (name, ty) = (self.name("y"), self.any_type(2));
        let t = ty.name();
        match grid {
            Grid::Pieces(1) => self.mutable_piece(&name, &ty, "Each", &format!("let i = {name}.index();"), &format!("&mut {name}"), ends),
            Grid::Pieces(2) => {
                let given = format!("Grid2::new(&mut {name}, width)");
                let place = format!("let (px, py, i) = ({name}.x(), {name}.y(), {name}.index());");
                self.declare_place(2);
                let piece = self.mutable_piece(&name, &ty, "Each2", &place, &given, ends);
                with_place(piece, "i % width, i / width", 2)
            }
            Grid::Pieces(_) => {
                let given = format!("Grid3::new(&mut {name}, width, height)");
                let place = format!("let (px, py, pz, i) = ({name}.x(), {name}.y(), {name}.z(), {name}.index());");
                self.declare_place(3);
                let piece = self.mutable_piece(&name, &ty, "Each3", &place, &given, ends);
                with_place(piece, "i % width, i / width % height, i / width / height", 3)
            }
            Grid::Dims(_) => {
                let mut piece = self.mutable_piece(&name, &ty, "", "", &format!("&mut {name}"), ends);
                piece.parameter = format!("{name}: &mut [{t}]");
                piece.prologue = format!("let {name} = &mut {name}[i];");
                piece
            }
            Grid::Rows | Grid::Chunks => {
                self.scope.slices.push(Slice { text: name.clone(), element: ty.clone(), mutable: true, copy: false });
                let (kind, given, host, length) = if grid == Grid::Rows {
                    ("EachRow", "Grid2", format!("&mut {name}_host[i * width..][..width]"), "n * width")
                } else {
                    ("EachChunk", "Chunks", format!("{name}_host.chunks_mut(width).nth(i).unwrap()"), "length")
                };
                let (written, element) = (name.clone(), ty);
                ends.push(Box::new(move |generator| {
                    let value = generator.expression(&element, 3);
                    Node::optional(&format!("{written}[0] = $;\n"), [value])
                }));
                Argument {
                    parameter: format!("mut {name}: {kind}<'_, {t}>"),
                    host_parameter: format!("{name}: &mut [{t}]"),
                    prologue: format!("let i = {name}.index(); let {name}: &mut [{t}] = &mut {name};"),
                    setup: format!("let {name}_before: Vec<{t}> = case.values({length}); let mut {name} = {name}_before.clone(); let mut {name}_host = {name}_before.clone();\n"),
                    given: format!("{given}::new(&mut {name}, width)"),
                    given_to_host: host,
                    check: same(&name),
                    ..Argument::default()
                }
            }
            Grid::Tiles(w, h) => {
                self.scope.slices.push(Slice { text: format!("{name}.row(0)"), element: ty.clone(), mutable: false, copy: false });
                for text in ["x()", "y()", "width()", "height()"] {
                    let text = format!("{name}.{text}");
                    self.scope.variables.push(Variable { text, ty: Type::usize(), mutable: false, copy: false });
                }
                let (written, element) = (name.clone(), ty);
                ends.push(Box::new(move |generator| {
                    let [x, y, old] = ["tx", "ty", "old"];
                    let before = generator.scope.clone();
                    for name in [x, y] {
                        generator.scope.declare(name, &Type::usize(), false);
                    }
                    generator.scope.declare(old, &element, false);
                    let value = generator.repeated(w * h, |generator| generator.expression(&element, 4));
                    generator.scope = before;
                    let t = element.name();
                    Node::optional(
                        &format!("for {y} in 0..{written}.height() {{ for {x} in 0..{written}.width() {{\nlet {old}: {t} = {written}[({x}, {y})];\nlet new: {t} = $;\n{written}[({x}, {y})] = new;\n}} }}\n{written}.row_mut(0).reverse();\n"),
                        [value],
                    )
                }));
                Argument {
                    parameter: format!("mut {name}: EachTile<'_, {t}, {w}, {h}>"),
                    host_parameter: format!("mut {name}: HostTile<'_, {t}>"),
                    prologue: format!("let i = {name}.y() / {h} * 1000 + {name}.x() / {w};"),
                    setup: format!("let {name}_before: Vec<{t}> = case.values(width * height); let mut {name} = {name}_before.clone(); let mut {name}_host = {name}_before.clone();\ncase.set_threads([width.div_ceil({w}), height.div_ceil({h}), 1]);\n"),
                    given: format!("Grid2::new(&mut {name}, width)"),
                    given_to_host: format!("HostTile::new(&mut {name}_host, width, (i % columns, i / columns), ({w}, {h}))"),
                    check: same(&name),
                    ..Argument::default()
                }
            }
        }
    }

    fn declare_place(&mut self, rank: usize) {
        for name in &["px", "py", "pz"][..rank] {
            self.scope.declare(name, &Type::usize(), false);
        }
    }
}

/// Writes a statement that comes behind all others.
type End = Box<dyn FnOnce(&mut Generator) -> Node>;

/// Where the digest goes.
fn digest_piece(rank: u32) -> Argument {
    let (kind, given) = match rank {
        1 => ("Each", "&mut digest"),
        2 => ("Each2", "Grid2::new(&mut digest, width)"),
        _ => ("Each3", "Grid3::new(&mut digest, width, height)"),
    };
    Argument {
        parameter: format!("mut digest: {kind}<'_, u64>"),
        host_parameter: "digest: &mut u64".into(),
        prologue: "let digest: &mut u64 = &mut digest;".into(),
        setup: "let digest_before = vec![0u64; n]; let mut digest = digest_before.clone(); let mut digest_host = digest_before.clone();\n".into(),
        given: given.into(),
        given_to_host: "&mut digest_host[i]".into(),
        check: same("digest"),
        ..Argument::default()
    }
}

/// A parameter that is a reference to what is set up under its name.
fn borrowed(name: &str, ty: &str, setup: &str, generics: &str) -> Argument {
    Argument {
        parameter: format!("{name}: {ty}"),
        host_parameter: format!("{name}: {ty}"),
        setup: setup.to_owned(),
        given: format!("&{name}"),
        given_to_host: format!("&{name}"),
        generics: generics.to_owned(),
        ..Argument::default()
    }
}

fn same(name: &str) -> String {
    format!("case.same(\"{name}\", &{name}_before, &{name}_host, &{name});\n")
}

/// The host's function gets the place that the device's piece knows.
fn with_place(mut piece: Argument, place: &str, rank: usize) -> Argument {
    let names = &["px", "py", "pz"][..rank];
    let list: Vec<_> = names.iter().map(|name| format!("{name}: usize")).collect();
    piece.host_parameter = format!("{}, {}", list.join(", "), piece.host_parameter);
    piece.given_to_host = format!("{place}, {}", piece.given_to_host);
    piece
}

/// What an unsafe kernel finds out by its ids.
fn index_prologue(grid: Grid) -> String {
    match grid {
        Grid::Dims(_) => "let id = device::global_id(); if id.x >= extent[0] || id.y >= extent[1] || id.z >= extent[2] { return; } let i = (id.z * extent[1] + id.y) * extent[0] + id.x;".into(),
        _ => String::new(),
    }
}

/// The module around a kernel's body.
fn frame(grid: Grid, arguments: &[Argument], prologue: &str) -> String {
    let join = |part: fn(&Argument) -> &String, separator: &str| {
        let parts: Vec<_> = arguments.iter().map(|argument| part(argument).as_str()).filter(|text| !text.is_empty()).collect();
        parts.join(separator)
    };
    let (sizes, host_loop) = grid.sizes_and_loop();
    let index = if matches!(grid, Grid::Tiles(..)) { "i / columns * 1000 + i % columns" } else { "i" };
    let generics = join(|argument| &argument.generics, ", ");
    let generics = if generics.is_empty() { generics } else { format!("<{generics}>") };
    let parameters = join(|argument| &argument.parameter, ", ");
    let host_parameters = join(|argument| &argument.host_parameter, ", ");
    let prologues = join(|argument| &argument.prologue, " ");
    let (setup, given, checks) = (join(|a| &a.setup, ""), join(|a| &a.given, ", "), join(|a| &a.check, ""));
    let given_to_host = join(|argument| &argument.given_to_host, ", ");
    let (head, launch) = match grid {
        Grid::Dims(rank) => (
            format!("unsafe fn kernel{generics}(extent: [usize; 3], {parameters})"),
            format!("let dims = case.dims({rank}); let extent = case.threads();\ncase.device(&mut || unsafe {{ kernel.launch(dims.clone(), (extent, {given},)) }});\n"),
        ),
        _ => (
            format!("fn kernel{generics}({parameters})"),
            format!("let launch = case.launch();\ncase.device(&mut || kernel.launch_on(launch.clone(), ({given},)));\n"),
        ),
    };
    format!(
        "{ITEMS}const DEVICE: u32 = line!(); #[offload::kernel] {head} {{ type I = DeviceIds; {prologue} {prologues}\n{DEVICE_BODY}}}\n\
         const HOST: u32 = line!(); fn oracle{generics}(i: usize, {host_parameters}) {{ type I = HostIds;\n{HOST_BODY}}}\n\
         pub fn run(case: &mut Case) {{\ncase.lines(file!(), DEVICE, HOST, {BODY_LINES});\n{sizes}{setup}{host_loop}oracle({index}, {given_to_host})); }}\n{launch}{checks}}}\n"
    )
}
