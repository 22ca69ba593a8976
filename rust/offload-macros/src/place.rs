//! Where an attribute stands: the compiler gives it its item alone, not what is around it.

use proc_macro2::TokenStream;
use quote::ToTokens;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use syn::{Attribute, ImplItem, Item, Signature, Stmt, TraitItem};

/// Whether the attribute that is expanded stands in an `impl` or a `trait`, on a function with this signature.
///
/// Items that are right in a module are not even understood there. So this looks for the function in the source file, for a message that
/// says what is wrong. Where the file cannot be read or the function was made by a macro, the compiler says it in its own words.
pub fn is_associated(signature: &Signature) -> bool {
    let place = proc_macro::Span::call_site();
    // A kernel in a module's first column needs no reading.
    place.column() > 1
        && place
            .local_file()
            .is_some_and(|file| is_associated_in(&file, &signature.to_token_stream().to_string()))
}

thread_local! {
    /// The file that was read last, and the signatures of associated functions in it that are in no module or function, too.
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
