//! Expressions and statements that may panic.

use super::expressions::expression;
use super::types::{Int, Type};
use super::{Generator, Hazard};
use crate::node::Node;

impl Generator {
    /// A condition that is true for few threads if panics should be rare.
    pub(super) fn rare_condition(&mut self, depth: usize) -> Node {
        let ty = Type::Int(Int { signed: false, bits: *self.random.pick(&[8, 16, 32]) });
        let value = self.expression(&ty, depth);
        let (mask, wanted) = match self.hazard {
            Hazard::Frequent => (3, self.random.below(4)),
            _ => (127, self.random.below(128)),
        };
        expression(&Type::Bool, &format!("((($) & {mask}) == {wanted})"), [value])
    }

    /// An expression that panics for some operands.
    pub(super) fn hazardous(&mut self, ty: &Type, depth: usize) -> Option<Node> {
        let safe = self.expression(ty, depth.min(1));
        let risky = match ty {
            Type::Int(int) => self.risky_integer(*int, depth),
            _ => self.risky(ty, depth),
        };
        if self.hazard == Hazard::Frequent && self.random.chance(30) {
            return Some(risky);
        }
        let condition = self.rare_condition(depth.min(2));
        Some(expression(ty, "(if $ { $ } else { $ })", [condition, risky, safe]))
    }

    fn risky_integer(&mut self, int: Int, depth: usize) -> Node {
        let ty = Type::Int(int);
        let name = int.name();
        let choice = self.random.below(18);
        if choice == 17 {
            return self.risky(&ty, depth);
        }
        let [a, b] = [0, 1].map(|_| self.expression(&ty, depth));
        let one = match choice {
            0 => "(($) + ($))",
            1 => "(($) - ($))",
            2 => "(($) * ($))",
            3 => "(($) / (($) & 3))",
            4 => "(($) % (($) & 1))",
            5 => "($).checked_add($).unwrap()",
            6 => "($).checked_mul($).expect(\"the product fits\")",
            7 => "($).rem_euclid(($) & 3)",
            8 => "($).clamp($, 20)",
            9 => "(($) / ($))",
            _ => {
                let template = match choice {
                    10 => format!("(($) << ((($) as u32) & {}))", 2 * int.width() - 1),
                    11 => format!(
                        "(($) + ({}::try_from($).unwrap() as {name}))",
                        if int.signed { "u8" } else { "i8" }
                    ),
                    12 => "($).pow((($) & 15) as u32)".into(),
                    13 => format!("(($).ilog2() as {name} ^ ($))"),
                    14 => "[$, $].iter().sum::<INT>()".replace("INT", &name),
                    15 if int.signed => "((-($)) ^ ($))".into(),
                    15 => "($).next_power_of_two().min($)".into(),
                    _ if int.signed => "(($).abs() ^ ($))".into(),
                    _ => "($).next_multiple_of(($) & 7)".into(),
                };
                return expression(&ty, &template, [a, b]);
            }
        };
        expression(&ty, one, [a, b])
    }

    /// A panicking expression that can have any type.
    fn risky(&mut self, ty: &Type, depth: usize) -> Node {
        let slices = self.scope.slices_of(|element| element == ty, false);
        if !slices.is_empty() && self.random.chance(60) {
            let slice = self.random.pick(&slices).clone();
            let text = &slice.text;
            let [a, b] = [0, 1].map(|_| self.expression(&Type::usize(), depth.min(2)));
            return match self.random.below(7) {
                0 => expression(ty, &format!("{text}[$ % 40]"), [a]),
                1 => expression(ty, &format!("{text}[($) % ({text}.len() + 1)]"), [a]),
                2 => expression(
                    ty,
                    &format!("{text}[($) % 9..($) % 9].iter().next_back().copied().unwrap()"),
                    [a, b],
                ),
                3 => expression(ty, &format!("{text}.split_at(($) % 40).1[($) % 2]"), [a, b]),
                4 => expression(ty, &format!("{text}[..=($) % 40][0]"), [a]),
                5 => {
                    expression(ty, &format!("*{text}.chunks(($) % 2).next().unwrap().first().unwrap()"), [a])
                }
                _ => expression(
                    ty,
                    &format!("(0..={text}.len() - ($) % 2).map(|index| {text}[index]).last().unwrap()"),
                    [a],
                ),
            };
        }
        let choice = self.random.below(4);
        match choice {
            0 => {
                let value = self.expression(&Type::Option(Box::new(ty.clone())), depth);
                let end = self.random.pick(&["unwrap()", "expect(\"a value\")"]);
                expression(ty, &format!("($).{end}"), [value])
            }
            1 if self.settings.indirect => {
                let (inner, number) = (self.expression(ty, depth), self.integer());
                let error = self.expression(&Type::Int(number), depth.min(1));
                let condition = self.expression(&Type::Bool, depth.min(1));
                let template = format!(
                    "(if $ {{ Ok::<{}, {}>($) }} else {{ Err($) }}).unwrap()",
                    ty.name(),
                    number.name()
                );
                expression(ty, &template, [condition, inner, error])
            }
            2 => {
                let value = self.expression(ty, depth);
                let array = self.expression(&Type::usize(), depth.min(1));
                expression(ty, "[$; 3][($) % 4]", [value, array])
            }
            _ => {
                let (value, condition) =
                    (self.expression(ty, depth), self.expression(&Type::Bool, depth.min(1)));
                let message = self.message(depth);
                expression(ty, "(if $ { $ } else { panic!($) })", [condition, value, message])
            }
        }
    }

    /// Arguments of `panic!`.
    pub(super) fn message(&mut self, depth: usize) -> Node {
        if !self.settings.indirect {
            let text = *self.random.pick(&["\"a constant text\"", "\"another text\""]);
            return Node::fixed(text, []);
        }
        let ty = self.scalar();
        match self.random.below(4) {
            0 => Node::fixed("\"a constant text\"", []),
            1 if self.formats => {
                let (a, b) = (self.expression(&ty, depth.min(1)), self.any_type(1));
                let b = self.expression(&b, depth.min(1));
                Node::fixed("\"{:?} and {:?}\", $, $", [a, b])
            }
            _ => {
                let int = self.integer();
                let value = self.expression(&Type::Int(int), depth.min(1));
                Node::fixed("\"number {}\", $", [value])
            }
        }
    }

    /// A statement that panics for some threads.
    pub(super) fn panicking_statement(&mut self, depth: usize) -> Node {
        let condition = self.rare_condition(depth);
        let choice = self.random.below(7);
        match choice {
            0 => {
                let message = self.message(depth);
                Node::optional("if $ { panic!($); }\n", [condition, message])
            }
            1 => Node::optional("assert!(!$);\n", [condition]),
            2 => {
                let message = self.message(depth);
                Node::optional("assert!(!$, $);\n", [condition, message])
            }
            3 if self.settings.indirect => {
                let int = self.integer();
                let ty = Type::Int(int);
                let [a, b] = [0, 1].map(|_| self.expression(&ty, depth.min(1)));
                let form = self.random.pick(&["assert_eq", "assert_ne", "debug_assert_eq"]);
                Node::optional(&format!("if $ {{ {form}!($, $); }}\n"), [condition, a, b])
            }
            4 => Node::optional("if $ { unreachable!(); }\n", [condition]),
            5 => {
                let slices = self.scope.slices_of(|_| true, true);
                if slices.is_empty() {
                    return Node::optional("if $ { todo!(\"here\"); }\n", [condition]);
                }
                let slice = self.random.pick(&slices).text.clone();
                let [a, b] = [0, 1].map(|_| self.expression(&Type::usize(), depth.min(1)));
                let call = self.random.pick(&[
                    "@.swap(a % 9, b % 9)",
                    "@.copy_within(a % 9.., b % 3)",
                    "@.rotate_left(a % 9)",
                    "{ let (a, b) = @.split_at_mut(a % 5); a.copy_from_slice(b) }",
                ]);
                let call = call.replace('@', &slice);
                let template = format!("if $ {{ let (a, b) = ($, $);\n{call}; }}\n");
                Node::optional(&template, [condition, a, b])
            }
            _ if self.settings.indirect => {
                Node::optional("if $ { unimplemented!(\"{}\", 1 + 1); }\n", [condition])
            }
            _ => Node::optional("if $ { unimplemented!(); }\n", [condition]),
        }
    }
}
