//! `#[derive(DeviceData)]`.

use crate::errors::{Errors, respan};
use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Field, Path};

/// Expands the derive: one bound per field, so that a field that is no plain data is reported where it stands.
pub fn expand(item: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let path = crate_path(&input, "device_data", &mut errors);
    let fields = fields(&input, &mut errors);
    if let Some(errors) = errors.into_tokens() {
        return errors;
    }
    let mut generics = input.generics.clone();
    let where_clause = generics.make_where_clause();
    for field in fields {
        let ty = &field.ty;
        let bound = respan(quote!(#path::DeviceData), ty.span());
        where_clause.predicates.push(syn::parse_quote_spanned!(ty.span()=> #ty: #bound));
    }
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    // The bounds of the fields follow from `Self: DeviceData`. The lifetime keeps the compiler from checking that here
    // a second time.
    let parameters = &generics.params;
    let written = input.generics.where_clause.as_ref().map(|clause| &clause.predicates);
    let written: Vec<_> = written.into_iter().flatten().collect();
    quote! {
        // SAFETY: every field is plain data by the bounds below.
        #[automatically_derived]
        unsafe impl #impl_generics #path::DeviceData for #name #type_generics #where_clause {}

        // SAFETY: plain data has no pointers and no interior mutability.
        #[automatically_derived]
        unsafe impl #impl_generics #path::DeviceView for #name #type_generics
        where
            #(#written,)*
            for<'__once> Self: #path::DeviceData
        {}

        #path::__by_value!(ByValue [#parameters] #name #type_generics where #(#written,)* for<'__once> Self: #path::DeviceData);
    }
}

fn fields<'i>(input: &'i DeriveInput, errors: &mut Errors) -> Vec<&'i Field> {
    match &input.data {
        Data::Struct(data) => data.fields.iter().collect(),
        Data::Enum(data) => data.variants.iter().flat_map(|variant| &variant.fields).collect(),
        Data::Union(data) => {
            errors.add(
                data.union_token,
                "`DeviceData` cannot be derived for a union: its bytes don't say what they are",
            );
            vec![]
        }
    }
}

/// What the derive's own attribute calls this crate.
pub fn crate_path(input: &DeriveInput, own_attribute: &str, errors: &mut Errors) -> Path {
    let mut path = syn::parse_quote!(::offload);
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident(own_attribute)) {
        let parsed = attribute.parse_nested_meta(|option| {
            if !option.path.is_ident("crate") {
                return Err(option.error("the only option is `crate = path`"));
            }
            path = option.value()?.call(Path::parse_mod_style)?;
            Ok(())
        });
        if let Err(error) = parsed {
            errors.push(error);
        }
    }
    path
}
