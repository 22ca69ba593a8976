//! `#[kernel]`: from a function to what the expansion needs of it, or to errors.

use crate::errors::Errors;
use crate::host::PIECES;
use crate::place::is_associated;
use crate::{cfg, expand, std_kernel};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, FnArg, GenericArgument, GenericParam, Generics, Ident, ItemFn, LitInt, LitStr, Meta, Pat,
    PatIdent, PatType, Path, PathArguments, ReturnType, Token, TraitItemFn, Type, TypeParam, TypePath,
};

/// A kernel that can be expanded.
pub struct Kernel {
    /// The function as written.
    pub function: ItemFn,
    /// Its generics, with a parameter for every `impl Trait`.
    pub generics: Generics,
    pub attributes: Attributes,
    pub parameters: Vec<Parameter>,
    pub options: Options,
}

/// The attributes of the function that others of the kernel's items have, too.
#[derive(Default)]
pub struct Attributes {
    /// `cfg`: of every item.
    pub conditions: Vec<Attribute>,
    /// The text of the documentation: of the launches.
    pub documentation: Vec<Attribute>,
    /// `deprecated`, and what else `doc` says: of the type, and so of all that is reached through it.
    pub notices: Vec<Attribute>,
    /// Levels of lints: of every item.
    pub levels: Vec<Attribute>,
}

/// What stands in the attribute's parentheses.
#[derive(Clone)]
pub struct Options {
    /// Names the user crate.
    pub crate_path: Path,
    /// Every floating-point operation rounds on its own.
    pub strict_fp: bool,
    /// Most threads of a block.
    pub max_block: Option<u32>,
    /// Whose rules the kernel follows.
    pub surface: Surface,
}

/// Whose rules a kernel follows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// Those of `#[offload::kernel]`.
    Own,
    /// Those of std::offload's `#[offload_kernel]`.
    Std,
}

/// One parameter of a kernel.
pub struct Parameter {
    /// Name for messages, and for the runtime's listings.
    pub name: String,
    /// Name of the launch's parameter.
    pub ident: Ident,
    pub ty: Type,
    /// The generic parameter that `ty` is where the function has an `impl Trait`.
    pub impl_trait: Option<Ident>,
    /// What implements `Argument` for the type, where it does not itself: `ByValue` or `Mapped`.
    pub carrier: Option<&'static str>,
}

/// What stands in a list of generic arguments for a parameter that is an `impl Trait`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unnamed {
    /// Nothing: the function is one that has the `impl Trait`.
    LeftOut,
    /// `_`.
    Inferred,
    /// The name that the parameter has in [`Kernel::generics`].
    Named,
}

impl Kernel {
    /// Whether a launch is `unsafe`. std::offload's kernels are launched as `unsafe` ones are.
    pub fn is_unsafe(&self) -> bool {
        self.options.surface == Surface::Std || self.function.sig.unsafety.is_some()
    }

    /// The kernel's type and const parameters as arguments; lifetimes are inferred everywhere.
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

/// Values that can be arguments as everybody writes them.
const PLAIN_VALUES: [&str; 17] = [
    "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64",
    "bool", "char", "str",
];

impl Parameter {
    /// How likely the type is one that a kernel cannot have: not where it is made of numbers and this crate's pieces, and less where a
    /// generic parameter needs but its bounds.
    pub fn doubt(&self) -> u32 {
        match self.carrier {
            _ if is_plain(pointee(&self.ty)) => 0,
            Some("ByValue") => 1,
            _ => 2,
        }
    }
}

/// The path that a type is.
pub fn path_of(ty: &Type) -> Option<&Path> {
    match ty {
        Type::Path(path) => path.qself.is_none().then_some(&path.path),
        Type::Paren(inner) => path_of(&inner.elem),
        Type::Group(inner) => path_of(&inner.elem),
        _ => None,
    }
}

/// What a raw pointer is to. It is plain as an argument, and in nothing else.
fn pointee(ty: &Type) -> &Type {
    match ty {
        Type::Ptr(pointer) => &pointer.elem,
        _ => ty,
    }
}

fn is_plain(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_plain(&reference.elem),
        Type::Slice(slice) => is_plain(&slice.elem),
        Type::Array(array) => is_plain(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_plain),
        Type::Paren(inner) => is_plain(&inner.elem),
        Type::Group(inner) => is_plain(&inner.elem),
        Type::Path(TypePath { qself: None, path }) => path.segments.last().is_some_and(|last| {
            let arguments = match &last.arguments {
                PathArguments::AngleBracketed(arguments) => {
                    arguments.args.iter().all(|argument| match argument {
                        GenericArgument::Type(ty) => is_plain(ty),
                        _ => true,
                    })
                }
                _ => true,
            };
            arguments && PLAIN_VALUES.iter().chain(&PIECES).any(|plain| last.ident == plain)
        }),
        _ => false,
    }
}

/// Expands the attribute of `surface`.
pub fn expand(surface: Surface, options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let options = read_options(surface, options, &mut errors);
    let mut function = match syn::parse2::<ItemFn>(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            errors.push(explain(error, item, surface));
            return errors.into_tokens(&[]).unwrap_or_default();
        }
    };
    if surface == Surface::Std {
        std_kernel::adopt(&mut function);
    }
    expand_function(function, &options, errors)
}

/// Expands a kernel, once for each way in which the `#[cfg]`s of its parameters can be decided.
fn expand_function(function: ItemFn, options: &Options, mut errors: Errors) -> TokenStream {
    if let Some(variants) = cfg::split(&function) {
        return variants
            .into_iter()
            .map(|function| expand_function(function, options, errors.clone()))
            .collect();
    }
    let surface = options.surface;
    check_signature(&function, surface, &mut errors);
    check_attributes(&function.attrs, &mut errors);
    check_parameters(&function, surface, &mut errors);
    cfg::check(&function, &mut errors);
    let mut is_outside = function.sig.receiver().is_none();
    if errors.is_empty() && is_associated(&function.sig) {
        is_outside = false;
        errors.add(
            &function.sig.ident,
            "a kernel cannot be an associated function, as it is launched through a type of its name: make it a function outside of the \
             `impl` or `trait`",
        );
    }
    let (source, name) = (function.to_token_stream(), function.sig.ident.clone());
    let visibility = function.vis.clone();
    let kernel = analyse(function, options.clone());
    let conditions = &kernel.attributes.conditions;
    let errors = if is_outside {
        errors.into_type(conditions, &visibility, &name)
    } else {
        errors.into_tokens(conditions)
    };
    errors.unwrap_or_else(|| expand::kernel(&kernel, &source))
}

/// Says what the attribute is for, where it is on something that is no function, or none with a body.
fn explain(error: syn::Error, item: TokenStream, surface: Surface) -> syn::Error {
    let attribute = match surface {
        Surface::Own => "offload::kernel",
        Surface::Std => "offload_kernel",
    };
    if syn::parse2::<syn::Item>(item.clone()).is_ok_and(|item| !matches!(item, syn::Item::Verbatim(_))) {
        return syn::Error::new_spanned(item, format_args!("`#[{attribute}]` is for functions"));
    }
    match syn::parse2::<TraitItemFn>(item) {
        Ok(function) if function.default.is_none() => syn::Error::new_spanned(
            function.sig,
            format_args!("`#[{attribute}]` is for functions with a body, outside of any `impl` or `trait`"),
        ),
        _ => error,
    }
}

fn read_options(surface: Surface, tokens: TokenStream, errors: &mut Errors) -> Options {
    let mut options =
        Options { crate_path: syn::parse_quote!(::offload), strict_fp: false, max_block: None, surface };
    let mut names: Vec<String> = vec![];
    let parser = syn::meta::parser(|option| {
        let name = option.path.get_ident().map(Ident::to_string).unwrap_or_default();
        if names.contains(&name) {
            return Err(option.error(format_args!("`{name}` stands here twice")));
        }
        names.push(name);
        if option.path.is_ident("crate") {
            options.crate_path = option.value()?.call(Path::parse_mod_style)?;
            return Ok(());
        }
        if option.path.is_ident("fp") {
            let value: LitStr = option.value()?.parse()?;
            if value.value() != "strict" {
                return Err(syn::Error::new_spanned(value, "`fp` can only be \"strict\""));
            }
            options.strict_fp = true;
            return Ok(());
        }
        if option.path.is_ident("max_block") {
            let value: LitInt = option.value()?.parse()?;
            options.max_block = match value.base10_parse() {
                Ok(threads @ 1..=1024) => Some(threads),
                _ => return Err(syn::Error::new_spanned(value, "`max_block` is 1 to 1024 threads")),
            };
            return Ok(());
        }
        Err(option
            .error("the options of a kernel are `crate = path`, `fp = \"strict\"` and `max_block = threads`"))
    });
    if let Err(error) = syn::parse::Parser::parse2(parser, tokens) {
        errors.push(error);
    }
    options
}

fn check_signature(function: &ItemFn, surface: Surface, errors: &mut Errors) {
    let signature = &function.sig;
    if let Some(token) = signature.asyncness {
        errors.add(token, "a kernel cannot be `async`: its threads run to their end");
    }
    if let Some(token) = signature.constness {
        errors.add(token, "a kernel cannot be `const`: it is launched, not called");
    }
    if let Some(abi) = &signature.abi {
        errors.add(abi, "a kernel has no ABI of its own: remove the `extern`");
    }
    if let Some(variadic) = &signature.variadic {
        errors.add(variadic, "a kernel has a fixed number of parameters");
    }
    if let ReturnType::Type(_, ty) = &signature.output
        && !matches!(&**ty, Type::Tuple(tuple) if tuple.elems.is_empty())
    {
        errors.add(ty, "a kernel returns nothing: write results through an `Each<T>` parameter");
    }
    if signature.inputs.is_empty() && surface == Surface::Own {
        errors.add(
            &signature.ident,
            "a kernel without parameters can do nothing: give it an `Each<T>` to write to",
        );
    }
}

fn check_attributes(attributes: &[Attribute], errors: &mut Errors) {
    for attribute in attributes {
        let name = attribute_name(attribute);
        match name.as_str() {
            "no_mangle" | "export_name" | "link_section" => errors.add(
                attribute,
                format_args!("`{name}` has no meaning on a kernel: its name is found through its symbol, which must stay unique"),
            ),
            "test" | "bench" | "proc_macro" | "panic_handler" | "global_allocator" => {
                errors.add(attribute, format_args!("a kernel cannot be `#[{name}]`: launch it from a function that is"));
            }
            "target_feature" => errors.add(
                attribute,
                "a kernel is compiled for its device, so it cannot ask for the host's `target_feature`s",
            ),
            _ => {}
        }
    }
}

/// Name of an attribute, that inside of `unsafe(…)` where it is wrapped.
fn attribute_name(attribute: &Attribute) -> String {
    let name =
        |path: &Path| path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    match &attribute.meta {
        Meta::List(list) if list.path.is_ident("unsafe") => {
            list.parse_args::<Meta>().map(|inner| name(inner.path())).unwrap_or_default()
        }
        meta => name(meta.path()),
    }
}

fn check_parameters(function: &ItemFn, surface: Surface, errors: &mut Errors) {
    let is_safe = surface == Surface::Own && function.sig.unsafety.is_none();
    for input in &function.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                errors.add(
                    receiver,
                    "a kernel cannot have a `self` parameter: make it a function outside of the `impl`",
                );
            }
            FnArg::Typed(parameter) => check_type(&parameter.ty, is_safe, errors),
        }
    }
}

fn check_type(ty: &Type, is_safe: bool, errors: &mut Errors) {
    match ty {
        Type::Reference(reference) if is_safe && reference.mutability.is_some() => errors.add(
            ty,
            match &*reference.elem {
                Type::Slice(_) | Type::Array(_) => {
                    "every thread of a safe kernel would hold all of this: take `Each<T>`, one element per thread (and pass \
                     the same `&mut` to the launch), or make the kernel an `unsafe fn`"
                }
                _ => {
                    "every thread of a safe kernel would hold this: take `Each<T>` over a slice, one element per thread, \
                     or make the kernel an `unsafe fn`"
                }
            },
        ),
        Type::Ptr(_) if is_safe => errors.add(
            ty,
            "a safe kernel cannot take a raw pointer: take `&[T]` to read and `Each<T>` to write, or make the kernel an \
             `unsafe fn`",
        ),
        Type::Path(path) => {
            if let Some(message) = instead_of(&path.path) {
                errors.add(ty, message);
            }
        }
        Type::Infer(_) => errors.add(ty, "a kernel's parameters have their types written out"),
        Type::BareFn(_) => errors.add(
            ty,
            "a function pointer of the host means nothing on a device: take `f: F` with `F: Fn(…) + Copy + Send + 'static` \
             and pass the function itself",
        ),
        _ => {}
    }
}

/// What to take instead of one of std's owners of heap memory. Only names as everybody writes them count: whoever has
/// another type of that name can write `self::Vec`.
fn instead_of(path: &Path) -> Option<&'static str> {
    let first = path.segments.first()?.ident.to_string();
    if path.segments.len() > 1 && first != "std" && first != "alloc" {
        return None;
    }
    let last = path.segments.last()?;
    match last.ident.to_string().as_str() {
        "Vec" => Some(
            "a kernel cannot take a `Vec`: take `&[T]` to read or `Each<T>` to write, and pass `&vec` or `&mut vec` to the launch",
        ),
        "String" if last.arguments.is_none() => {
            Some("a kernel cannot take a `String`: take `&str`, and pass `&string` to the launch")
        }
        "Box" => Some("a kernel cannot take a `Box`: take `&T` or `&[T]`, and pass `&boxed` to the launch"),
        "Rc" | "Arc" => Some(
            "a kernel cannot take an `Rc` or `Arc`: take `&T` or `&[T]`, and pass `&shared` to the launch",
        ),
        _ => None,
    }
}

fn analyse(function: ItemFn, options: Options) -> Kernel {
    // What the launch is generic over; its parameters are those of the function.
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

/// Gives every parameter of type `impl Trait` a named generic parameter. Returns their names.
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

fn is_one_of(ty: &Type, generics: &[&Ident]) -> bool {
    path_of(ty).is_some_and(|path| generics.iter().any(|generic| path.is_ident(*generic)))
}

fn parameter_name(pattern: &Pat, index: usize) -> String {
    match pattern {
        Pat::Ident(name) => name.ident.to_string().trim_start_matches("r#").to_string(),
        _ => format!("argument {}", index + 1),
    }
}

/// The name of a launch's parameter. Where it is that of the `function`, too, it is a variable of the macro's own: the function has to be found
/// behind it.
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
