//! What nobody told yet, area by area.

use super::picks::{Marks, Picks};
use super::words::Words;
use crate::gate::Area;
use crate::report::format::table::sections;
use crate::report::format::wording::spaced;
use crate::report::model::{GateResult, Outcome, Report};

/// What was not told in one area.
pub(super) struct UntoldRow {
    pub(super) marks: Marks,
    pub(super) area: String,
    pub(super) key: usize,
    pub(super) gates: usize,
    pub(super) blocking: usize,
    pub(super) sections: Words<'static>,
}

pub(super) fn untold<'r>(report: &'r Report, picks: &Picks<'r>) -> Vec<UntoldRow> {
    let rows = Area::ALL.into_iter().filter_map(|area| {
        let results: Vec<&GateResult> = report
            .of_area(area)
            .filter(|result| result.outcome == Outcome::Unknown)
            .collect();
        let findings = results.iter().flat_map(|result| &result.findings);
        (!results.is_empty()).then(|| UntoldRow {
            marks: picks
                .owned_by(findings.map(|finding| finding.owner.as_deref()))
                .of_area(area)
                .coming_out(Outcome::Unknown),
            area: spaced(area.name()),
            key: area as usize,
            gates: results.len(),
            blocking: results.iter().filter(|result| result.blocking).count(),
            sections: Words::around(&sections(&results)),
        })
    });
    rows.collect()
}
