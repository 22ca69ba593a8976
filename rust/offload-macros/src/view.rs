//! `#[derive(DeviceView)]`.

use crate::data::crate_path;
use crate::errors::{Errors, relocate, respan};
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Ident, Member};

/// Expands the derive: a part per field, so that one that a kernel cannot be shown is reported where it stands.
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
    if let Some(errors) = errors.into_tokens() {
        return errors;
    }
    let private = quote!(#path::__private);
    let core = quote!(#private::core);
    let mut generics = input.generics.clone();
    let where_clause = generics.make_where_clause();
    // A bound on a type without parameters would not be looked at until the struct is used: the constants below look at once.
    let parameters: Vec<_> = input.generics.type_params().map(|parameter| &parameter.ident).collect();
    for (_, field) in fields.iter().filter(|(_, field)| mentions(field.ty.to_token_stream(), &parameters)) {
        let ty = &field.ty;
        let bound = respan(quote!(#path::DeviceView), ty.span());
        where_clause.predicates.push(syn::parse_quote_spanned!(ty.span()=> #ty: #bound));
    }
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let parts = fields.iter().map(|(member, field)| {
        let (span, text) = (field.ty.span(), member_text(member));
        let (ty, part) = (relocate(field.ty.to_token_stream(), span), respan(quote!(#private::part), span));
        quote_spanned!(span=> #part::<#ty>(#text, #core::mem::offset_of!(Self, #member)))
    });
    let views = fields.iter().map(|(_, field)| {
        let span = field.ty.span();
        let (ty, view) =
            (relocate(field.ty.to_token_stream(), span), respan(quote!(#path::DeviceView), span));
        quote_spanned!(span=> <#ty as #view>)
    });
    let views: Vec<_> = views.collect();
    // As in the derive of `DeviceData`: the bounds follow, and the lifetime keeps the compiler from checking them twice.
    let parameters = &generics.params;
    let written = input.generics.where_clause.as_ref().map(|clause| &clause.predicates);
    let written = written.into_iter().flatten();
    quote! {
        // SAFETY: a part for every field, at its place.
        #[automatically_derived]
        unsafe impl #impl_generics #path::DeviceView for #name #type_generics #where_clause {
            const FIELDS: #private::Fields =
                if true #(&& #views::FIELDS.is_empty())* { &[] } else { &[#(#parts),*] };
            const INTERIOR_MUTABLE: bool = false #(|| #views::INTERIOR_MUTABLE)*;
        }

        #path::__by_value!(ViewByValue [#parameters] #name #type_generics where
            #(#written,)* for<'__once> Self: #path::DeviceView + #core::marker::Copy);
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

/// Whether the type `name` is among the tokens: by itself or as `Self`, not as a part of another path.
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
