//! Every gate that no other section shows.

use std::io;

use super::page::Page;
use super::result::facts;
use crate::report::format::wording::counted;
use crate::report::model::{GateResult, Outcome, Report};

pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let rest: Vec<&GateResult> = report
        .gates
        .iter()
        .filter(|result| match result.outcome {
            Outcome::Fail | Outcome::Warn => false,
            Outcome::Pass
            | Outcome::Unknown
            | Outcome::Accepted
            | Outcome::NotApplicable
            | Outcome::Disabled => true,
        })
        .collect();
    if rest.is_empty() {
        return Ok(());
    }
    page.heading(&format!("The rest: {}", counted(rest.len(), "gate")))?;
    page.grid(&facts(rest, page))
}
