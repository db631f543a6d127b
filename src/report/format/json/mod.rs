//! The JSON form of a report: public and versioned.

mod mirror;
mod schema;

use std::io::{self, Write};

use schemars::{Schema, schema_for};
use serde::Serialize as _;
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
    let mut serializer = Serializer::with_formatter(&mut *out, Escaped::default());
    ReportView::of(report, options).serialize(&mut serializer)?;
    writeln!(out)
}

/// The JSON Schema of the form.
pub fn schema() -> Schema {
    schema_for!(ReportView<'static>)
}

#[cfg(test)]
mod tests;
