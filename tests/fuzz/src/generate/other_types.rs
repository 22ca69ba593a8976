//! Expressions of `bool`, `char`, and compound types.

use super::Generator;
use super::expressions::expression;
use super::types::Type;
use crate::node::Node;

impl Generator {
    pub(super) fn bool_expression(&mut self, depth: usize) -> Node {
        let ty = Type::Bool;
        match self.random.below(14) {
            0..=5 => {
                let mut operand = self.any_type(1);
                if !operand.is_ordered() && !matches!(operand, Type::Float(_)) {
                    operand = self.scalar();
                }
                let [a, b] = [0, 1].map(|_| self.expression(&operand, depth));
                let operator = self.random.pick(&["<", "<=", ">", ">=", "==", "!="]);
                expression(&ty, &format!("(($) {operator} ($))"), [a, b])
            }
            6..=8 => {
                let [a, b] = [0, 1].map(|_| self.expression(&ty, depth));
                let operator = self.random.pick(&["&&", "||", "^", "&", "|"]);
                expression(&ty, &format!("(($) {operator} ($))"), [a, b])
            }
            9 => {
                let value = self.expression(&ty, depth);
                expression(&ty, "(!($))", [value])
            }
            10 => {
                let inner = self.scalar();
                let value = self.expression(&Type::Option(Box::new(inner)), depth);
                expression(&ty, "($).is_some()", [value])
            }
            11 => {
                let bits = *self.random.pick(&[32, 64]);
                let value = self.expression(&Type::Float(bits), depth);
                let question = self.random.pick(&["is_nan", "is_finite", "is_infinite", "is_normal"]);
                expression(&ty, &format!("($).{question}()"), [value])
            }
            12 => {
                let value = self.expression(&Type::Char, depth);
                let question = self.random.pick(&[
                    "is_ascii_digit",
                    "is_ascii_alphabetic",
                    "is_ascii",
                    "is_alphabetic",
                    "is_whitespace",
                ]);
                expression(&ty, &format!("($).{question}()"), [value])
            }
            _ => {
                let int = self.integer();
                let value = self.expression(&Type::Int(int), depth);
                expression(&ty, "matches!($, 0..=3 | 50..=100)", [value])
            }
        }
    }

    pub(super) fn char_expression(&mut self, depth: usize) -> Node {
        let ty = Type::Char;
        match self.random.below(5) {
            0 | 1 => {
                let value = self.expression(&Type::unsigned(32), depth);
                expression(&ty, "char::from_u32(($) % 0x11_0000).unwrap_or('x')", [value])
            }
            2 => {
                let value = self.expression(&Type::unsigned(8), depth);
                expression(&ty, "char::from($)", [value])
            }
            3 => {
                let value = self.expression(&ty, depth);
                let change = self.random.pick(&["to_ascii_uppercase", "to_ascii_lowercase"]);
                expression(&ty, &format!("($).{change}()"), [value])
            }
            _ => {
                let value = self.expression(&Type::unsigned(32), depth);
                expression(&ty, "char::from_digit(($) % 36, 36).unwrap_or('y')", [value])
            }
        }
    }

    pub(super) fn compound_expression(&mut self, ty: &Type, depth: usize) -> Node {
        if self.random.chance(20) {
            return self.leaf(ty);
        }
        match ty {
            Type::Tuple(types) => {
                let values: Vec<_> = types.iter().map(|ty| self.expression(ty, depth)).collect();
                expression(ty, &format!("({})", holes(values.len())), values)
            }
            Type::Array(element, length) => self.array_expression(ty, element, *length, depth),
            Type::Option(inner) => self.option_expression(ty, inner, depth),
            Type::Struct(definition) => {
                let values: Vec<_> =
                    definition.fields.iter().map(|field| self.expression(field, depth)).collect();
                expression(ty, &format!("{}({})", definition.name, holes(values.len())), values)
            }
            Type::Enum(definition) => {
                let variant = self.random.below(definition.variants.len());
                let fields = &definition.variants[variant];
                let values: Vec<_> = fields.iter().map(|field| self.expression(field, depth)).collect();
                let path = format!("{}::V{variant}", definition.name);
                let template =
                    if values.is_empty() { path } else { format!("{path}({})", holes(values.len())) };
                expression(ty, &template, values)
            }
            _ => self.leaf(ty),
        }
    }

    fn array_expression(&mut self, ty: &Type, element: &Type, length: usize, depth: usize) -> Node {
        match self.random.below(5) {
            0 => {
                let value = self.expression(element, depth);
                expression(ty, &format!("[$; {length}]"), [value])
            }
            1 => {
                let closure = self.repeated(length, |generator| {
                    generator.closure(&[Type::usize()], element, depth.saturating_sub(1))
                });
                expression(
                    ty,
                    &format!("core::array::from_fn::<{}, {length}, _>($)", element.name()),
                    [closure],
                )
            }
            2 => {
                let from = self.scalar();
                let values = self.expression(&Type::Array(Box::new(from.clone()), length), depth);
                let closure = self.repeated(length, |generator| {
                    generator.closure(&[from], element, depth.saturating_sub(1))
                });
                expression(ty, "($).map($)", [values, closure])
            }
            _ => {
                let values: Vec<_> = (0..length).map(|_| self.expression(element, depth)).collect();
                expression(ty, &format!("[{}]", holes(length)), values)
            }
        }
    }

    fn option_expression(&mut self, ty: &Type, inner: &Type, depth: usize) -> Node {
        match (self.random.below(6), inner) {
            (0, Type::Int(_)) => {
                let [a, b] = [0, 1].map(|_| self.expression(inner, depth));
                let operation =
                    self.random.pick(&["checked_add", "checked_sub", "checked_mul", "checked_div"]);
                expression(ty, &format!("($).{operation}($)"), [a, b])
            }
            (1, _) => {
                let from = self.scalar();
                let value = self.expression(&Type::Option(Box::new(from.clone())), depth);
                let closure = self.closure(&[from], inner, depth.saturating_sub(1));
                expression(ty, "($).map($)", [value, closure])
            }
            (2, _) => {
                let [a, b] = [0, 1].map(|_| self.expression(ty, depth));
                let operation = self.random.pick(&["or", "xor", "and"]);
                expression(ty, &format!("($).{operation}($)"), [a, b])
            }
            (3, _) => {
                let condition = self.expression(&Type::Bool, depth);
                let value = self.expression(inner, depth);
                expression(ty, "($).then_some($)", [condition, value])
            }
            _ => {
                let value = self.expression(inner, depth);
                expression(ty, "Some($)", [value])
            }
        }
    }
}

/// A list of `count` holes.
pub(super) fn holes(count: usize) -> String {
    vec!["$"; count].join(", ")
}
