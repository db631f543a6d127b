//! The sections of the screen as a Markdown document: for job summaries, comments and wikis.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::Options;
use super::table::{self, Cell, Grid, Page};
use super::wording::shown;
use crate::report::model::Report;
use crate::text::printable;

pub(super) fn render(
    report: &Report,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    table::write(report, options, &mut Page::markdown(options, out))
}

/// The start of the document, or of a section of it.
pub(super) fn heading(marks: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{marks} {}\n", inline(&shown(text)))
}

/// A paragraph.
pub(super) fn paragraph(cell: &Cell, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}\n", text(cell))
}

/// A table.
pub(super) fn table(grid: &Grid, out: &mut dyn Write) -> io::Result<()> {
    line(grid.header().iter().map(|title| Cow::from(*title)), out)?;
    line(grid.header().iter().map(|_| Cow::from("---")), out)?;
    for row in rows(grid) {
        line(row.into_iter().map(Cow::from), out)?;
    }
    writeln!(out)
}

/// The rows, each with those that only go on with it.
fn rows(grid: &Grid) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for cells in grid.rows() {
        let texts = cells.iter().map(text);
        match rows.last_mut() {
            Some(above) if cells.first().is_some_and(Cell::is_empty) => {
                for (above, text) in above
                    .iter_mut()
                    .zip(texts)
                    .filter(|(_, text)| !text.is_empty())
                {
                    above.push_str("<br>");
                    above.push_str(&text);
                }
            }
            Some(_) | None => rows.push(texts.collect()),
        }
    }
    rows
}

fn line<'t>(cells: impl Iterator<Item = Cow<'t, str>>, out: &mut dyn Write) -> io::Result<()> {
    for cell in cells {
        write!(out, "| {cell} ")?;
    }
    writeln!(out, "|")
}

fn text(cell: &Cell) -> String {
    let text = inline(&cell.line());
    if cell.is_emphasised() && !text.is_empty() {
        format!("<b>{text}</b>")
    } else {
        text
    }
}

/// A text in which a reader of Markdown finds nothing but code between backticks.
fn inline(text: &str) -> String {
    let text = printable(text);
    let mut out = String::with_capacity(text.len() + 16);
    let mut parts = text.split('`');
    let plain = parts.next().unwrap_or_default();
    push_plain(plain, &mut out);
    while let Some(code) = parts.next() {
        if let Some(plain) = parts.next() {
            push_code(code, &mut out);
            push_plain(plain, &mut out);
        } else {
            // A backtick without its other half.
            out.push_str("&#96;");
            push_plain(code, &mut out);
        }
    }
    out
}

/// Code as an element, since a code span cannot hold a bar within a table.
fn push_code(code: &str, out: &mut String) {
    out.push_str("<code>");
    push_plain(code, out);
    out.push_str("</code>");
}

/// Letters, digits, spaces and harmless punctuation as they are, all else by its number.
fn push_plain(text: &str, out: &mut String) {
    for (at, character) in text.char_indices() {
        let after = text[at + character.len_utf8()..].chars().next();
        if !character.is_ascii_punctuation() || is_harmless(&text[..at], character, after) {
            out.push(character);
            continue;
        }
        write!(out, "&#{};", u32::from(character)).expect("a string takes every text");
        if matches!(character, '@' | '#') && after.is_some_and(char::is_alphanumeric) {
            // Hosts look for mentions in what is rendered; a space without width keeps them from being one.
            out.push_str("&#8203;");
        }
    }
}

fn is_harmless(before: &str, character: char, after: Option<char>) -> bool {
    let follows_word = before.ends_with(char::is_alphanumeric);
    match character {
        ',' | ';' | '\'' | '"' | '(' | ')' | '%' | '?' | '!' | '/' => true,
        ':' => after != Some('/'),
        '.' => {
            !before.is_empty() && !before.ends_with(char::is_whitespace) && !ends_with_www(before)
        }
        '-' | '+' | '=' => !before.is_empty(),
        '_' => follows_word && after.is_some_and(char::is_alphanumeric),
        _ => false,
    }
}

/// Whether a dot would make a link of what stands before it.
fn ends_with_www(text: &str) -> bool {
    let last: String = text.chars().rev().take(3).collect();
    last.eq_ignore_ascii_case("www")
}

#[cfg(test)]
mod tests;
