//! What a kernel expands to.
//!
//! It is safe code, but for the launch of an `unsafe` kernel: `offload::__private::launch` knows from the types alone how arguments become
//! what the function gets. So nobody gains anything by another crate in the place of `crate = path`.

use crate::arguments::{capacity, list, private_path};
use crate::errors::{item_at, respan};
use crate::fingerprint::fingerprint;
use crate::kernel::{Attributes, Kernel};
use crate::launches::launches;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

/// Expands a kernel without errors; `source` is what its fingerprint is taken of.
///
/// The function stays as it is. Beside it there is a type of its name, which has the launches: types and functions have names of their own, so
/// that a variable may be called like a kernel, as it may like any function.
pub fn kernel(kernel: &Kernel, source: &TokenStream) -> TokenStream {
    let Kernel { function, attributes: Attributes { conditions, notices, levels, .. }, .. } = kernel;
    let (visibility, name) = (&function.vis, &function.sig.ident);
    let (about, launches) = (about(name), launches(kernel));
    let (description, check) = (description(kernel, source), check(kernel));
    quote! {
        #function

        #(#conditions)*
        #[doc = #about]
        #(#notices)*
        #(#levels)*
        #[allow(non_camel_case_types, missing_copy_implementations, missing_debug_implementations)]
        #visibility struct #name {}

        #(#conditions)*
        #(#levels)*
        #[allow(deprecated)]
        impl #name {
            #launches
        }

        #(#conditions)*
        #[allow(deprecated)]
        const _: () = {
            #description

            #check
        };
    }
}

/// Documentation of the kernel's type.
fn about(name: &Ident) -> String {
    let name = name.to_string();
    // Links don't lead to raw names.
    match name.strip_prefix("r#") {
        Some(name) => format!("The kernel `{name}`: launches of the function with its name."),
        None => format!("The kernel [`{name}`](fn@{name}): launches of the function with its name."),
    }
}

/// What is written of the kernel, for its descriptor.
fn description(kernel: &Kernel, source: &TokenStream) -> TokenStream {
    let path = private_path(kernel);
    let name = &kernel.function.sig.ident;
    let names = kernel.parameters.iter().map(|parameter| &parameter.name);
    let max_block = match kernel.options.max_block {
        Some(threads) => quote!(::core::option::Option::Some(#threads)),
        None => quote!(::core::option::Option::None),
    };
    let strict_fp = kernel.options.strict_fp;
    let fingerprint = Literal::u64_suffixed(fingerprint(source));
    let (file, line, column) = (at(name, "file"), at(name, "line"), at(name, "column"));
    let name_text = name.to_string();
    let name_text = name_text.trim_start_matches("r#");
    quote! {
        #[doc(hidden)]
        impl #path::KernelSource for #name {
            const NAME: &'static ::core::primitive::str = ::core::concat!(::core::module_path!(), "::", #name_text);
            const PARAMETERS: &'static [&'static ::core::primitive::str] = &[#(#names),*];
            const PLACE: (&'static ::core::primitive::str, ::core::primitive::u32, ::core::primitive::u32) =
                (#file, #line, #column);
            const FINGERPRINT: ::core::primitive::u64 = #fingerprint;
            const STRICT_FP: ::core::primitive::bool = #strict_fp;
            const MAX_BLOCK: ::core::option::Option<::core::primitive::u32> = #max_block;
        }
    }
}

/// What is wrong with a generic kernel comes out at its first launch, with any other here.
fn check(kernel: &Kernel) -> Option<TokenStream> {
    let signature = &kernel.function.sig;
    if !kernel.generics.params.is_empty() {
        return None;
    }
    let (name, span) = (&signature.ident, signature.ident.span());
    let path = private_path(kernel);
    let checked = item_at(&kernel.options.crate_path, quote_spanned!(span=> __private::Checked), span);
    let (list, split, capacity) = (list(kernel), !kernel.is_unsafe(), capacity(kernel));
    let check = quote_spanned!(span=> <#checked<#list, #name, #split, #capacity>>::CHECK);
    Some(quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #path::Unchecked as _;
            #check
        };
    })
}

/// `file!()`, `line!()` or `column!()` of the kernel's name.
fn at(name: &Ident, which: &str) -> TokenStream {
    let macro_name = Ident::new(which, name.span());
    // A macro's place is that of the call's first token.
    respan(quote!(::core::#macro_name!()), name.span())
}
