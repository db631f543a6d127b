//! The screen of `check`: one file per section, in the order in which they are read.

mod accepted;
mod blocking;
mod grid;
mod head;
mod lapsing;
mod ledger;
mod next;
mod open;
mod page;
mod rest;
mod result;
mod unowned;
mod untold;
mod wrap;

use std::io::{self, Write};

use super::{Options, Show};
use crate::report::model::Report;
pub(crate) use grid::{Cell, Grid, Tone};
pub(super) use head::{loosened_sentences, totals_sentence, verdict_sentence, why_that_profile};
pub(crate) use page::Page;
pub(super) use untold::sections;

pub(super) fn render(
    report: &Report,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write(report, options, &mut Page::new(options, out))
}

/// Writes every section of a report.
pub(super) fn write(report: &Report, options: &Options<'_>, page: &mut Page<'_>) -> io::Result<()> {
    head::write(report, options, page)?;
    unowned::write(report, page)?;
    blocking::write(report, page)?;
    open::write(report, page)?;
    ledger::write(report, page)?;
    accepted::write(report, page)?;
    lapsing::write(report, page)?;
    untold::write(report, page)?;
    match options.show {
        Show::Attention => {}
        Show::All => rest::write(report, page)?,
    }
    next::write(report, options, page)
}

#[cfg(test)]
mod tests;
