//! The expansion of a kernel.
//!
//! It is safe code, except for the launch of an `unsafe` kernel: `offload::__private::launch` derives from
//! the types alone how arguments become the function's parameters. So a wrong crate in `crate = path` cannot
//! break anything.

use crate::arguments::{capacity, list, private_path};
use crate::errors::{item_at, respan};
use crate::fingerprint::fingerprint;
use crate::kernel::{Attributes, Kernel};
use crate::launches::launches;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

/// Expands a kernel without errors. Its fingerprint is the hash of `source`.
///
/// The function does not change. A type with the same name has the launches: types and functions have
/// separate namespaces. A variable may have a kernel's name, as it may have the name of any function.
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
    // Links cannot contain raw names.
    match name.strip_prefix("r#") {
        Some(name) => format!("The kernel `{name}`: launches of the function with its name."),
        None => format!("The kernel [`{name}`](fn@{name}): launches of the function with its name."),
    }
}

/// The parts of the kernel's source that its descriptor contains.
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

/// The compiler finds errors of a generic kernel at its first launch, and errors of other kernels here.
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
    // The place of a macro is the place of the first token of its call.
    respan(quote!(::core::#macro_name!()), name.span())
}
