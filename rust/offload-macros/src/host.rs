//! The type that a launch takes for a kernel's parameter, as a user would write it.

use crate::types::path_of;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, Path, PathArguments, Type};

/// `&mut [f32]` for `Each<f32>`. A type that is not a piece stays as it is.
///
/// The macro recognises a piece by the last name of its path. `<Each<f32> as Argument>::Host` would be the same type, but documentation and editors
/// would show it unresolved. The launch's body compiles only if the two types are equal.
pub fn host_type(ty: &Type, offload: &Path) -> TokenStream {
    piece(ty, offload).unwrap_or_else(|| ty.to_token_stream())
}

fn piece(ty: &Type, offload: &Path) -> Option<TokenStream> {
    let last = path_of(ty)?.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let lifetime = arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Lifetime(lifetime) => Some(lifetime),
        _ => None,
    });
    let element = arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(element) => Some(element),
        _ => None,
    })?;
    let span = ty.span();
    let anonymous = syn::Lifetime::new("'_", span);
    let named = lifetime.unwrap_or(&anonymous);
    Some(match last.ident.to_string().as_str() {
        "Each" => quote_spanned!(span=> &#lifetime mut [#element]),
        "EachRef" => quote_spanned!(span=> &#lifetime [#element]),
        "EachOut" => quote_spanned!(span=> &#lifetime mut [::core::mem::MaybeUninit<#element>]),
        "EachChunk" => quote_spanned!(span=> #offload::Chunks<#named, #element>),
        "Each2" | "EachRow" | "EachTile" => quote_spanned!(span=> #offload::Grid2<#named, #element>),
        "Each3" => quote_spanned!(span=> #offload::Grid3<#named, #element>),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::host_type;
    use quote::ToTokens;
    use syn::parse_quote;

    fn host(ty: syn::Type) -> String {
        host_type(&ty, &parse_quote!(::offload)).to_string()
    }

    fn text(ty: syn::Type) -> String {
        ty.to_token_stream().to_string()
    }

    #[test]
    fn pieces_are_cut_from_what_a_launch_takes() {
        assert_eq!(host(parse_quote!(Each<f32>)), text(parse_quote!(&mut [f32])));
        assert_eq!(host(parse_quote!(gpu::Each<'a, [T; N]>)), text(parse_quote!(&'a mut [[T; N]])));
        assert_eq!(host(parse_quote!(EachRef<'_, u8>)), text(parse_quote!(&'_ [u8])));
        assert_eq!(host(parse_quote!(EachOut<u8>)), text(parse_quote!(&mut [::core::mem::MaybeUninit<u8>])));
        assert_eq!(host(parse_quote!(EachChunk<u8>)), text(parse_quote!(::offload::Chunks<'_, u8>)));
        assert_eq!(host(parse_quote!(EachTile<'a, u8, 4, 4>)), text(parse_quote!(::offload::Grid2<'a, u8>)));
        assert_eq!(host(parse_quote!((Each3<u8>))), text(parse_quote!(::offload::Grid3<'_, u8>)));
    }

    #[test]
    fn everything_else_stays() {
        let types: [syn::Type; 4] =
            [parse_quote!(f32), parse_quote!(&[Each<f32>]), parse_quote!(Camera<'_>), parse_quote!(Each)];
        for ty in types {
            assert_eq!(host(ty.clone()), text(ty));
        }
    }
}
