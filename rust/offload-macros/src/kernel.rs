//! A kernel in the form that the expansion needs.

use crate::std_kernel;
use crate::types::{is_one_of, is_plain, pointee};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, FnArg, GenericParam, Generics, Ident, ItemFn, Meta, Pat, PatIdent, PatType, Path, Token, Type,
    TypeParam,
};

/// A kernel that can be expanded.
pub struct Kernel {
    /// The function from the source.
    pub function: ItemFn,
    /// Its generics, with a parameter for every `impl Trait`.
    pub generics: Generics,
    pub attributes: Attributes,
    pub parameters: Vec<Parameter>,
    pub options: Options,
}

/// Attributes of the function that the macro copies to the kernel's other items.
#[derive(Default)]
pub struct Attributes {
    /// `cfg`, for every item.
    pub conditions: Vec<Attribute>,
    /// The text of the documentation, for the launches.
    pub documentation: Vec<Attribute>,
    /// `deprecated` and `doc(…)`, for the type, through which users reach everything else.
    pub notices: Vec<Attribute>,
    /// Lint levels, for every item.
    pub levels: Vec<Attribute>,
}

/// The options in the attribute's parentheses.
#[derive(Clone)]
pub struct Options {
    /// Path of the user crate.
    pub crate_path: Path,
    /// Whether every floating-point operation rounds on its own.
    pub strict_fp: bool,
    /// The maximum number of threads of a block.
    pub max_block: Option<u32>,
    /// The rules that the kernel follows.
    pub surface: Surface,
}

/// The rules that a kernel follows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// The rules of `#[offload::kernel]`.
    Own,
    /// The rules of std::offload's `#[offload_kernel]`.
    Std,
}

/// One parameter of a kernel.
pub struct Parameter {
    /// Name for messages, and for the runtime's listings.
    pub name: String,
    /// Name of the launch's parameter.
    pub ident: Ident,
    pub ty: Type,
    /// The generic parameter that stands for the parameter's `impl Trait`, if it has one; `ty` names it.
    pub impl_trait: Option<Ident>,
    /// The wrapper that implements `Argument` if the type itself does not: `ByValue` or `Mapped`.
    pub carrier: Option<&'static str>,
}

/// How a list of generic arguments treats the parameters that stand for an `impl Trait`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unnamed {
    /// It leaves them out: the called function has the `impl Trait`.
    LeftOut,
    /// It has `_` for each.
    Inferred,
    /// It has their names in [`Kernel::generics`].
    Named,
}

impl Kernel {
    /// Whether a launch is `unsafe`: launches of std::offload's kernels always are.
    pub fn is_unsafe(&self) -> bool {
        self.options.surface == Surface::Std || self.function.sig.unsafety.is_some()
    }

    /// The kernel's type and const parameters as a list of generic arguments. Lifetimes are always inferred.
    pub fn turbofish(&self, unnamed: Unnamed) -> TokenStream {
        let is_unnamed =
            |name| self.parameters.iter().any(|parameter| parameter.impl_trait.as_ref() == Some(name));
        let arguments = self.generics.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Lifetime(_) => None,
            GenericParam::Const(parameter) => Some(parameter.ident.to_token_stream()),
            GenericParam::Type(TypeParam { ident, .. }) if is_unnamed(ident) => match unnamed {
                Unnamed::LeftOut => None,
                Unnamed::Inferred => Some(quote!(_)),
                Unnamed::Named => Some(ident.to_token_stream()),
            },
            GenericParam::Type(parameter) => Some(parameter.ident.to_token_stream()),
        });
        let arguments: Vec<_> = arguments.collect();
        if arguments.is_empty() { TokenStream::new() } else { quote!(::<#(#arguments),*>) }
    }
}

impl Parameter {
    /// How likely it is that a kernel cannot have the type: 0 for numbers and pieces, 1 for a generic parameter, which may lack bounds, and 2 for
    /// other types.
    pub fn doubt(&self) -> u32 {
        match self.carrier {
            _ if is_plain(pointee(&self.ty)) => 0,
            Some("ByValue") => 1,
            _ => 2,
        }
    }
}

/// Analyses a function without errors.
pub fn analyse(function: ItemFn, options: Options) -> Kernel {
    // The copy has a generic parameter for every `impl Trait`, and std::offload's bounds.
    let mut launched = function.clone();
    let named = name_impl_traits(&mut launched);
    if options.surface == Surface::Std {
        std_kernel::bound_generics(&mut launched, &options.crate_path);
    }
    let signature = launched.sig;
    let generics: Vec<&Ident> = signature.generics.type_params().map(|parameter| &parameter.ident).collect();
    let carrier = |ty: &Type| match options.surface {
        Surface::Own => is_one_of(ty, &generics).then_some("ByValue"),
        Surface::Std => std_kernel::carrier(ty),
    };
    let typed = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Receiver(_) => None,
        FnArg::Typed(PatType { pat, ty, .. }) => Some((pat, ty)),
    });
    let parameters = typed.enumerate().map(|(index, (pattern, ty))| Parameter {
        name: parameter_name(pattern, index),
        ident: parameter_ident(&function.sig.ident, pattern, index),
        ty: (**ty).clone(),
        impl_trait: named.iter().find(|name| is_one_of(ty, &[name])).cloned(),
        carrier: carrier(ty),
    });
    let parameters = parameters.collect();
    let attributes = shared_attributes(&function.attrs);
    Kernel { attributes, generics: signature.generics, parameters, function, options }
}

fn shared_attributes(attributes: &[Attribute]) -> Attributes {
    let mut shared = Attributes::default();
    for attribute in attributes {
        let list = match (attribute_name(attribute).as_str(), &attribute.meta) {
            ("cfg", _) => &mut shared.conditions,
            ("doc", Meta::NameValue(_)) => &mut shared.documentation,
            ("doc" | "deprecated", _) => &mut shared.notices,
            ("allow" | "warn" | "deny" | "forbid", _) => &mut shared.levels,
            _ => continue,
        };
        list.push(attribute.clone());
    }
    shared
}

/// Name of an attribute, without an `unsafe(…)` around it.
pub fn attribute_name(attribute: &Attribute) -> String {
    let name =
        |path: &Path| path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    match &attribute.meta {
        Meta::List(list) if list.path.is_ident("unsafe") => {
            list.parse_args::<Meta>().map(|inner| name(inner.path())).unwrap_or_default()
        }
        meta => name(meta.path()),
    }
}

/// Gives every parameter of type `impl Trait` a named generic parameter, and returns the names.
fn name_impl_traits(function: &mut ItemFn) -> Vec<Ident> {
    let mut added = Punctuated::<GenericParam, Token![,]>::new();
    let mut names = vec![];
    for (index, input) in function.sig.inputs.iter_mut().enumerate() {
        let FnArg::Typed(parameter) = input else { continue };
        let Type::ImplTrait(impl_trait) = &*parameter.ty else { continue };
        let name = format_ident!("__Impl{index}", span = Span::mixed_site());
        let mut generic = TypeParam::from(name.clone());
        generic.colon_token = Some(Token![:](Span::mixed_site()));
        generic.bounds = impl_trait.bounds.clone();
        added.push(generic.into());
        *parameter.ty = syn::parse_quote!(#name);
        names.push(name);
    }
    if !added.is_empty() {
        let generics = &mut function.sig.generics;
        generics.lt_token.get_or_insert_default();
        generics.gt_token.get_or_insert_default();
        generics.params.extend(added);
    }
    names
}

fn parameter_name(pattern: &Pat, index: usize) -> String {
    match pattern {
        Pat::Ident(name) => name.ident.to_string().trim_start_matches("r#").to_string(),
        _ => format!("argument {}", index + 1),
    }
}

/// The name of a launch's parameter. A parameter with the function's own name gets the macro's hygiene, so that it does not hide the function from
/// the launch's body.
fn parameter_ident(function: &Ident, pattern: &Pat, index: usize) -> Ident {
    match pattern {
        Pat::Ident(PatIdent { ident, .. }) if ident == function => {
            let mut ident = ident.clone();
            ident.set_span(Span::mixed_site().located_at(ident.span()));
            ident
        }
        Pat::Ident(PatIdent { ident, .. }) => ident.clone(),
        _ => format_ident!("argument_{}", index + 1, span = Span::mixed_site()),
    }
}
