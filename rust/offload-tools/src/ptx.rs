//! Measures the kernels of a PTX file, to tell the user on which ones the assembler spends its time.

use std::collections::{HashMap, HashSet};

/// The number of instructions of a function, and the functions that it names.
#[derive(Default)]
struct Function<'a> {
    is_kernel: bool,
    instructions: usize,
    named: HashSet<&'a str>,
}

/// Names and sizes of the kernels with the most instructions, including the functions that they call; the
/// largest first.
pub fn largest_kernels(ptx: &str, count: usize) -> Vec<(String, usize)> {
    let functions = functions(ptx);
    let mut kernels: Vec<(String, usize)> = functions
        .iter()
        .filter(|(_, function)| function.is_kernel)
        .map(|(name, _)| (kernel_name(name), reachable_instructions(&functions, name)))
        .collect();
    kernels.sort_by(|(name, size), (other_name, other_size)| (other_size, name).cmp(&(size, other_name)));
    kernels.truncate(count);
    kernels
}

fn functions(ptx: &str) -> HashMap<&str, Function<'_>> {
    let mut functions = HashMap::new();
    let mut current: Option<(&str, Function)> = None;
    for line in ptx.lines() {
        let line = line.trim();
        if let Some(head) = head(line) {
            // The last head before a body belongs to it; declarations have no body.
            current = Some(head);
        } else if line == "}" {
            if let Some((name, function)) = current.take().filter(|(_, function)| function.instructions > 0) {
                functions.insert(name, function);
            }
        } else if let Some((_, function)) = &mut current {
            if line.ends_with(';') && !line.starts_with('.') && !line.starts_with(')') {
                function.instructions += 1;
            }
            function.named.extend(
                words(line).filter(|word| {
                    word.len() > 1 && !word.starts_with(|letter: char| letter.is_ascii_digit())
                }),
            );
        }
    }
    functions
}

/// Reads the name in `.visible .entry k(` or `.func  (.param .b32 r) f(`.
fn head(line: &str) -> Option<(&str, Function<'_>)> {
    let (_, rest) = line.split_once(".entry ").or_else(|| line.split_once(".func"))?;
    let is_kernel = line.contains(".entry ");
    let rest = rest.trim_start();
    // The result parameter is before the name.
    let rest = if rest.starts_with('(') { rest.split_once(')')?.1 } else { rest };
    let name = words(rest).next()?;
    Some((name, Function { is_kernel, ..Function::default() }))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '$')
        .filter(|word| !word.is_empty())
}

fn reachable_instructions(functions: &HashMap<&str, Function>, kernel: &str) -> usize {
    let mut seen = HashSet::from([kernel]);
    let mut waiting = vec![kernel];
    let mut total = 0;
    while let Some(function) = waiting.pop().and_then(|name| functions.get(name)) {
        total += function.instructions;
        waiting
            .extend(function.named.iter().filter(|name| functions.contains_key(**name) && seen.insert(name)));
    }
    total
}

/// `app::scale` of the entry's name. A kernel's shim is generic over the function that its attribute writes:
/// `offload::shim::shim::<…, <app::scale>::launch_on::…::__kernel, …>`. An iterator's names no function.
fn kernel_name(entry: &str) -> String {
    let symbol = entry.strip_prefix(offload_abi::ENTRY_PREFIX).unwrap_or(entry);
    let Ok(demangled) = rustc_demangle::try_demangle(symbol) else { return symbol.to_owned() };
    let name = format!("{demangled:#}");
    let path = name.rsplit_once(">::launch").and_then(|(before, _)| Some(before.rsplit_once(", <")?.1));
    path.unwrap_or(&name).replace("::_::", "::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernels_have_the_names_in_the_source() {
        let entry = "__offload_entry__RINvNtCsaJfFjtnHoC1_7offload4shim4shimINtNtB4_8function8FunctionTfTRSfTINtNtNtB4_5split4each4EachfEuEEENtCs6mTMcbxldW0_5saxpy5saxpyNvNvNvMB1F_B1D_9launch_on26___launch_of_offload_kernel8___kernelKb1_Kj9_EEB1F_";
        assert_eq!(kernel_name(entry), "saxpy::saxpy");
        assert_eq!(kernel_name("other"), "other");
    }

    #[test]
    fn a_kernel_is_as_large_as_all_that_it_calls() {
        let ptx = "\
.func  (.param .b32 func_retval0) shared
(
\t.param .b32 shared_param_0
);
.visible .entry __offload_entry__RNvC3app5small(
\t.param .u64 p
)
{
\t.reg .b32 \t%r<3>;
\tret;
}
.visible .entry __offload_entry__RNvC3app5large(
\t.param .u64 p
)
{
\t.reg .b32 \t%r<3>;
\tadd.s32 \t%r1, %r2, 1;
\tcall.uni (retval0), shared, (param0);
\tret;
}
.func  (.param .b32 func_retval0) shared(
\t.param .b32 shared_param_0
)
{
\tmov.u32 \t%r1, 4;
\tmov.u32 \t%r2, 4;
\tret;
}
";
        let expected = [("app::large".to_owned(), 6), ("app::small".to_owned(), 1)];
        assert_eq!(largest_kernels(ptx, 3), expected);
        assert_eq!(largest_kernels(ptx, 1), expected[..1]);
        assert!(largest_kernels("", 3).is_empty());
    }
}
