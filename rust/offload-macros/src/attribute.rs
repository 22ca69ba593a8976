//! `#[kernel]` and `#[offload_kernel]`: from the attribute's tokens to its expansion, or to errors.

use crate::errors::Errors;
use crate::kernel::{Options, Surface, analyse};
use crate::place::is_associated;
use crate::{cfg, expand, signature, std_kernel};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Ident, ItemFn, LitInt, LitStr, Path, TraitItemFn};

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

/// Expands a kernel, once for each combination of the `#[cfg]`s on its parameters.
fn expand_function(function: ItemFn, options: &Options, mut errors: Errors) -> TokenStream {
    if let Some(variants) = cfg::split(&function) {
        return variants
            .into_iter()
            .map(|function| expand_function(function, options, errors.clone()))
            .collect();
    }
    let surface = options.surface;
    signature::check(&function, surface, &mut errors);
    cfg::check(&function, &mut errors);
    let mut is_outside = function.sig.receiver().is_none();
    if errors.is_empty() && is_associated(&function.sig) {
        is_outside = false;
        errors.add(
            &function.sig.ident,
            "a kernel cannot be an associated function, because a type with its name launches it: make it a function outside the \
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

/// Says that the attribute is for functions with a body, if the item is something else.
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
