//! How names and texts are compared and shown.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization as _;

/// A text between backticks: shortened, and with everything escaped that a reader could not see.
pub fn quoted(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut out = String::from("`");
    for (count, character) in text.chars().enumerate() {
        if count == SHOWN {
            out.push('…');
            break;
        }
        if is_unseen(character) || character.is_control() {
            write!(out, "\\u{{{:04X}}}", u32::from(character)).expect("a string takes every text");
        } else {
            out.push(character);
        }
    }
    out.push('`');
    out
}

/// The first character of a name that cannot be seen, turns the direction of the text, or passes for a plain space.
pub fn unseen_character(text: &str) -> Option<(usize, char)> {
    if text.is_ascii() {
        return None;
    }
    text.char_indices()
        .find(|(_, character)| is_unseen(*character))
}

/// The known name that was most likely meant.
pub fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    const LONGEST_NAME: usize = 64;
    if name.len() > LONGEST_NAME {
        return None;
    }
    let name = name.to_lowercase();
    let allowed = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(&name, known), known))
        .filter(|(distance, known)| *distance <= allowed && *distance < known.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// The nearest spelling that can be an id.
pub(super) fn as_id(name: &str) -> Option<String> {
    let mut id = String::new();
    for character in name.nfkd().flat_map(char::to_lowercase) {
        match character {
            'a'..='z' | '0'..='9' | '_' | '-' => id.push(character),
            ' ' | '.' | '/' | '\\' | ':' | '@' if !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    let id = id.trim_matches(['-', '_']);
    (!id.is_empty()).then(|| id.to_owned())
}

/// The form in which look-alikes are equal: one case, one Unicode form.
pub(super) fn folded(name: &str) -> Cow<'_, str> {
    if !name.is_ascii() {
        let lower: String = name.nfkc().flat_map(char::to_lowercase).collect();
        return lower.nfkc().collect::<String>().into();
    }
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return name.to_ascii_lowercase().into();
    }
    name.into()
}

fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{00A0}' | '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{1680}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{2000}'..='\u{200F}'
            | '\u{2028}'..='\u{202F}'
            | '\u{205F}'..='\u{206F}'
            | '\u{3000}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}
