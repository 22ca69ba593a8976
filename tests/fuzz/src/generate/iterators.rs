//! Values from chains of std's iterators.

use super::Generator;
use super::expressions::expression;
use super::types::{Int, Type};
use crate::node::Node;

/// An iterator and its items.
struct Source {
    text: Node,
    item: Type,
}

impl Generator {
    /// A value of type `ty` that is computed from all items of an iterator.
    pub(super) fn consumed(&mut self, ty: &Type, depth: usize) -> Option<Node> {
        if self.weight > 16 || self.cost > self.settings.cost {
            return None;
        }
        // The chain borrows its sources until its end.
        let before = self.scope.clone();
        self.scope.forbid_changes();
        let node = self.consumed_chain(ty, depth);
        self.scope = before;
        Some(node)
    }

    fn consumed_chain(&mut self, ty: &Type, depth: usize) -> Node {
        let adapters = self.random.below(3);
        let source = self.iterator(depth, adapters);
        let item = source.item.clone();
        match (self.random.below(7), ty) {
            (0, Type::Int(int)) => {
                let predicate = self.item_closure(std::slice::from_ref(&item), &Type::Bool, depth, true);
                let name = int.name();
                expression(ty, &format!("(($).filter($).count() as {name})"), [source.text, predicate])
            }
            (1, Type::Int(int)) => {
                let predicate = self.item_closure(std::slice::from_ref(&item), &Type::Bool, depth, false);
                let name = int.name();
                expression(
                    ty,
                    &format!("(($).position($).unwrap_or(99) as {name})"),
                    [source.text, predicate],
                )
            }
            (0 | 1, Type::Bool) => {
                let predicate = self.item_closure(std::slice::from_ref(&item), &Type::Bool, depth, false);
                let question = self.random.pick(&["any", "all"]);
                expression(ty, &format!("($).{question}($)"), [source.text, predicate])
            }
            (2, _) if item.is_ordered() && *ty == item => {
                let operation = *self.random.pick(&["max()", "min()", "last()", "nth(2)"]);
                let other = self.expression(ty, depth.min(1));
                expression(ty, &format!("($).{operation}.unwrap_or($)"), [source.text, other])
            }
            (3, _) => {
                let closure = self.item_closure(&[item], ty, depth, false);
                let other = self.expression(ty, depth.min(1));
                let operation = self.random.pick(&["last()", "nth(1)", "next()"]);
                expression(ty, &format!("($).map($).{operation}.unwrap_or($)"), [source.text, closure, other])
            }
            (4, Type::Int(_)) => {
                let closure = self.item_closure(&[item], ty, depth, false);
                let combine = self.random.pick(&["wrapping_add", "wrapping_mul", "max", "saturating_add"]);
                let other = self.expression(ty, depth.min(1));
                let template = format!("($).map($).reduce(|a, b| a.{combine}(b)).unwrap_or($)");
                expression(ty, &template, [source.text, closure, other])
            }
            _ => {
                let start = self.expression(ty, depth.min(2));
                let fold = self.item_closure(&[ty.clone(), item], ty, depth, false);
                expression(ty, "($).fold($, $)", [source.text, start, fold])
            }
        }
    }

    /// A closure for an iterator's method, which captures by reference. With `reference` it takes its item by
    /// reference.
    fn item_closure(&mut self, parameters: &[Type], result: &Type, depth: usize, reference: bool) -> Node {
        let before = self.scope.clone();
        self.scope.forbid_changes();
        self.scope.labels.clear();
        self.scope.result = None;
        let mut list = Vec::new();
        for ty in parameters {
            let name = self.name("e");
            self.scope.declare(&name, ty, false);
            let sign = if reference { "&" } else { "" };
            list.push(format!("{sign}{name}: {sign}{}", ty.name()));
        }
        let body = self.repeated(6, |generator| generator.expression(result, depth.min(2)));
        self.scope = before;
        Node::fixed(&format!("|{}| -> {} {{ $ }}", list.join(", "), result.name()), [body])
    }

    /// An iterator with about ten items at most, and `adapters` adapters.
    fn iterator(&mut self, depth: usize, adapters: usize) -> Source {
        let mut source = self.iterator_source(depth);
        for _ in 0..adapters {
            source = self.adapted(source, depth);
        }
        source
    }

    fn iterator_source(&mut self, depth: usize) -> Source {
        let slices = self.scope.slices_of(|_| true, false);
        match self.random.below(8) {
            0..=3 if !slices.is_empty() => {
                let slice = self.random.pick(&slices).clone();
                let (text, item) = (&slice.text, slice.element.clone());
                let chain = match self.random.below(7) {
                    0 => format!("{text}.iter().copied().take(9)"),
                    1 => format!("{text}.iter().rev().take(7).copied()"),
                    2 => format!("{text}.iter().take(6).map(|item| *item)"),
                    3 => format!("{text}.windows(2).take(5).map(|pair| pair[1])"),
                    4 => format!("{text}.chunks(3).take(4).map(|chunk| chunk[chunk.len() - 1])"),
                    5 => format!("{text}[{text}.len() / 2..].iter().take(8).cloned()"),
                    _ => format!("{text}.rchunks_exact(2).take(4).flat_map(|chunk| [chunk[0], chunk[1]])"),
                };
                Source { text: Node::fixed(&chain, []), item }
            }
            4 => {
                let item = self.scalar();
                let length = self.random.between(1, 4);
                let array = self.expression(&Type::Array(Box::new(item.clone()), length), depth.min(2));
                Source { text: Node::fixed("($).into_iter()", [array]), item }
            }
            5 => {
                let item = self.scalar();
                let first = self.expression(&item, depth.min(1));
                let next = self.repeated(5, |generator| {
                    generator.closure_by_reference(&item, &Type::Option(Box::new(item.clone())), depth.min(2))
                });
                Source {
                    text: Node::fixed("core::iter::successors(Some($), $).take(5)", [first, next]),
                    item,
                }
            }
            _ => {
                let int = self.small_range_type();
                let end = self.expression(&Type::Int(int), depth.min(2));
                let name = int.name();
                let form = self.random.pick(&["", "=", ""]);
                let text = format!("(0{name}..{form}(($) % 7))");
                Source { text: Node::fixed(&text, [end]), item: Type::Int(int) }
            }
        }
    }

    fn closure_by_reference(&mut self, parameter: &Type, result: &Type, depth: usize) -> Node {
        let before = std::mem::take(&mut self.scope);
        self.scope = before.captured();
        let name = self.name("a");
        self.scope.declare(&name, parameter, false);
        let body = self.expression(result, depth);
        self.scope = before;
        Node::fixed(&format!("move |&{name}: &{}| -> {} {{ $ }}", parameter.name(), result.name()), [body])
    }

    /// An unsigned type, so that the remainder is not negative.
    fn small_range_type(&mut self) -> Int {
        Int { signed: false, bits: *self.random.pick(&[8, 16, 32, 64, 0]) }
    }

    fn adapted(&mut self, source: Source, depth: usize) -> Source {
        let Source { text, item } = source;
        match self.random.below(11) {
            0 => {
                let result = self.scalar();
                let closure = self.item_closure(&[item], &result, depth, false);
                Source { text: Node::fixed("($).map($)", [text, closure]), item: result }
            }
            1 => {
                let predicate = self.item_closure(std::slice::from_ref(&item), &Type::Bool, depth, true);
                let adapter = self.random.pick(&["filter", "take_while", "skip_while"]);
                Source { text: Node::fixed(&format!("($).{adapter}($)"), [text, predicate]), item }
            }
            2 => {
                let count = self.random.between(1, 3);
                let adapter = self.random.pick(&["skip", "take", "step_by"]);
                Source { text: Node::fixed(&format!("($).{adapter}({count})"), [text]), item }
            }
            3 => {
                let pair = Type::Tuple(vec![Type::usize(), item]);
                Source { text: Node::fixed("($).enumerate()", [text]), item: pair }
            }
            4 => {
                let other = self.iterator_source(depth);
                let pair = Type::Tuple(vec![item, other.item]);
                Source { text: Node::fixed("($).zip($)", [text, other.text]), item: pair }
            }
            5 => {
                let other = self.expression(&item, depth.min(2));
                Source { text: Node::fixed("($).chain(core::iter::once($))", [text, other]), item }
            }
            6 => {
                let state = self.scalar();
                let start = self.expression(&state, depth.min(1));
                let step = self.item_closure(&[state.clone(), item.clone()], &state, depth, false);
                let template = "($).scan($, |state, item| { *state = ($)(*state, item); Some(*state) })";
                Source { text: Node::fixed(template, [text, start, step]), item: state }
            }
            7 => {
                let result = self.scalar();
                let closure =
                    self.item_closure(&[item], &Type::Array(Box::new(result.clone()), 2), depth, false);
                Source { text: Node::fixed("($).flat_map($).take(12)", [text, closure]), item: result }
            }
            8 => {
                let result = self.scalar();
                let closure =
                    self.item_closure(&[item], &Type::Option(Box::new(result.clone())), depth, false);
                Source { text: Node::fixed("($).filter_map($)", [text, closure]), item: result }
            }
            9 => Source { text: Node::fixed("($).fuse().peekable()", [text]), item },
            _ => {
                let closure = self.item_closure(
                    std::slice::from_ref(&item),
                    &Type::Option(Box::new(item.clone())),
                    depth,
                    false,
                );
                Source { text: Node::fixed("($).map_while($)", [text, closure]), item }
            }
        }
    }
}
