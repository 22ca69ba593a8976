//! Finds the surroundings of an attribute, because the compiler passes only the item to it.

use proc_macro2::TokenStream;
use quote::ToTokens;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use syn::{Attribute, ImplItem, Item, Signature, Stmt, TraitItem};

/// Whether the attribute is in an `impl` or a `trait`, on a function with this signature.
///
/// rustc cannot even parse a kernel's items there. So this looks for the function in the source file, to give
/// a clear message. If the file cannot be read, or a macro made the function, rustc reports its own error.
pub fn is_associated(signature: &Signature) -> bool {
    let place = proc_macro::Span::call_site();
    // A kernel in the first column is in a module: there is no need to read the file.
    place.column() > 1
        && place
            .local_file()
            .is_some_and(|file| is_associated_in(&file, &signature.to_token_stream().to_string()))
}

thread_local! {
    /// The last file read, and the signatures of its associated kernels that no free kernel has.
    static READ: RefCell<Option<(PathBuf, Vec<String>)>> = const { RefCell::new(None) };
}

fn is_associated_in(file: &Path, signature: &str) -> bool {
    READ.with_borrow_mut(|read| {
        if read.as_ref().is_none_or(|(path, _)| path != file) {
            *read = Some((file.to_owned(), read_file(file)));
        }
        read.as_ref().is_some_and(|(_, associated)| associated.iter().any(|one| one == signature))
    })
}

fn read_file(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let mut kernels = Kernels::default();
    if let Ok(file) = syn::parse_file(&text) {
        file.items.iter().for_each(|item| kernels.look_into(item));
    }
    let Kernels { associated, free } = kernels;
    associated.into_iter().filter(|signature| !free.contains(signature)).collect()
}

/// Signatures of kernels.
#[derive(Default)]
struct Kernels {
    associated: Vec<String>,
    free: Vec<String>,
}

impl Kernels {
    fn look_into(&mut self, item: &Item) {
        match item {
            Item::Mod(module) => {
                module.content.iter().flat_map(|(_, items)| items).for_each(|item| self.look_into(item));
            }
            Item::Fn(function) => {
                push(&mut self.free, &function.attrs, &function.sig);
                for statement in &function.block.stmts {
                    if let Stmt::Item(item) = statement {
                        self.look_into(item);
                    }
                }
            }
            Item::Impl(block) => {
                for item in &block.items {
                    if let ImplItem::Fn(function) = item {
                        push(&mut self.associated, &function.attrs, &function.sig);
                    }
                }
            }
            Item::Trait(block) => {
                for item in &block.items {
                    if let TraitItem::Fn(function) = item {
                        push(&mut self.associated, &function.attrs, &function.sig);
                    }
                }
            }
            _ => {}
        }
    }
}

fn push(signatures: &mut Vec<String>, attributes: &[Attribute], signature: &Signature) {
    let is_kernel = |attribute: &Attribute| {
        let last = attribute.path().segments.last();
        last.is_some_and(|last| last.ident == "kernel" || last.ident == "offload_kernel")
    };
    if attributes.iter().any(is_kernel) {
        let tokens: TokenStream = signature.to_token_stream();
        signatures.push(tokens.to_string());
    }
}
