//! What a kernel expands to.

use crate::errors::{relocate, respan};
use crate::fingerprint::fingerprint;
use crate::kernel::{Kernel, Parameter, Surface};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericParam, Generics, Ident};

/// Most slots that one argument has.
const SLOTS_OF_AN_ARGUMENT: usize = 3;

/// Expands a kernel without errors; `source` is what its fingerprint is taken of.
///
/// The function becomes an item of a block of its own, where it keeps its name: a kernel that calls itself still does.
pub fn kernel(kernel: &Kernel, source: &TokenStream) -> TokenStream {
    let Kernel { function, value_attributes, item_attributes, .. } = kernel;
    let (visibility, name) = (&function.vis, &function.sig.ident);
    let function = private_function(function);
    let shim = shim(kernel);
    let implementation = implementation(kernel, source);
    let launch = launch(kernel);
    quote! {
        #(#item_attributes)*
        #(#value_attributes)*
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, Debug)]
        #visibility struct #name;

        #(#item_attributes)*
        #[doc(hidden)]
        const _: () = {
            #function

            impl #name {
                #shim
                #launch
            }

            #implementation
        };
    }
}

fn private_function(function: &syn::ItemFn) -> syn::ItemFn {
    syn::ItemFn { vis: syn::Visibility::Inherited, ..function.clone() }
}

/// The shim: the kernel with one integer or pointer parameter per slot.
///
/// `C-unwind`, because the fallback calls it on the host, where a panic has to get through.
fn shim(kernel: &Kernel) -> TokenStream {
    let path = private_path(kernel);
    let core = quote!(#path::core);
    let (generics, _, where_clause) = kernel.function.sig.generics.split_for_impl();
    let is_safe = kernel.function.sig.unsafety.is_none();
    let slots = kernel.parameters.iter().enumerate().map(|(index, parameter)| {
        let slots = (0..SLOTS_OF_AN_ARGUMENT).map(|slot| {
            let (name, ty) = (slot_name(index, slot), member(kernel, parameter, &format!("Slot{slot}")));
            quote!(#name: #ty)
        });
        quote!(#(#slots),*)
    });
    let pieces = kernel.parameters.iter().enumerate().map(|(index, parameter)| {
        let argument = argument_type(kernel, parameter);
        let (piece, slots) =
            (piece_name(index), (0..SLOTS_OF_AN_ARGUMENT).map(|slot| slot_name(index, slot)));
        let take = if is_safe { quote!(#path::safe_piece) } else { quote!(#path::piece) };
        quote! {
            // SAFETY: a launch gives the slots of the arguments it bound, and each thread runs the shim once.
            let #core::option::Option::Some(#piece) = (unsafe { #take::<#argument>(#(#slots),*) }) else {
                return;
            };
        }
    });
    let (function, turbofish, names) = (&kernel.function.sig.ident, turbofish(kernel), piece_names(kernel));
    let call = quote!(#function #turbofish(#(#names),*));
    let call = if is_safe {
        call
    } else {
        // The launch of an `unsafe` kernel is `unsafe`, too.
        quote!(unsafe { #call })
    };
    quote! {
        #[doc(hidden)]
        #[inline(never)]
        #[allow(improper_ctypes_definitions, non_snake_case, clippy::too_many_arguments, clippy::type_complexity)]
        extern "C-unwind" fn __kernel #generics(#(#slots),*) #where_clause {
            #(#pieces)*
            #call;
        }
    }
}

/// The type that carries the kernel's generic arguments, and its description.
fn implementation(kernel: &Kernel, source: &TokenStream) -> TokenStream {
    let path = private_path(kernel);
    let core = quote!(#path::core);
    let name = &kernel.function.sig.ident;
    let generics = &kernel.function.sig.generics;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (carrier, carrier_generics, carried) = carrier(generics, &core);
    let shapes = members(kernel, "SHAPE");
    let names = kernel.parameters.iter().map(|parameter| &parameter.name);
    let capacity = capacity(kernel);
    let rank = if kernel.function.sig.unsafety.is_none() {
        let ranks = members(kernel, "RANK");
        respan(quote!(#path::rank), name.span())
            .into_iter()
            .chain(quote_spanned!(name.span()=> (&[#(#ranks),*])))
            .collect()
    } else {
        quote!(3)
    };
    let max_block = match kernel.options.max_block {
        Some(threads) => quote!(#threads),
        None if kernel.function.sig.unsafety.is_none() => quote!(#path::SPLIT_BLOCK),
        None => quote!(#path::MAX_BLOCK),
    };
    let flags = if kernel.options.strict_fp { quote!(#path::KERNEL_STRICT_FP) } else { quote!(0) };
    let fingerprint = Literal::u64_suffixed(fingerprint(source));
    let (file, line, column) = (at(name, &core, "file"), at(name, &core, "line"), at(name, &core, "column"));
    let turbofish = turbofish(kernel);
    let takes = std::iter::repeat_n(quote!(#path::SlotValue::take(&mut __reader)), capacity);
    let name_text = name.to_string();
    let name_text = name_text.trim_start_matches("r#");
    // What is wrong with a generic kernel comes out at its first launch, with any other here.
    let check = generics.params.is_empty().then(|| {
        quote! {
            const _: #path::Descriptor = <__Kernel as #path::Kernel>::DESCRIPTOR;
        }
    });
    quote! {
        #check

        #[allow(non_camel_case_types)]
        struct __Kernel #carrier(#core::marker::PhantomData<#carried>);

        // SAFETY: the shim and its description come from the same parameters.
        unsafe impl #impl_generics #path::Kernel for __Kernel #carrier_generics #where_clause {
            const NAME: &'static str = #core::concat!(#core::module_path!(), "::", #name_text);
            const ENTRY: *const #core::ffi::c_void = #name::__kernel #turbofish as *const #core::ffi::c_void;
            const DESCRIPTOR: #path::Descriptor = {
                let (slot_count, slots) = const {
                    &#path::describe::<#capacity>(&[#((#shapes, #names)),*])
                }.parts();
                #path::Descriptor {
                    abi_version: #path::ABI_VERSION,
                    rank: #rank,
                    max_block: #max_block,
                    slot_count,
                    flags: #flags,
                    fingerprint: #fingerprint,
                    name: #path::Text::new(<Self as #path::Kernel>::NAME),
                    place: #path::Place { file: #path::Text::new(#file), line: #line, column: #column },
                    slots,
                }
            };

            #[allow(unused_mut, unused_variables)]
            unsafe fn call(__slots: &[#path::SlotWord]) {
                let mut __reader = #path::SlotReader::new(__slots);
                // SAFETY: the slots are in the order of the shim's parameters.
                unsafe { #name::__kernel #turbofish(#(#takes),*) }
            }
        }
    }
}

/// The launch methods.
fn launch(kernel: &Kernel) -> TokenStream {
    let path = private_path(kernel);
    let core = quote!(#path::core);
    let offload = &kernel.options.crate_path;
    let visibility = &kernel.function.vis;
    let generics = &kernel.function.sig.generics;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, carrier_generics, _) = carrier(generics, &core);
    let kernel_type =
        if carrier_generics.is_empty() { quote!(__Kernel) } else { quote!(__Kernel::#carrier_generics) };
    let hosts: Vec<_> = members(kernel, "Host").collect();
    let capacity = capacity(kernel);
    let binds = kernel.parameters.iter().enumerate().map(|(index, parameter)| {
        let (argument, name) = (argument_type(kernel, parameter), &parameter.name);
        let field = syn::Index::from(index);
        quote!(#path::add::<#argument, #capacity>(&mut __arguments, #name, &mut args.#field);)
    });
    let bind = quote! {
        let mut __arguments = #path::Arguments::<#capacity>::new();
        #(#binds)*
    };
    let allow = quote!(#[allow(dead_code, unused_mut, unused_variables, clippy::type_complexity, clippy::missing_errors_doc, clippy::missing_safety_doc)]);
    if kernel.function.sig.unsafety.is_some() {
        let run = quote! {
            #bind
            // SAFETY: the arguments are this kernel's and outlive the call. The rest is the caller's, or for `offload!` the promise
            // of who wrote `#[offload_kernel]`.
            unsafe { #path::launch_dims::<#kernel_type, #capacity>(dims, __arguments, #core::panic::Location::caller()) }
        };
        let from_std = (kernel.options.surface == Surface::Std).then(|| {
            quote! {
                #[doc(hidden)]
                #[track_caller]
                #allow
                #visibility fn __launch_of_offload_kernel #impl_generics(
                    self,
                    dims: #path::StdDims,
                    mut args: (#(#hosts,)*),
                ) -> #offload::Result<()> #where_clause {
                    let dims = dims.check::<#kernel_type>()?;
                    #run
                }
            }
        });
        return quote! {
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
        };
    }
    let run = quote! {
            #bind
            // SAFETY: the arguments are this kernel's and outlive the call.
            unsafe { #path::launch_split::<#kernel_type, #capacity>(options, __arguments, #core::panic::Location::caller()) }
    };
    quote! {
        /// Runs the kernel once per element of its split arguments, and waits until it is done.
        ///
        /// # Errors
        ///
        /// Arguments whose lengths don't agree, and what the device or its runtime refuses. Nothing was copied back then.
        #[track_caller]
        #allow
        #visibility fn launch #impl_generics(self, mut args: (#(#hosts,)*)) -> #offload::Result<()> #where_clause {
            let options = #offload::Launch::new();
            #run
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
    }
}

/// Declaration and use of the generics of a type with the kernel's type and const parameters, and a field's type.
fn carrier(generics: &Generics, core: &TokenStream) -> (TokenStream, TokenStream, TokenStream) {
    let declared = generics.params.iter().filter_map(|parameter| match parameter {
        GenericParam::Lifetime(_) => None,
        GenericParam::Type(parameter) => {
            let name = &parameter.ident;
            Some(quote!(#name))
        }
        GenericParam::Const(parameter) => {
            let (name, ty) = (&parameter.ident, &parameter.ty);
            Some(quote!(const #name: #ty))
        }
    });
    let declared: Vec<_> = declared.collect();
    let used = arguments_of(generics);
    let types = generics.type_params().map(|parameter| &parameter.ident);
    let carried = quote!((#(#core::marker::PhantomData<#types>,)*));
    if declared.is_empty() {
        return (TokenStream::new(), TokenStream::new(), carried);
    }
    (quote!(<#(#declared),*>), quote!(<#(#used),*>), carried)
}

/// The kernel's type and const parameters as arguments; lifetimes are inferred everywhere.
fn arguments_of(generics: &Generics) -> Vec<&Ident> {
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

/// Where a parameter's type begins.
fn place(parameter: &Parameter) -> Span {
    parameter.ty.span()
}

/// The type that implements `Argument` for a parameter.
///
/// All of it, and of what is generated around it, has the place where the type begins: what the compiler has to say
/// about it several times in one place, it says once.
fn argument_type(kernel: &Kernel, parameter: &Parameter) -> TokenStream {
    let (path, span) = (private_path(kernel), place(parameter));
    let ty = relocate(parameter.ty.to_token_stream(), span);
    let Some(carrier) = parameter.carrier else { return ty };
    let carrier = Ident::new(carrier, span);
    let carrier = respan(quote!(#path::#carrier), span);
    quote_spanned!(span=> #carrier<#ty>)
}

/// An associated type or constant of a parameter's `Argument`.
fn member(kernel: &Kernel, parameter: &Parameter, member: &str) -> TokenStream {
    let (path, argument, span) = (private_path(kernel), argument_type(kernel, parameter), place(parameter));
    let (argument_trait, member) = (respan(quote!(#path::Argument), span), Ident::new(member, span));
    quote_spanned!(span=> <#argument as #argument_trait>::#member)
}

/// The same member of every parameter.
fn members(kernel: &Kernel, name: &str) -> impl Iterator<Item = TokenStream> {
    kernel.parameters.iter().map(move |parameter| member(kernel, parameter, name))
}

fn private_path(kernel: &Kernel) -> TokenStream {
    let path = &kernel.options.crate_path;
    quote!(#path::__private)
}

fn capacity(kernel: &Kernel) -> usize {
    SLOTS_OF_AN_ARGUMENT * kernel.parameters.len()
}

/// `file!()`, `line!()` or `column!()` of the kernel's name.
fn at(name: &Ident, core: &TokenStream, which: &str) -> TokenStream {
    let macro_name = Ident::new(which, name.span());
    // A macro's place is that of the call's first token.
    respan(quote!(#core::#macro_name!()), name.span())
}

fn slot_name(argument: usize, slot: usize) -> Ident {
    format_ident!("__slot_{argument}_{slot}", span = Span::mixed_site())
}

fn piece_name(argument: usize) -> Ident {
    format_ident!("__piece_{argument}", span = Span::mixed_site())
}

fn piece_names(kernel: &Kernel) -> Vec<Ident> {
    (0..kernel.parameters.len()).map(piece_name).collect()
}
