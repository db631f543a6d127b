//! Runs of tests that are told to have passed, against the reports that they point at.

use super::Context;
use crate::evidence::TestReport;
use crate::findings::TestCounts;
use crate::manifest::ManifestPath;
use crate::manifest::model::EvidenceRef;
use crate::rules::{Shortfall, Shortfalls};
use crate::time::Day;

/// A run of tests that is told to have passed.
pub struct ToldRun<'r> {
    /// The record that it points at.
    pub evidence: &'r EvidenceRef,
    /// Where the record is named.
    pub place: ManifestPath,
    /// What ran: `` `unit` on release `r1` ``.
    pub what: String,
    /// What it is about.
    pub subject: &'r str,
    /// Who answers for it.
    pub owner: Option<&'r str>,
    /// The day that the manifest tells, where its record does not.
    pub date: Option<Day>,
}

/// Clocks and time zones put a run on the day before or after the one that somebody writes down.
const DAYS_APART: i64 = 1;

impl Context<'_> {
    /// Holds a run against the report it points at, where that is one: one that shows failures is `report_shows_failures`, one of
    /// another day `report_of_another_day`; of one that cannot be read, or in which nothing ran, nobody knows how it ended.
    pub fn hold_against_report(&self, run: &ToldRun<'_>, found: &mut Shortfalls) {
        let Some(path) = self.file_behind(run.evidence) else {
            return;
        };
        let (what, subject) = (&run.what, run.subject);
        let mut untold = |why: String| {
            let message = format!("nobody knows how {what} ended: its report `{path}` {why}");
            about(run, found.untold(run.place.clone(), subject, message))
                .cure("keep the report that the pipeline writes, whole, beside the manifest");
        };
        let (counts, made_on) = match self.files.tests(path) {
            None => return,
            Some(TestReport::Refused(why)) => return untold(format!("cannot be read: {why}")),
            Some(TestReport::Ran { counts, made_on }) => (counts, *made_on),
        };
        if let Some(day) = made_on.filter(|&day| self.is_yet_to_come(day)) {
            return untold(format!("is of {day}, which is still to come"));
        }
        if !counts.is_success() && went_wrong(counts) == 0 {
            return untold(match counts.cases {
                0 => "holds no test".to_owned(),
                cases => format!("shows that none of {cases} tests ran"),
            });
        }
        if went_wrong(counts) > 0 {
            let message = format!(
                "{what} is told to have passed, and its report `{path}` shows {}",
                in_words(counts)
            );
            let shortfall =
                found.fails("report_shows_failures", run.place.clone(), subject, message);
            about(run, shortfall).cure("mend what failed, run it again, and keep the new report");
        }
        let told = self.date_behind(run.evidence).or(run.date);
        if let (Some(told), Some(made_on)) = (told, made_on)
            && told.days_since(made_on).abs() > DAYS_APART
        {
            let message =
                format!("{what} is told to be of {told}, and its report `{path}` is of {made_on}");
            let shortfall =
                found.fails("report_of_another_day", run.place.clone(), subject, message);
            about(run, shortfall).cure("name the report of that run, or correct the date");
        }
    }

    /// The file behind a reference.
    fn file_behind<'e>(&'e self, reference: &'e EvidenceRef) -> Option<&'e str> {
        match reference {
            EvidenceRef::Named(name) => match self.registered(name) {
                Some(evidence) => evidence.path.as_deref(),
                None => Some(name),
            },
            EvidenceRef::Inline(inline) => inline.path.as_deref(),
        }
    }

    /// The day that the manifest gives to what is behind a reference.
    fn date_behind(&self, reference: &EvidenceRef) -> Option<Day> {
        match reference {
            EvidenceRef::Named(name) => self.registered(name)?.date,
            EvidenceRef::Inline(inline) => inline.date,
        }
    }
}

fn about<'s>(run: &ToldRun<'_>, shortfall: &'s mut Shortfall) -> &'s mut Shortfall {
    shortfall.owned_by(run.owner).comparing(&run.what)
}

fn went_wrong(counts: &TestCounts) -> u64 {
    counts.failures + counts.errors + counts.outside_cases
}

fn in_words(counts: &TestCounts) -> String {
    let parts = [
        (counts.failures, "failed"),
        (counts.errors, "broken"),
        (counts.outside_cases, "failed outside of its tests"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    format!("{} of {} tests", parts.join(", "), counts.cases)
}
