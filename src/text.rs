//! Text by others, made safe to show.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text as a terminal or a line of a report may show it: on one line, and with everything escaped that a reader could not see.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        push_printable(&mut out, character);
    }
    Cow::Owned(out)
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
        write!(out, "\\u{{{:X}}}", u32::from(character)).expect("a string takes every text");
    }
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
    fn breaks_and_tabs_become_spaces() {
        assert_eq!(
            printable("one\ttwo\r\nthree\u{2028}four"),
            "one two  three four"
        );
    }
}
