//! What fails or warns without blocking.

use std::cmp::Reverse;
use std::io;

use super::page::Page;
use super::result::facts;
use crate::report::format::wording::counted;
use crate::report::model::{GateResult, Outcome, Report};

pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let open = open(report);
    if open.is_empty() {
        return Ok(());
    }
    page.heading(&format!(
        "Open, without blocking: {}",
        counted(open.len(), "gate")
    ))?;
    page.grid(&facts(open, page))
}

/// The gates that fail or warn without blocking, heaviest first.
pub(super) fn open(report: &Report) -> Vec<&GateResult> {
    let gates = report.gates.iter();
    let mut open: Vec<&GateResult> = gates
        .filter(|result| {
            !result.blocking && matches!(result.outcome, Outcome::Fail | Outcome::Warn)
        })
        .collect();
    open.sort_by_key(|result| Reverse((result.severity.value, result.outcome)));
    open
}
