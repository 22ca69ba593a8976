//! Checks of a kernel's function.

use crate::errors::Errors;
use crate::kernel::{Surface, attribute_name};
use syn::{Attribute, FnArg, ItemFn, Path, ReturnType, Type};

/// Adds an error for everything in the function that a kernel cannot have.
pub fn check(function: &ItemFn, surface: Surface, errors: &mut Errors) {
    check_signature(function, surface, errors);
    check_attributes(&function.attrs, errors);
    check_parameters(function, surface, errors);
}

fn check_signature(function: &ItemFn, surface: Surface, errors: &mut Errors) {
    let signature = &function.sig;
    if let Some(token) = signature.asyncness {
        errors.add(token, "a kernel cannot be `async`: its threads run to their end");
    }
    if let Some(token) = signature.constness {
        errors.add(token, "a kernel cannot be `const`: it is launched, not called");
    }
    if let Some(abi) = &signature.abi {
        errors.add(abi, "a kernel has no ABI of its own: remove the `extern`");
    }
    if let Some(variadic) = &signature.variadic {
        errors.add(variadic, "a kernel has a fixed number of parameters");
    }
    if let ReturnType::Type(_, ty) = &signature.output
        && !matches!(&**ty, Type::Tuple(tuple) if tuple.elems.is_empty())
    {
        errors.add(ty, "a kernel returns nothing: write results through an `Each<T>` parameter");
    }
    if signature.inputs.is_empty() && surface == Surface::Own {
        errors.add(
            &signature.ident,
            "a kernel without parameters can do nothing: give it an `Each<T>` to write to",
        );
    }
}

fn check_attributes(attributes: &[Attribute], errors: &mut Errors) {
    for attribute in attributes {
        let name = attribute_name(attribute);
        match name.as_str() {
            "no_mangle" | "export_name" | "link_section" => errors.add(
                attribute,
                format_args!("`{name}` has no meaning on a kernel: its name is found through its symbol, which must stay unique"),
            ),
            "test" | "bench" | "proc_macro" | "panic_handler" | "global_allocator" => {
                errors.add(attribute, format_args!("a kernel cannot be `#[{name}]`: launch it from a function that is"));
            }
            "target_feature" => errors.add(
                attribute,
                "a kernel is compiled for its device, so it cannot ask for the host's `target_feature`s",
            ),
            _ => {}
        }
    }
}

fn check_parameters(function: &ItemFn, surface: Surface, errors: &mut Errors) {
    let is_safe = surface == Surface::Own && function.sig.unsafety.is_none();
    for input in &function.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                errors.add(
                    receiver,
                    "a kernel cannot have a `self` parameter: make it a function outside of the `impl`",
                );
            }
            FnArg::Typed(parameter) => check_type(&parameter.ty, is_safe, errors),
        }
    }
}

fn check_type(ty: &Type, is_safe: bool, errors: &mut Errors) {
    match ty {
        Type::Reference(reference) if is_safe && reference.mutability.is_some() => errors.add(
            ty,
            match &*reference.elem {
                Type::Slice(_) | Type::Array(_) => {
                    "every thread of a safe kernel would hold all of this: take `Each<T>`, one element per thread (and pass \
                     the same `&mut` to the launch), or make the kernel an `unsafe fn`"
                }
                _ => {
                    "every thread of a safe kernel would hold this: take `Each<T>` over a slice, one element per thread, \
                     or make the kernel an `unsafe fn`"
                }
            },
        ),
        Type::Ptr(_) if is_safe => errors.add(
            ty,
            "a safe kernel cannot take a raw pointer: take `&[T]` to read and `Each<T>` to write, or make the kernel an \
             `unsafe fn`",
        ),
        Type::Path(path) => {
            if let Some(message) = instead_of(&path.path) {
                errors.add(ty, message);
            }
        }
        Type::Infer(_) => errors.add(ty, "a kernel's parameters have their types written out"),
        Type::BareFn(_) => errors.add(
            ty,
            "a function pointer of the host means nothing on a device: take `f: F` with `F: Fn(…) + Copy + Send + 'static` \
             and pass the function itself",
        ),
        _ => {}
    }
}

/// The replacement for a type of std that owns heap memory. Only the usual names count: a user with another type of that name can write
/// `self::Vec`.
fn instead_of(path: &Path) -> Option<&'static str> {
    let first = path.segments.first()?.ident.to_string();
    if path.segments.len() > 1 && first != "std" && first != "alloc" {
        return None;
    }
    let last = path.segments.last()?;
    match last.ident.to_string().as_str() {
        "Vec" => Some(
            "a kernel cannot take a `Vec`: take `&[T]` to read or `Each<T>` to write, and pass `&vec` or `&mut vec` to the launch",
        ),
        "String" if last.arguments.is_none() => {
            Some("a kernel cannot take a `String`: take `&str`, and pass `&string` to the launch")
        }
        "Box" => Some("a kernel cannot take a `Box`: take `&T` or `&[T]`, and pass `&boxed` to the launch"),
        "Rc" | "Arc" => Some(
            "a kernel cannot take an `Rc` or `Arc`: take `&T` or `&[T]`, and pass `&shared` to the launch",
        ),
        _ => None,
    }
}
