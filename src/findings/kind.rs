//! The formats of scanner reports.

use std::fmt;

/// A format of scanner report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// OASIS SARIF 2.1.0, and what older logs share with it.
    Sarif,
    /// Aqua Trivy, JSON.
    Trivy,
    /// Anchore Grype, JSON.
    Grype,
    /// OSV-Scanner, JSON.
    OsvScanner,
    /// Semgrep, JSON.
    Semgrep,
    /// `CycloneDX` BOM and VEX, JSON and XML.
    CycloneDx,
    /// `OpenVEX`, JSON.
    OpenVex,
    /// `DefectDojo` generic findings, JSON and CSV.
    DefectDojo,
    /// GitHub alerts: Dependabot, code scanning and secret scanning.
    GithubAlerts,
    /// `npm audit`, versions 1 and 2.
    NpmAudit,
    /// `cargo audit`, JSON.
    CargoAudit,
    /// `pip-audit`, JSON.
    PipAudit,
    /// ZAP, XML and JSON.
    Zap,
    /// Burp, XML and JSON.
    Burp,
    /// Nessus, XML and CSV.
    Nessus,
    /// A table with a map of its columns.
    Csv,
    /// `JUnit` test results: evidence, no findings.
    Junit,
    /// `OpenSSF` Scorecard: evidence, no findings.
    Scorecard,
}

impl Kind {
    /// Every format, in the order in which they are listed.
    pub const ALL: [Self; 18] = [
        Self::Sarif,
        Self::Trivy,
        Self::Grype,
        Self::OsvScanner,
        Self::Semgrep,
        Self::CycloneDx,
        Self::OpenVex,
        Self::DefectDojo,
        Self::GithubAlerts,
        Self::NpmAudit,
        Self::CargoAudit,
        Self::PipAudit,
        Self::Zap,
        Self::Burp,
        Self::Nessus,
        Self::Csv,
        Self::Junit,
        Self::Scorecard,
    ];

    /// The word in manifests and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sarif => "sarif",
            Self::Trivy => "trivy",
            Self::Grype => "grype",
            Self::OsvScanner => "osv_scanner",
            Self::Semgrep => "semgrep",
            Self::CycloneDx => "cyclonedx",
            Self::OpenVex => "openvex",
            Self::DefectDojo => "defectdojo",
            Self::GithubAlerts => "github_alerts",
            Self::NpmAudit => "npm_audit",
            Self::CargoAudit => "cargo_audit",
            Self::PipAudit => "pip_audit",
            Self::Zap => "zap",
            Self::Burp => "burp",
            Self::Nessus => "nessus",
            Self::Csv => "csv",
            Self::Junit => "junit",
            Self::Scorecard => "scorecard",
        }
    }

    /// What its reports tell.
    pub const fn tells(self) -> Tells {
        match self {
            Self::Trivy
            | Self::Grype
            | Self::OsvScanner
            | Self::NpmAudit
            | Self::CargoAudit
            | Self::PipAudit => Tells::KnownWeaknesses,
            Self::Sarif
            | Self::Semgrep
            | Self::CycloneDx
            | Self::DefectDojo
            | Self::GithubAlerts
            | Self::Zap
            | Self::Burp
            | Self::Nessus
            | Self::Csv => Tells::Findings,
            Self::OpenVex => Tells::Statements,
            Self::Junit | Self::Scorecard => Tells::Results,
        }
    }
}

/// What the reports of a format tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// Which known weaknesses the parts of a service have.
    KnownWeaknesses,
    /// Findings of other kinds, or of several.
    Findings,
    /// Only what somebody says of findings of others.
    Statements,
    /// How tests or checks came out: evidence, and no findings.
    Results,
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}
