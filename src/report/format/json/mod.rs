//! The JSON form of a report: public and versioned.

mod mirror;
mod schema;

use std::io::{self, Write};

use schemars::{Schema, schema_for};
use serde::Serialize;
use serde_json::Serializer;

use super::Options;
use super::escape::Escaped;
use crate::report::model::Report;
use mirror::ReportView;

pub(super) fn render(
    report: &Report,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_escaped(&ReportView::of(report, options), out)
}

/// Writes JSON for people and programs in which nothing can command the terminal or the pipeline that shows it.
pub(crate) fn write_escaped(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(
        &mut *out,
        Escaped::default(),
    ))?;
    writeln!(out)
}

/// The JSON Schema of the form.
pub fn schema() -> Schema {
    schema_for!(ReportView<'static>)
}

#[cfg(test)]
mod tests;
