//! The names that generated code can use in a place.

use super::types::Type;

/// A value that can be read, and perhaps assigned to.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    /// The expression that names it.
    pub(super) text: String,
    pub(super) ty: Type,
    pub(super) mutable: bool,
    /// Whether a closure can capture it by value.
    pub(super) copy: bool,
}

/// A slice that can be read, and perhaps written.
#[derive(Clone, Debug)]
pub(super) struct Slice {
    pub(super) text: String,
    pub(super) element: Type,
    pub(super) mutable: bool,
    pub(super) copy: bool,
}

/// A closure in a variable.
#[derive(Clone, Debug)]
pub(super) struct Closure {
    pub(super) name: String,
    pub(super) parameters: Vec<Type>,
    pub(super) result: Type,
    pub(super) cost: usize,
}

/// A loop that can be left.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub(super) name: String,
    /// Type of the loop's value, for a `loop` that has one.
    pub(super) value: Option<Type>,
}

/// A slice of atomics; each has one operation, so that order does not matter.
#[derive(Clone, Debug)]
pub(super) struct Atomics {
    pub(super) name: String,
    pub(super) element: Type,
    pub(super) operation: &'static str,
}

/// All names.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub(super) variables: Vec<Variable>,
    pub(super) slices: Vec<Slice>,
    pub(super) closures: Vec<Closure>,
    pub(super) labels: Vec<Label>,
    pub(super) atomics: Vec<Atomics>,
    /// Whether code here may change the variable `d`, which at the end depends on everything that happened.
    pub(super) has_digest: bool,
    /// The function's result, if `return` is allowed; `None` in closures.
    pub(super) result: Option<Option<Type>>,
}

impl Scope {
    /// The scope of a closure: nothing that it would have to borrow or could assign to, and no loop to leave.
    pub(super) fn captured(&self) -> Self {
        let mut inner = self.clone();
        inner.variables.retain(|variable| variable.copy);
        inner.slices.retain(|slice| slice.copy);
        inner.forbid_changes();
        inner.labels.clear();
        inner.result = None;
        inner
    }

    /// Makes everything read-only from here on.
    pub(super) fn forbid_changes(&mut self) {
        self.variables.iter_mut().for_each(|variable| variable.mutable = false);
        self.slices.iter_mut().for_each(|slice| slice.mutable = false);
        self.has_digest = false;
    }

    /// The scope while `text` is borrowed.
    pub(super) fn without(&self, text: &str) -> Self {
        let mut inner = self.clone();
        inner.variables.retain(|variable| variable.text != text);
        inner.slices.retain(|slice| slice.text != text);
        inner
    }

    /// Adds a local variable.
    pub(super) fn declare(&mut self, name: &str, ty: &Type, mutable: bool) {
        self.variables.push(Variable { text: name.to_owned(), ty: ty.clone(), mutable, copy: true });
    }

    /// All places of type `ty` in variables: the variables themselves, and their fields and elements.
    pub(super) fn places(&self, ty: &Type, mutable: bool) -> Vec<String> {
        let mut places = Vec::new();
        for variable in self.variables.iter().filter(|variable| variable.mutable || !mutable) {
            collect_places(variable.text.clone(), &variable.ty, ty, 2, &mut places);
        }
        places
    }

    /// All slices of such elements, including arrays in variables.
    pub(super) fn slices_of(&self, wanted: impl Fn(&Type) -> bool, mutable: bool) -> Vec<Slice> {
        let arrays = self.variables.iter().filter_map(|variable| match &variable.ty {
            Type::Array(element, _) => Some(Slice {
                text: variable.text.clone(),
                element: (**element).clone(),
                mutable: variable.mutable,
                copy: variable.copy,
            }),
            _ => None,
        });
        let all = self.slices.iter().cloned().chain(arrays);
        all.filter(|slice| (slice.mutable || !mutable) && wanted(&slice.element)).collect()
    }
}

fn collect_places(text: String, ty: &Type, wanted: &Type, depth: usize, places: &mut Vec<String>) {
    if depth > 0 {
        let fields = match ty {
            Type::Tuple(types) => types.as_slice(),
            Type::Struct(definition) => &definition.fields,
            _ => &[],
        };
        for (index, field) in fields.iter().enumerate() {
            collect_places(format!("{text}.{index}"), field, wanted, depth - 1, places);
        }
        if let Type::Array(element, length) = ty {
            for index in 0..(*length).min(3) {
                collect_places(format!("{text}[{index}]"), element, wanted, depth - 1, places);
            }
        }
    }
    if ty == wanted {
        places.push(text);
    }
}
