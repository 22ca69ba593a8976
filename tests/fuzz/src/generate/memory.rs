//! Expressions that allocate, and expressions that format text.

use super::Generator;
use super::expressions::expression;
use super::types::{Int, Type};
use crate::node::Node;

impl Generator {
    /// Whether the next expression may allocate or format.
    pub(super) fn formats_or_allocates(&mut self) -> bool {
        self.weight <= 8
            && (self.random.chance(self.settings.allocation) || (self.formats && self.random.chance(8)))
    }

    pub(super) fn memory(&mut self, ty: &Type, depth: usize) -> Option<Node> {
        if self.formats && self.random.chance(50) {
            return self.formatted(ty, depth);
        }
        let inner = self.scalar();
        Some(match (self.random.below(6), ty) {
            (0, _) => {
                let value = self.expression(ty, depth);
                expression(ty, "(*Box::new($))", [value])
            }
            (1, Type::Int(int)) if inner.is_ordered() => self.collected(*int, &inner, depth),
            (2, Type::Int(int)) if inner.is_ordered() => self.map(*int, &inner, depth),
            (3, Type::Int(int)) => {
                let letter = self.expression(&Type::Char, depth);
                let count = self.expression(&Type::usize(), depth.min(1));
                let template = format!(
                    "({{ let mut text = String::new(); for _ in 0..($) % 5 {{ text.push($); }} text.push_str(\"end\"); text_hash(&text) as {} }})",
                    int.name()
                );
                expression(ty, &template, [count, letter])
            }
            (4, Type::Int(int)) => {
                let value = self.expression(ty, depth);
                let template = format!(
                    "({{ let shared = std::rc::Rc::new(std::cell::Cell::new($)); let other = shared.clone(); other.set(other.get().wrapping_add(1)); shared.get() ^ (std::rc::Rc::strong_count(&shared) as {}) }})",
                    int.name()
                );
                expression(ty, &template, [value])
            }
            _ => {
                let (array, index) = (
                    self.expression(&Type::Array(Box::new(ty.clone()), 3), depth),
                    self.expression(&Type::usize(), depth.min(1)),
                );
                expression(
                    ty,
                    "({ let mut list = ($).to_vec(); list.push(list[0]); list.swap(0, 2); list[($) % 4] })",
                    [array, index],
                )
            }
        })
    }

    /// A `Vec` of numbers, sorted and counted.
    fn collected(&mut self, int: Int, inner: &Type, depth: usize) -> Node {
        let length = self.random.between(2, 5);
        let array = self.expression(&Type::Array(Box::new(inner.clone()), length), depth);
        let change = *self.random.pick(&[
            "list.sort();",
            "list.sort_unstable_by(|a, b| b.cmp(a));",
            "list.dedup();",
            "list.reverse();",
            "list.retain(|item| *item != first);",
            "list.extend_from_slice(&[first, first]);",
            "list.insert(1, first); list.pop();",
            "list.truncate(2); list.shrink_to_fit();",
            "list.rotate_left(1); let rest = list.split_off(1); list.extend(rest);",
        ]);
        let key = hashed("item", inner);
        let template = format!(
            "({{ let mut list: Vec<{}> = ($).into_iter().collect(); let first = list[0]; {change} list.iter().fold(list.len() as u64, |sum, &item| sum.wrapping_mul(31).wrapping_add({key})) as {} }})",
            inner.name(),
            int.name()
        );
        expression(&Type::Int(int), &template, [array])
    }

    fn map(&mut self, int: Int, inner: &Type, depth: usize) -> Node {
        let length = self.random.between(2, 4);
        let array = self.expression(&Type::Array(Box::new(inner.clone()), length), depth);
        let key = hashed("key", inner);
        let template = format!(
            "({{ let mut map = std::collections::BTreeMap::new(); for (place, key) in ($).into_iter().enumerate() {{ *map.entry(key).or_insert(1u64) += place as u64; }} map.iter().fold(0u64, |sum, (&key, &value)| sum.wrapping_mul(31).wrapping_add(value ^ ({key}))) as {} }})",
            int.name()
        );
        expression(&Type::Int(int), &template, [array])
    }

    /// A number that depends on a whole text.
    fn formatted(&mut self, ty: &Type, depth: usize) -> Option<Node> {
        let Type::Int(int) = ty else { return None };
        let (first, second) = (self.any_type(1), self.scalar());
        let (a, b) = (self.expression(&first, depth), self.expression(&second, depth.min(1)));
        let first_format = match &first {
            Type::Int(_) => *self.random.pick(&["{}", "{:>9}", "{:#x}", "{:08b}", "{:+}"]),
            // The sign of NaN is unspecified, and these formats do not show it.
            Type::Float(_) => *self.random.pick(&["{}", "{:.3}", "{:e}", "{:?}"]),
            _ => "{:?}",
        };
        let second_format = match &second {
            Type::Int(_) => *self.random.pick(&["{}", "{:<6}", "{:X}", "{:^12}"]),
            _ => "{:?}",
        };
        let name = int.name();
        Some(match self.random.below(4) {
            0 => expression(
                ty,
                &format!("(format!(\"{first_format}|{second_format}\", $, $).len() as {name})"),
                [a, b],
            ),
            1 if matches!(first, Type::Int(_)) => {
                let number = first.name();
                let template = format!(
                    "(($).to_string().trim_start_matches('-').parse::<{number}>().map_or(3, |number| number as {name}))"
                );
                expression(ty, &template, [a])
            }
            _ => expression(
                ty,
                &format!("(text_hash(&format!(\"{first_format};{second_format}\", $, $)) as {name})"),
                [a, b],
            ),
        })
    }
}

/// An expression of type `u64` that hashes a variable's value.
fn hashed(variable: &str, ty: &Type) -> String {
    match ty {
        Type::Float(bits) => format!("code_of_f{bits}({variable}) as u64"),
        Type::Char => format!("{variable} as u32 as u64"),
        _ => format!("{variable} as u64"),
    }
}
