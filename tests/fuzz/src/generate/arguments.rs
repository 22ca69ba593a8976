//! Arguments that all threads of a kernel share, and the form of all arguments.

use super::Generator;
use super::scope::{Atomics, Closure, Slice, Variable};
use super::types::Type;
use crate::node::Node;

/// A parameter of a kernel, and the argument that it gets.
#[derive(Default)]
pub(super) struct Argument {
    /// The parameter of the kernel.
    pub(super) parameter: String,
    /// The parameter of the host's function.
    pub(super) host_parameter: String,
    /// Code at the start of the kernel that gives the parameter the host's form.
    pub(super) prologue: String,
    /// Code that makes the data.
    pub(super) setup: String,
    /// The argument of the launch.
    pub(super) launch_argument: String,
    /// The argument of the host's function.
    pub(super) host_argument: String,
    /// Code that compares the results.
    pub(super) check: String,
    pub(super) generics: String,
}

impl Generator {
    /// An argument that all threads read, or add to.
    pub(super) fn shared_argument(&mut self) -> Argument {
        match self.random.below(12) {
            0 | 1 => {
                let (name, ty) = (self.name("s"), self.any_type(2));
                self.scope.variables.push(Variable {
                    text: name.clone(),
                    ty: ty.clone(),
                    mutable: false,
                    copy: true,
                });
                let ty = ty.name();
                Argument {
                    parameter: format!("{name}: {ty}"),
                    host_parameter: format!("{name}: {ty}"),
                    setup: format!("let {name}: {ty} = case.value();\n"),
                    launch_argument: name.clone(),
                    host_argument: name,
                    ..Argument::default()
                }
            }
            2 => {
                let (name, ty) = (self.name("s"), self.any_type(1));
                let text = format!("(*{name})");
                self.scope.variables.push(Variable { text, ty: ty.clone(), mutable: false, copy: true });
                borrowed(
                    &name,
                    &format!("&{}", ty.name()),
                    &format!("let {name}: {} = case.value();\n", ty.name()),
                    "",
                )
            }
            3 => {
                let (name, element, length) = (self.name("x"), self.scalar(), self.random.between(1, 6));
                self.scope.slices.push(Slice {
                    text: name.clone(),
                    element: element.clone(),
                    mutable: false,
                    copy: true,
                });
                let parameter = self.name("N");
                self.scope.declare(&parameter, &Type::usize(), false);
                let setup = format!("let {name}: [{}; {length}] = case.value();\n", element.name());
                borrowed(
                    &name,
                    &format!("&[{}; {parameter}]", element.name()),
                    &setup,
                    &format!("const {parameter}: usize"),
                )
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
                Argument {
                    launch_argument: name.clone(),
                    host_argument: name.clone(),
                    ..borrowed(&name, "&str", &setup, "")
                }
            }
            _ => {
                let (name, element) = (self.name("x"), self.any_type(1));
                self.scope.slices.push(Slice {
                    text: name.clone(),
                    element: element.clone(),
                    mutable: false,
                    copy: true,
                });
                let element = element.name();
                let setup = format!(
                    "let {name}_length = case.other_length(); let {name}: Vec<{element}> = case.values({name}_length);\n"
                );
                borrowed(&name, &format!("&[{element}]"), &setup, "")
            }
        }
    }

    fn atomics_argument(&mut self) -> Argument {
        let name = self.name("a");
        let int = super::types::Int {
            signed: self.random.chance(50),
            bits: *self.random.pick(&[8, 16, 32, 32, 64, 64, 0]),
        };
        let operation = *self.random.pick(&[
            "fetch_add",
            "fetch_sub",
            "fetch_max",
            "fetch_min",
            "fetch_xor",
            "fetch_or",
            "fetch_and",
        ]);
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
            launch_argument: format!("&{name}"),
            host_argument: format!("&{name}_host"),
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
            launch_argument: name.clone(),
            host_argument: name,
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
            launch_argument: name.clone(),
            host_argument: name,
            generics: format!("{generic}: {signature} + Copy + Send + 'static"),
            ..Argument::default()
        }
    }
}

/// A parameter that is a reference to the variable of the same name in `setup`.
fn borrowed(name: &str, ty: &str, setup: &str, generics: &str) -> Argument {
    Argument {
        parameter: format!("{name}: {ty}"),
        host_parameter: format!("{name}: {ty}"),
        setup: setup.to_owned(),
        launch_argument: format!("&{name}"),
        host_argument: format!("&{name}"),
        generics: generics.to_owned(),
        ..Argument::default()
    }
}
