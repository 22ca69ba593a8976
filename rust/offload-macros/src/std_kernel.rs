//! `#[offload_kernel]`: turns a function written for std::offload into a kernel of this crate.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{FnArg, Generics, Ident, ItemFn, Meta, Path, Token, Type, TypeParamBound, parse_quote};

/// Types whose `Argument` takes one slot.
const NUMBERS: [&str; 14] =
    ["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize", "f32", "f64", "bool", "char"];

/// Removes the attributes that std::offload once required for the function's symbol.
pub fn adopt(function: &mut ItemFn) {
    function.attrs.retain(|attribute| {
        let path = match &attribute.meta {
            Meta::List(list) if list.path.is_ident("unsafe") => list.parse_args::<Path>().ok(),
            meta => Some(meta.path().clone()),
        };
        !path.is_some_and(|path| path.is_ident("no_mangle"))
    });
}

/// The wrapper for a parameter of this type: references need none, a raw pointer is mapped, and every other
/// type goes by value.
pub fn carrier(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Reference(_) => None,
        Type::Ptr(_) => Some("Mapped"),
        Type::Path(path) if NUMBERS.iter().any(|number| path.path.is_ident(number)) => None,
        Type::Paren(inner) => carrier(&inner.elem),
        Type::Group(inner) => carrier(&inner.elem),
        _ => Some("ByValue"),
    }
}

/// Adds bounds to generic parameters, of which std::offload requires none. Here the target of a reference or
/// pointer must be `DeviceData`, and a value must be able to go by value.
pub fn bound_generics(function: &mut ItemFn, crate_path: &Path) {
    let signature = &mut function.sig;
    let generics: Vec<Ident> =
        signature.generics.type_params().map(|parameter| parameter.ident.clone()).collect();
    let by_value: TypeParamBounds = parse_quote!(::core::marker::Copy + ::core::marker::Send + 'static);
    for input in &signature.inputs {
        let FnArg::Typed(parameter) = input else { continue };
        let ty = &parameter.ty;
        let used: Vec<_> =
            generics.iter().filter(|generic| mentions(ty.to_token_stream(), generic)).collect();
        if carrier(ty) != Some("ByValue") {
            for generic in used {
                bound(&mut signature.generics, generic, &parse_quote!(#crate_path::DeviceData));
            }
        } else if let [generic] = used[..]
            && matches!(ty.as_ref(), Type::Path(path) if path.path.is_ident(generic))
        {
            bound(&mut signature.generics, generic, &by_value);
        } else if !used.is_empty() {
            signature.generics.make_where_clause().predicates.push(parse_quote!(#ty: #by_value));
        }
    }
}

type TypeParamBounds = Punctuated<TypeParamBound, Token![+]>;

/// Adds bounds of a parameter beside its other bounds: clippy wants all bounds in one place.
fn bound(generics: &mut Generics, name: &Ident, bounds: &TypeParamBounds) {
    let declared = generics.type_params_mut().find(|parameter| parameter.ident == *name);
    match declared {
        Some(parameter) if !parameter.bounds.is_empty() => parameter.bounds.extend(bounds.clone()),
        _ => generics.make_where_clause().predicates.push(parse_quote!(#name: #bounds)),
    }
}

fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        _ => false,
    })
}
