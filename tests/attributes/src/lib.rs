//! Ordinary, safe attribute macros that change the item below them after a derive above them has seen it.

use proc_macro::{Delimiter, Group, TokenStream, TokenTree};

/// Replaces the words of `item`, those in groups, too.
fn replace(item: TokenStream, new: &dyn Fn(&str) -> Option<&'static str>) -> TokenStream {
    let replaced = item.into_iter().flat_map(|token| match token {
        TokenTree::Ident(name) => match new(&name.to_string()) {
            Some(text) => text.parse::<TokenStream>().expect("tokens of Rust"),
            None => TokenTree::Ident(name).into(),
        },
        TokenTree::Group(group) => {
            let mut changed = Group::new(group.delimiter(), replace(group.stream(), new));
            changed.set_span(group.span());
            TokenTree::Group(changed).into()
        }
        other => other.into(),
    });
    replaced.collect()
}

/// Puts `text` in front of what the first braces contain.
fn insert(item: TokenStream, text: &str) -> TokenStream {
    let mut is_done = false;
    let inserted = item.into_iter().map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && !is_done => {
            is_done = true;
            let mut items: TokenStream = text.parse().expect("tokens of Rust");
            items.extend(group.stream());
            TokenTree::Group(Group::new(Delimiter::Brace, items))
        }
        other => other,
    });
    inserted.collect()
}

/// `u64` becomes a reference to an atomic.
#[proc_macro_attribute]
pub fn shared_counter(_: TokenStream, item: TokenStream) -> TokenStream {
    replace(item, &|word| (word == "u64").then_some("&'static ::core::sync::atomic::AtomicU64"))
}

/// A reference in a further field.
#[proc_macro_attribute]
pub fn add_label(_: TokenStream, item: TokenStream) -> TokenStream {
    insert(item, "label: &'static str,")
}

/// A reference in a further variant.
#[proc_macro_attribute]
pub fn add_variant(_: TokenStream, item: TokenStream) -> TokenStream {
    insert(item, "Label(&'static str),")
}

/// A `struct` becomes a `union`.
#[proc_macro_attribute]
pub fn make_union(_: TokenStream, item: TokenStream) -> TokenStream {
    replace(item, &|word| (word == "struct").then_some("union"))
}

/// The field `n` is renamed.
#[proc_macro_attribute]
pub fn rename(_: TokenStream, item: TokenStream) -> TokenStream {
    replace(item, &|word| (word == "n").then_some("m"))
}

/// The struct is packed: its fields stay what they are.
#[proc_macro_attribute]
pub fn pack(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut packed: TokenStream = "#[repr(C, packed)]".parse().expect("tokens of Rust");
    packed.extend(item);
    packed
}
