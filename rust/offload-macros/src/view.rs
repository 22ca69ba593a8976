//! `#[derive(DeviceView)]`.

use crate::by_value::by_value;
use crate::data::crate_path;
use crate::errors::{Errors, item_at, relocate};
use crate::final_type::final_type;
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Ident, Member, parse_quote};

/// Expands the derive: one part per field, so that rustc reports a field that a kernel cannot see at its
/// place.
pub fn expand(item: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let path = crate_path(&input, "device_view", &mut errors);
    let fields = fields(&input, &mut errors);
    for (_, field) in fields.iter().filter(|(_, field)| names(field.ty.to_token_stream(), &input.ident)) {
        errors.add(
            &field.ty,
            "a type that a kernel is shown cannot refer to itself, as it would have references at every depth: put all of them into \
             one slice, and let them name each other by index",
        );
    }
    if let Some(errors) = errors.into_tokens(&[]) {
        return errors;
    }
    let mut generics = input.generics.clone();
    let where_clause = generics.make_where_clause();
    // rustc would not check a bound on a type without parameters until the struct is used; the constants
    // below check it at once.
    let parameters: Vec<_> = input.generics.type_params().map(|parameter| &parameter.ident).collect();
    for (_, field) in fields.iter().filter(|(_, field)| mentions(field.ty.to_token_stream(), &parameters)) {
        let ty = &field.ty;
        let bound = item_at(&path, quote!(DeviceView), ty.span());
        where_clause.predicates.push(syn::parse_quote_spanned!(ty.span()=> #ty: #bound));
    }
    if !parameters.is_empty() {
        where_clause.predicates.push(parse_quote!(Self: ::core::marker::Sync));
    }
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let views = fields.iter().map(|(_, field)| {
        let span = field.ty.span();
        let (ty, view) =
            (relocate(field.ty.to_token_stream(), span), item_at(&path, quote!(DeviceView), span));
        quote_spanned!(span=> <#ty as #view>)
    });
    let views: Vec<_> = views.collect();
    let parts = fields.iter().zip(&views).map(|((member, _), view)| {
        let text = member_text(member);
        quote!(#view::PART.at(#text, ::core::mem::offset_of!(Self, #member)))
    });
    // As in the derive of `DeviceData`, the bounds follow from `Self`, and the lifetime keeps the compiler
    // from checking them twice.
    let mut shown = input.generics.clone();
    shown.make_where_clause().predicates.push(parse_quote!(for<'__once> Self: #path::DeviceView));
    let mut copied = input.generics.clone();
    copied
        .make_where_clause()
        .predicates
        .push(parse_quote!(for<'__once> Self: #path::DeviceView + ::core::marker::Copy));
    let final_type = final_type(&input, &shown, "DeviceView");
    let argument = by_value(
        &path,
        name,
        &copied,
        &quote!(view),
        &quote! {
            type Slot0 = ::core::ptr::NonNull<Self>;
            type Slot1 = ();
            type Slot2 = ();
            const SHAPE: #path::__private::Shape = <Self as #path::DeviceView>::SHAPE;

            #[inline]
            fn bind(host: &mut Self, slots: &mut #path::__private::SlotWriter<'_>) {
                slots.view(host);
            }

            #[inline]
            unsafe fn piece(address: ::core::ptr::NonNull<Self>, (): (), (): ()) -> ::core::option::Option<Self> {
                // SAFETY: the caller's promise: the address comes from `bind` or is that of a copy, and the type is `Copy`.
                ::core::option::Option::Some(unsafe { address.read() })
            }
        },
    );
    quote! {
        #[doc(hidden)]
        const _: () = {
            // SAFETY: a part for every field, at its place; `final_type` sees to it that these are all fields.
            #[automatically_derived]
            unsafe impl #impl_generics #path::DeviceView for #name #type_generics #where_clause {
                const FIELDS: #path::__private::Fields =
                    if true #(&& #views::FIELDS.is_empty())* { &[] } else { &[#(#parts),*] };
                const INTERIOR_MUTABLE: ::core::primitive::bool = false #(|| #views::INTERIOR_MUTABLE)*;
            }

            #argument

            #final_type
        };
    }
}

/// Whether one of `names` is among the tokens.
fn mentions(tokens: TokenStream, names: &[&Ident]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => names.contains(&&ident),
        TokenTree::Group(group) => mentions(group.stream(), names),
        _ => false,
    })
}

/// Whether the type `name` is among the tokens: alone or as `Self`, not as a part of another path.
fn names(tokens: TokenStream, name: &Ident) -> bool {
    let mut in_path = false;
    tokens.into_iter().any(|token| {
        let was_in_path =
            std::mem::replace(&mut in_path, matches!(&token, TokenTree::Punct(p) if p.as_char() == ':'));
        match token {
            TokenTree::Ident(ident) => !was_in_path && (ident == *name || ident == "Self"),
            TokenTree::Group(group) => names(group.stream(), name),
            _ => false,
        }
    })
}

fn member_text(member: &Member) -> String {
    match member {
        Member::Named(name) => name.to_string().trim_start_matches("r#").to_owned(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

fn fields<'i>(input: &'i DeriveInput, errors: &mut Errors) -> Vec<(Member, &'i syn::Field)> {
    let fields: &Fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(data) => {
            errors.add(
                data.enum_token,
                "`DeviceView` cannot be derived for an enum: where its references are changes with the variant. Derive \
                 `DeviceData` for one without references, or take a struct",
            );
            return vec![];
        }
        Data::Union(data) => {
            errors.add(
                data.union_token,
                "`DeviceView` cannot be derived for a union: its bytes don't say what they are",
            );
            return vec![];
        }
    };
    fields.members().zip(fields).collect()
}
