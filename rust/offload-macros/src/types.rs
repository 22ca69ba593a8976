//! Questions about types, which a macro knows by their names only.

use syn::{GenericArgument, Ident, Path, PathArguments, Type, TypePath};

/// Names of the pieces.
pub const PIECES: [&str; 8] =
    ["Each", "EachRef", "EachOut", "EachChunk", "EachRow", "EachTile", "Each2", "Each3"];

/// Names of the primitive types that kernels take by value or behind a `&`.
const PLAIN_VALUES: [&str; 17] = [
    "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64",
    "bool", "char", "str",
];

/// The path of a type that is a path.
pub fn path_of(ty: &Type) -> Option<&Path> {
    match ty {
        Type::Path(path) => path.qself.is_none().then_some(&path.path),
        Type::Paren(inner) => path_of(&inner.elem),
        Type::Group(inner) => path_of(&inner.elem),
        _ => None,
    }
}

/// The target of a raw pointer; any other type itself. A raw pointer may be an argument, but not a part of one.
pub fn pointee(ty: &Type) -> &Type {
    match ty {
        Type::Ptr(pointer) => &pointer.elem,
        _ => ty,
    }
}

/// Whether the type is made of primitive types and pieces, so that a kernel can have it.
pub fn is_plain(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_plain(&reference.elem),
        Type::Slice(slice) => is_plain(&slice.elem),
        Type::Array(array) => is_plain(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_plain),
        Type::Paren(inner) => is_plain(&inner.elem),
        Type::Group(inner) => is_plain(&inner.elem),
        Type::Path(TypePath { qself: None, path }) => path.segments.last().is_some_and(|last| {
            let arguments = match &last.arguments {
                PathArguments::AngleBracketed(arguments) => {
                    arguments.args.iter().all(|argument| match argument {
                        GenericArgument::Type(ty) => is_plain(ty),
                        _ => true,
                    })
                }
                _ => true,
            };
            arguments && PLAIN_VALUES.iter().chain(&PIECES).any(|plain| last.ident == plain)
        }),
        _ => false,
    }
}

/// Whether a type is one of the generic parameters.
pub fn is_one_of(ty: &Type, generics: &[&Ident]) -> bool {
    path_of(ty).is_some_and(|path| generics.iter().any(|generic| path.is_ident(*generic)))
}
