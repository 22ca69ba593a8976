//! Rewrites PTX that ptxas compiles wrongly.
//!
//! ptxas 12.8 and 13.0 compile these instructions wrongly for `sm_90`; each was run on an H100 and compared with the host:
//!
//! - `neg.s16` and `abs.s16`, `abs.s32`, `abs.s64`: the smallest number is its own negative in PTX as in
//!   Rust, but ptxas assumes that the result is never negative, and compares, shifts and widens it
//!   accordingly;
//! - `min` and `max` of 16 bits with a constant, if the result is compared with that constant: ptxas negates
//!   `x.max(5) == 5` (`VIMNMX.U16x2` writes the wrong predicate);
//! - `add.s16x2`: the second of two additions of one constant may lose the constant (at least in 12.9);
//! - a store of fewer bits than the register has, if the register is the result of a floating-point
//!   instruction: ptxas converts the number to an integer instead of storing its low bits (12.9).
//!
//! Other contexts may be compiled wrongly, too, so every such instruction is replaced, in any context.

use std::borrow::Cow;
use std::fmt::Write;

/// Returns `ptx` without the instructions that ptxas compiles wrongly.
pub fn without_miscompiled(ptx: &str) -> Cow<'_, str> {
    let mut text = String::new();
    // The text contains everything before `done`.
    let (mut done, mut start) = (0, 0);
    for line in ptx.split_inclusive('\n') {
        let end = start + line.len();
        if let Some(replacement) = Instruction::parse(line).and_then(|instruction| instruction.replacement())
        {
            text.push_str(&ptx[done..start]);
            writeln!(text, "\t{{ {replacement} }}").expect("a string takes all");
            done = end;
        }
        start = end;
    }
    if done == 0 {
        return Cow::Borrowed(ptx);
    }
    text.push_str(&ptx[done..]);
    Cow::Owned(text)
}

/// An instruction such as `abs.s32 %r7, %r6;`. LLVM writes one per line, without a guard.
struct Instruction<'a> {
    name: &'a str,
    result: &'a str,
    operands: Vec<&'a str>,
}

impl<'a> Instruction<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (name, rest) = line.trim_start().split_once([' ', '\t'])?;
        // Most lines are other instructions: return before allocating.
        if !["abs.s", "neg.s", "min.", "max.", "add.s16x2", "st."].iter().any(|start| name.starts_with(start))
        {
            return None;
        }
        let mut operands = rest.split_once(';')?.0.split(',').map(str::trim);
        Some(Self { name, result: operands.next()?, operands: operands.collect() })
    }

    /// Equivalent statements for a new scope. `%o…` are registers of that scope.
    fn replacement(&self) -> Option<String> {
        match (self.name, &*self.operands) {
            ("neg.s16", [x]) => Some(negative(self.result, x)),
            ("abs.s16", [x]) => Some(absolute(16, self.result, x)),
            ("abs.s32", [x]) => Some(absolute(32, self.result, x)),
            ("abs.s64", [x]) => Some(absolute(64, self.result, x)),
            ("add.s16x2", [x, y]) => {
                Some(in_halves(self.result, x, y, |z, x, y| format!("add.s16 {z}, {x}, {y};")))
            }
            (name, [value]) if name.starts_with("st.") => narrow_store(name, self.result, value),
            (name, [x, y]) => {
                let choice = Choice::parse(name)?;
                Some(if choice.is_pair {
                    in_halves(self.result, x, y, |z, x, y| choice.in_32_bits(z, x, y))
                } else {
                    choice.in_32_bits(self.result, x, y)
                })
            }
            _ => None,
        }
    }
}

/// -x is the complement of x, plus one.
fn negative(result: &str, x: &str) -> String {
    format!(".reg .b16 %ox; not.b16 %ox, {x}; add.s16 {result}, %ox, 1;")
}

/// The complement of a negative number, plus one: x ^ s - s, where s is -1 for a negative number and 0 otherwise.
fn absolute(bits: u32, result: &str, x: &str) -> String {
    format!(
        ".reg .b{bits} %os, %ox; shr.s{bits} %os, {x}, {}; xor.b{bits} %ox, {x}, %os; sub.s{bits} {result}, %ox, %os;",
        bits - 1
    )
}

/// A store of the low bits of `value`, if that has more. The conversion makes the bits an integer for ptxas, and costs
/// no instruction.
fn narrow_store(name: &str, address: &str, value: &str) -> Option<String> {
    let (head, kind) = name.rsplit_once('.')?;
    let bits: u32 = kind.get(1..)?.parse().ok()?;
    let register = if value.starts_with("%rd") {
        64
    } else if value.starts_with("%rs") {
        16
    } else if value.starts_with("%r") {
        32
    } else {
        return None;
    };
    if bits >= register || [".v2", ".v4", ".v8"].iter().any(|vector| head.ends_with(vector)) {
        return None;
    }
    // There are no registers of 8 bits.
    let integer = if register == 16 { 32 } else { bits.max(16) };
    Some(format!(".reg .b{integer} %ox; cvt.u{integer}.u{register} %ox, {value}; {name} {address}, %ox;"))
}

/// Applies `each` to the low halves, and to the high halves.
fn in_halves(result: &str, x: &str, y: &str, each: impl Fn(&str, &str, &str) -> String) -> String {
    format!(
        ".reg .b16 %oxl, %oxh, %oyl, %oyh, %ozl, %ozh; .reg .b32 %oxy; mov.b32 %oxy, {x}; mov.b32 {{%oxl, %oxh}}, %oxy; \
         mov.b32 %oxy, {y}; mov.b32 {{%oyl, %oyh}}, %oxy; {{ {} }} {{ {} }} mov.b32 {result}, {{%ozl, %ozh}};",
        each("%ozl", "%oxl", "%oyl"),
        each("%ozh", "%oxh", "%oyh"),
    )
}

/// `min` or `max` of 16 bits, or of pairs of 16 bits.
struct Choice<'a> {
    /// `min` or `max`; with `.relu`, a negative result becomes 0.
    operation: &'a str,
    /// `s` or `u`.
    sign: &'a str,
    is_pair: bool,
}

impl<'a> Choice<'a> {
    fn parse(name: &'a str) -> Option<Self> {
        let (operation, kind) = name.rsplit_once('.')?;
        let (sign, is_pair) = match kind {
            "s16" => ("s", false),
            "u16" => ("u", false),
            "s16x2" => ("s", true),
            "u16x2" => ("u", true),
            _ => return None,
        };
        Some(Self { operation, sign, is_pair })
    }

    fn in_32_bits(&self, result: &str, x: &str, y: &str) -> String {
        let (sign, operation) = (self.sign, self.operation);
        let mut text = String::from(".reg .b32 %ox, %oy, %oz; ");
        for (register, operand) in [("%ox", x), ("%oy", y)] {
            match operand.parse::<i32>() {
                // LLVM writes all constants as signed numbers.
                Ok(number) if sign == "u" => write!(text, "mov.b32 {register}, {}; ", number & 0xffff),
                Ok(number) => write!(text, "mov.b32 {register}, {number}; "),
                Err(_) => write!(text, "cvt.{sign}32.{sign}16 {register}, {operand}; "),
            }
            .expect("a string takes all");
        }
        write!(text, "{operation}.{sign}32 %oz, %ox, %oy; cvt.u16.u32 {result}, %oz;")
            .expect("a string takes all");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::without_miscompiled;

    #[track_caller]
    fn becomes(line: &str, replacement: &str) {
        assert_eq!(
            without_miscompiled(&format!("\t{line}\n\tret;\n")),
            format!("\t{{ {replacement} }}\n\tret;\n")
        );
    }

    #[test]
    fn instructions_that_are_compiled_wrongly_are_replaced() {
        becomes("neg.s16 \t%rs2, %rs1;", ".reg .b16 %ox; not.b16 %ox, %rs1; add.s16 %rs2, %ox, 1;");
        becomes(
            "abs.s64 \t%rd2, %rd1;",
            ".reg .b64 %os, %ox; shr.s64 %os, %rd1, 63; xor.b64 %ox, %rd1, %os; sub.s64 %rd2, %ox, %os;",
        );
        becomes(
            "max.u16 \t%rs2, %rs1, -2;",
            ".reg .b32 %ox, %oy, %oz; cvt.u32.u16 %ox, %rs1; mov.b32 %oy, 65534; max.u32 %oz, %ox, %oy; \
             cvt.u16.u32 %rs2, %oz;",
        );
        becomes(
            "min.relu.s16x2 \t%r3, %r1, %r2;",
            ".reg .b16 %oxl, %oxh, %oyl, %oyh, %ozl, %ozh; .reg .b32 %oxy; mov.b32 %oxy, %r1; \
             mov.b32 {%oxl, %oxh}, %oxy; mov.b32 %oxy, %r2; mov.b32 {%oyl, %oyh}, %oxy; \
             { .reg .b32 %ox, %oy, %oz; cvt.s32.s16 %ox, %oxl; cvt.s32.s16 %oy, %oyl; min.relu.s32 %oz, %ox, %oy; \
             cvt.u16.u32 %ozl, %oz; } \
             { .reg .b32 %ox, %oy, %oz; cvt.s32.s16 %ox, %oxh; cvt.s32.s16 %oy, %oyh; min.relu.s32 %oz, %ox, %oy; \
             cvt.u16.u32 %ozh, %oz; } mov.b32 %r3, {%ozl, %ozh};",
        );
    }

    #[test]
    fn stores_of_the_low_bits_convert_first() {
        becomes(
            "st.global.b8 \t[%rd12+3], %rd63;",
            ".reg .b16 %ox; cvt.u16.u64 %ox, %rd63; st.global.b8 [%rd12+3], %ox;",
        );
        becomes(
            "st.volatile.b32 \t[%rd1], %rd2;",
            ".reg .b32 %ox; cvt.u32.u64 %ox, %rd2; st.volatile.b32 [%rd1], %ox;",
        );
        becomes("st.b16 \t[%rd1], %r2;", ".reg .b16 %ox; cvt.u16.u32 %ox, %r2; st.b16 [%rd1], %ox;");
        becomes(
            "st.param.b8 \t[func_retval0], %rs2;",
            ".reg .b32 %ox; cvt.u32.u16 %ox, %rs2; st.param.b8 [func_retval0], %ox;",
        );
    }

    #[test]
    fn everything_else_stays() {
        let ptx = "\tneg.s32 \t%r2, %r1;\n\tmin.f16x2 \t%r3, %r1, %r2;\n\tmax.u32 \t%r4, %r3, 5;\n\tabs.f32 \t%r5, %r4;\n\
                   \tst.b32 \t[%rd1], %r2;\n\tst.global.v2.b8 \t[%rd1], {%r2, %r3};\n\tst.b8 \t[%rd1], 1;\n\tst.b16 \t[%rd1], %rs2;\n\tret;\n";
        assert!(matches!(without_miscompiled(ptx), std::borrow::Cow::Borrowed(same) if same == ptx));
    }
}
