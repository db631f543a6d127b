//! What one report says, in the form that all formats share.

use super::Kind;
use crate::time::Day;

/// What one report says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannerReport {
    /// The format it was read as.
    pub kind: Kind,
    /// The scanner, as the report names it.
    pub producer: Option<Producer>,
    /// The day the report says it was made, in UTC.
    pub made_on: Option<Day>,
    /// What the scanner counts, in the order of the report.
    pub findings: Vec<Reported>,
    /// What a VEX document states of vulnerabilities found elsewhere.
    pub statements: Vec<Statement>,
    /// What a test run or a set of checks came to, where the report is such evidence.
    pub results: Option<Results>,
    /// What was read leniently and a reader should know of, one sentence each.
    pub notes: Vec<String>,
    /// Why a report that lists nothing does not show that anything was looked at; such a report is no clean scan.
    pub doubt: Option<String>,
}

impl ScannerReport {
    /// A report of that format that says nothing yet.
    pub(super) fn new(kind: Kind) -> Self {
        Self {
            kind,
            producer: None,
            made_on: None,
            findings: Vec::new(),
            statements: Vec::new(),
            results: None,
            notes: Vec::new(),
            doubt: None,
        }
    }
}

/// What a report comes to that is evidence and lists no findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Results {
    /// A run of tests.
    Tests(TestCounts),
    /// Checks of how a project is kept, in the order of the report.
    Checks(Vec<Check>),
}

/// What a run of tests came to; every case counts once, failed before in error before skipped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TestCounts {
    /// Cases that the report holds.
    pub cases: u64,
    /// Cases that failed.
    pub failures: u64,
    /// Cases that broke.
    pub errors: u64,
    /// Cases that did not run.
    pub skipped: u64,
    /// Failures and errors that no case shows: a suite declares them, or holds them itself.
    pub outside_cases: u64,
}

impl TestCounts {
    /// Cases that ran and passed.
    pub fn passed(&self) -> u64 {
        self.cases
            .saturating_sub(self.failures + self.errors + self.skipped)
    }

    /// Whether something ran and nothing went wrong.
    pub fn is_success(&self) -> bool {
        self.passed() > 0 && self.failures + self.errors + self.outside_cases == 0
    }

    pub(super) fn add(&mut self, more: &Self) {
        self.cases += more.cases;
        self.failures += more.failures;
        self.errors += more.errors;
        self.skipped += more.skipped;
        self.outside_cases += more.outside_cases;
    }
}

/// One check of how a project is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// What came out.
    pub outcome: CheckOutcome,
    /// Why, as written.
    pub reason: Option<String>,
}

/// What can come out of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckOutcome {
    /// A score from 0 to 10.
    Score(u8),
    /// What it asks holds.
    Holds,
    /// What it asks does not hold.
    DoesNotHold,
    /// It could not tell, which is neither good nor bad.
    Inconclusive,
}

/// A scanner as its report names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Producer {
    /// Its name.
    pub name: String,
    /// Its version, as written.
    pub version: Option<String>,
}

/// One thing that a scanner counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// What kind of thing it is.
    pub class: Class,
    /// Every name it goes by, the scanner's own first: a CVE, GHSA, OSV or RUSTSEC id, or the id of a rule. Never empty.
    pub ids: Vec<String>,
    /// What it is, in the scanner's words; the first id where it gives none.
    pub title: String,
    /// How bad the scanner calls it, mapped as its format documents.
    pub severity: Severity,
    /// The severity as written, with the place it was taken from: `HIGH (nvd)`, `7.5 (security-severity)`.
    pub severity_said: Option<String>,
    /// Where it is; several where the report gives several for one thing.
    pub places: Vec<Place>,
    /// Whether it is still there.
    pub standing: Standing,
    /// What the scanner itself writes to recognise it again, where it writes such a thing.
    pub fingerprint: Option<String>,
    /// The line of code or the evidence text it is about, for recognising it when lines move; never a line number.
    pub snippet: Option<String>,
    /// The versions in which it is mended, as written.
    pub fixed_in: Vec<String>,
    /// The day the scanner first saw it, where it says so.
    pub first_seen: Option<Day>,
    /// Whether attackers are known to use it, where the report says so.
    pub known_exploited: Option<bool>,
    /// A page about it.
    pub url: Option<String>,
}

impl Reported {
    /// Something open of which no more is said yet than one name, never empty.
    pub(super) fn named(class: Class, id: impl Into<String>) -> Self {
        Self::new(class, vec![id.into()], None)
    }

    /// Something open of which no more is said yet than its names, which are never empty, and its title.
    pub(super) fn new(class: Class, ids: Vec<String>, title: Option<String>) -> Self {
        let title = title.unwrap_or_else(|| ids.first().cloned().unwrap_or_default());
        Self {
            class,
            ids,
            title,
            severity: Severity::Unknown,
            severity_said: None,
            places: Vec::new(),
            standing: Standing::Open,
            fingerprint: None,
            snippet: None,
            fixed_in: Vec::new(),
            first_seen: None,
            known_exploited: None,
            url: None,
        }
    }
}

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A published vulnerability in a part.
    Vulnerability,
    /// A weakness in our own code.
    Code,
    /// A setting that opens something.
    Misconfiguration,
    /// A secret where it can be read.
    Secret,
    /// A licence that asks for attention.
    Licence,
    /// A weakness of the running service.
    Web,
    /// A weakness of a host.
    Host,
    /// A part that is unmaintained, withdrawn or deprecated.
    Upkeep,
}

impl Class {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Vulnerability => "vulnerability",
            Self::Code => "code",
            Self::Misconfiguration => "misconfiguration",
            Self::Secret => "secret",
            Self::Licence => "licence",
            Self::Web => "web",
            Self::Host => "host",
            Self::Upkeep => "upkeep",
        }
    }
}

/// How bad a scanner calls something; never guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The report does not say, or says something its format does not document.
    Unknown,
    /// A remark: none, informational, negligible.
    Info,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

/// Where something is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A part that is used.
    Package {
        /// Its name.
        name: String,
        /// Its version, as written.
        version: Option<String>,
        /// Its package URL, where the report gives one.
        purl: Option<String>,
        /// The lock file, image or folder it was seen in.
        found_in: Option<String>,
    },
    /// A place in a file.
    File {
        /// The file, as written, with forward slashes.
        path: String,
        /// The line, counted from 1.
        line: Option<u32>,
    },
    /// An address of the running service.
    Url(String),
    /// A host.
    Host(String),
}

/// Whether something is still there, as the report tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Open,
    /// Somebody decided in the scanner not to show it: at most an acceptance without owner and end. With the reason, as written.
    Suppressed(Option<String>),
    /// Somebody dismissed the alert, with the reason, as written; dismissed is not accepted.
    Dismissed(Option<String>),
    /// It does not apply here, with the justification, as written.
    NotAffected(Option<String>),
    /// It is gone: fixed, resolved, or absent since an earlier run.
    Fixed,
    /// It was looked for and not found.
    Passed,
}

impl Standing {
    /// The word for it in what programs read.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Suppressed(_) => "suppressed",
            Self::Dismissed(_) => "dismissed",
            Self::NotAffected(_) => "not_affected",
            Self::Fixed => "fixed",
            Self::Passed => "passed",
        }
    }
}

/// What a VEX document states of a vulnerability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Every name the vulnerability goes by. Never empty.
    pub ids: Vec<String>,
    /// The products it is stated of, as written; empty where it names none.
    pub products: Vec<String>,
    /// The parts of these products it is stated of, as written; empty where it is stated of the products as such.
    pub parts: Vec<String>,
    /// What is stated.
    pub status: StatementStatus,
    /// Why, as written: the justification and what explains it.
    pub justification: Option<String>,
    /// Who states it.
    pub author: Option<String>,
    /// The day it was stated, in UTC.
    pub date: Option<Day>,
}

/// What a VEX document can state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementStatus {
    /// It does not apply.
    NotAffected,
    /// It does.
    Affected,
    /// It did, and is mended.
    Fixed,
    /// Nobody knows yet.
    UnderInvestigation,
}
