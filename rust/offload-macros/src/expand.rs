//! What a kernel expands to.
//!
//! It is safe code, but for the launch of an `unsafe` kernel: `offload::__private::launch` knows from the types alone how arguments become
//! what the function gets. So nobody gains anything by another crate in the place of `crate = path`.

use crate::errors::{is_default, item_at, relocate, respan};
use crate::fingerprint::fingerprint;
use crate::kernel::{Kernel, Parameter, Surface};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericParam, Ident};

/// Most slots that one argument has.
const SLOTS_OF_AN_ARGUMENT: usize = 3;

/// Expands a kernel without errors; `source` is what its fingerprint is taken of.
///
/// The function becomes an item of a block of its own, where it keeps its name: a kernel that calls itself still does.
pub fn kernel(kernel: &Kernel, source: &TokenStream) -> TokenStream {
    let Kernel { function, value_attributes, item_attributes, .. } = kernel;
    let (visibility, name) = (&function.vis, &function.sig.ident);
    let function = private_function(function);
    let description = description(kernel, source);
    let launch = launch_in_place(kernel);
    let check = check(kernel);
    quote! {
        #(#item_attributes)*
        #(#value_attributes)*
        #[allow(non_camel_case_types)]
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
        #visibility struct #name;

        #(#item_attributes)*
        #[doc(hidden)]
        const _: () = {
            #function

            #description

            #check

            impl #name {
                #launch
            }
        };
    }
}

fn private_function(function: &syn::ItemFn) -> syn::ItemFn {
    syn::ItemFn { vis: syn::Visibility::Inherited, ..function.clone() }
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
    if !signature.generics.params.is_empty() {
        return None;
    }
    let (name, span) = (&signature.ident, signature.ident.span());
    let path = private_path(kernel);
    let checked = item_at(&kernel.options.crate_path, quote_spanned!(span=> __private::Checked), span);
    let (list, split, capacity) = (list(kernel), is_split(kernel), capacity(kernel));
    let check = quote_spanned!(span=> <#checked<#list, #name, #split, #capacity>>::CHECK);
    Some(quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #path::Unchecked as _;
            #check
        };
    })
}

/// The launch methods.
fn launch(kernel: &Kernel) -> TokenStream {
    let offload = &kernel.options.crate_path;
    let visibility = &kernel.function.vis;
    let (impl_generics, _, where_clause) = kernel.function.sig.generics.split_for_impl();
    let hosts: Vec<_> = members(kernel, "Host").collect();
    let allow = quote!(#[allow(dead_code, unused_mut, unused_variables, clippy::type_complexity, clippy::missing_errors_doc, clippy::missing_safety_doc)]);
    if is_split(kernel) {
        let (run, turbofish) = (run(kernel, "launch", &quote!(options)), turbofish(kernel));
        return quote! {
            /// Runs the kernel once per element of its split arguments, and waits until it is done.
            ///
            /// # Errors
            ///
            /// Arguments whose lengths don't agree, and what the device or its runtime refuses. Nothing was copied back then.
            #[track_caller]
            #allow
            #visibility fn launch #impl_generics(self, args: (#(#hosts,)*)) -> #offload::Result<()> #where_clause {
                self.launch_on #turbofish(#offload::Launch::new(), args)
            }

            /// As `launch`, with the launch's own block size or device.
            ///
            /// # Errors
            ///
            /// As `launch`.
            #[track_caller]
            #allow
            #visibility fn launch_on #impl_generics(
                self,
                options: #offload::Launch,
                mut args: (#(#hosts,)*),
            ) -> #offload::Result<()> #where_clause {
                #run
            }
        };
    }
    let from_std = (kernel.options.surface == Surface::Std).then(|| {
        let (path, run) = (private_path(kernel), run(kernel, "launch_std", &quote!(dims)));
        quote! {
            #[doc(hidden)]
            #[track_caller]
            #allow
            #visibility unsafe fn __launch_of_offload_kernel #impl_generics(
                self,
                dims: #path::StdDims,
                mut args: (#(#hosts,)*),
            ) -> #offload::Result<()> #where_clause {
                #run
            }
        }
    });
    let run = run(kernel, "launch_over", &quote!(dims));
    quote! {
        #from_std

        /// Runs the kernel once per thread of the grid `dims`, and waits until it is done.
        ///
        /// # Safety
        ///
        /// What the kernel's own documentation asks for. No two threads may write the same element, or one write
        /// and another read it; raw pointers must be valid on the device.
        ///
        /// # Errors
        ///
        /// What the device or its runtime refuses. Nothing was copied back then.
        #[track_caller]
        #allow
        #visibility unsafe fn launch #impl_generics(
            self,
            dims: #offload::Dims,
            mut args: (#(#hosts,)*),
        ) -> #offload::Result<()> #where_clause {
            #run
        }
    }
}

/// The body of a launch method: a call of `function`, whose first argument is `grid`.
///
/// The function that the threads run is an item of the body, where no code of the user's can name it: that of an `unsafe` kernel is safe
/// to call.
fn run(kernel: &Kernel, function: &str, grid: &TokenStream) -> TokenStream {
    let signature = &kernel.function.sig;
    let (impl_generics, _, where_clause) = signature.generics.split_for_impl();
    let (function, name, turbofish) = (private_item(kernel, function), &signature.ident, turbofish(kernel));
    let (arguments, capacity) = (list(kernel), capacity(kernel));
    let pieces = nest(members(kernel, "Piece"));
    let names: Vec<Ident> = (0..kernel.parameters.len()).map(piece_name).collect();
    let pattern = nest(names.iter().map(ToTokens::to_token_stream));
    let hosts = nest((0..kernel.parameters.len()).map(|index| {
        let field = syn::Index::from(index);
        quote!(&mut args.#field)
    }));
    let call = quote!(#name #turbofish(#(#names),*));
    let call = match signature.unsafety {
        // SAFETY of what is written here: the launch of an `unsafe` kernel is `unsafe`, too.
        Some(_) => quote!(unsafe { #call }),
        None => call,
    };
    // By this name errors about what the kernel calls leave it out. It may not be that of the kernel, which it would hide.
    let caller = if name == "__kernel" { quote!(__caller) } else { quote!(__kernel) };
    let run = quote!(#function::<#arguments, Self, _, #capacity>(#grid, #hosts, #caller #turbofish));
    let run = if is_split(kernel) { run } else { quote!(unsafe { #run }) };
    quote! {
        #[inline]
        fn #caller #impl_generics(#pattern: #pieces) #where_clause {
            #call
        }
        #run
    }
}

/// The launch methods where the compiler reports them.
///
/// What it has to say about a parameter's type that cannot be an argument it says for the parameter and for all that is made of it. With one
/// place for everything it says it once, unless it is unclear which parameter that would be.
fn launch_in_place(kernel: &Kernel) -> TokenStream {
    let most = kernel.parameters.iter().map(Parameter::doubt).max().unwrap_or_default();
    let mut doubtful = kernel.parameters.iter().filter(|parameter| parameter.doubt() == most);
    match (doubtful.next(), doubtful.next()) {
        (Some(parameter), None) if is_default(&kernel.options.crate_path) => {
            relocate(launch(kernel), place(parameter))
        }
        _ => launch(kernel),
    }
}

/// Whether the grid follows from the arguments, as it does for safe kernels. std::offload's rules are those of `unsafe` ones.
fn is_split(kernel: &Kernel) -> bool {
    kernel.options.surface == Surface::Own && kernel.function.sig.unsafety.is_none()
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

/// The kernel's type and const parameters as arguments; lifetimes are inferred everywhere.
fn arguments_of(generics: &syn::Generics) -> Vec<&Ident> {
    let name = |parameter| match parameter {
        &GenericParam::Lifetime(_) => None,
        GenericParam::Type(parameter) => Some(&parameter.ident),
        GenericParam::Const(parameter) => Some(&parameter.ident),
    };
    generics.params.iter().filter_map(name).collect()
}

fn turbofish(kernel: &Kernel) -> TokenStream {
    let arguments = arguments_of(&kernel.function.sig.generics);
    if arguments.is_empty() { TokenStream::new() } else { quote!(::<#(#arguments),*>) }
}

/// Where a parameter's type begins, as a place in the macro's output: lints leave that alone.
fn place(parameter: &Parameter) -> Span {
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

fn piece_name(argument: usize) -> Ident {
    format_ident!("__piece_{argument}", span = Span::mixed_site())
}
