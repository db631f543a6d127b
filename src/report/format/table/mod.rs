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
pub(super) use head::{verdict_sentence, why_that_profile};
pub(crate) use page::Page;
pub(super) use untold::sections;

pub(super) fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(options, out);
    head::write(report, options, &mut page)?;
    unowned::write(report, &mut page)?;
    blocking::write(report, &mut page)?;
    open::write(report, &mut page)?;
    ledger::write(report, &mut page)?;
    accepted::write(report, &mut page)?;
    lapsing::write(report, &mut page)?;
    untold::write(report, &mut page)?;
    match options.show {
        Show::Attention => {}
        Show::All => rest::write(report, &mut page)?,
    }
    next::write(report, &mut page)
}

#[cfg(test)]
mod tests;
