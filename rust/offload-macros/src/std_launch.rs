//! `offload!` and `try_offload!`: std::offload's launch.

use crate::errors::Errors;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprPath, Ident, PathArguments, Token};

/// The type of the macro's expression.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// `()`: a launch that fails panics.
    Panic,
    /// `Result<()>`.
    Result,
}

/// `name = value`
struct Field {
    name: Ident,
    value: Expr,
}

impl Parse for Field {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Self { name, value: input.parse()? })
    }
}

/// Expands the macro.
pub fn expand(tokens: TokenStream, outcome: Outcome) -> TokenStream {
    let mut errors = Errors::default();
    let fields = match syn::parse::Parser::parse2(Punctuated::<Field, Token![,]>::parse_terminated, tokens) {
        Ok(fields) => fields,
        Err(error) => return error.to_compile_error(),
    };
    let values = read(fields, &mut errors);
    let launch = values.kernel.zip(values.args).and_then(|(kernel, args)| {
        let kernel = launch_of(kernel, &mut errors)?;
        let one = || quote!([1, 1, 1]);
        let workgroups = values.workgroup_dim.map_or_else(one, |value| quote!(#value));
        let threads = values.thread_dim.map_or_else(one, |value| quote!(#value));
        let shared = values.dyn_cache.map_or_else(|| quote!(0), |value| quote!(#value));
        let device = match values.device {
            Some(number) => quote!(::core::option::Option::Some(#number)),
            None => quote!(::core::option::Option::None),
        };
        Some(quote! {
            #kernel(
                ::offload::__private::StdDims {
                    workgroups: #workgroups,
                    threads: #threads,
                    shared_bytes: #shared,
                    device: #device,
                },
                #args,
            )
        })
    });
    let errors = errors.into_tokens(&[]);
    match (errors, launch, outcome) {
        (None, Some(launch), Outcome::Panic) => quote!(::offload::__private::launched(#launch)),
        (None, Some(launch), Outcome::Result) => launch,
        (errors, ..) => quote!({ #errors }),
    }
}

/// The fields' values.
#[derive(Default)]
struct Values {
    kernel: Option<Expr>,
    workgroup_dim: Option<Expr>,
    thread_dim: Option<Expr>,
    dyn_cache: Option<Expr>,
    device: Option<Expr>,
    args: Option<Expr>,
}

fn read(fields: Punctuated<Field, Token![,]>, errors: &mut Errors) -> Values {
    let mut values = Values::default();
    for Field { name, value } in fields {
        let slot = match name.to_string().as_str() {
            "kernel" => &mut values.kernel,
            "workgroup_dim" => &mut values.workgroup_dim,
            "thread_dim" => &mut values.thread_dim,
            "dyn_cache" => &mut values.dyn_cache,
            "device" => &mut values.device,
            "args" => &mut values.args,
            _ => {
                errors.add(
                    &name,
                    format_args!(
                        "unknown field `{name}`: a launch has `kernel`, `workgroup_dim`, `thread_dim`, `dyn_cache`, `device` and `args`"
                    ),
                );
                continue;
            }
        };
        if slot.replace(value).is_some() {
            errors.add(&name, format_args!("`{name}` stands here twice"));
        }
    }
    for (name, value) in [("kernel", &values.kernel), ("args", &values.args)] {
        if value.is_none() {
            errors.push(syn::Error::new(Span::call_site(), format_args!("`{name}` is missing")));
        }
    }
    values
}

/// The kernel's launch. It gets the generic arguments of the kernel's name.
fn launch_of(kernel: Expr, errors: &mut Errors) -> Option<TokenStream> {
    let Expr::Path(ExprPath { attrs, qself: None, mut path }) = kernel else {
        errors.add(kernel, "`kernel` is the name of a function with `#[offload_kernel]`");
        return None;
    };
    let last = path.segments.last_mut()?;
    let last_span = last.ident.span();
    let arguments = match std::mem::take(&mut last.arguments) {
        PathArguments::AngleBracketed(mut arguments) => {
            arguments.colon2_token.get_or_insert_default();
            Some(arguments)
        }
        _ => None,
    };
    // The compiler's error names it if the kernel is of another kind.
    let launch = Ident::new("__launch_of_offload_kernel", last_span);
    Some(quote!(#(#attrs)* #path::#launch #arguments))
}
