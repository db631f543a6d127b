//! Text by others, made safe to show.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text as a terminal or a line of a report may show it: on one line, and with everything escaped that a reader could not see.
///
/// A text that a pipeline would take for a command where it reads it in a log is broken up in the same way.
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_plain_text =
        text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || text.chars().all(is_plain);
    // Looking for one character first is several times as fast as looking for two; most texts have neither.
    let has_command = text.contains(':') && text.contains("::")
        || text.contains('#') && command_in(text).is_some();
    if is_plain_text && !has_command {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, character) in text.char_indices() {
        let rest = &text[at..];
        if is_command(rest) || begins_command_line(rest) {
            push_escaped(&mut out, character);
        } else {
            push_printable(&mut out, character);
        }
    }
    Cow::Owned(out)
}

/// Where a text has what a pipeline obeys wherever it stands in a line of the log: `##[command]` and its like.
pub(crate) fn command_in(text: &str) -> Option<usize> {
    let mut marks = text.match_indices("##").map(|(at, _)| at);
    marks.find_map(|at| {
        // Of three marks in a row, the search sees only the first two.
        let starts = [at, at + 1];
        starts
            .into_iter()
            .find(|start| text.get(*start..).is_some_and(is_command))
    })
}

fn is_command(text: &str) -> bool {
    ["##[", "##vso[", "##teamcity["]
        .iter()
        .any(|start| text.starts_with(start))
}

/// Whether a pipeline would obey a line of the log that starts so: `::command::`; where a long text breaks, any part may start one.
fn begins_command_line(text: &str) -> bool {
    text.strip_prefix("::")
        .is_some_and(|name| name.starts_with(|first: char| first.is_ascii_alphabetic()))
}

fn push_printable(out: &mut String, character: char) {
    if is_plain(character) {
        out.push(character);
    } else if matches!(
        character,
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
    ) {
        out.push(' ');
    } else {
        push_escaped(out, character);
    }
}

fn push_escaped(out: &mut String, character: char) {
    write!(out, "\\u{{{:X}}}", u32::from(character)).expect("a string takes every text");
}

/// Whether a text shows nothing to a reader.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// Whether a text that somebody has to write is missing, or stands in for what nobody wrote: `none`, `unknown`, `TBD`, `-`.
pub(crate) fn says_nothing(text: Option<&String>) -> bool {
    text.is_none_or(|text| is_placeholder(text))
}

/// Whether a text is only a word or a mark for what is not there or not known.
pub(crate) fn is_placeholder(text: &str) -> bool {
    const NOTHING: [&str; 8] = [
        "n.a",
        "n/a",
        "na",
        "nil",
        "no",
        "none",
        "not applicable",
        "nothing",
    ];
    is_undecided(text) || NOTHING.contains(&&*bare(text))
}

/// Whether a text is only a word or a mark for what nobody knows or decided yet: `TBD`, `unknown`, `-`.
pub(crate) fn is_undecided(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "fixme",
        "nobody knows",
        "not known",
        "tba",
        "tbc",
        "tbd",
        "to be confirmed",
        "to be decided",
        "to be defined",
        "todo",
        "unknown",
    ];
    let word = bare(text);
    word.is_empty() || WORDS.contains(&&*word)
}

/// A text in small letters, without the marks around it.
fn bare(text: &str) -> String {
    let is_mark = |c: char| !c.is_alphanumeric();
    let word = text.trim_matches(is_mark).to_lowercase();
    word.replace('_', " ")
}

/// Whether two hashes are of the same: equal but for the case of letters, or one is the other cut short to 7 hexadecimal digits or more.
pub(crate) fn is_same_hash(one: &str, other: &str) -> bool {
    const LEAST: usize = 7;
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let begins = long
        .get(..short.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(short));
    one == other || begins && is_hex(long) && (short.len() >= LEAST || short.len() == long.len())
}

/// The line of a source without what a pipeline obeys in a log; every byte stays in its place.
pub(crate) fn without_commands(mut line: String) -> String {
    while let Some(at) = command_in(&line) {
        line.replace_range(at..=at, " ");
    }
    line
}

/// The character if it can be shown as it is, else one that stands for it, so that columns stay what they are.
pub(crate) fn shown_in_place(character: char) -> char {
    match character {
        '\t' => ' ',
        character if is_plain(character) => character,
        _ => char::REPLACEMENT_CHARACTER,
    }
}

fn is_plain(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_control();
    }
    !character.is_control() && !is_invisible(character)
}

/// Characters without width, and those that turn the direction of the text around them.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_may_be_cut_short_to_seven_digits() {
        let whole = "4c1d9e2f60b1a2b3c4d5e6f708192a3b4c5d6e7f";
        assert!(is_same_hash("4c1d9e2", whole));
        assert!(is_same_hash(whole, "4C1D9E2"));
        assert!(!is_same_hash("4c1d9e", whole));
        assert!(!is_same_hash("4c1d9e3", whole));
        assert!(is_same_hash("A1", "a1"));
        assert!(is_same_hash("v1.2.3-rc", "v1.2.3-rc"));
        assert!(!is_same_hash("release-2026", "release-2026-11"));
    }

    #[test]
    fn ordinary_text_of_any_language_is_shown_as_it_is() {
        for text in ["", "Zoë's café: 100 % – ok", "日本語", "שלום", "👍🏽"] {
            assert!(
                matches!(printable(text), Cow::Borrowed(shown) if shown == text),
                "{text}"
            );
        }
    }

    #[test]
    fn nothing_that_steers_a_terminal_gets_through() {
        assert_eq!(
            printable("a\u{1b}[31mred\u{7}\u{9b}2J\u{7f}\0"),
            r"a\u{1B}[31mred\u{7}\u{9B}2J\u{7F}\u{0}"
        );
    }

    #[test]
    fn characters_that_hide_or_turn_text_are_shown_escaped() {
        assert_eq!(
            printable("pay\u{202e}001\u{202c}\u{200b}s\u{feff}"),
            r"pay\u{202E}001\u{202C}\u{200B}s\u{FEFF}"
        );
    }

    #[test]
    fn nothing_that_steers_a_pipeline_gets_through() {
        assert_eq!(
            printable("::set-env name=x::y"),
            r"\u{3A}:set-env name=x\u{3A}:y"
        );
        assert_eq!(printable("##[error]"), r"\u{23}#[error]");
        assert_eq!(printable("###[x] ##vso[y]"), r"#\u{23}#[x] \u{23}#vso[y]");
        assert_eq!(printable("## a, ::1 and fe80::"), "## a, ::1 and fe80::");
    }

    #[test]
    fn a_source_line_loses_its_commands_and_nothing_moves() {
        let line = without_commands("a: 1 ####[x] ##teamcity[y]".to_owned());
        assert_eq!(line, "a: 1 ## #[x]  #teamcity[y]");
    }

    #[test]
    fn breaks_and_tabs_become_spaces() {
        assert_eq!(
            printable("one\ttwo\r\nthree\u{2028}four"),
            "one two  three four"
        );
    }

    #[test]
    fn a_word_for_what_is_not_known_is_no_text() {
        for text in [
            "",
            "-",
            "?",
            "…",
            "None",
            "n/a",
            "N.A.",
            "TBD",
            "(tbd)",
            "unknown",
            "not_known",
            " todo: ",
        ] {
            assert!(is_placeholder(text), "{text:?}");
        }
        for text in [
            "no new schema",
            "none of it leaves the country",
            "expand and contract",
            "consent",
            "7",
            "日本語",
        ] {
            assert!(!is_placeholder(text), "{text:?}");
        }
    }

    #[test]
    fn a_text_without_anything_to_see_is_blank() {
        for text in ["", " ", "\t\n", "\u{200B}", "\u{A0}\u{FEFF}"] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["-", " a ", "0"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
