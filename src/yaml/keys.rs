//! What a key may be, and which keys are one too many.

use std::collections::HashMap;
use std::ops::Range;

use super::spelling::{folded, quoted, unseen_character};
use super::tree::{Style, is_null};
use super::trouble::Trouble;

/// From so many parts on, a collection is looked through by table and not one by one.
pub(super) const LONG: usize = 24;

/// Why a scalar cannot be a key.
pub(super) fn refused(key: &str, style: Style, span: Range<usize>) -> Option<Trouble> {
    if style == Style::Plain {
        if key == "<<" {
            let message = "merge keys are not understood here";
            return Some(Trouble::new(span, message).help("write the fields out"));
        }
        if is_null(key) {
            let message = "a key is missing here: nothing, or `null`, stands in its place";
            return Some(Trouble::new(span, message).help("write a name in front of the `:`"));
        }
    }
    let (_, character) = unseen_character(key)?;
    let message = format!(
        "the key {} contains U+{:04X}, which cannot be seen",
        quoted(key),
        u32::from(character)
    );
    Some(Trouble::new(span, message).help("remove the character, or write a plain space"))
}

/// Finds keys that are the same, or that a reader takes for the same.
pub(super) fn look_alikes(
    keys: &[(u32, &str)],
    span: impl Fn(u32) -> Range<usize>,
    found: &mut Vec<Trouble>,
) {
    if keys.len() <= LONG && keys.iter().all(|(_, name)| name.is_ascii()) {
        for (at, second) in keys.iter().enumerate().skip(1) {
            let mut before = keys[..at].iter();
            let first = before.find(|first| first.1.eq_ignore_ascii_case(second.1));
            found.extend(first.map(|first| too_many(*first, *second, &span)));
        }
        return;
    }
    let mut known = HashMap::with_capacity(keys.len());
    for key in keys {
        let first = *known.entry(folded(key.1)).or_insert(*key);
        if first.0 != key.0 {
            found.push(too_many(first, *key, &span));
        }
    }
}

fn too_many(
    first: (u32, &str),
    second: (u32, &str),
    span: impl Fn(u32) -> Range<usize>,
) -> Trouble {
    let name = quoted(second.1);
    let (message, help) = if first.1 == second.1 {
        (
            format!("the key {name} is written twice"),
            "keep one of the two",
        )
    } else {
        (
            format!("the keys {} and {name} look alike", quoted(first.1)),
            "write one name in one spelling, or choose names that differ clearly",
        )
    };
    Trouble::new(span(second.0), message)
        .related(span(first.0), "it is first written here")
        .help(help)
}
