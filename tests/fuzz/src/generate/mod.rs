//! The generator: random kernels, each a module with its launch and the same body for the host.
//!
//! Generated code compiles, terminates, and has the same result everywhere. So it bounds loops and recursion,
//! does not look at the bits of NaN, and uses atomics only if the order of threads does not matter.

mod arguments;
mod chains;
mod expressions;
mod floats;
mod hazards;
mod integers;
mod items;
mod iterators;
mod kernel;
mod memory;
mod other_types;
mod pieces;
mod scope;
mod statements;
mod types;

use crate::node::Node;
use offload_fuzz_harness::Random;
use scope::Scope;
use types::Type;

pub(crate) use kernel::Kernel;

/// The content of generated kernels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Percentage of expressions that may allocate memory.
    pub allocation: usize,
    /// Percentage of kernels that format text; a GPU's assembler takes long for these.
    pub formatting: usize,
    /// Percentage of kernels that may panic.
    pub panics: usize,
    /// Approximate number of operations of a thread.
    pub cost: usize,
    /// Whether kernels call functions through their addresses. NVIDIA's assembler copies every function whose
    /// address is taken into each kernel with such a call, and formatting contains such calls, too.
    pub indirect: bool,
    /// Whether kernels call the math library, whose last bits differ on a GPU.
    pub math: bool,
}

impl Settings {
    /// For the CPU device.
    pub const CPU: Self =
        Self { allocation: 4, formatting: 8, panics: 40, cost: 400, indirect: true, math: true };
    /// For a GPU: small kernels without indirect calls.
    pub const GPU: Self =
        Self { allocation: 1, formatting: 0, panics: 20, cost: 250, indirect: false, math: false };
    /// For a GPU, with everything; a program has few of these kernels.
    pub const GPU_INDIRECT: Self =
        Self { allocation: 3, formatting: 10, panics: 40, indirect: true, ..Self::GPU };
}

/// How likely a kernel's threads panic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hazard {
    /// No operation can panic.
    None,
    /// Some threads may.
    Rare,
    /// Any operation can.
    Frequent,
}

/// The state while a kernel is being written.
struct Generator {
    random: Random,
    settings: Settings,
    hazard: Hazard,
    formats: bool,
    /// Structs and enums of the module.
    named: Vec<Type>,
    functions: Vec<items::Function>,
    scope: Scope,
    items: Vec<Node>,
    names: usize,
    /// The maximum number of times that the current code runs.
    weight: usize,
    /// The maximum number of operations of the current function.
    cost: usize,
    /// Whether the current function asks for ids.
    reads_ids: bool,
    /// Whether it may ask for ids.
    has_ids: bool,
}

impl Generator {
    fn new(mut random: Random, settings: Settings) -> Self {
        let hazard = if random.chance(settings.panics) {
            if random.chance(70) { Hazard::Rare } else { Hazard::Frequent }
        } else {
            Hazard::None
        };
        let formats = random.chance(settings.formatting);
        Self {
            random,
            settings,
            hazard,
            formats,
            named: Vec::new(),
            functions: Vec::new(),
            scope: Scope::default(),
            items: Vec::new(),
            names: 0,
            weight: 1,
            cost: 0,
            reads_ids: false,
            has_ids: true,
        }
    }

    /// A name that nothing else in the module has.
    fn name(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    /// A random integer type.
    fn integer(&mut self) -> types::Int {
        let bits = *self.random.pick(&[8, 8, 16, 16, 32, 32, 32, 64, 64, 128, 0]);
        types::Int { signed: self.random.chance(50), bits }
    }

    /// A random type without parts.
    fn scalar(&mut self) -> Type {
        match self.random.below(12) {
            0 => Type::Bool,
            1 => Type::Char,
            2 | 3 => Type::Float(32),
            4 => Type::Float(64),
            _ => Type::Int(self.integer()),
        }
    }

    /// A random type.
    fn any_type(&mut self, depth: usize) -> Type {
        if depth == 0 || self.random.chance(60) {
            return self.scalar();
        }
        let inner = |generator: &mut Self| generator.any_type(depth - 1);
        let ty = match self.random.below(6) {
            0 | 1 => {
                let length = self.random.between(2, 3);
                Type::Tuple((0..length).map(|_| inner(self)).collect())
            }
            2 | 3 => {
                let length = self.random.between(1, 5);
                Type::Array(Box::new(inner(self)), length)
            }
            4 => Type::Option(Box::new(inner(self))),
            _ if !self.named.is_empty() => self.random.pick(&self.named).clone(),
            _ => self.scalar(),
        };
        if ty.weight() > 96 { self.scalar() } else { ty }
    }

    /// Calls `write` for code that runs `times` times, or fewer times if that would be too many.
    fn repeated<R>(&mut self, times: usize, write: impl FnOnce(&mut Self) -> R) -> R {
        let before = self.weight;
        self.weight *= times;
        let written = write(self);
        self.weight = before;
        written
    }

    /// The number of turns that a loop may make here.
    fn turns(&mut self) -> usize {
        if self.weight >= 32 || self.cost > self.settings.cost { 1 } else { self.random.between(1, 6) }
    }
}
