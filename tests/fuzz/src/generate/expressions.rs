//! Expressions of any type.

use super::scope::Closure;
use super::types::Type;
use super::{Generator, Hazard};
use crate::node::{Node, Role};

/// An expression of type `ty` from a template.
pub(super) fn expression(ty: &Type, template: &str, children: impl IntoIterator<Item = Node>) -> Node {
    Node::new(Role::Expression { ty: ty.name(), simplest: ty.simplest() }, template, children)
}

impl Generator {
    /// A random expression of type `ty` that is at most `depth` deep.
    pub(super) fn expression(&mut self, ty: &Type, depth: usize) -> Node {
        self.cost += self.weight;
        if depth == 0 || self.cost > 2 * self.settings.cost || self.random.chance(12) {
            return self.leaf(ty);
        }
        if self.random.chance(25)
            && let Some(node) = self.common(ty, depth - 1)
        {
            return node;
        }
        if self.formats_or_allocates()
            && let Some(node) = self.memory(ty, depth - 1)
        {
            return node;
        }
        if self.hazard != Hazard::None
            && self.random.chance(8)
            && let Some(node) = self.hazardous(ty, depth - 1)
        {
            return node;
        }
        match ty {
            Type::Int(int) => self.integer_expression(*int, depth - 1),
            Type::Float(bits) => self.float_expression(*bits, depth - 1),
            Type::Bool => self.bool_expression(depth - 1),
            Type::Char => self.char_expression(depth - 1),
            _ => self.compound_expression(ty, depth - 1),
        }
    }

    /// A literal, a variable or a part of one.
    pub(super) fn leaf(&mut self, ty: &Type) -> Node {
        let places = self.scope.places(ty, false);
        if !places.is_empty() && self.random.chance(85) {
            let place = self.random.pick(&places).clone();
            return expression(ty, &place, []);
        }
        if self.random.chance(70)
            && let Some(number) = self.converted_variable(ty)
        {
            return number;
        }
        let literal = self.literal(ty);
        expression(ty, &literal, [])
    }

    /// A number from a variable of another type, so that values depend on the thread and its data.
    fn converted_variable(&mut self, ty: &Type) -> Option<Node> {
        if !matches!(ty, Type::Int(_) | Type::Float(_)) {
            return None;
        }
        let numbers: Vec<_> =
            self.scope.variables.iter().filter(|variable| matches!(variable.ty, Type::Int(_))).collect();
        if numbers.is_empty() {
            return None;
        }
        let variable = &self.random.pick(&numbers).text;
        Some(expression(ty, &format!("({variable} as {})", ty.name()), []))
    }

    /// Constant text of type `ty`.
    pub(super) fn literal(&mut self, ty: &Type) -> String {
        match ty {
            Type::Int(int) => self.integer_literal(*int),
            Type::Float(bits) => self.float_literal(*bits),
            Type::Bool => if self.random.chance(50) { "true" } else { "false" }.into(),
            Type::Char => (*self.random.pick(&["'a'", "'Z'", "'7'", "'\\0'", "'ß'", "'€'", "'𝄞'"])).into(),
            Type::Tuple(types) => {
                let values: Vec<_> = types.iter().map(|ty| self.literal(ty)).collect();
                format!("({})", values.join(", "))
            }
            Type::Array(element, length) => {
                let values: Vec<_> = (0..*length).map(|_| self.literal(element)).collect();
                format!("[{}]", values.join(", "))
            }
            Type::Option(inner) if self.random.chance(60) => {
                let value = self.literal(inner);
                format!("Some({value})")
            }
            Type::Struct(definition) => {
                let values: Vec<_> = definition.fields.iter().map(|ty| self.literal(ty)).collect();
                format!("{}({})", definition.name, values.join(", "))
            }
            Type::Enum(definition) => {
                let variant = self.random.below(definition.variants.len());
                let values: Vec<_> = definition.variants[variant].iter().map(|ty| self.literal(ty)).collect();
                let path = format!("{}::V{variant}", definition.name);
                if values.is_empty() { path } else { format!("{path}({})", values.join(", ")) }
            }
            Type::Option(_) => ty.simplest(),
        }
    }

    /// Kinds of expressions that exist for every type.
    fn common(&mut self, ty: &Type, depth: usize) -> Option<Node> {
        Some(match self.random.below(16) {
            0 | 1 => {
                let condition = self.expression(&Type::Bool, depth);
                let (yes, no) = (self.expression(ty, depth), self.expression(ty, depth));
                expression(ty, "(if $ { $ } else { $ })", [condition, yes, no])
            }
            2 => self.matched(ty, depth),
            3 => {
                let before = self.scope.clone();
                let name = self.name("v");
                let inner = self.any_type(1);
                let value = self.expression(&inner, depth);
                self.scope.declare(&name, &inner, false);
                let rest = self.expression(ty, depth);
                self.scope = before;
                expression(ty, &format!("{{ let {name}: {} = $; $ }}", inner.name()), [value, rest])
            }
            4..=6 => return self.call(ty, depth),
            7 => return self.call_closure(ty, depth),
            8 => self.called_at_once(ty, depth),
            9 | 10 => return self.element(ty, depth),
            11 => self.loop_value(ty, depth),
            12 => self.question_mark(ty, depth),
            13 if self.settings.indirect => self.dynamic_call(ty, depth),
            14 => return self.picked_function(ty, depth),
            _ => return self.consumed(ty, depth),
        })
    }

    /// An element of a slice, in bounds.
    fn element(&mut self, ty: &Type, depth: usize) -> Option<Node> {
        let slices = self.scope.slices_of(|element| element == ty, false);
        if slices.is_empty() {
            return None;
        }
        let slice = self.random.pick(&slices).clone();
        let index = self.expression(&Type::usize(), depth.min(1));
        let text = &slice.text;
        Some(match self.random.below(4) {
            0 => {
                let other = self.expression(ty, depth.min(1));
                expression(ty, &format!("{text}.get(($) % 40).copied().unwrap_or($)"), [index, other])
            }
            1 => expression(ty, &format!("{text}[({text}.len() - 1).min($)]"), [index]),
            _ => expression(ty, &format!("{text}[($) % {text}.len()]"), [index]),
        })
    }

    /// A call of one of the module's functions that return such a value.
    fn call(&mut self, ty: &Type, depth: usize) -> Option<Node> {
        let choices: Vec<_> = self.callable(|function| function.result == *ty);
        (!choices.is_empty()).then(|| {
            let index = *self.random.pick(&choices);
            self.call_of(index, depth)
        })
    }

    /// A call of a function, by its number.
    pub(super) fn call_of(&mut self, index: usize, depth: usize) -> Node {
        let function = self.functions[index].clone();
        self.cost += self.weight * function.cost;
        self.reads_ids |= function.reads_ids;
        let arguments: Vec<_> =
            function.parameters.iter().map(|parameter| self.expression(parameter, depth)).collect();
        let holes = vec!["$"; arguments.len()].join(", ");
        expression(&function.result, &format!("{}({holes})", function.path()), arguments)
    }

    /// Functions that can be called here without taking too long.
    pub(super) fn callable(&self, wanted: impl Fn(&super::items::Function) -> bool) -> Vec<usize> {
        let affordable = |function: &super::items::Function| {
            self.weight * function.cost < 2 * self.settings.cost && (self.has_ids || !function.reads_ids)
        };
        let functions = self.functions.iter().enumerate();
        functions.filter(|(_, f)| wanted(f) && affordable(f)).map(|(index, _)| index).collect()
    }

    fn call_closure(&mut self, ty: &Type, depth: usize) -> Option<Node> {
        let affordable =
            |closure: &&Closure| closure.result == *ty && self.weight * closure.cost < self.settings.cost;
        let choices: Vec<_> = self.scope.closures.iter().filter(affordable).cloned().collect();
        if choices.is_empty() {
            return None;
        }
        let closure = self.random.pick(&choices).clone();
        self.cost += self.weight * closure.cost;
        let arguments: Vec<_> =
            closure.parameters.iter().map(|parameter| self.expression(parameter, depth)).collect();
        let holes = vec!["$"; arguments.len()].join(", ");
        Some(expression(ty, &format!("{}({holes})", closure.name), arguments))
    }

    /// A closure's text: `move |v1: A| -> R { … }`.
    pub(super) fn closure(&mut self, parameters: &[Type], result: &Type, depth: usize) -> Node {
        let before = std::mem::take(&mut self.scope);
        self.scope = before.captured();
        let mut list = Vec::new();
        for ty in parameters {
            let name = self.name("a");
            self.scope.declare(&name, ty, false);
            list.push(format!("{name}: {}", ty.name()));
        }
        let body = self.expression(result, depth);
        self.scope = before;
        Node::fixed(&format!("move |{}| -> {} {{ $ }}", list.join(", "), result.name()), [body])
    }

    fn called_at_once(&mut self, ty: &Type, depth: usize) -> Node {
        let parameter = self.scalar();
        let closure = self.closure(std::slice::from_ref(&parameter), ty, depth);
        let argument = self.expression(&parameter, depth);
        expression(ty, "($)($)", [closure, argument])
    }

    /// A closure behind a trait object: std's `dyn Fn`, sometimes boxed.
    fn dynamic_call(&mut self, ty: &Type, depth: usize) -> Node {
        let parameter = self.scalar();
        let closures: Vec<_> = (0..2)
            .map(|_| self.closure(std::slice::from_ref(&parameter), ty, depth.saturating_sub(1)))
            .collect();
        let index = self.expression(&Type::usize(), depth.min(1));
        let argument = self.expression(&parameter, depth.min(1));
        let children = closures.into_iter().chain([index, argument]);
        let signature = format!("dyn Fn({}) -> {} + '_", parameter.name(), ty.name());
        if self.settings.allocation > 0 && self.random.chance(self.settings.allocation) {
            expression(
                ty,
                &format!(
                    "({{ let boxed: [Box<{signature}>; 2] = [Box::new($), Box::new($)]; boxed[($) % 2]($) }})"
                ),
                children,
            )
        } else {
            expression(
                ty,
                &format!("({{ let table: [&({signature}); 2] = [&$, &$]; table[($) % 2]($) }})"),
                children,
            )
        }
    }

    /// A function from a table of addresses.
    pub(super) fn picked_function(&mut self, ty: &Type, depth: usize) -> Option<Node> {
        if !self.settings.indirect {
            return None;
        }
        let with = |parameters: Option<&[Type]>| {
            self.callable(|function| {
                function.result == *ty
                    && parameters.is_none_or(|parameters| function.parameters == parameters)
            })
        };
        let choices = with(None);
        if choices.is_empty() {
            return None;
        }
        let first = self.functions[*self.random.pick(&choices)].clone();
        let others = self.callable(|f| f.result == *ty && f.parameters == first.parameters);
        let second = self.functions[*self.random.pick(&others)].clone();
        self.cost += self.weight * (first.cost + second.cost);
        self.reads_ids |= first.reads_ids || second.reads_ids;
        let parameters: Vec<_> = first.parameters.iter().map(Type::name).collect();
        let signature = format!("fn({}) -> {}", parameters.join(", "), ty.name());
        let index = self.expression(&Type::usize(), depth.min(2));
        let arguments: Vec<_> =
            first.parameters.iter().map(|parameter| self.expression(parameter, depth)).collect();
        let holes = vec!["$"; arguments.len()].join(", ");
        let table = format!("[{} as {signature}, {} as {signature}]", first.path(), second.path());
        Some(expression(ty, &format!("({table}[($) % 2])({holes})"), std::iter::once(index).chain(arguments)))
    }

    /// A `loop` whose value comes from `break`.
    fn loop_value(&mut self, ty: &Type, depth: usize) -> Node {
        let turns = self.turns();
        let (label, fuel) = (self.name("'l"), self.name("f"));
        let end = self.expression(ty, depth.min(2));
        let before = self.scope.clone();
        self.scope.labels.push(super::scope::Label { name: label.clone(), value: Some(ty.clone()) });
        let body = self.repeated(turns, |generator| generator.statements(2, depth));
        self.scope = before;
        let template = format!(
            "{{ let mut {fuel} = {turns}u32;\n{label}: loop {{\nif {fuel} == 0 {{ break {label} $; }}\n{fuel} -= 1;\n$}} }}"
        );
        expression(ty, &template, [end, body])
    }

    /// `?` in a closure that is called immediately.
    fn question_mark(&mut self, ty: &Type, depth: usize) -> Node {
        let before = std::mem::take(&mut self.scope);
        self.scope = before.captured();
        let (name, inner) = (self.name("q"), self.integer());
        let number = Type::Int(inner);
        let (a, b) = (self.expression(&number, depth), self.expression(&number, depth));
        self.scope.declare(&name, &number, false);
        let value = self.expression(ty, depth);
        self.scope.variables.retain(|variable| variable.text != name);
        let (other, type_name) = (self.expression(ty, depth.min(1)), ty.name());
        self.scope = before;
        let operation =
            *self.random.pick(&["checked_add", "checked_sub", "checked_mul", "checked_div", "checked_rem"]);
        let template = if self.random.chance(50) {
            format!(
                "(|| -> Option<{type_name}> {{ let {name} = ($).{operation}($)?; Some($) }})().unwrap_or($)"
            )
        } else {
            format!(
                "(|| -> Result<{type_name}, u8> {{ let {name} = ($).{operation}($).ok_or(7u8)?; Ok($) }})().unwrap_or_else(|_| $)"
            )
        };
        expression(ty, &template, [a, b, value, other])
    }

    /// A `match`.
    fn matched(&mut self, ty: &Type, depth: usize) -> Node {
        let enums: Vec<_> = self.named.iter().filter(|ty| matches!(ty, Type::Enum(_))).cloned().collect();
        if !enums.is_empty() && self.random.chance(50) {
            let Type::Enum(definition) = self.random.pick(&enums).clone() else { unreachable!("only enums") };
            let mut children = vec![self.expression(&Type::Enum(definition.clone()), depth.min(2))];
            let mut arms = String::new();
            for (index, fields) in definition.variants.iter().enumerate() {
                let before = self.scope.clone();
                let names: Vec<_> = fields.iter().map(|_| self.name("m")).collect();
                for (name, field) in names.iter().zip(fields) {
                    self.scope.declare(name, field, false);
                }
                let pattern =
                    if names.is_empty() { String::new() } else { format!("({})", names.join(", ")) };
                if self.random.chance(25) {
                    children.push(self.expression(&Type::Bool, depth.min(1)));
                    children.push(self.expression(ty, depth.min(1)));
                    arms += &format!("{}::V{index}{pattern} if $ => $, ", definition.name);
                }
                children.push(self.expression(ty, depth));
                arms += &format!("{}::V{index}{pattern} => $, ", definition.name);
                self.scope = before;
            }
            return expression(ty, &format!("(match $ {{ {arms}}})"), children);
        }
        match self.random.below(4) {
            0 => {
                let inner = self.scalar();
                let (name, before) = (self.name("m"), self.scope.clone());
                let subject = self.expression(&Type::Option(Box::new(inner.clone())), depth);
                self.scope.declare(&name, &inner, false);
                let some = self.expression(ty, depth);
                self.scope = before;
                let none = self.expression(ty, depth);
                expression(
                    ty,
                    &format!("(match $ {{ Some({name}) => $, None => $ }})"),
                    [subject, some, none],
                )
            }
            1 => {
                let (name, before) = (self.name("m"), self.scope.clone());
                let subject = self.expression(&Type::Tuple(vec![Type::unsigned(8), Type::Bool]), depth);
                self.scope.declare(&name, &Type::unsigned(8), false);
                let arms: Vec<_> = (0..4).map(|_| self.expression(ty, depth)).collect();
                self.scope = before;
                let template = format!(
                    "(match $ {{ ({name} @ 0..=9, true) => $, ({name}, false) if {name} % 3 == 0 => $, ({name} @ (20 | 30..=99), _) => $, ({name}, _) => $ }})"
                );
                expression(ty, &template, std::iter::once(subject).chain(arms))
            }
            2 => {
                let slices = self.scope.slices_of(|_| true, false);
                if slices.is_empty() {
                    return self.leaf(ty);
                }
                let slice = self.random.pick(&slices).clone();
                let [first, last] = [0, 1].map(|_| self.name("m"));
                let before = self.scope.clone();
                self.scope.declare(&first, &slice.element, false);
                let one = self.expression(ty, depth);
                self.scope.declare(&last, &slice.element, false);
                let more = self.expression(ty, depth);
                self.scope = before;
                let none = self.expression(ty, depth.min(1));
                let template = format!(
                    "(match &{}[..] {{ &[] => $, &[{first}] => $, &[{first}, .., {last}] => $ }})",
                    slice.text
                );
                expression(ty, &template, [none, one, more])
            }
            _ => {
                let int = self.integer();
                let subject = self.expression(&Type::Int(int), depth);
                let arms: Vec<_> = (0..4).map(|_| self.expression(ty, depth)).collect();
                let template = format!(
                    "(match $ {{ 0 => $, 1..=7 => $, {} => $, _ => $ }})",
                    if int.signed { "n if n < 0" } else { "8 | 9 | 100" }
                );
                expression(ty, &template, std::iter::once(subject).chain(arms))
            }
        }
    }
}
