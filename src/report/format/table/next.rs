//! The next command to type.

use std::io;

use super::blocking::failing;
use super::grid::Tone;
use super::open::open;
use super::page::Page;
use crate::report::format::{Options, Typed};
use crate::report::model::{GateResult, Outcome, Report};

pub(super) fn write(report: &Report, options: &Options<'_>, page: &mut Page<'_>) -> io::Result<()> {
    page.gap()?;
    let command = command(report, &options.typed);
    page.sentence(Tone::Strong, &format!("Next: {command}"))
}

/// A command about the same company, under the same policy.
fn command(report: &Report, typed: &Typed<'_>) -> String {
    let mut words = vec!["readyctl".to_owned()];
    if let Some(result) = most_urgent(report) {
        words.extend(["explain".to_owned(), result.gate.id.to_owned()]);
        words.extend(typed.path.map(str::to_owned));
    } else {
        words.push("check".to_owned());
        words.extend(typed.path.map(str::to_owned));
        words.extend(typed.stage.map(|stage| format!("--stage {stage}")));
        words.push(match report.lapsing.first() {
            Some(lapsing) => format!("--as-of {}", lapsing.on),
            None => "--show all".to_owned(),
        });
    }
    words.extend(typed.policy.map(str::to_owned));
    words.join(" ")
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
