use corpus::cases;
use winnow::ascii::{dec_int, multispace0};
use winnow::combinator::{alt, delimited, repeat, separated};
use winnow::prelude::*;
use winnow::token::take_while;

fn value(input: &mut &str) -> ModalResult<i64> {
    let list = delimited('[', separated(0.., value, ','), ']').map(|list: Vec<i64>| list.iter().sum());
    delimited(multispace0, alt((dec_int, list)), multispace0).parse_next(input)
}

cases! {
    "lists": |seed| {
        let text = format!("[1, [{}, -{}], [], {} ]", seed % 1000, 1 + seed % 99, seed >> 44);
        value.parse(&text).unwrap() as u64
    };
    "words": |seed| {
        let text = format!("{seed:x}");
        let mut input = text.as_str();
        let parts: ModalResult<Vec<&str>> =
            repeat(0.., alt((take_while(1.., '0'..='9'), take_while(1.., 'a'..='f')))).parse_next(&mut input);
        parts.unwrap().len() as u64
    };
}
