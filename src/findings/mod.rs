//! Scanner reports, read where they lie: what each says, in one form. Knows no manifest, no gate and no policy.
//!
//! A reader takes the text of a report and tells what stands in it, no more: one [`Reported`] for each thing the scanner counts,
//! the severity as the format documents it, nothing guessed. What belongs together across reports is joined later.

mod codeowners;
mod day_said;
mod decode;
mod excerpt;
pub mod format;
mod head;
mod identity;
mod json;
mod kind;
mod ledger;
mod purl;
mod refusal;
mod report;
mod scans;
mod severity;
mod table;
mod triage;
mod vex;
mod weakness;
mod xml;

pub use codeowners::CodeOwners;
pub use kind::{Kind, Tells};
pub use ledger::{Clock, Ledger, Record};
pub use refusal::Refusal;
pub use report::{
    Check, CheckOutcome, Class, Place, Producer, Reported, Results, ScannerReport, Severity,
    Standing, Statement, StatementStatus, TestCounts,
};
pub use scans::{IdleStatement, ReadReport, ReportHead, Scans};
pub use triage::{Conditions, Match, Triage};
pub use weakness::{Sighting, State, Weakness};

use std::collections::BTreeMap;
use std::io::BufRead;

use decode::{Decoded, Shape};

use head::Head;

use crate::time::Day;

/// Which column of a table holds which of our fields: our name of the field to the heading of the column.
pub type Columns = BTreeMap<String, String>;

/// Reads a report, of the format that is named or else of the one its beginning shows.
///
/// The report is read as a stream. A report of another format than the one named is refused, and so is everything that cannot be
/// understood to its end.
pub fn read(
    kind: Option<Kind>,
    columns: &Columns,
    input: &mut dyn BufRead,
) -> Result<ScannerReport, Refusal> {
    let mut decoded = decode::decoded(input)?;
    let recognised = recognised(&mut decoded);
    let kind = match (kind, recognised) {
        (Some(Kind::Csv), _) => Kind::Csv,
        (Some(named), Some(other)) if named != other => {
            return Err(Refusal::new(format!(
                "the file is a report of kind `{other}`, not `{named}`"
            ))
            .with_help(format!("write `kind: {other}`, or name another file")));
        }
        (Some(kind), _) | (None, Some(kind)) => kind,
        (None, None) => {
            return Err(Refusal::new(
                "the file begins like no format of scanner report that is known",
            )
            .with_help("name the format with `kind`"));
        }
    };
    format::read(kind, columns, &mut *decoded.text)
}

/// Reads the report of a run of tests that the file of that name is; nothing where it is a file of another kind.
///
/// A file that is called `.xml` and is no XML was meant to be one, and is refused.
pub fn read_tests(
    name: &str,
    input: &mut dyn BufRead,
) -> Option<Result<(TestCounts, Option<Day>), Refusal>> {
    let is_called_xml = name
        .get(name.len().saturating_sub(4)..)
        .is_some_and(|end| end.eq_ignore_ascii_case(".xml"));
    let mut decoded = match decode::decoded(input) {
        Ok(decoded) => decoded,
        Err(refusal) => return is_called_xml.then_some(Err(refusal)),
    };
    let shape = Shape::of_head(&decoded.head);
    if recognised(&mut decoded) != Some(Kind::Junit) {
        let is_meant = is_called_xml && shape != Shape::Xml;
        return is_meant.then(|| Err(Refusal::new("the file is no XML")));
    }
    let report = format::read(Kind::Junit, &Columns::new(), &mut *decoded.text);
    Some(report.and_then(|report| match report.results {
        Some(Results::Tests(counts)) => Ok((counts, report.made_on)),
        Some(Results::Checks(_)) | None => Err(Refusal::new("the report counts no tests")),
    }))
}

/// The format that the beginning of a report shows; the beginning is not needed after that.
fn recognised(decoded: &mut Decoded<'_>) -> Option<Kind> {
    let head = Head::of(&decoded.head);
    decoded.head = Vec::new();
    let mut kinds = Kind::ALL.into_iter();
    kinds.find(|kind| format::recognises(*kind, &head))
}
