use corpus::{cases, digest};
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::{char, digit1, multispace0};
use nom::combinator::{map, map_res};
use nom::error::Error;
use nom::multi::{many0, separated_list1};
use nom::number::complete::le_u16;
use nom::sequence::{delimited, pair, preceded};
use nom::{IResult, Parser};

fn factor(text: &str) -> IResult<&str, i64> {
    let number = map_res(digit1, |digits: &str| digits.parse::<i64>());
    delimited(multispace0, alt((number, delimited(char('('), sum, char(')')))), multispace0).parse(text)
}

fn product(text: &str) -> IResult<&str, i64> {
    let (text, first) = factor(text)?;
    let (text, rest) = many0(preceded(char('*'), factor)).parse(text)?;
    Ok((text, rest.into_iter().fold(first, i64::wrapping_mul)))
}

fn sum(text: &str) -> IResult<&str, i64> {
    let (text, first) = product(text)?;
    let (text, rest) = many0(pair(alt((char('+'), char('-'))), product)).parse(text)?;
    Ok((text, rest.into_iter().fold(first, |sum, (sign, x)| if sign == '+' { sum + x } else { sum - x })))
}

cases! {
    "expressions": |seed| {
        let text = format!("{} + {}*( 7 - {})", seed % 1000, seed >> 50, seed % 77);
        sum(&text).unwrap().1 as u64
    };
    "bytes": |seed| {
        let data = [b"list".as_slice(), &seed.to_le_bytes()].concat();
        let numbers: IResult<&[u8], Vec<u16>, Error<&[u8]>> = preceded(tag(&b"list"[..]), many0(le_u16)).parse(&data);
        numbers.unwrap().1.into_iter().map(u64::from).sum()
    };
    "errors": |seed| {
        let text = format!("{},{},", seed % 10, if seed % 3 == 0 { "x" } else { "4" });
        let list = separated_list1(char::<&str, Error<&str>>(','), map(digit1, str::len)).parse(&text);
        digest(format!("{list:?}").as_bytes())
    };
}
