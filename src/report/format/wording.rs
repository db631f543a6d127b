//! The words that every view for people shares.

use crate::report::model::{Finding, FindingOutcome, Location, Outcome, Unowned};
use crate::text::printable;

/// How a finding came out, where that is not a plain failure, in words before what it says.
pub(super) fn lead(finding: &Finding) -> String {
    match (finding.outcome, &finding.accepted_by) {
        (FindingOutcome::Accepted, Some(acceptance)) => format!("accepted by `{acceptance}`: "),
        (FindingOutcome::Accepted, None) => "accepted: ".to_owned(),
        (FindingOutcome::Unknown, _) => "not told: ".to_owned(),
        (FindingOutcome::Warn, _) => "warning: ".to_owned(),
        (FindingOutcome::Fail, _) => String::new(),
    }
}

/// A text from the manifest or policy in one line, without what a terminal obeys, and not so long that it hides the rest.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 500;
    let text = printable(text);
    if text.len() <= LONGEST && has_single_spaces(&text) {
        return text.into_owned();
    }
    let mut line = String::with_capacity(text.len().min(LONGEST));
    let mut length = 0;
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
            length += 1;
        }
        for character in word.chars() {
            if length == LONGEST {
                line.push('…');
                return line;
            }
            line.push(character);
            length += 1;
        }
    }
    line
}

/// Whether a text is ASCII, and has no space but single ones between words; nearly every text is so.
fn has_single_spaces(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_letter = |byte: &u8| byte.is_ascii_graphic();
    let ends = bytes.first().is_none_or(is_letter) && bytes.last().is_none_or(is_letter);
    let is_apart = |pair: &[u8]| pair.iter().any(is_letter);
    ends && bytes.iter().all(|byte| *byte == b' ' || is_letter(byte))
        && bytes.windows(2).all(is_apart)
}

/// The name of something, in backticks, short enough for a list.
pub(super) fn named(name: &str) -> String {
    const LONGEST: usize = 60;
    let name = shown(name);
    match name.char_indices().nth(LONGEST) {
        None => format!("`{name}`"),
        Some((end, _)) => format!("`{}…`", &name[..end]),
    }
}

/// A file and a line in it.
pub(super) fn place(location: &Location) -> String {
    format!("{}:{}", location.file, location.position.line.get())
}

/// Where something stands, for a reader who was just told of another place.
pub(super) fn seen_from(known: &Location, location: &Location) -> String {
    if known.file == location.file {
        format!("in line {}", location.position.line.get())
    } else {
        format!("in {}", place(location))
    }
}

/// A number with its thousands apart: `3,981`.
pub(super) fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// So many of something: `1 gate`, `3,981 findings`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {}", spaced(noun))
    } else {
        format!("{} {}", number(count), plural(noun))
    }
}

/// More than one of something.
pub(super) fn plural(noun: &str) -> String {
    let noun = spaced(noun);
    match noun.strip_suffix('y') {
        _ if noun == "evidence" => noun,
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

/// A name of our own as people say it: `recovery_test` is a recovery test.
pub(super) fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

/// `1 is`, `2 are`.
pub(super) fn are(count: usize, rest: &str) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} {verb} {rest}", number(count))
}

/// `1 passes`, `2 pass`.
pub(super) fn does(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// So many gates came out like that.
pub(super) fn outcomes(count: usize, outcome: Outcome) -> String {
    match outcome {
        Outcome::Pass => does(count, "passes", "pass"),
        Outcome::Warn => does(count, "warns", "warn"),
        Outcome::Fail => does(count, "fails", "fail"),
        Outcome::Unknown => are(count, "not told"),
        Outcome::Accepted => are(count, "accepted"),
        Outcome::NotApplicable => does(count, "does not apply", "do not apply"),
        Outcome::Disabled => are(count, "turned off"),
    }
}

/// How one gate came out.
pub(super) const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "passes",
        Outcome::Warn => "warns",
        Outcome::Fail => "fails",
        Outcome::Unknown => "not told",
        Outcome::Accepted => "accepted",
        Outcome::NotApplicable => "does not apply",
        Outcome::Disabled => "turned off",
    }
}

/// How a finding will come out.
pub(super) const fn finding_outcome(outcome: FindingOutcome) -> &'static str {
    match outcome {
        FindingOutcome::Fail => "fails",
        FindingOutcome::Unknown => "not told",
        FindingOutcome::Warn => "warns",
        FindingOutcome::Accepted => "accepted",
    }
}

/// Several phrases as one: `a`, `a and b`, `a, b and c`.
pub(super) fn and(phrases: &[String]) -> String {
    match phrases {
        [] => String::new(),
        [one] => one.clone(),
        [several @ .., last] => format!("{} and {last}", several.join(", ")),
    }
}

/// What has no living owner, by its name between backticks: one thing, or several that are told together.
pub(super) fn thing(unowned: &Unowned, name: &str) -> String {
    let level = unowned
        .level
        .map_or(String::new(), |level| format!("{level} "));
    match unowned.count {
        1 => format!("{level}{} {name}", spaced(unowned.kind)),
        count => format!(
            "{} {level}{} of {name}",
            number(count),
            plural(unowned.kind)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_one_space_apart_and_a_text_ends_after_five_hundred_characters() {
        for (text, told) in [
            ("", ""),
            (" ", ""),
            ("one", "one"),
            ("one two", "one two"),
            ("one  two", "one two"),
            (" one two", "one two"),
            ("one two ", "one two"),
            ("zwölf\ttage", "zwölf tage"),
        ] {
            assert_eq!(shown(text), told, "{text:?}");
        }
        let (whole, longer) = ("x".repeat(500), "x".repeat(501));
        assert_eq!(shown(&whole), whole);
        assert_eq!(shown(&longer), format!("{whole}…"));
    }
}
