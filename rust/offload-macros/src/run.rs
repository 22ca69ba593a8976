//! The function behind a kernel's launches.

use crate::arguments::{capacity, in_place, list, members, nest, private_path};
use crate::kernel::{Kernel, Unnamed};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

/// Its name. Errors about a launch in a kernel leave out functions with this name.
pub const RUN: &str = "__launch_of_offload_kernel";

/// An item in the body of `launch_on`. It passes the arguments to the user crate, with a function that calls the kernel.
///
/// That function is an item of its body, where no user code can name it: for an `unsafe` kernel, too, it is a safe function.
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
        // SAFETY of the generated block: the launch of an `unsafe` kernel is `unsafe`, too.
        Some(_) => quote!(unsafe { #call }),
        None => call,
    };
    // Errors about calls in a kernel leave out functions with this name. It must not hide the kernel.
    let caller = if name == "__kernel" { quote!(__caller) } else { quote!(__kernel) };
    let references = nest(names.iter().map(|name| quote!(&mut #name)));
    // With the macro's hygiene, because the kernel may be called `options`.
    let options = Ident::new("options", Span::mixed_site());
    let path = private_path(kernel);
    let launch = format_ident!("{}", if kernel.is_unsafe() { "launch_unsafe" } else { "launch" });
    let (arguments, capacity, turbofish) = (list(kernel), capacity(kernel), kernel.turbofish(Unnamed::Named));
    let launch =
        quote!(#path::#launch::<#arguments, #name, _, #capacity>(#options, #references, #caller #turbofish));
    let launch = if kernel.is_unsafe() { quote!(unsafe { #launch }) } else { launch };
    let head = in_place(kernel, quote!(#[track_caller] #[inline] #unsafety fn #run));
    let parameters = in_place(
        kernel,
        quote!((#options: #offload::Launch, #(mut #names: #hosts),*) -> #offload::Result<()>),
    );
    let caller_head = in_place(kernel, quote!(#[inline] fn #caller));
    let caller_rest = in_place(kernel, quote!((#pattern: #pieces)));
    let (call, launch) = (in_place(kernel, call), in_place(kernel, launch));
    // Generics keep their place, where the compiler suggests missing bounds.
    quote! {
        #head #impl_generics #parameters #where_clause {
            #caller_head #impl_generics #caller_rest #where_clause {
                #call
            }
            #launch
        }
    }
}

fn argument_name(argument: usize) -> Ident {
    format_ident!("__argument_{argument}", span = Span::mixed_site())
}
