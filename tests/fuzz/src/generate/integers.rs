//! Expressions of integer types.

use super::expressions::expression;
use super::types::{Int, Type};
use super::{Generator, Hazard};
use crate::node::Node;

impl Generator {
    /// A constant; edges of the type are frequent.
    pub(super) fn integer_literal(&mut self, int: Int) -> String {
        let name = int.name();
        match self.random.below(8) {
            0 => format!("{name}::{}", self.random.pick(&["MAX", "MIN"])),
            1 => format!("{}{name}", self.random.pick(&[0, 1, 2])),
            2 if int.signed => format!("(-{}{name})", self.random.between(1, 100)),
            3 => {
                let bits =
                    self.random.bits() & (u64::MAX >> (64 - int.width().min(64))) >> u32::from(int.signed);
                format!("{bits}{name}")
            }
            _ => format!("{}{name}", self.random.between(0, 100)),
        }
    }

    pub(super) fn integer_expression(&mut self, int: Int, depth: usize) -> Node {
        let ty = Type::Int(int);
        match self.random.below(21) {
            0..=5 => self.integer_binary(int, depth),
            6 | 7 => self.integer_unary(int, depth),
            8 | 9 => self.counted_bits(int, depth),
            10..=13 => self.cast_to_integer(int, depth),
            14 | 15 => self.shifted(int, depth),
            16 | 17 if self.has_ids => self.id(int),
            18 => self.bytes_of(int, depth),
            19 => {
                let [a, b, c] = [0, 1, 2].map(|_| self.expression(&ty, depth));
                let operation = *self.random.pick(&["min", "max"]);
                expression(&ty, &format!("($).{operation}(($).{operation}($))"), [a, b, c])
            }
            _ => self.common_or_leaf(&ty, depth),
        }
    }

    fn common_or_leaf(&mut self, ty: &Type, depth: usize) -> Node {
        self.consumed(ty, depth).unwrap_or_else(|| self.leaf(ty))
    }

    fn integer_binary(&mut self, int: Int, depth: usize) -> Node {
        let ty = Type::Int(int);
        let name = int.name();
        let [a, b] = [0, 1].map(|_| self.expression(&ty, depth));
        let template = match self.random.below(26) {
            0..=2 => "($).wrapping_add($)",
            3 | 4 => "($).wrapping_sub($)",
            5 | 6 => "($).wrapping_mul($)",
            7 => "(($) & ($))",
            8 => "(($) | ($))",
            9 => "(($) ^ ($))",
            10 => "($).saturating_add($)",
            11 => "($).saturating_sub($)",
            12 => "($).saturating_mul($)",
            13 => "($).overflowing_add($).0",
            14 => "($).overflowing_sub($).0",
            15 => return self.with_carry(int, a, b),
            16 => "($).checked_add($).unwrap_or(7)",
            17 => "($).checked_sub($).unwrap_or(5)",
            18 => "($).checked_mul($).unwrap_or(3)",
            19 => "($).checked_div($).unwrap_or(2)",
            20 => "($).checked_rem($).unwrap_or(1)",
            21 => "($).wrapping_div(($) | 1)",
            22 => "($).wrapping_rem(($) | 1)",
            23 => "($).wrapping_rem_euclid(($) | 1)",
            24 if int.signed => return expression(&ty, &format!("(($).abs_diff($) as {name})"), [a, b]),
            24 => "($).abs_diff($)",
            _ => "((($) & 15) + (($) & 15))",
        };
        expression(&ty, template, [a, b])
    }

    /// Both results of an overflowing operation.
    fn with_carry(&mut self, int: Int, a: Node, b: Node) -> Node {
        let operation = self.random.pick(&["overflowing_add", "overflowing_sub", "overflowing_mul"]);
        let template =
            format!("({{ let (value, carry) = ($).{operation}($); value ^ (carry as {}) }})", int.name());
        expression(&Type::Int(int), &template, [a, b])
    }

    fn integer_unary(&mut self, int: Int, depth: usize) -> Node {
        let ty = Type::Int(int);
        let value = self.expression(&ty, depth);
        let both = [
            "(!($))",
            "($).wrapping_neg()",
            "($).swap_bytes()",
            "($).reverse_bits()",
            "($).to_be()",
            "($).wrapping_pow(5)",
        ];
        let signed = [
            "($).wrapping_abs()",
            "($).saturating_abs()",
            "($).signum()",
            "($).saturating_neg()",
            "($).overflowing_neg().0",
            "($).checked_abs().unwrap_or(9)",
        ];
        let unsigned = [
            "($).isqrt()",
            "($).checked_next_power_of_two().unwrap_or(0)",
            "($).wrapping_mul(3)",
            "($).div_ceil(3)",
        ];
        let own: &[&str] = if int.signed { &signed } else { &unsigned };
        let template = if self.random.chance(60) { *self.random.pick(&both) } else { *self.random.pick(own) };
        expression(&ty, template, [value])
    }

    /// `count_ones` and the like, of any integer.
    fn counted_bits(&mut self, int: Int, depth: usize) -> Node {
        let operand = self.integer();
        let value = self.expression(&Type::Int(operand), depth);
        let operation = *self.random.pick(&[
            "count_ones()",
            "count_zeros()",
            "leading_zeros()",
            "trailing_zeros()",
            "leading_ones()",
            "trailing_ones()",
            "checked_ilog2().unwrap_or(77)",
            "checked_ilog10().unwrap_or(55)",
        ]);
        expression(&Type::Int(int), &format!("(($).{operation} as {})", int.name()), [value])
    }

    fn cast_to_integer(&mut self, int: Int, depth: usize) -> Node {
        let ty = Type::Int(int);
        let name = int.name();
        match self.random.below(10) {
            0 => {
                let value = self.expression(&Type::Bool, depth);
                expression(&ty, &format!("(($) as {name})"), [value])
            }
            1 => {
                let value = self.expression(&Type::Char, depth);
                expression(&ty, &format!("(($) as u32 as {name})"), [value])
            }
            2 => {
                let bits = *self.random.pick(&[32, 64]);
                let value = self.expression(&Type::Float(bits), depth);
                expression(&ty, &format!("(($) as {name})"), [value])
            }
            3 => {
                let bits = *self.random.pick(&[32, 64]);
                let value = self.expression(&Type::Float(bits), depth);
                expression(&ty, &format!("(code_of_f{bits}($) as {name})"), [value])
            }
            4 => {
                let from = self.integer();
                let value = self.expression(&Type::Int(from), depth);
                expression(&ty, &format!("{name}::try_from($).unwrap_or({name}::MAX)"), [value])
            }
            5 if int.signed => {
                let value = self.expression(&Type::Int(int.unsigned()), depth);
                expression(&ty, "($).cast_signed()", [value])
            }
            5 => {
                let value = self.expression(&Type::Int(Int { signed: true, ..int }), depth);
                let operation = self.random.pick(&["cast_unsigned", "unsigned_abs"]);
                expression(&ty, &format!("($).{operation}()"), [value])
            }
            _ => {
                let from = self.integer();
                let value = self.expression(&Type::Int(from), depth);
                expression(&ty, &format!("(($) as {name})"), [value])
            }
        }
    }

    fn shifted(&mut self, int: Int, depth: usize) -> Node {
        let ty = Type::Int(int);
        let value = self.expression(&ty, depth);
        let amount = self.expression(&Type::unsigned(32), depth.min(2));
        let mask = int.width() - 1;
        let template = match self.random.below(10) {
            0 => format!("(($) << (($) & {mask}))"),
            1 => format!("(($) >> (($) & {mask}))"),
            2 => "($).rotate_left($)".into(),
            3 => "($).rotate_right($)".into(),
            4 => "($).wrapping_shl($)".into(),
            5 => "($).wrapping_shr($)".into(),
            6 => "($).checked_shl($).unwrap_or(4)".into(),
            7 => "($).checked_shr($).unwrap_or(6)".into(),
            8 => "($).unbounded_shl($)".into(),
            _ => "($).overflowing_shr($).0".into(),
        };
        expression(&ty, &template, [value, amount])
    }

    /// An id of the thread.
    fn id(&mut self, int: Int) -> Node {
        self.reads_ids = true;
        let question =
            self.random.pick(&["global_id", "thread_id", "block_id", "block_size", "grid_size", "global_id"]);
        let axis = self.random.pick(&["x", "x", "x", "y", "z"]);
        expression(&Type::Int(int), &format!("(I::{question}().{axis} as {})", int.name()), [])
    }

    fn bytes_of(&mut self, int: Int, depth: usize) -> Node {
        let ty = Type::Int(int);
        let name = int.name();
        if self.random.chance(50) {
            let value = self.expression(&ty, depth);
            let (to, from) =
                (self.random.pick(&["be", "le", "ne"]).to_owned(), *self.random.pick(&["be", "le"]));
            return expression(&ty, &format!("{name}::from_{from}_bytes(($).to_{to}_bytes())"), [value]);
        }
        let other = self.integer();
        let value = self.expression(&Type::Int(other), depth);
        let index = self.random.below(other.width() as usize / 8);
        expression(&ty, &format!("(($).to_le_bytes()[{index}] as {name})"), [value])
    }

    /// An index below `bound`, the text of an expression whose value is at least 1; sometimes one past it, if
    /// threads may panic.
    pub(super) fn index_below(&mut self, bound: &str, depth: usize) -> Node {
        let index = self.expression(&Type::usize(), depth);
        let past = self.hazard != Hazard::None && self.random.chance(10);
        let more = if past { " + 1" } else { "" };
        Node::fixed(&format!("($) % ({bound}{more})"), [index])
    }
}
