//! The next command to type.

use std::io;

use super::blocking::failing;
use super::grid::Tone;
use super::open::open;
use super::page::Page;
use crate::report::model::{GateResult, Outcome, Report};

pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    page.gap()?;
    page.sentence(Tone::Strong, &format!("Next: {}", command(report)))
}

fn command(report: &Report) -> String {
    match (most_urgent(report), report.lapsing.first()) {
        (Some(result), _) => format!("readyctl explain {}", result.gate.id),
        (None, Some(lapsing)) => format!("readyctl check --as-of {}", lapsing.on),
        (None, None) => "readyctl check --show all".to_owned(),
    }
}

fn most_urgent(report: &Report) -> Option<&GateResult> {
    let untold = |blocking: bool| {
        let gates = report.gates.iter();
        gates
            .filter(move |result| result.blocking == blocking && result.outcome == Outcome::Unknown)
            .max_by_key(|result| result.severity.value)
    };
    let failing = failing(report).into_iter().next();
    failing
        .or_else(|| untold(true))
        .or_else(|| open(report).into_iter().next())
        .or_else(|| untold(false))
}
