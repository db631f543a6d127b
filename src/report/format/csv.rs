//! Comma-separated values: a row for each finding, for sheets.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::WriterBuilder;

use super::Options;
use super::row::Row;
use crate::report::model::Report;
use crate::text::printable;

pub(super) fn render(
    report: &Report,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut sheet = WriterBuilder::new().has_headers(false).from_writer(out);
    sheet.write_record(Row::COLUMNS).map_err(of_writer)?;
    for row in Row::all(report, options, cell) {
        sheet.serialize(row).map_err(of_writer)?;
    }
    sheet.flush()
}

/// The error of the writer underneath with its kind, by which a reader that went away is told from a full disk.
pub(crate) fn of_writer(error: csv::Error) -> io::Error {
    let kind = match error.kind() {
        csv::ErrorKind::Io(error) => error.kind(),
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}

/// A text that no sheet takes for a formula, on one line.
pub(crate) fn cell(text: &str) -> Cow<'_, str> {
    let text = printable(text);
    if text.trim_start().starts_with(FORMULA) {
        Cow::Owned(format!("'{text}"))
    } else {
        text
    }
}

/// What a sheet takes for the start of a formula, the wide forms of East Asian keyboards included.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

#[cfg(test)]
mod tests;
