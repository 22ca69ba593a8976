//! Expressions of float types, with operations that round the same everywhere.

use super::Generator;
use super::expressions::expression;
use super::types::Type;
use crate::node::Node;

impl Generator {
    pub(super) fn float_literal(&mut self, bits: u32) -> String {
        match self.random.below(8) {
            0 => format!(
                "f{bits}::{}",
                self.random.pick(&[
                    "MAX",
                    "MIN",
                    "INFINITY",
                    "NEG_INFINITY",
                    "NAN",
                    "EPSILON",
                    "MIN_POSITIVE"
                ])
            ),
            1 => format!("(-{}.5f{bits})", self.random.below(100)),
            2 => format!("{}e{}f{bits}", self.random.between(1, 9), self.random.between(0, 20)),
            3 => format!("(-0.0f{bits})"),
            _ => format!("{}.{}f{bits}", self.random.below(100), self.random.pick(&["0", "25", "1"])),
        }
    }

    pub(super) fn float_expression(&mut self, bits: u32, depth: usize) -> Node {
        let ty = Type::Float(bits);
        match self.random.below(20) {
            0..=6 => {
                let [a, b] = [0, 1].map(|_| self.expression(&ty, depth));
                let template = *self.random.pick(&[
                    "(($) + ($))",
                    "(($) - ($))",
                    "(($) * ($))",
                    "(($) / ($))",
                    "(($) % ($))",
                    // It is unspecified which zero is greater.
                    "(($).max($) + 0.0)",
                    "(($).min($) + 0.0)",
                ]);
                expression(&ty, template, [a, b])
            }
            7 => {
                let [a, b, c] = [0, 1, 2].map(|_| self.expression(&ty, depth));
                let template = if self.random.chance(50) { "($).mul_add($, $)" } else { "(($) * ($) + ($))" };
                expression(&ty, template, [a, b, c])
            }
            8..=11 => {
                let value = self.expression(&ty, depth);
                let template = *self.random.pick(&[
                    "(-($))",
                    "($).abs()",
                    "($).sqrt()",
                    "($).floor()",
                    "($).ceil()",
                    "($).trunc()",
                    "($).round()",
                    "($).round_ties_even()",
                    "($).fract()",
                    "($).recip()",
                    "($).clamp(-100.0, 1000.0)",
                    "($).to_radians()",
                ]);
                expression(&ty, template, [value])
            }
            12..=14 => {
                let int = self.integer();
                let value = self.expression(&Type::Int(int), depth);
                expression(&ty, &format!("(($) as f{bits})"), [value])
            }
            15 => {
                let value = self.expression(&Type::Float(96 - bits), depth);
                expression(&ty, &format!("(($) as f{bits})"), [value])
            }
            16 => {
                let value = self.expression(&Type::unsigned(bits), depth);
                expression(&ty, &format!("f{bits}::from_bits($)"), [value])
            }
            17 if self.settings.math => {
                let value = self.expression(&ty, depth);
                let function = self.random.pick(&["sin", "cos", "exp", "ln", "atan", "cbrt", "exp2", "tanh"]);
                expression(&ty, &format!("($).{function}()"), [value])
            }
            _ => self.consumed(&ty, depth).unwrap_or_else(|| self.leaf(&ty)),
        }
    }
}
