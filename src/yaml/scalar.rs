//! Which plain texts are numbers and truth values.

use std::ops::Range;
use std::str::FromStr;

use super::fault::Fault;
use super::spelling::quoted;
use super::tree::Style;

/// What a plain key would be to a program that reads YAML by its core schema, if not a text.
pub(super) fn other_than_text(plain: &str) -> Option<&'static str> {
    if matches!(
        plain,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE"
    ) {
        return Some("a truth value");
    }
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(plain);
    let special =
        matches!(digits, ".inf" | ".Inf" | ".INF") || matches!(plain, ".nan" | ".NaN" | ".NAN");
    let radix = |prefix: &str, radix: u32| {
        plain.strip_prefix(prefix).is_some_and(|digits| {
            !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix))
        })
    };
    let decimal = digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && digits.contains(|digit: char| digit.is_ascii_digit())
        && digits.parse::<f64>().is_ok();
    (special || radix("0o", 8) || radix("0x", 16) || decimal).then_some("a number")
}

pub(super) fn truth(text: &str, style: Style) -> Result<bool, Fault> {
    let is_plain = style == Style::Plain;
    match text {
        "true" if is_plain => Ok(true),
        "false" if is_plain => Ok(false),
        "true" | "false" => Err(Fault::wrong(
            format!("expected `true` or `false`, found the text \"{text}\""),
            format!("write `{text}` without quotes"),
        )),
        _ => Err(Fault::wrong(
            format!("expected `true` or `false`, found {}", quoted(text)),
            "write `true` or `false`",
        )),
    }
}

/// A whole number in plain decimal digits.
pub(super) fn integer<N: FromStr>(
    text: &str,
    style: Style,
    range: Range<&str>,
) -> Result<N, Fault> {
    check_plain(text, style)?;
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !is_decimal(digits) {
        return Err(Fault::wrong(
            format!("expected a whole number, found {}", quoted(text)),
            "write a plain decimal number such as `12`",
        ));
    }
    text.parse().map_err(|_| {
        Fault::wrong(
            format!(
                "{} does not lie between {} and {}",
                quoted(text),
                range.start,
                range.end
            ),
            "write a number in that range",
        )
    })
}

/// A number in plain decimal digits, with or without a fraction.
pub(super) fn number(text: &str, style: Style) -> Result<f64, Fault> {
    check_plain(text, style)?;
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_number = is_decimal(whole)
        && !fraction.is_empty()
        && fraction.bytes().all(|digit| digit.is_ascii_digit());
    let number = text.parse().ok().filter(|_| is_number);
    let Some(number) = number else {
        return Err(Fault::wrong(
            format!("expected a number, found {}", quoted(text)),
            "write a plain decimal number such as `12` or `99.9`",
        ));
    };
    if whole.parse::<u64>().is_err() {
        return Err(Fault::wrong(
            format!("the number {} is beyond 64 bits", quoted(text)),
            "write a smaller number",
        ));
    }
    Ok(number)
}

fn check_plain(text: &str, style: Style) -> Result<(), Fault> {
    if style == Style::Plain {
        return Ok(());
    }
    Err(Fault::wrong(
        format!("expected a number, found the text {}", quoted(text)),
        "write a number without quotes",
    ))
}

/// Digits without a leading zero, which would be octal to other readers.
fn is_decimal(digits: &str) -> bool {
    !digits.is_empty()
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'))
}
