//! Statements.

use super::expressions::expression;
use super::scope::Label;
use super::types::Type;
use super::{Generator, Hazard};
use crate::node::Node;

impl Generator {
    /// The statements of a block; their variables end with it.
    pub(super) fn statements(&mut self, count: usize, depth: usize) -> Node {
        let before = self.scope.clone();
        let statements = self.open_statements(count, depth);
        self.scope = before;
        statements
    }

    /// Statements whose variables stay.
    pub(super) fn open_statements(&mut self, count: usize, depth: usize) -> Node {
        let statements: Vec<_> = (0..count).map(|_| self.statement(depth)).collect();
        Node::sequence(statements)
    }

    fn statement(&mut self, depth: usize) -> Node {
        if self.cost > self.settings.cost {
            return Node::optional("", []);
        }
        let inner = depth.saturating_sub(1);
        match self.random.below(26) {
            0..=4 => self.let_statement(depth),
            5..=10 => self.assignment(depth),
            11 | 12 => {
                let condition = self.expression(&Type::Bool, depth);
                let yes = self.statements(2, inner);
                if self.random.chance(50) {
                    let no = self.statements(1, inner);
                    Node::optional("if $ {\n$} else {\n$}\n", [condition, yes, no])
                } else {
                    Node::optional("if $ {\n$}\n", [condition, yes])
                }
            }
            13..=15 if depth > 0 => self.for_loop(inner),
            16 if depth > 0 => self.while_loop(inner),
            17 => self.leave_loop(inner),
            18 => self.closure_statement(inner),
            19 | 20 => self.slice_statement(inner),
            21 => self.atomic_statement(inner),
            22 => self.early_return(inner),
            23 | 24 if self.hazard != Hazard::None => self.panicking_statement(inner),
            _ => self.assignment(depth),
        }
    }

    fn let_statement(&mut self, depth: usize) -> Node {
        let ty = self.any_type(2);
        let value = self.expression(&ty, depth);
        let name = self.name("v");
        let mutable = self.random.chance(60);
        self.scope.declare(&name, &ty, mutable);
        let word = if mutable { "mut " } else { "" };
        let declaration = Node::fixed(&format!("let {word}{name}: {} = $;\n", ty.name()), [value]);
        let digest = self.digested(&name, &ty);
        Node::optional("$$", [declaration, digest])
    }

    /// A variable with the result of one of the module's functions, called by its name or through a table.
    pub(super) fn call_statement(&mut self, index: usize, depth: usize) -> Node {
        let ty = self.functions[index].result.clone();
        let value = match self.random.chance(25).then(|| self.picked_function(&ty, depth)).flatten() {
            Some(value) => value,
            None => self.call_of(index, depth),
        };
        let name = self.name("v");
        self.scope.declare(&name, &ty, false);
        let declaration = Node::fixed(&format!("let {name}: {} = $;\n", ty.name()), [value]);
        let digest = self.digested(&name, &ty);
        Node::optional("$$", [declaration, digest])
    }

    /// Calls of the functions that can be called here, each with this probability.
    pub(super) fn calls(&mut self, percent: usize) -> Node {
        let choices = self.callable(|_| true);
        let chosen: Vec<_> = choices.into_iter().filter(|_| self.random.chance(percent)).collect();
        let calls: Vec<_> = chosen.into_iter().map(|index| self.call_statement(index, 2)).collect();
        Node::sequence(calls)
    }

    /// Adds a value to the digest, so that every effect is visible.
    pub(super) fn digested(&mut self, name: &str, ty: &Type) -> Node {
        if !self.scope.has_digest {
            return Node::optional("", []);
        }
        let number = number_of(name, ty);
        Node::optional(&format!("d = d.rotate_left(5).wrapping_add({number});\n"), [])
    }

    /// An assignment to a place that may be written.
    fn assignment(&mut self, depth: usize) -> Node {
        let mutable: Vec<_> =
            self.scope.variables.iter().filter(|variable| variable.mutable).cloned().collect();
        if mutable.is_empty() {
            return self.let_statement(depth);
        }
        let variable = self.random.pick(&mutable).clone();
        let (mut place, mut ty) = (variable.text, variable.ty);
        // Sometimes only a part of it.
        let mut index = None;
        if self.random.chance(50) {
            match ty.clone() {
                Type::Tuple(types) => {
                    let field = self.random.below(types.len());
                    (place, ty) = (format!("{place}.{field}"), types[field].clone());
                }
                Type::Struct(definition) if !definition.fields.is_empty() => {
                    let field = self.random.below(definition.fields.len());
                    (place, ty) = (format!("{place}.{field}"), definition.fields[field].clone());
                }
                Type::Array(element, length) => {
                    index = Some(self.index_below(&length.to_string(), depth.min(2)));
                    (place, ty) = (format!("{place}[$]"), *element);
                }
                _ => {}
            }
        }
        // Write the value first: it must not use the borrowed place.
        let before = self.scope.clone();
        let value = self.expression(&ty, depth);
        self.scope = before;
        let operator = match &ty {
            Type::Int(_) => *self.random.pick(&["=", "=", "^=", "|=", "&="]),
            Type::Float(_) => *self.random.pick(&["=", "=", "+=", "-=", "*="]),
            Type::Bool => *self.random.pick(&["=", "^=", "|="]),
            _ => "=",
        };
        Node::optional(&format!("{place} {operator} $;\n"), index.into_iter().chain([value]))
    }

    fn for_loop(&mut self, depth: usize) -> Node {
        let turns = self.turns();
        let (label, name) = (self.name("'l"), self.name("i"));
        let slices = self.scope.slices_of(|_| true, false);
        let before = self.scope.clone();
        let (head, children) = match self.random.below(5) {
            0 | 1 if !slices.is_empty() => {
                let slice = self.random.pick(&slices).clone();
                if slice.mutable && self.random.chance(50) {
                    self.scope = self.scope.without(&slice.text);
                    let place = super::scope::Variable {
                        text: format!("(*{name})"),
                        ty: slice.element.clone(),
                        mutable: true,
                        copy: false,
                    };
                    self.scope.variables.push(place);
                    (format!("for {name} in {}.iter_mut().take({turns})", slice.text), None)
                } else {
                    self.scope = self.scope.without(&slice.text);
                    // The loop borrows its slice, which can still be read.
                    self.scope.slices.push(super::scope::Slice { mutable: false, ..slice.clone() });
                    self.scope.declare(&name, &slice.element, false);
                    (format!("for &{name} in {}.iter().take({turns})", slice.text), None)
                }
            }
            2 => {
                let int = super::types::Int { signed: false, bits: *self.random.pick(&[8, 16, 32, 64, 0]) };
                let end = self.expression(&Type::Int(int), depth.min(2));
                self.scope.declare(&name, &Type::Int(int), false);
                let reversed = if self.random.chance(30) { ".rev()" } else { "" };
                (format!("for {name} in (0{}..($) % {}){reversed}", int.name(), turns + 1), Some(end))
            }
            _ => {
                let int = self.integer();
                self.scope.declare(&name, &Type::Int(int), false);
                let step = if self.random.chance(20) { ".step_by(2)" } else { "" };
                (format!("for {name} in (0{}..{turns}){step}", int.name()), None)
            }
        };
        self.scope.labels.push(Label { name: label.clone(), value: None });
        let digest = match self.scope.variables.last().cloned() {
            Some(item) if item.text.trim_matches(['(', ')', '*']) == name => {
                self.digested(&item.text, &item.ty)
            }
            _ => Node::optional("", []),
        };
        let body = self.repeated(turns, |generator| generator.open_statements(2, depth));
        self.scope = before;
        Node::optional(&format!("{label}: {head} {{\n$$}}\n"), children.into_iter().chain([digest, body]))
    }

    fn while_loop(&mut self, depth: usize) -> Node {
        let turns = self.turns();
        let (label, fuel) = (self.name("'l"), self.name("f"));
        let before = self.scope.clone();
        let condition = self.expression(&Type::Bool, depth);
        self.scope.labels.push(Label { name: label.clone(), value: None });
        let body = self.repeated(turns, |generator| generator.statements(2, depth));
        if self.random.chance(30) {
            // The condition after the body.
            self.scope = before;
            let once = self.name("'o");
            let template = format!(
                "{{ let mut {fuel} = {turns}u32;\n{label}: loop {{\n{fuel} -= 1;\n{once}: {{\n$}}\nif {fuel} == 0 || $ {{ break; }}\n}} }}\n"
            );
            let body = Node::fixed("$", [without_continue(body, &label, &once)]);
            return Node::optional(&template, [body, condition]);
        }
        self.scope = before;
        let template = format!(
            "{{ let mut {fuel} = {turns}u32;\n{label}: while {fuel} > 0 && $ {{\n{fuel} -= 1;\n$}} }}\n"
        );
        Node::optional(&template, [condition, body])
    }

    /// A conditional `break` or `continue`.
    fn leave_loop(&mut self, depth: usize) -> Node {
        if self.scope.labels.is_empty() {
            return self.assignment(depth);
        }
        let label = self.random.pick(&self.scope.labels).clone();
        let condition = self.expression(&Type::Bool, depth);
        if self.random.chance(40) {
            return Node::optional(&format!("if $ {{ continue {}; }}\n", label.name), [condition]);
        }
        match label.value {
            Some(ty) => {
                let value = self.expression(&ty, depth);
                Node::optional(&format!("if $ {{ break {} $; }}\n", label.name), [condition, value])
            }
            None => Node::optional(&format!("if $ {{ break {}; }}\n", label.name), [condition]),
        }
    }

    fn closure_statement(&mut self, depth: usize) -> Node {
        let count = self.random.between(1, 2);
        let parameters: Vec<_> = (0..count).map(|_| self.scalar()).collect();
        let result = self.any_type(1);
        let before = (self.cost, self.weight);
        self.weight = 1;
        let closure = self.closure(&parameters, &result, depth.min(3));
        let cost = self.cost - before.0;
        (self.cost, self.weight) = before;
        let name = self.name("c");
        self.scope.closures.push(super::scope::Closure { name: name.clone(), parameters, result, cost });
        Node::optional(&format!("let {name} = $;\n"), [closure])
    }

    /// A change of a whole slice.
    fn slice_statement(&mut self, depth: usize) -> Node {
        let slices = self.scope.slices_of(|_| true, true);
        if slices.is_empty() {
            return self.assignment(depth);
        }
        let slice = self.random.pick(&slices).clone();
        let text = &slice.text;
        match self.random.below(8) {
            0 if slice.element.is_ordered() => Node::optional(&format!("{text}.sort_unstable();\n"), []),
            1 => Node::optional(&format!("{text}.reverse();\n"), []),
            2 => {
                let (value, name) = (self.expression(&slice.element, depth), self.name("s"));
                Node::optional(&format!("{{ let {name} = $;\n{text}.fill({name}); }}\n"), [value])
            }
            3..=5 => {
                // Write the index first: the call borrows the slice.
                let (index, name) = (self.expression(&Type::usize(), depth.min(2)), self.name("i"));
                let call = self
                    .random
                    .pick(&["rotate_right(@)", "swap(0, @)", "copy_within(@.., 0)"])
                    .replace('@', &name);
                Node::optional(&format!("{{ let {name} = ($) % {text}.len();\n{text}.{call}; }}\n"), [index])
            }
            _ => {
                let (index, name) = (self.name("i"), self.name("s"));
                let start = self.expression(&Type::usize(), depth.min(1));
                let value = self.expression(&slice.element, depth);
                Node::optional(
                    &format!(
                        "{{ let {index} = ($) % {text}.len();\nlet {name} = $;\n{text}[{index}] = {name};\n}}\n"
                    ),
                    [start, value],
                )
            }
        }
    }

    fn atomic_statement(&mut self, depth: usize) -> Node {
        if self.scope.atomics.is_empty() {
            return self.assignment(depth);
        }
        let atomics = self.random.pick(&self.scope.atomics).clone();
        let value = self.expression(&atomics.element, depth);
        let index = self.expression(&Type::usize(), depth.min(2));
        let name = &atomics.name;
        let ordering = self.random.pick(&["Relaxed", "AcqRel", "SeqCst"]);
        let template =
            format!("{name}[($) % {name}.len()].{}($, Ordering::{ordering});\n", atomics.operation);
        Node::optional(&template, [index, value])
    }

    fn early_return(&mut self, depth: usize) -> Node {
        let condition = self.rare_condition(depth);
        match self.scope.result.clone() {
            Some(None) => Node::optional("if $ { return; }\n", [condition]),
            Some(Some(ty)) => {
                let value = self.expression(&ty, depth);
                Node::optional("if $ { return $; }\n", [condition, value])
            }
            None => self.assignment(depth),
        }
    }

    /// The last statement of a function with a result.
    pub(super) fn result(&mut self, ty: &Type, depth: usize) -> Node {
        let value = self.expression(ty, depth);
        expression(ty, "$", [value])
    }
}

/// An expression of type `u64` that depends on a whole value.
pub(super) fn number_of(text: &str, ty: &Type) -> String {
    let all = |numbers: Vec<String>| {
        numbers.into_iter().reduce(|all, number| format!("({all}).rotate_left(7) ^ ({number})"))
    };
    let parts = match ty {
        Type::Int(_) | Type::Bool => return format!("{text} as u64"),
        Type::Float(bits) => return format!("code_of_f{bits}({text}) as u64"),
        Type::Char => return format!("u64::from(u32::from({text}))"),
        Type::Option(inner) => {
            return format!("{text}.map_or(3u64, |inner: {}| {})", inner.name(), number_of("inner", inner));
        }
        Type::Array(element, _) => {
            return format!(
                "{text}.iter().fold(1u64, |all, part: &{}| all.rotate_left(3) ^ ({}))",
                element.name(),
                number_of("(*part)", element)
            );
        }
        Type::Tuple(types) => types,
        Type::Struct(definition) => &definition.fields,
        Type::Enum(definition) => {
            let arms = definition.variants.iter().enumerate().map(|(index, fields)| {
                let names: Vec<_> = (0..fields.len()).map(|field| format!("n{field}")).collect();
                let pattern =
                    if names.is_empty() { String::new() } else { format!("({})", names.join(", ")) };
                let numbers = names.iter().zip(fields).map(|(name, field)| number_of(name, field));
                let number =
                    all(std::iter::once(format!("{index}u64")).chain(numbers).collect()).unwrap_or_default();
                format!("{}::V{index}{pattern} => {number}, ", definition.name)
            });
            return format!("(match {text} {{ {}}})", arms.collect::<String>());
        }
    };
    let numbers = parts.iter().enumerate().map(|(index, part)| number_of(&format!("{text}.{index}"), part));
    all(numbers.collect()).unwrap_or_default()
}

/// Replaces `continue`, which would skip the only condition that ends the loop.
fn without_continue(mut body: Node, label: &str, once: &str) -> Node {
    let (wanted, instead) = (format!("continue {label};"), format!("break {once};"));
    body.for_each_text(&mut |text| *text = text.replace(&wanted, &instead));
    body
}
