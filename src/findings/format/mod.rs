//! One file for each format of scanner report: `read` tells what a report says, `recognises` whether its head is of the format.

use std::io::BufRead;

use super::head::Head;
use super::{Columns, Kind, Refusal, ScannerReport};

/// Reads a report of that format.
pub(super) fn read(
    kind: Kind,
    columns: &Columns,
    input: &mut dyn BufRead,
) -> Result<ScannerReport, Refusal> {
    let _ = (columns, input);
    match kind {
        Kind::Sarif
        | Kind::Trivy
        | Kind::Grype
        | Kind::OsvScanner
        | Kind::Semgrep
        | Kind::CycloneDx
        | Kind::OpenVex
        | Kind::DefectDojo
        | Kind::GithubAlerts
        | Kind::NpmAudit
        | Kind::CargoAudit
        | Kind::PipAudit
        | Kind::Zap
        | Kind::Burp
        | Kind::Nessus
        | Kind::Csv
        | Kind::Junit
        | Kind::Scorecard => Err(Refusal::new(format!(
            "reports of kind `{kind}` are not read yet"
        ))),
    }
}

/// Whether a report that begins like this is of that format.
pub(super) fn recognises(kind: Kind, head: &Head) -> bool {
    let _ = head;
    match kind {
        Kind::Sarif
        | Kind::Trivy
        | Kind::Grype
        | Kind::OsvScanner
        | Kind::Semgrep
        | Kind::CycloneDx
        | Kind::OpenVex
        | Kind::DefectDojo
        | Kind::GithubAlerts
        | Kind::NpmAudit
        | Kind::CargoAudit
        | Kind::PipAudit
        | Kind::Zap
        | Kind::Burp
        | Kind::Nessus
        | Kind::Junit
        | Kind::Scorecard => false,
        // A table is whatever its column map says.
        Kind::Csv => false,
    }
}
