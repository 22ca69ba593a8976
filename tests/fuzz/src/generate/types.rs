//! Types of generated code, and their values.

/// An integer type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Int {
    pub(crate) signed: bool,
    /// 0 for `usize` and `isize`.
    pub(crate) bits: u32,
}

impl Int {
    pub(crate) const USIZE: Self = Self { signed: false, bits: 0 };

    pub(crate) fn name(self) -> String {
        let prefix = if self.signed { "i" } else { "u" };
        if self.bits == 0 { format!("{prefix}size") } else { format!("{prefix}{}", self.bits) }
    }

    /// Number of bits of a value.
    pub(crate) fn width(self) -> u32 {
        if self.bits == 0 { 64 } else { self.bits }
    }

    pub(crate) fn unsigned(self) -> Self {
        Self { signed: false, ..self }
    }
}

/// A type whose values are `Copy` and plain data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Int(Int),
    /// 32 or 64 bits.
    Float(u32),
    Bool,
    Char,
    Tuple(Vec<Type>),
    Array(Box<Type>, usize),
    Option(Box<Type>),
    Struct(Struct),
    Enum(Enum),
}

/// A struct of the kernel's module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Struct {
    pub(crate) name: String,
    pub(crate) fields: Vec<Type>,
}

/// An enum of the kernel's module; each variant has as many fields as it has types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Enum {
    pub(crate) name: String,
    pub(crate) variants: Vec<Vec<Type>>,
}

impl Type {
    pub(crate) fn usize() -> Self {
        Self::Int(Int::USIZE)
    }

    pub(crate) fn unsigned(bits: u32) -> Self {
        Self::Int(Int { signed: false, bits })
    }

    /// The type in Rust syntax.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Int(int) => int.name(),
            Self::Float(bits) => format!("f{bits}"),
            Self::Bool => "bool".into(),
            Self::Char => "char".into(),
            Self::Tuple(types) => {
                let names: Vec<_> = types.iter().map(Self::name).collect();
                format!("({})", names.join(", "))
            }
            Self::Array(element, length) => format!("[{}; {length}]", element.name()),
            Self::Option(inner) => format!("Option<{}>", inner.name()),
            Self::Struct(definition) => definition.name.clone(),
            Self::Enum(definition) => definition.name.clone(),
        }
    }

    /// The value with which the minimiser replaces an expression.
    pub(crate) fn simplest(&self) -> String {
        match self {
            Self::Int(int) => format!("0{}", int.name()),
            Self::Float(bits) => format!("0.0f{bits}"),
            Self::Bool => "false".into(),
            Self::Char => "'a'".into(),
            Self::Tuple(types) => {
                let values: Vec<_> = types.iter().map(Self::simplest).collect();
                format!("({})", values.join(", "))
            }
            Self::Array(element, length) => format!("[{}; {length}]", element.simplest()),
            Self::Option(inner) => format!("None::<{}>", inner.name()),
            Self::Struct(definition) => construct(&definition.name, &definition.fields, Self::simplest),
            Self::Enum(definition) => {
                construct(&format!("{}::V0", definition.name), &definition.variants[0], Self::simplest)
            }
        }
    }

    /// Whether `==` and `<` of two values give the same result everywhere.
    pub(crate) fn is_ordered(&self) -> bool {
        match self {
            Self::Int(_) | Self::Bool | Self::Char => true,
            Self::Float(_) | Self::Struct(_) | Self::Enum(_) => false,
            Self::Tuple(types) => types.iter().all(Self::is_ordered),
            Self::Array(inner, _) | Self::Option(inner) => inner.is_ordered(),
        }
    }

    /// Approximate size in bytes: large types are not nested further.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Int(int) => int.width() as usize / 8,
            Self::Float(bits) => *bits as usize / 8,
            Self::Bool => 1,
            Self::Char => 4,
            Self::Tuple(types) => types.iter().map(Self::weight).sum(),
            Self::Array(element, length) => element.weight() * length,
            Self::Option(inner) => 2 * inner.weight(),
            Self::Struct(definition) => definition.fields.iter().map(Self::weight).sum(),
            Self::Enum(definition) => definition.variants.iter().flatten().map(Self::weight).sum(),
        }
    }
}

/// `path(values…)`, or the path alone if there are no values.
pub(crate) fn construct(path: &str, fields: &[Type], value: impl Fn(&Type) -> String) -> String {
    if fields.is_empty() {
        return path.to_owned();
    }
    let values: Vec<_> = fields.iter().map(value).collect();
    format!("{path}({})", values.join(", "))
}
