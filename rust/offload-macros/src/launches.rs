//! The launches of a kernel, with the types that users pass and the names of the function's parameters.

use crate::arguments::{in_place, place};
use crate::host::host_type;
use crate::kernel::{Kernel, Parameter, Surface, Unnamed};
use crate::run::{RUN, run};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, Expr, ExprLit, GenericParam, Generics, Lit, Meta, MetaNameValue, TypeParam};

/// The `# Errors` section of `launch`.
const ERRORS: &str = "Arguments whose lengths don't agree, and what the device or its runtime refuses. Nothing was copied back then.";

/// The `# Safety` section of an `unsafe` kernel that has none of its own.
const SAFETY: &str = "No two threads may write the same element, or one write and another read \
    it; raw pointers must be valid on the device.";

/// The functions of the kernel's type.
pub fn launches(kernel: &Kernel) -> TokenStream {
    let launch = launch(kernel);
    let launch_on = launch_on(kernel);
    let launch_std = (kernel.options.surface == Surface::Std).then(|| launch_std(kernel));
    quote!(#launch #launch_on #launch_std)
}

fn launch(kernel: &Kernel) -> TokenStream {
    let offload = &kernel.options.crate_path;
    let about = if kernel.is_unsafe() {
        "Runs the kernel once per element of its split arguments, and waits until it is done. Without such an argument a launch needs a \
         grid: see `launch_on`."
    } else {
        "Runs the kernel once per element of its split arguments, and waits until it is done."
    };
    let body = call(kernel, &quote!(Self::launch_on), Unnamed::LeftOut, &quote!(#offload::Launch::new()));
    function(kernel, "launch", &documentation(kernel, about, ERRORS), &parameters(kernel), &body)
}

fn launch_on(kernel: &Kernel) -> TokenStream {
    let offload = &kernel.options.crate_path;
    let (about, errors) = if kernel.is_unsafe() {
        ("As `launch`, with the launch's own grid, blocks, shared memory or device.", "As `launch`.")
    } else {
        (
            "As `launch`, with the launch's own blocks, shared memory or device.",
            "As `launch`; and a grid, which follows from the arguments.",
        )
    };
    // With the macro's hygiene, because the kernel may be called `options`; under another name if one of its parameters is.
    let is_taken = kernel.parameters.iter().any(|parameter| parameter.ident == "options");
    let options = Ident::new(if is_taken { "launch_options" } else { "options" }, Span::mixed_site());
    let mut parameters = parameters(kernel);
    parameters.insert(0, quote!(#options: #offload::Launch));
    let (run, name) = (run(kernel), format_ident!("{RUN}").into_token_stream());
    let call = call(kernel, &name, Unnamed::Inferred, &options.to_token_stream());
    function(kernel, "launch_on", &documentation(kernel, about, errors), &parameters, &quote!(#run #call))
}

/// The launch for `offload!`, which passes the arguments as a tuple.
fn launch_std(kernel: &Kernel) -> TokenStream {
    let path = &kernel.options.crate_path;
    let dims = Ident::new("dims", Span::mixed_site());
    let arguments = Ident::new("arguments", Span::mixed_site());
    let types = kernel.parameters.iter().map(|parameter| host(kernel, parameter));
    let names = kernel.parameters.iter().map(|parameter| &parameter.ident);
    let options = quote!(#dims.options(<Self as #path::__private::KernelSource>::NAME)?);
    let call = call(kernel, &quote!(Self::launch_on), Unnamed::LeftOut, &options);
    let body = quote! {
        let (#(#names,)*) = #arguments;
        #call
    };
    let parameters = [quote!(#dims: #path::__private::StdDims), quote!(#arguments: (#(#types,)*))];
    function(kernel, RUN, &quote!(#[doc(hidden)]), &parameters, &body)
}

/// One of the functions. Its name has the place of the kernel's name, so that the compiler's notes show the user's parameters.
fn function(
    kernel: &Kernel,
    name: &str,
    documentation: &TokenStream,
    parameters: &[TokenStream],
    body: &TokenStream,
) -> TokenStream {
    let source = &kernel.function;
    let (visibility, offload) = (&source.vis, &kernel.options.crate_path);
    let name = Ident::new(name, source.sig.ident.span());
    let generics = written_generics(&kernel.generics, &kernel.parameters);
    let (generics, _, where_clause) = generics.split_for_impl();
    let unsafety = kernel.is_unsafe().then(|| quote!(unsafe));
    quote! {
        #documentation
        #[track_caller]
        #[allow(
            dead_code,
            non_snake_case,
            clippy::missing_errors_doc,
            clippy::missing_safety_doc,
            clippy::too_many_arguments,
            clippy::type_complexity
        )]
        #visibility #unsafety fn #name #generics(#(#parameters),*) -> #offload::Result<()> #where_clause {
            #body
        }
    }
}

/// A call of `function` with the launch's parameters.
fn call(kernel: &Kernel, function: &TokenStream, unnamed: Unnamed, options: &TokenStream) -> TokenStream {
    let turbofish = kernel.turbofish(unnamed);
    // The braces have the place of the parameter's type and the macro's hygiene, as everything around them: the compiler reports an error about
    // several of these tokens once.
    let names = kernel.parameters.iter().map(|Parameter { ident, .. }| ident);
    let names =
        names.zip(kernel.parameters.iter().map(place)).map(|(name, span)| quote_spanned!(span=> { #name }));
    let call = quote!(#function #turbofish(#options, #(#names),*));
    in_place(kernel, if kernel.is_unsafe() { quote!(unsafe { #call }) } else { call })
}

fn parameters(kernel: &Kernel) -> Vec<TokenStream> {
    let parameter = |parameter: &Parameter| {
        let (name, host) = (&parameter.ident, host(kernel, parameter));
        quote!(#name: #host)
    };
    kernel.parameters.iter().map(parameter).collect()
}

/// The type that the launch takes for a parameter.
fn host(kernel: &Kernel, parameter: &Parameter) -> TokenStream {
    match unnamed(&kernel.generics, parameter) {
        Some(TypeParam { bounds, .. }) => quote!(impl #bounds),
        None => host_type(&parameter.ty, &kernel.options.crate_path),
    }
}

/// The generic parameter that replaces an `impl Trait`.
fn unnamed<'k>(generics: &'k Generics, parameter: &Parameter) -> Option<&'k TypeParam> {
    let name = parameter.impl_trait.as_ref()?;
    generics.type_params().find(|generic| generic.ident == *name)
}

/// The generics that the user has named. A launch takes them explicitly, too.
fn written_generics(generics: &Generics, parameters: &[Parameter]) -> Generics {
    let is_written = |generic: &GenericParam| match generic {
        GenericParam::Type(generic) => {
            parameters.iter().all(|parameter| parameter.impl_trait.as_ref() != Some(&generic.ident))
        }
        _ => true,
    };
    let params = generics.params.iter().filter(|generic| is_written(generic)).cloned().collect();
    Generics { params, ..generics.clone() }
}

/// The function's own documentation, then a section about the launch.
fn documentation(kernel: &Kernel, about: &str, errors: &str) -> TokenStream {
    let source = &kernel.attributes.documentation;
    let heading = (!source.is_empty()).then(|| quote!(#[doc = ""] #[doc = "# Launch"] #[doc = ""]));
    let safety = (kernel.is_unsafe() && !source.iter().any(is_safety)).then(|| {
        quote! {
            #[doc = ""]
            #[doc = "# Safety"]
            #[doc = ""]
            #[doc = #SAFETY]
        }
    });
    quote! {
        #(#source)*
        #heading
        #[doc = #about]
        #safety
        #[doc = ""]
        #[doc = "# Errors"]
        #[doc = ""]
        #[doc = #errors]
    }
}

/// Whether this line begins the user's own section about safety.
fn is_safety(documentation: &Attribute) -> bool {
    let Meta::NameValue(MetaNameValue { value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), .. }) =
        &documentation.meta
    else {
        return false;
    };
    text.value().lines().any(|line| line.trim() == "# Safety")
}
