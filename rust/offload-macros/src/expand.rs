//! The expansion of a kernel.
//!
//! It is safe code, except in the launch of an `unsafe` kernel: `offload::__private::launch` knows from the types alone how arguments become
//! the function's pieces. So `crate = path` may name any crate without making a program unsound.

use crate::arguments::{capacity, list, private_path};
use crate::errors::{item_at, respan};
use crate::fingerprint::fingerprint;
use crate::kernel::{Attributes, Kernel};
use crate::launches::launches;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

/// Expands a kernel without errors. Its fingerprint is a hash of `source`.
///
/// The function stays as it is, and a struct with its name has the launches. A braced struct is only a type, so the name stays the function's
/// among values, and a variable may shadow it.
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
    // rustdoc resolves no links to raw identifiers.
    match name.strip_prefix("r#") {
        Some(name) => format!("The kernel `{name}`: launches of the function with its name."),
        None => format!("The kernel [`{name}`](fn@{name}): launches of the function with its name."),
    }
}

/// The constants from which the user crate makes the kernel's descriptor.
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

/// Checks a kernel that is not generic where it is written. A generic one is checked at its first launch.
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
    // These macros return the place of the call's first token.
    respan(quote!(::core::#macro_name!()), name.span())
}
