use corpus::{cases, digest};
use logos::Logos;

#[derive(Logos, Debug, PartialEq)]
#[logos(skip r"[ \t]+")]
enum Token {
    #[token("let")]
    Let,
    #[regex("[a-zA-Z_][a-zA-Z0-9_]*")]
    Name,
    #[regex("[0-9]+", |lexer| lexer.slice().parse().ok())]
    Number(u64),
    #[regex(r#""([^"\\]|\\.)*""#)]
    Text,
    #[token("=")]
    #[token("==")]
    Equals,
}

cases! {
    "tokens": |seed| {
        let text = format!("let x_{} = {} == \"a\\\"{}\" let7 ? 007", seed % 99, seed >> 7, seed % 5);
        let mut lexer = Token::lexer(&text);
        let mut hash = 0u64;
        while let Some(token) = lexer.next() {
            hash = hash.wrapping_mul(31) ^ digest(format!("{token:?}").as_bytes()) ^ digest(lexer.slice().as_bytes());
        }
        hash
    };
}
