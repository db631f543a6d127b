//! One file for each format of scanner report: `read` tells what a report says, `recognises` whether its head is of the format.

mod burp;
mod cargo_audit;
mod csv;
mod cyclonedx;
mod defectdojo;
mod github_alerts;
mod github_graphql;
mod grype;
mod junit;
mod nessus;
mod nessus_table;
mod npm_audit;
mod openvex;
mod osv_scanner;
mod pip_audit;
mod sarif;
mod scorecard;
mod semgrep;
mod trivy;
mod zap;

use std::io::BufRead;

use super::head::Head;
use super::{Columns, Kind, Refusal, ScannerReport};

/// Reads a report of that format.
pub(super) fn read(
    kind: Kind,
    columns: &Columns,
    input: &mut dyn BufRead,
) -> Result<ScannerReport, Refusal> {
    match kind {
        Kind::Sarif => sarif::read(input),
        Kind::Trivy => trivy::read(input),
        Kind::Grype => grype::read(input),
        Kind::OsvScanner => osv_scanner::read(input),
        Kind::Semgrep => semgrep::read(input),
        Kind::CycloneDx => cyclonedx::read(input),
        Kind::OpenVex => openvex::read(input),
        Kind::DefectDojo => defectdojo::read(input),
        Kind::GithubAlerts => github_alerts::read(input),
        Kind::NpmAudit => npm_audit::read(input),
        Kind::CargoAudit => cargo_audit::read(input),
        Kind::PipAudit => pip_audit::read(input),
        Kind::Zap => zap::read(input),
        Kind::Burp => burp::read(input),
        Kind::Nessus => nessus::read(input),
        Kind::Csv => csv::read(columns, input),
        Kind::Junit => junit::read(input),
        Kind::Scorecard => scorecard::read(input),
    }
}

/// Whether a report that begins like this is of that format.
pub(super) fn recognises(kind: Kind, head: &Head) -> bool {
    match kind {
        Kind::Sarif => sarif::recognises(head),
        Kind::Trivy => trivy::recognises(head),
        Kind::Grype => grype::recognises(head),
        Kind::OsvScanner => osv_scanner::recognises(head),
        Kind::Semgrep => semgrep::recognises(head),
        Kind::CycloneDx => cyclonedx::recognises(head),
        Kind::OpenVex => openvex::recognises(head),
        Kind::DefectDojo => defectdojo::recognises(head),
        Kind::GithubAlerts => github_alerts::recognises(head),
        Kind::NpmAudit => npm_audit::recognises(head),
        Kind::CargoAudit => cargo_audit::recognises(head),
        Kind::PipAudit => pip_audit::recognises(head),
        Kind::Zap => zap::recognises(head),
        Kind::Burp => burp::recognises(head),
        Kind::Nessus => nessus::recognises(head),
        // A table is whatever its column map says.
        Kind::Csv => false,
        Kind::Junit => junit::recognises(head),
        Kind::Scorecard => scorecard::recognises(head),
    }
}

/// The id that a scanner gives to what it looks for; a bare number is named with the scanner, since others number too.
fn own_id(scanner: &str, id: &str) -> String {
    if id.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("{scanner}:{id}")
    } else {
        id.to_owned()
    }
}

/// Whether an id is that of a published vulnerability.
fn is_vulnerability_id(id: &str) -> bool {
    const DATABASES: [&str; 6] = ["CVE-", "GHSA-", "OSV-", "PYSEC-", "RUSTSEC-", "GO-"];
    DATABASES.iter().any(|database| {
        id.get(..database.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(database))
    })
}
