//! What blocks: the gates that fail, heaviest first.

use std::cmp::Reverse;
use std::io;

use super::page::Page;
use super::result::facts;
use crate::report::format::wording::{counted, does};
use crate::report::model::{GateResult, Outcome, Report};

pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let failing = failing(report);
    if failing.is_empty() {
        return Ok(());
    }
    let gates = counted(failing.len(), "gate");
    let verb = if failing.len() == 1 { "fails" } else { "fail" };
    page.heading(&format!(
        "What blocks: {gates} {verb}{}",
        and_untold(report)
    ))?;
    page.grid(&facts(failing, page))
}

/// The failed gates that block, heaviest first.
pub(super) fn failing(report: &Report) -> Vec<&GateResult> {
    let gates = report.gates.iter();
    let mut failing: Vec<&GateResult> = gates
        .filter(|result| result.blocking && result.outcome == Outcome::Fail)
        .collect();
    failing.sort_by_key(|result| Reverse(result.severity.value));
    failing
}

fn and_untold(report: &Report) -> String {
    let gates = report.gates.iter();
    match gates
        .filter(|result| result.blocking && result.outcome == Outcome::Unknown)
        .count()
    {
        0 => String::new(),
        count => {
            let phrase = does(count, "more waits for an answer", "more wait for an answer");
            format!("; {phrase}, see \"Not told yet\"")
        }
    }
}
