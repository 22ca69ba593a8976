//! `#[derive(DeviceData)]`.

use crate::by_value::by_value;
use crate::errors::{Errors, item_at};
use crate::final_type::final_type;
use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Field, Path, parse_quote};

/// Expands the derive: one bound per field, so that rustc reports a field that is not plain data at its
/// place.
pub fn expand(item: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let path = crate_path(&input, "device_data", &mut errors);
    let fields = fields(&input, &mut errors);
    if let Some(errors) = errors.into_tokens(&[]) {
        return errors;
    }
    let mut generics = input.generics.clone();
    let where_clause = generics.make_where_clause();
    for field in fields {
        let ty = &field.ty;
        let bound = item_at(&path, quote!(DeviceData), ty.span());
        where_clause.predicates.push(syn::parse_quote_spanned!(ty.span()=> #ty: #bound));
    }
    if input.generics.type_params().next().is_some() {
        // A field may satisfy these bounds although the struct does not: `#[derive(Clone, Copy)]` requires
        // `Copy` of all parameters.
        where_clause.predicates.push(parse_quote!(
            Self: ::core::marker::Copy + ::core::marker::Send + ::core::marker::Sync + 'static
        ));
    }
    // The bounds of the fields follow from `Self: DeviceData`. The lifetime keeps the compiler from checking
    // them here a second time.
    let mut plain = input.generics.clone();
    plain.make_where_clause().predicates.push(parse_quote!(for<'__once> Self: #path::DeviceData));
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let (_, _, plain_clause) = plain.split_for_impl();
    let final_type = final_type(&input, &plain, "DeviceData");
    let argument = by_value(
        &path,
        name,
        &plain,
        &quote!(plain),
        &quote! {
            type Slot0 = ::core::mem::MaybeUninit<::core::primitive::u64>;
            type Slot1 = *const Self;
            type Slot2 = ();
            const SHAPE: #path::__private::Shape = <Self as #path::DeviceData>::SHAPE;

            #[inline]
            fn bind(host: &mut Self, slots: &mut #path::__private::SlotWriter<'_>) {
                slots.plain(host);
            }

            #[inline]
            unsafe fn piece(
                word: Self::Slot0,
                address: *const Self,
                (): (),
            ) -> ::core::option::Option<Self> {
                // SAFETY: the caller's promise.
                ::core::option::Option::Some(unsafe { <Self as #path::DeviceData>::read(word, address) })
            }
        },
    );
    quote! {
        #[doc(hidden)]
        const _: () = {
            // SAFETY: every field is plain data by the bounds below, and `final_type` sees to it that these are all fields.
            #[automatically_derived]
            unsafe impl #impl_generics #path::DeviceData for #name #type_generics #where_clause {
                const DERIVED: () = ();
            }

            // SAFETY: plain data has no pointers and no interior mutability.
            #[automatically_derived]
            unsafe impl #impl_generics #path::DeviceView for #name #type_generics #plain_clause {
                const GROUNDS: #path::__private::Grounds<Self> = <#path::__private::Grounds<Self>>::plain();
            }

            #argument

            #final_type
        };
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

/// The path of this crate in the derive's own attribute.
pub fn crate_path(input: &DeriveInput, own_attribute: &str, errors: &mut Errors) -> Path {
    let mut path = None;
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident(own_attribute)) {
        let parsed = attribute.parse_nested_meta(|option| {
            if !option.path.is_ident("crate") {
                return Err(option.error("the only option is `crate = path`"));
            }
            let value = option.value()?.call(Path::parse_mod_style)?;
            match path.replace(value) {
                None => Ok(()),
                Some(_) => Err(option.error("`crate` stands here twice")),
            }
        });
        if let Err(error) = parsed {
            errors.push(error);
        }
    }
    path.unwrap_or_else(|| parse_quote!(::offload))
}
