//! `#[cfg]` on a kernel's parameters.
//!
//! An attribute gets its item before the compiler has evaluated the `#[cfg]`s in it. So a kernel with
//! `#[cfg]`s expands to several versions, each under its own `#[cfg]`.

use crate::errors::Errors;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, FnArg, GenericParam, ItemFn, Meta, parse_quote};

/// The function with and without the parameters under its first `#[cfg]`; `None` if it has none.
pub fn split(function: &ItemFn) -> Option<[ItemFn; 2]> {
    let tokens = attributes(function).find_map(condition)?;
    let condition = tokens.to_string();
    let (mut with, mut without) = (function.clone(), function.clone());
    with.attrs.insert(0, parse_quote!(#[cfg(#tokens)]));
    without.attrs.insert(0, parse_quote!(#[cfg(not(#tokens))]));
    decide(&mut with, &condition, true);
    decide(&mut without, &condition, false);
    Some([with, without])
}

/// Refuses a `#[cfg]` inside a `#[cfg_attr]`: it only appears after that has been evaluated.
pub fn check(function: &ItemFn, errors: &mut Errors) {
    for attribute in attributes(function) {
        if attribute.path().is_ident("cfg_attr") && mentions_cfg(attribute.meta.to_token_stream()) {
            errors.add(attribute, "a parameter of a kernel can be left out by `#[cfg(…)]`, not by one inside of `#[cfg_attr(…)]`");
        }
    }
}

/// Attributes of the parameters, including generic ones.
fn attributes(function: &ItemFn) -> impl Iterator<Item = &Attribute> {
    let generic = function.sig.generics.params.iter().flat_map(generic_attributes);
    generic.chain(function.sig.inputs.iter().flat_map(parameter_attributes))
}

fn generic_attributes(parameter: &GenericParam) -> &Vec<Attribute> {
    match parameter {
        GenericParam::Lifetime(parameter) => &parameter.attrs,
        GenericParam::Type(parameter) => &parameter.attrs,
        GenericParam::Const(parameter) => &parameter.attrs,
    }
}

fn generic_attributes_mut(parameter: &mut GenericParam) -> &mut Vec<Attribute> {
    match parameter {
        GenericParam::Lifetime(parameter) => &mut parameter.attrs,
        GenericParam::Type(parameter) => &mut parameter.attrs,
        GenericParam::Const(parameter) => &mut parameter.attrs,
    }
}

fn parameter_attributes(parameter: &FnArg) -> &Vec<Attribute> {
    match parameter {
        FnArg::Receiver(receiver) => &receiver.attrs,
        FnArg::Typed(parameter) => &parameter.attrs,
    }
}

fn parameter_attributes_mut(parameter: &mut FnArg) -> &mut Vec<Attribute> {
    match parameter {
        FnArg::Receiver(receiver) => &mut receiver.attrs,
        FnArg::Typed(parameter) => &mut parameter.attrs,
    }
}

/// The condition in the parentheses of a `#[cfg(…)]`.
fn condition(attribute: &Attribute) -> Option<TokenStream> {
    match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => Some(list.tokens.clone()),
        _ => None,
    }
}

/// Removes the parameters under `#[cfg(condition)]`, or only the attribute if the condition `holds`.
fn decide(function: &mut ItemFn, text: &str, holds: bool) {
    let is_this =
        |attribute: &Attribute| condition(attribute).is_some_and(|tokens| tokens.to_string() == text);
    let stays = |attributes: &mut Vec<Attribute>| {
        let before = attributes.len();
        attributes.retain(|attribute| !is_this(attribute));
        holds || attributes.len() == before
    };
    let signature = &mut function.sig;
    let generics = std::mem::take(&mut signature.generics.params).into_iter();
    signature.generics.params =
        generics.filter_map(|mut one| stays(generic_attributes_mut(&mut one)).then_some(one)).collect();
    let inputs = std::mem::take(&mut signature.inputs).into_iter();
    signature.inputs =
        inputs.filter_map(|mut one| stays(parameter_attributes_mut(&mut one)).then_some(one)).collect();
}

fn mentions_cfg(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "cfg",
        TokenTree::Group(group) => mentions_cfg(group.stream()),
        _ => false,
    })
}
