//! `#[offload_kernel]`: what makes a function written for std::offload a kernel of this crate.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{FnArg, Generics, Ident, ItemFn, Meta, Path, Token, Type, TypeParamBound, parse_quote};

/// Types of which `Argument` is known to take one slot.
const NUMBERS: [&str; 14] =
    ["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize", "f32", "f64", "bool", "char"];

/// Drops the attributes that the function's symbol once needed in std::offload.
pub fn adopt(function: &mut ItemFn) {
    function.attrs.retain(|attribute| {
        let path = match &attribute.meta {
            Meta::List(list) if list.path.is_ident("unsafe") => list.parse_args::<Path>().ok(),
            meta => Some(meta.path().clone()),
        };
        !path.is_some_and(|path| path.is_ident("no_mangle"))
    });
}

/// What carries a parameter of this type: references are as they are, a raw pointer is mapped, and everything else goes by value.
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

/// std::offload asks nothing of generic parameters. Here what a reference or pointer leads to is `DeviceData`, and what goes by value can.
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

/// Adds bounds of a parameter where its others are: clippy wants them in one place.
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
