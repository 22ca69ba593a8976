//! Items of a kernel's module: structs, enums, and functions of all kinds.

use super::Generator;
use super::other_types::holes;
use super::scope::Scope;
use super::types::{Enum, Struct, Type};
use crate::node::Node;

/// A function that kernels call. Its path is complete except for the ids.
#[derive(Clone, Debug)]
pub(super) struct Function {
    /// The path, without the generic argument of functions that ask for ids.
    path: String,
    pub(super) parameters: Vec<Type>,
    pub(super) result: Type,
    pub(super) cost: usize,
    pub(super) reads_ids: bool,
}

impl Function {
    /// The path for a call.
    pub(super) fn path(&self) -> String {
        if self.reads_ids { format!("{}::<I>", self.path) } else { self.path.clone() }
    }
}

impl Generator {
    /// Writes some structs, enums and functions.
    pub(super) fn write_items(&mut self) {
        for _ in 0..self.random.below(3) {
            self.write_type();
        }
        for _ in 0..self.random.below(4) {
            match self.random.below(8) {
                0 | 1 => self.write_recursion(),
                2 => self.write_const_generic(),
                3 => self.write_trait(),
                _ => self.write_function(),
            }
        }
    }

    fn write_type(&mut self) {
        let derives = "#[derive(Clone, Copy, Debug, PartialEq, DeviceData)]";
        let ty = if self.random.chance(50) {
            let name = self.name("S");
            let fields: Vec<_> = (0..self.random.between(1, 3)).map(|_| self.any_type(1)).collect();
            let list: Vec<_> = fields.iter().map(|ty| format!("pub {}", ty.name())).collect();
            self.items
                .push(Node::optional(&format!("{derives}\npub struct {name}({});\n", list.join(", ")), []));
            Type::Struct(Struct { name, fields })
        } else {
            let name = self.name("E");
            let count = self.random.between(2, 4);
            // The first variant has no fields, so that it is the simplest.
            let variants: Vec<Vec<_>> = (0..count)
                .map(|index| {
                    if index == 0 {
                        Vec::new()
                    } else {
                        (0..self.random.below(3)).map(|_| self.scalar()).collect()
                    }
                })
                .collect();
            let list: Vec<_> = variants
                .iter()
                .enumerate()
                .map(|(index, fields)| super::types::construct(&format!("V{index}"), fields, Type::name))
                .collect();
            self.items
                .push(Node::optional(&format!("{derives}\npub enum {name} {{ {} }}\n", list.join(", ")), []));
            Type::Enum(Enum { name, variants })
        };
        self.items.push(Node::optional(&value_impl(&ty), []));
        self.named.push(ty);
    }

    /// Writes a body in a new scope, and returns its cost and whether it asks for ids.
    fn body(
        &mut self,
        parameters: &[(String, Type)],
        result: &Type,
        write: impl FnOnce(&mut Self) -> Node,
    ) -> (Node, usize, bool) {
        let outer = (std::mem::take(&mut self.scope), self.cost, self.weight, self.reads_ids);
        (self.cost, self.weight, self.reads_ids) = (0, 1, false);
        for (name, ty) in parameters {
            self.scope.declare(name, ty, false);
        }
        self.scope.result = Some(Some(result.clone()));
        let body = write(self);
        let (cost, reads_ids) = (self.cost, self.reads_ids);
        let scope: Scope;
        (scope, self.cost, self.weight, self.reads_ids) = outer;
        self.scope = scope;
        (body, cost, reads_ids)
    }

    /// Statements, and a value that depends on their effects.
    pub(super) fn value_of_statements(&mut self, result: &Type, count: usize) -> Node {
        self.begin_digest();
        let calls = self.calls(25);
        let statements = self.open_statements(count, 3);
        let value = self.result(result, 3);
        let value = match result {
            Type::Int(int) => {
                super::expressions::expression(result, &format!("(($) ^ (d as {}))", int.name()), [value])
            }
            Type::Bool => super::expressions::expression(result, "(($) ^ (d % 2 == 0))", [value]),
            _ => value,
        };
        Node::fixed("let mut d = 1u64;\n$$$\n", [calls, statements, value])
    }

    /// From here on there is a variable `d`.
    pub(super) fn begin_digest(&mut self) {
        self.scope.has_digest = true;
        self.scope.declare("d", &Type::unsigned(64), false);
    }

    fn parameters(&mut self, count: usize) -> Vec<(String, Type)> {
        (0..count).map(|_| (self.name("p"), self.any_type(1))).collect()
    }

    fn add_function(
        &mut self,
        path: String,
        parameters: &[(String, Type)],
        result: Type,
        cost: usize,
        reads_ids: bool,
    ) {
        let parameters = parameters.iter().map(|(_, ty)| ty.clone()).collect();
        self.functions.push(Function { path, parameters, result, cost: cost + 1, reads_ids });
    }

    fn write_function(&mut self) {
        let count = self.random.between(1, 3);
        let (name, parameters) = (self.name("h"), self.parameters(count));
        let result = self.any_type(1);
        let (body, cost, reads_ids) = self.body(&parameters, &result, |generator| {
            let count = generator.random.between(1, 3);
            generator.value_of_statements(&result, count)
        });
        let generics = generics_of_ids(reads_ids);
        let attribute = *self.random.pick(&["", "", "#[inline(never)] ", "#[inline(always)] "]);
        let head =
            format!("{attribute}fn {name}{generics}({}) -> {} {{\n$}}\n", list(&parameters), result.name());
        self.items.push(Node::optional(&head, [body]));
        self.add_function(name, &parameters, result, cost, reads_ids);
    }

    /// A function that calls itself, once or twice, a few levels deep.
    fn write_recursion(&mut self) {
        let (name, mut parameters) = (self.name("r"), self.parameters(1));
        parameters.insert(0, (self.name("p"), Type::unsigned(32)));
        let result = self.scalar();
        let depth = self.name("d");
        let mut inner = None;
        let (body, cost, reads_ids) = self.body(&parameters, &result, |generator| {
            let end = generator.expression(&result, 3);
            let before = generator.statements(1, 2);
            let arguments: Vec<_> = parameters.iter().map(|(_, ty)| generator.expression(ty, 2)).collect();
            let value = generator.name("v");
            generator.scope.declare(&value, &result, false);
            let final_value = generator.expression(&result, 2);
            inner = Some(value);
            Node::sequence([end, before].into_iter().chain(arguments).chain([final_value]))
        });
        let value = inner.expect("the body declares it");
        let mut children: Vec<Node> = body
            .parts
            .into_iter()
            .filter_map(|part| match part {
                crate::node::Part::Node(node) => Some(node),
                crate::node::Part::Text(_) => None,
            })
            .collect();
        let final_value = children.pop().expect("there is a final value");
        let twice = self.random.chance(40);
        let arguments = holes(parameters.len());
        let recursive_path = if reads_ids { format!("{name}::<I>") } else { name.clone() };
        let second = if twice {
            let again: Vec<_> = parameters.iter().map(|(name, _)| name.clone()).collect();
            format!(
                "let {value}b: {} = {recursive_path}({depth} - 1, {});\n",
                result.name(),
                again.join(", ")
            )
        } else {
            String::new()
        };
        let most = if twice { 4 } else { 7 };
        let head = format!(
            "fn {name}{}({depth}: u32, {}) -> {} {{\nif {depth} == 0 {{ return $; }}\n$let {value}: {} = {recursive_path}({depth} - 1, {arguments});\n{second}$\n}}\n",
            generics_of_ids(reads_ids),
            list(&parameters),
            result.name(),
            result.name(),
        );
        children.push(if twice { combined(&result, final_value, &value) } else { final_value });
        self.items.push(Node::optional(&head, children));
        // A function in between passes the depth, so that callers need not.
        let outer = self.name("h");
        let names: Vec<_> = parameters.iter().map(|(name, _)| name.clone()).collect();
        let head = format!(
            "fn {outer}{}({}) -> {} {{\n{recursive_path}({} % {most}, {})\n}}\n",
            generics_of_ids(reads_ids),
            list(&parameters),
            result.name(),
            names[0],
            names.join(", ")
        );
        self.items.push(Node::optional(&head, []));
        let times = if twice { 31 } else { 7 };
        self.add_function(outer, &parameters, result, cost * times, reads_ids);
    }

    /// A function over arrays of any length, called with several lengths.
    fn write_const_generic(&mut self) {
        let name = self.name("g");
        let element = self.scalar();
        let result = self.scalar();
        let length = self.random.between(1, 5);
        let (array, item) = (self.name("p"), self.name("e"));
        let parameters = [(array.clone(), Type::Array(Box::new(element.clone()), length))];
        let sum = self.name("v");
        let (body, cost, reads_ids) = self.body(&[], &result, |generator| {
            generator.scope.declare(&item, &element, false);
            generator.scope.declare("N", &Type::usize(), false);
            generator.scope.declare(&sum, &result, false);
            generator.repeated(length, |generator| generator.expression(&result, 3))
        });
        let start = self.literal(&result);
        let generics = if reads_ids { "<I: Ids, const N: usize>" } else { "<const N: usize>" };
        let head = format!(
            "fn {name}{generics}({array}: [{}; N]) -> {} {{\nlet mut {sum}: {} = {start};\nfor {item} in {array} {{ {sum} = $; }}\n{sum}\n}}\n",
            element.name(),
            result.name(),
            result.name(),
        );
        self.items.push(Node::optional(&head, [body]));
        let outer = self.name("h");
        let call = if reads_ids { format!("{name}::<I, {length}>") } else { format!("{name}::<{length}>") };
        let head = format!(
            "fn {outer}{}({}) -> {} {{\n{call}({array})\n}}\n",
            generics_of_ids(reads_ids),
            list(&parameters),
            result.name()
        );
        self.items.push(Node::optional(&head, []));
        self.add_function(outer, &parameters, result, cost + length, reads_ids);
    }

    /// A trait with two types that implement it, called through generics and through `dyn`.
    fn write_trait(&mut self) {
        let (name, method, provided) = (self.name("T"), self.name("m"), self.name("m"));
        let (argument, result) = (self.scalar(), self.scalar());
        let (data, parameter) = (self.scalar(), self.name("p"));
        let types = [self.name("D"), self.name("D")];
        // The field of the types is called `own`.
        let mut cost = 1;
        let mut bodies = Vec::new();
        for _ in 0..2 {
            let parameters = [(parameter.clone(), argument.clone()), ("own".to_owned(), data.clone())];
            let had_ids = std::mem::replace(&mut self.has_ids, false);
            let (body, body_cost, _) =
                self.body(&parameters, &result, |generator| generator.value_of_statements(&result, 1));
            self.has_ids = had_ids;
            cost += body_cost;
            bodies.push(body);
        }
        let (a, r, d) = (argument.name(), result.name(), data.name());
        let mut head = format!(
            "trait {name} {{\nfn {method}(&self, {parameter}: {a}) -> {r};\nfn {provided}(&self, {parameter}: {a}, again: bool) -> {r} {{ let first = self.{method}({parameter}); if again {{ self.{method}({parameter}) }} else {{ first }} }}\n}}\n"
        );
        for ty in &types {
            head += &format!(
                "#[derive(Clone, Copy)]\nstruct {ty}({d});\nimpl {name} for {ty} {{\nfn {method}(&self, {parameter}: {a}) -> {r} {{\nlet own = self.0;\n$\n}}\n}}\n"
            );
        }
        self.items.push(Node::optional(&head, bodies));
        let [first, second] = types;
        let (by_generic, by_dyn) = (self.name("h"), self.name("h"));
        let parameters =
            [(parameter.clone(), argument), ("own".to_owned(), data), ("which".to_owned(), Type::Bool)];
        let generic = format!(
            "fn {by_generic}({}) -> {r} {{\nfn inner<D: {name} + ?Sized>(object: &D, {parameter}: {a}) -> {r} {{ object.{provided}({parameter}, true) }}\nif which {{ inner(&{first}(own), {parameter}) }} else {{ inner(&{second}(own), {parameter}) }}\n}}\n",
            list(&parameters)
        );
        let dynamic = format!(
            "fn {by_dyn}({}) -> {r} {{\nlet objects: [&dyn {name}; 2] = [&{first}(own), &{second}(own)];\nobjects[usize::from(which)].{provided}({parameter}, false)\n}}\n",
            list(&parameters)
        );
        let functions = [(by_generic, generic), (by_dyn, dynamic)];
        for (path, text) in functions.into_iter().take(if self.settings.indirect { 2 } else { 1 }) {
            self.items.push(Node::optional(&text, []));
            self.add_function(path, &parameters, result.clone(), 2 * cost, false);
        }
    }
}

/// Combines `rest` with the value of the second call, if the type allows that.
fn combined(ty: &Type, rest: Node, value: &str) -> Node {
    let template = match ty {
        Type::Int(_) => format!("($).wrapping_add({value}b.rotate_left(3))"),
        Type::Float(_) => format!("(($) + {value}b)"),
        Type::Bool => format!("(($) ^ {value}b)"),
        _ => format!("(if {value} == {value}b {{ {value}b }} else {{ $ }})"),
    };
    super::expressions::expression(ty, &template, [rest])
}

fn generics_of_ids(reads_ids: bool) -> &'static str {
    if reads_ids { "<I: Ids>" } else { "" }
}

fn list(parameters: &[(String, Type)]) -> String {
    let list: Vec<_> = parameters.iter().map(|(name, ty)| format!("{name}: {}", ty.name())).collect();
    list.join(", ")
}

/// The implementation with which the harness makes and compares values of a generated type.
fn value_impl(ty: &Type) -> String {
    let name = ty.name();
    let random = |path: &str, fields: &[Type]| {
        super::types::construct(path, fields, |ty| format!("<{} as Value>::random(random)", ty.name()))
    };
    let pattern = |path: &str, fields: &[Type]| {
        let names: Vec<_> = (0..fields.len()).map(|index| format!("f{index}")).collect();
        if names.is_empty() { path.to_owned() } else { format!("{path}({})", names.join(", ")) }
    };
    let encode = |fields: &[Type]| {
        (0..fields.len()).map(|index| format!("f{index}.encode(bytes);")).collect::<String>()
    };
    let (make, take) = match ty {
        Type::Struct(Struct { fields, .. }) => {
            (random(&name, fields), format!("let {} = self; {}", pattern(&name, fields), encode(fields)))
        }
        Type::Enum(Enum { variants, .. }) => {
            let paths = (0..variants.len()).map(|index| format!("{name}::V{index}"));
            let (mut make, mut take) = (String::new(), String::new());
            for ((index, path), fields) in paths.enumerate().zip(variants) {
                make += &format!("{index} => {}, ", random(&path, fields));
                take +=
                    &format!("{} => {{ bytes.push({index}); {} }} ", pattern(&path, fields), encode(fields));
            }
            (
                format!("match random.below({}) {{ {make}_ => unreachable!() }}", variants.len()),
                format!("match self {{ {take}}}"),
            )
        }
        _ => unreachable!("only structs and enums have names"),
    };
    format!(
        "impl Value for {name} {{ fn random(random: &mut Random) -> Self {{ {make} }} fn encode(&self, bytes: &mut Vec<u8>) {{ {take} }} }}\n"
    )
}
