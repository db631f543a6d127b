//! The board report: one page that needs nothing else, for a screen and for paper.

mod accepted;
mod blocking;
mod charts;
mod every;
mod folded;
mod head;
mod heat;
mod ledger;
mod load;
mod look;
mod outlook;
mod picks;
mod unowned;
mod untold;
mod words;

use std::io::{self, Write};

use askama::Template;
use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

use super::Options;
use super::wording::counted;
use crate::report::model::{Outcome, Report};
use folded::Folded;
use look::Look;
use picks::Picks;
use words::{Words, brief};

const STYLE: &str = include_str!("board.css");
const SCRIPT: &str = include_str!("board.js");

pub(super) fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    Board::of(report, options).write_into(out)
}

/// The page, section by section.
#[derive(Template)]
#[template(path = "board.html")]
struct Board<'r> {
    title: String,
    policy: ContentPolicy,
    picks: Picks<'r>,
    head: head::Head<'r>,
    unowned: Folded<unowned::UnownedRow<'r>>,
    unowned_count: String,
    ledger: Folded<ledger::PromiseRow<'r>>,
    promises: [(Look, usize); 3],
    blocking: Folded<blocking::BlockingRow<'r>>,
    blocking_counts: (usize, usize),
    heat: heat::Heat,
    outlook: outlook::Outlook<'r>,
    loads: Folded<load::LoadRow<'r>>,
    accepted: Folded<accepted::AcceptedRow<'r>>,
    untold: Vec<untold::UntoldRow>,
    every: Vec<every::AreaPart<'r>>,
    files: Vec<Words<'r>>,
    digest: &'r str,
    version: &'static str,
}

impl<'r> Board<'r> {
    fn of(report: &'r Report, options: &Options) -> Self {
        let picks = Picks::of(report);
        let blocking = |outcome| {
            let gates = report.gates.iter();
            gates
                .filter(|result| result.blocking && result.outcome == outcome)
                .count()
        };
        Self {
            title: format!("{}: readiness on {}", brief(&report.company), report.as_of),
            policy: ContentPolicy::of(STYLE, SCRIPT),
            head: head::head(report, options),
            unowned: unowned::unowned(report, &picks),
            unowned_count: counted(
                report.unowned.iter().map(|unowned| unowned.count).sum(),
                "thing",
            ),
            ledger: ledger::ledger(report, &picks),
            promises: ledger::states(report),
            blocking: blocking::blocking(report, &picks),
            blocking_counts: (blocking(Outcome::Fail), blocking(Outcome::Unknown)),
            heat: heat::heat(report),
            outlook: outlook::outlook(report, &picks),
            loads: load::loads(report, &picks),
            accepted: accepted::accepted(report, &picks),
            untold: untold::untold(report, &picks),
            every: every::every(report, &picks),
            files: report
                .manifest
                .files
                .iter()
                .map(|file| Words::of(file))
                .collect(),
            digest: &report.manifest.digest,
            version: env!("CARGO_PKG_VERSION"),
            picks,
        }
    }
}

/// What the page may do: apply its own style and run its own script, each known by its hash, and nothing else.
struct ContentPolicy {
    style: String,
    script: String,
}

impl ContentPolicy {
    fn of(style: &str, script: &str) -> Self {
        let hash = |text: &str| BASE64.encode(&Sha256::digest(text));
        Self {
            style: hash(style),
            script: hash(script),
        }
    }
}

/// The word of an outcome on the page.
#[cfg(test)]
pub(super) const fn word(outcome: Outcome) -> &'static str {
    look::outcome(outcome).word
}

#[cfg(test)]
mod tests;
