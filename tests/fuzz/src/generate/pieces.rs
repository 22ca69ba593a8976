//! Pieces of split arguments, which a thread may write and which determine the grid.

use super::Generator;
use super::arguments::Argument;
use super::kernel::Grid;
use super::scope::{Slice, Variable};
use super::types::Type;
use crate::node::Node;

/// Writes a statement that comes after all others.
pub(super) type End = Box<dyn FnOnce(&mut Generator) -> Node>;

impl Generator {
    /// A piece of a slice along one axis with one element.
    pub(super) fn element_piece(&mut self, ends: &mut Vec<End>) -> Argument {
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
                    launch_argument: format!("&{name}"),
                    host_argument: format!("&{name}[i]"),
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
                    setup: format!(
                        "let {name}_before: Vec<{t}> = case.values(n); let mut {name}_host = {name}_before.clone(); let mut {name}: Vec<_> = {name}_before.iter().copied().map(MaybeUninit::new).collect();\n"
                    ),
                    launch_argument: format!("&mut {name}"),
                    host_argument: format!("HostOut {{ element: &mut {name}_host[i] }}"),
                    // An early return leaves elements unwritten.
                    check: format!("case.same_written(\"{name}\", &{name}_host, &{name});\n"),
                    ..Argument::default()
                }
            }
            _ => self.mutable_piece(&name, &ty, "Each", "", &format!("&mut {name}"), ends),
        }
    }

    /// One element to be read and written; `launch_argument` is the argument of the launch.
    fn mutable_piece(
        &mut self,
        name: &str,
        ty: &Type,
        kind: &str,
        extra: &str,
        launch_argument: &str,
        ends: &mut Vec<End>,
    ) -> Argument {
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
            setup: format!(
                "let {name}_before: Vec<{t}> = case.values(n); let mut {name} = {name}_before.clone(); let mut {name}_host = {name}_before.clone();\n"
            ),
            launch_argument: launch_argument.to_owned(),
            host_argument: format!("&mut {name}_host[i]"),
            check: same(name),
            ..Argument::default()
        }
    }

    /// The piece that determines the grid.
    pub(super) fn main_piece(&mut self, grid: Grid, ends: &mut Vec<End>) -> Argument {
        let (name, ty) = (self.name("y"), self.any_type(2));
        let t = ty.name();
        match grid {
            Grid::Pieces(1) => self.mutable_piece(
                &name,
                &ty,
                "Each",
                &format!("let i = {name}.index();"),
                &format!("&mut {name}"),
                ends,
            ),
            Grid::Pieces(2) => {
                let launch_argument = format!("Grid2::new(&mut {name}, width)");
                let place = format!("let (px, py, i) = ({name}.x(), {name}.y(), {name}.index());");
                self.declare_place(2);
                let piece = self.mutable_piece(&name, &ty, "Each2", &place, &launch_argument, ends);
                with_place(piece, "i % width, i / width", 2)
            }
            Grid::Pieces(_) => {
                let launch_argument = format!("Grid3::new(&mut {name}, width, height)");
                let place =
                    format!("let (px, py, pz, i) = ({name}.x(), {name}.y(), {name}.z(), {name}.index());");
                self.declare_place(3);
                let piece = self.mutable_piece(&name, &ty, "Each3", &place, &launch_argument, ends);
                with_place(piece, "i % width, i / width % height, i / width / height", 3)
            }
            Grid::Given(_) => {
                let mut piece = self.mutable_piece(&name, &ty, "", "", &format!("&mut {name}"), ends);
                piece.parameter = format!("{name}: &mut [{t}]");
                piece.prologue = format!("let {name} = &mut {name}[i];");
                piece
            }
            Grid::Rows | Grid::Chunks => {
                self.scope.slices.push(Slice {
                    text: name.clone(),
                    element: ty.clone(),
                    mutable: true,
                    copy: false,
                });
                let (kind, launch_argument, host, length) = if grid == Grid::Rows {
                    ("EachRow", "Grid2", format!("&mut {name}_host[i * width..][..width]"), "n * width")
                } else {
                    (
                        "EachChunk",
                        "Chunks",
                        format!("{name}_host.chunks_mut(width).nth(i).unwrap()"),
                        "length",
                    )
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
                    setup: format!(
                        "let {name}_before: Vec<{t}> = case.values({length}); let mut {name} = {name}_before.clone(); let mut {name}_host = {name}_before.clone();\n"
                    ),
                    launch_argument: format!("{launch_argument}::new(&mut {name}, width)"),
                    host_argument: host,
                    check: same(&name),
                    ..Argument::default()
                }
            }
            Grid::Tiles(w, h) => {
                self.scope.slices.push(Slice {
                    text: format!("{name}.row(0)"),
                    element: ty.clone(),
                    mutable: false,
                    copy: false,
                });
                for text in ["x()", "y()", "width()", "height()"] {
                    let text = format!("{name}.{text}");
                    self.scope.variables.push(Variable {
                        text,
                        ty: Type::usize(),
                        mutable: false,
                        copy: false,
                    });
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
                    setup: format!(
                        "let {name}_before: Vec<{t}> = case.values(width * height); let mut {name} = {name}_before.clone(); let mut {name}_host = {name}_before.clone();\ncase.set_threads([width.div_ceil({w}), height.div_ceil({h}), 1]);\n"
                    ),
                    launch_argument: format!("Grid2::new(&mut {name}, width)"),
                    host_argument: format!(
                        "HostTile::new(&mut {name}_host, width, (i % columns, i / columns), ({w}, {h}))"
                    ),
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

/// The piece for the digest.
pub(super) fn digest_piece(rank: u32) -> Argument {
    let (kind, launch_argument) = match rank {
        1 => ("Each", "&mut digest"),
        2 => ("Each2", "Grid2::new(&mut digest, width)"),
        _ => ("Each3", "Grid3::new(&mut digest, width, height)"),
    };
    Argument {
        parameter: format!("mut digest: {kind}<'_, u64>"),
        host_parameter: "digest: &mut u64".into(),
        prologue: "let digest: &mut u64 = &mut digest;".into(),
        setup: "let digest_before = vec![0u64; n]; let mut digest = digest_before.clone(); let mut digest_host = digest_before.clone();\n".into(),
        launch_argument: launch_argument.into(),
        host_argument: "&mut digest_host[i]".into(),
        check: same("digest"),
        ..Argument::default()
    }
}

fn same(name: &str) -> String {
    format!("case.same(\"{name}\", &{name}_before, &{name}_host, &{name});\n")
}

/// Passes the place, which the device's piece knows, to the host's function.
fn with_place(mut piece: Argument, place: &str, rank: usize) -> Argument {
    let names = &["px", "py", "pz"][..rank];
    let list: Vec<_> = names.iter().map(|name| format!("{name}: usize")).collect();
    piece.host_parameter = format!("{}, {}", list.join(", "), piece.host_parameter);
    piece.host_argument = format!("{place}, {}", piece.host_argument);
    piece
}
