//! What a kernel expands to.
//!
//! It is safe code, but for the launch of an `unsafe` kernel: `offload::__private::launch` knows from the types alone how arguments become
//! what the function gets. So nobody gains anything by another crate in the place of `crate = path`.

use crate::errors::{is_default, item_at, relocate, respan};
use crate::fingerprint::fingerprint;
use crate::kernel::{Attributes, Kernel, Parameter, Unnamed};
use crate::launches::launches;
use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

/// The function behind all launches. Where errors name a launch in a kernel they leave out every function by this name.
pub const RUN: &str = "__launch_of_offload_kernel";

/// Most slots that one argument has.
const SLOTS_OF_AN_ARGUMENT: usize = 3;

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

/// The function behind all launches, an item of the body of one of them: it hands the arguments to the user crate, with what calls the kernel's
/// function.
///
/// What the threads run is an item of its own body, where no code of the user's can name it: that of an `unsafe` kernel is safe to call.
pub fn run(kernel: &Kernel) -> TokenStream {
    let signature = &kernel.function.sig;
    let (impl_generics, _, where_clause) = kernel.generics.split_for_impl();
    let (name, offload, run) = (&signature.ident, &kernel.options.crate_path, format_ident!("{RUN}"));
    let unsafety = kernel.is_unsafe().then(|| quote!(unsafe));
    let names: Vec<Ident> = (0..kernel.parameters.len()).map(argument_name).collect();
    let (hosts, pieces) = (members(kernel, "Host"), nest(members(kernel, "Piece")));
    let pattern = nest(names.iter().map(ToTokens::to_token_stream));
    let turbofish = kernel.turbofish(Unnamed::LeftOut);
    let call = quote!(#name #turbofish(#(#names),*));
    let call = match signature.unsafety {
        // SAFETY of what is written here: the launch of an `unsafe` kernel is `unsafe`, too.
        Some(_) => quote!(unsafe { #call }),
        None => call,
    };
    // By this name errors about what the kernel calls leave it out. It may not be that of the kernel, which it would hide.
    let caller = if name == "__kernel" { quote!(__caller) } else { quote!(__kernel) };
    let references = nest(names.iter().map(|name| quote!(&mut #name)));
    let launch = private_item(kernel, if kernel.is_unsafe() { "launch_unsafe" } else { "launch" });
    let (arguments, capacity, turbofish) = (list(kernel), capacity(kernel), kernel.turbofish(Unnamed::Named));
    let launch = quote!(#launch::<#arguments, #name, _, #capacity>(options, #references, #caller #turbofish));
    let launch = if kernel.is_unsafe() { quote!(unsafe { #launch }) } else { launch };
    let head = in_place(kernel, quote!(#[track_caller] #[inline] #unsafety fn #run));
    let parameters = in_place(
        kernel,
        quote!((options: #offload::Launch, #(mut #names: #hosts),*) -> #offload::Result<()>),
    );
    let caller_head = in_place(kernel, quote!(#[inline] fn #caller));
    let caller_rest = in_place(kernel, quote!((#pattern: #pieces)));
    let (call, launch) = (in_place(kernel, call), in_place(kernel, launch));
    // Generics stay where they are written: there the compiler suggests the bounds that lack.
    quote! {
        #head #impl_generics #parameters #where_clause {
            #caller_head #impl_generics #caller_rest #where_clause {
                #call
            }
            #launch
        }
    }
}

/// Tokens where the compiler reports what is wrong with them.
///
/// What it has to say about a parameter's type that cannot be an argument it says for the parameter and for all that is made of it. With one
/// place for everything it says it once, unless it is unclear which parameter that would be.
pub fn in_place(kernel: &Kernel, tokens: TokenStream) -> TokenStream {
    let most = kernel.parameters.iter().map(Parameter::doubt).max().unwrap_or_default();
    let mut doubtful = kernel.parameters.iter().filter(|parameter| parameter.doubt() == most);
    match (doubtful.next(), doubtful.next()) {
        (Some(parameter), None) if is_default(&kernel.options.crate_path) => {
            relocate(tokens, place(parameter))
        }
        _ => tokens,
    }
}

/// `(first, (second, ()))`, with the place of each where it begins.
fn nest(items: impl DoubleEndedIterator<Item = TokenStream>) -> TokenStream {
    items.rev().fold(quote!(()), |rest, first| {
        let span = first.span();
        quote_spanned!(span=> (#first, #rest))
    })
}

/// The parameter types as a list.
fn list(kernel: &Kernel) -> TokenStream {
    nest(kernel.parameters.iter().map(|parameter| argument_type(kernel, parameter)))
}

/// Where a parameter's type begins, as a place in the macro's output: lints leave that alone.
pub fn place(parameter: &Parameter) -> Span {
    Span::call_site().located_at(parameter.ty.span())
}

/// The type that implements `Argument` for a parameter.
///
/// All of it, and of what is generated around it, has the place where the type begins: what the compiler has to say
/// about it several times in one place, it says once.
fn argument_type(kernel: &Kernel, parameter: &Parameter) -> TokenStream {
    let span = place(parameter);
    let ty = relocate(parameter.ty.to_token_stream(), span);
    let Some(carrier) = parameter.carrier else { return ty };
    let carrier = Ident::new(carrier, span);
    let carrier = item_at(&kernel.options.crate_path, quote_spanned!(span=> __private::#carrier), span);
    quote_spanned!(span=> #carrier<#ty>)
}

/// An associated type or constant of a parameter's `Argument`.
fn member(kernel: &Kernel, parameter: &Parameter, member: &str) -> TokenStream {
    let (argument, span) = (argument_type(kernel, parameter), place(parameter));
    let argument_trait =
        item_at(&kernel.options.crate_path, quote_spanned!(span=> __private::Argument), span);
    let member = Ident::new(member, span);
    quote_spanned!(span=> <#argument as #argument_trait>::#member)
}

/// The same member of every parameter.
fn members(kernel: &Kernel, name: &str) -> impl DoubleEndedIterator<Item = TokenStream> {
    kernel.parameters.iter().map(move |parameter| member(kernel, parameter, name))
}

fn private_path(kernel: &Kernel) -> TokenStream {
    let path = &kernel.options.crate_path;
    quote!(#path::__private)
}

fn private_item(kernel: &Kernel, name: &str) -> TokenStream {
    let (path, name) = (private_path(kernel), format_ident!("{name}"));
    quote!(#path::#name)
}

fn capacity(kernel: &Kernel) -> usize {
    SLOTS_OF_AN_ARGUMENT * kernel.parameters.len()
}

/// `file!()`, `line!()` or `column!()` of the kernel's name.
fn at(name: &Ident, which: &str) -> TokenStream {
    let macro_name = Ident::new(which, name.span());
    // A macro's place is that of the call's first token.
    respan(quote!(::core::#macro_name!()), name.span())
}

fn argument_name(argument: usize) -> Ident {
    format_ident!("__argument_{argument}", span = Span::mixed_site())
}
