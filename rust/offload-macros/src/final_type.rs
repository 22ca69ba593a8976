//! The check that a derive has seen the final form of its type.
//!
//! A derive gets its item as it is written. Attributes below the derive run later, and may add fields, change
//! their types, or turn the struct into a union. So the derive writes code that compiles only if the final
//! type has the fields that the derive has seen.

use crate::errors::relocate;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Generics, Ident};

/// Items that check the final type of `input` for `derive`. `generics` belong to the derived implementation.
///
/// They name nothing but `core`, so that nothing can replace the check.
pub fn final_type(input: &DeriveInput, generics: &Generics, derive: &str) -> TokenStream {
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let name = &input.ident;
    let check = match &input.data {
        Data::Struct(data) => check_struct(&data.fields),
        Data::Enum(data) => {
            let arms = data.variants.iter().map(|variant| check_variant(&variant.ident, &variant.fields));
            quote!(match self { #(#arms)* })
        }
        // Unions were refused earlier.
        Data::Union(_) => TokenStream::new(),
    };
    let message = format!(
        "this field has another type than `#[derive({derive})]` has seen: write the derive below the attribute that changes it"
    );
    let label = "`{Self}` now, and `{Seen}` in front of the derive";
    quote! {
        #[diagnostic::on_unimplemented(message = #message, label = #label)]
        trait __SeenAs<Seen> {}
        impl<__Type> __SeenAs<__Type> for __Type {}
        fn __any<__Type>() -> __Type {
            loop {}
        }
        fn __same<__Seen, __Type: __SeenAs<__Seen>>(_: *const __Type) {}

        #[allow(dead_code)]
        trait __FinalType {
            fn check(self);
        }
        #[automatically_derived]
        #[allow(unused_variables, unreachable_code, clippy::all, clippy::pedantic)]
        impl #impl_generics __FinalType for #name #type_generics #where_clause {
            fn check(self) {
                #check
            }
        }
    }
}

fn check_struct(fields: &Fields) -> TokenStream {
    let types = fields.members().zip(fields).map(|(member, field)| same_type(field, &quote!(self.#member)));
    let members = fields.members();
    quote! {
        #(#types)*
        // No pattern of a union has a `..`.
        let Self { .. } = self;
        let _ = Self { #(#members: __any(),)* };
    }
}

fn check_variant(variant: &Ident, fields: &Fields) -> TokenStream {
    let names: Vec<Ident> =
        (0..fields.len()).map(|index| format_ident!("__field_{index}", span = Span::mixed_site())).collect();
    let members: Vec<_> = fields.members().collect();
    let types = fields.iter().zip(&names).map(|(field, name)| same_type(field, &name.to_token_stream()));
    quote! {
        Self::#variant { #(#members: #names,)* .. } => {
            #(#types)*
            let _ = Self::#variant { #(#members: __any(),)* };
        }
    }
}

fn same_type(field: &syn::Field, place: &TokenStream) -> TokenStream {
    let span = field.ty.span();
    let ty = relocate(field.ty.to_token_stream(), span);
    quote_spanned!(span=> __same::<#ty, _>(&raw const #place);)
}
