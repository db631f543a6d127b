//! JSON lines: a flat row for each finding, made for a warehouse that keeps years of them.

use std::io::{self, Write};

use serde::Serialize as _;

use super::Options;
use super::escape::EscapedLine;
use super::row::Row;
use crate::report::model::Report;

pub(super) fn render(
    report: &Report,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for row in Row::all(report, options, |text| text.into()) {
        let mut serializer = serde_json::Serializer::with_formatter(&mut *out, EscapedLine);
        row.serialize(&mut serializer)?;
        writeln!(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
