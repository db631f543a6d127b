//! Text by others, as a page may show it.

use std::borrow::Cow;
use std::fmt::{self, Formatter, Write as _};

use askama::filters::{Escaper as _, Html, HtmlSafe};

use crate::text::printable;

/// A text of the manifest or policy: escaped, with what stands in backticks set apart; a long one is folded, with all of it in reach.
pub(super) struct Words<'r>(Cow<'r, str>);

/// How many characters are shown before a text is folded.
const LONGEST: usize = 360;
const BEGINNING: usize = 160;

impl<'r> Words<'r> {
    pub(super) fn of(text: &'r str) -> Self {
        Self(printable(text))
    }

    /// A name, in backticks.
    pub(super) fn name(name: &str) -> Self {
        Self(Cow::Owned(format!("`{}`", printable(name))))
    }

    /// Words of our own around those of others.
    pub(super) fn around(text: &str) -> Words<'static> {
        Words(Cow::Owned(printable(text).into_owned()))
    }
}

impl fmt::Display for Words<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let text = &*self.0;
        if text.chars().nth(LONGEST).is_none() {
            return write_marked(out, text);
        }
        out.write_str("<details class=\"long\"><summary>")?;
        write_marked(out, first(text, BEGINNING))?;
        write!(out, "… (all {} characters)</summary>", text.chars().count())?;
        write_marked(out, text)?;
        out.write_str("</details>")
    }
}

impl HtmlSafe for Words<'_> {}

/// Writes a text escaped, with what stands in backticks as code; a backtick without a second one stays what it is.
fn write_marked(out: &mut Formatter<'_>, text: &str) -> fmt::Result {
    let mut rest = text;
    while let Some((before, marked)) = rest.split_once('`') {
        let Some((code, after)) = marked.split_once('`') else {
            break;
        };
        Html.write_escaped_str(&mut *out, before)?;
        out.write_str("<code>")?;
        Html.write_escaped_str(&mut *out, code)?;
        out.write_str("</code>")?;
        rest = after;
    }
    Html.write_escaped_str(&mut *out, rest)
}

/// The name of a gate, that may break at its joints.
pub(super) struct GateName(pub(super) &'static str);

impl fmt::Display for GateName {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for part in self.0.split_inclusive(['/', '_']) {
            Html.write_escaped_str(&mut *out, part)?;
            out.write_str("<wbr>")?;
        }
        Ok(())
    }
}

impl HtmlSafe for GateName {}

/// A text on one short line, for where nothing can be folded; to be escaped by the template.
pub(super) fn brief(text: &str) -> String {
    const SHORTEST: usize = 60;
    let text = printable(text);
    let beginning = first(&text, SHORTEST);
    let mut line = beginning.to_owned();
    if beginning.len() < text.len() {
        line.write_char('…').expect("a text grows");
    }
    line
}

fn first(text: &str, characters: usize) -> &str {
    let end = text.char_indices().nth(characters);
    end.map_or(text, |(end, _)| &text[..end])
}
