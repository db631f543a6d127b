//! All reports of a project together: one weakness for what many of them say.

use std::collections::{BTreeMap, BTreeSet};

use super::identity::{Aliases, key, key_of, normal};
use super::ledger::scanner_name;
use super::vex::Statements;
use super::{
    Class, CodeOwners, Kind, Ledger, Producer, Record, Reported, Results, ScannerReport, Severity,
    Sighting, State, Statement, Tells, Weakness,
};
use crate::time::Day;

/// A report that was read, and what the manifest says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadReport {
    /// The source it belongs to, by its number in the manifest.
    pub source: usize,
    /// The service that was scanned.
    pub service: String,
    /// The environment that was scanned, where the manifest names one.
    pub environment: Option<String>,
    /// Its file, relative to the project.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// What it says.
    pub report: ScannerReport,
}

/// Everything that was read for the register of findings.
#[derive(Debug, Clone, Default)]
pub struct Scans {
    /// Every file that was read, with the SHA-256 of its bytes in hexadecimal.
    pub files: BTreeMap<String, String>,
    /// The reports, in the order of the sources and then of their names.
    pub reports: Vec<ReportHead>,
    /// What they report, by key.
    pub weaknesses: Vec<Weakness>,
    /// Statements of VEX documents that are about nothing that was found.
    pub idle_statements: Vec<IdleStatement>,
    /// Since when things are known.
    pub ledger: Ledger,
    /// Who owns which files.
    pub codeowners: Option<CodeOwners>,
    /// What was passed over while reading.
    pub notices: Vec<String>,
    aliases: Aliases,
}

/// A report without its findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportHead {
    /// The source it belongs to, by its number in the manifest.
    pub source: usize,
    /// The service that was scanned.
    pub service: String,
    /// The environment that was scanned, where the manifest names one.
    pub environment: Option<String>,
    /// Its file, relative to the project.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The format it was read as.
    pub kind: Kind,
    /// The scanner, as the report names it.
    pub producer: Option<Producer>,
    /// The day it says it was made.
    pub made_on: Option<Day>,
    /// How many findings it counts.
    pub findings: usize,
    /// How many statements it makes of findings of others.
    pub statements: usize,
    /// What a test run or a set of checks came to, where it is such evidence.
    pub results: Option<Results>,
    /// What was read leniently.
    pub notes: Vec<String>,
    /// Why it does not show that anything was looked at, though it lists nothing.
    pub doubt: Option<String>,
}

/// A statement of a VEX document about nothing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdleStatement {
    /// The report, by its number.
    pub report: usize,
    /// The vulnerability, as written.
    pub id: String,
    /// Whether the vulnerability was found, only not in what the statement names.
    pub is_found_elsewhere: bool,
}

impl Scans {
    /// Joins what reports say; what is stated after the day counts for nothing yet.
    pub fn gather(
        reports: Vec<ReadReport>,
        ledger: Ledger,
        codeowners: Option<CodeOwners>,
        as_of: Day,
    ) -> Self {
        let aliases = aliases(&reports);
        let mut files = BTreeMap::new();
        let mut heads = Vec::with_capacity(reports.len());
        let mut weaknesses: BTreeMap<String, Weakness> = BTreeMap::new();
        let mut statements = Statements::default();
        for (number, read) in reports.into_iter().enumerate() {
            files.insert(read.file.clone(), read.sha256.clone());
            heads.push(head(&read));
            let ReadReport {
                service, report, ..
            } = read;
            let made_on = report.made_on.filter(|&day| day <= as_of);
            for reported in report.findings {
                let key = key(&reported, &service, &aliases);
                let weakness = weaknesses
                    .entry(key)
                    .or_insert_with_key(|key| blank(key, &service, &reported));
                add(weakness, reported, number, made_on, &aliases);
            }
            for statement in report.statements {
                if statement.date.is_none_or(|date| date <= as_of) {
                    statements.add(number, &service, statement, &aliases);
                }
            }
        }
        let mut weaknesses: Vec<Weakness> = weaknesses.into_values().collect();
        for weakness in &mut weaknesses {
            finish(weakness);
            statements.apply(weakness, &aliases);
            weakness.settle(|statement| statements.state(statement));
        }
        Self {
            files,
            idle_statements: statements.idle(),
            reports: heads,
            weaknesses,
            ledger,
            codeowners,
            notices: Vec::new(),
            aliases,
        }
    }

    /// The key of a weakness that is called by any of its names, as `GHSA-…@app`; names of no weakness are given back.
    pub fn canonical_key(&self, key: &str) -> String {
        match key.rsplit_once('@') {
            Some((weakness, service)) => key_of(&self.aliases.canonical(weakness), service),
            None => key.to_owned(),
        }
    }

    /// A name in the form in which weaknesses carry it.
    pub fn canonical_name(&self, name: &str) -> String {
        self.aliases.canonical(name)
    }

    /// The keys that a weakness may have had while fewer of its names were known.
    pub fn former_keys(weakness: &Weakness) -> impl Iterator<Item = String> {
        let is_named = weakness.class == Class::Vulnerability || weakness.class == Class::Upkeep;
        let names = weakness.names.iter().filter(move |_| is_named);
        names.map(|name| key_of(name, &weakness.service))
    }

    /// What the ledger has as still there, sorted by service and key, where no report shows it and none shows that it is gone.
    pub fn unseen(&self) -> BTreeMap<&str, Vec<(&str, &Record)>> {
        let scanners = self.scanners();
        let mut unseen: BTreeMap<&str, Vec<(&str, &Record)>> = BTreeMap::new();
        for (key, record) in self.ledger.iter() {
            if record.clock.gone_on.is_none() && !is_looked_for(key, record, &scanners) {
                unseen
                    .entry(service_of(key))
                    .or_default()
                    .push((key, record));
            }
        }
        if unseen.is_empty() {
            return unseen;
        }
        let shown: BTreeSet<String> = self
            .weaknesses
            .iter()
            .flat_map(|weakness| Self::former_keys(weakness).chain([weakness.key.clone()]))
            .collect();
        for known in unseen.values_mut() {
            known.retain(|(key, _)| !shown.contains(*key));
        }
        unseen.retain(|_, known| !known.is_empty());
        unseen
    }

    /// The scanners whose reports tell what is found in each service, for the services of which no report is in doubt.
    fn scanners(&self) -> Scanners<'_> {
        let mut scanners: Scanners<'_> = BTreeMap::new();
        for head in self.reports.iter().filter(|head| head.tells_findings()) {
            let of_service = scanners.entry(&head.service).or_default();
            of_service.insert(head.scanner());
        }
        for head in self.reports.iter().filter(|head| head.doubt.is_some()) {
            scanners.remove(head.service.as_str());
        }
        scanners
    }

    /// The ledger after a day on which the reports say what they say.
    pub fn recorded(&self, day: Day) -> Ledger {
        let mut ledger = self.ledger.clone();
        let there: BTreeMap<&str, &Weakness> = self
            .weaknesses
            .iter()
            .filter(|weakness| weakness.state.is_there())
            .map(|weakness| (weakness.key.as_str(), weakness))
            .collect();
        for (key, weakness) in &there {
            let former: Vec<String> = Self::former_keys(weakness).collect();
            let sightings = weakness.sightings.iter();
            ledger.see(
                key,
                former.iter().map(String::as_str),
                weakness.first_seen,
                sightings
                    .map(|sighting| self.reports[sighting.report].scanner())
                    .collect(),
                day,
            );
        }
        // Of what nobody looked for nobody knows whether it is gone.
        let scanners = self.scanners();
        ledger.close(
            |key, record| there.contains_key(key) || !is_looked_for(key, record, &scanners),
            day,
        );
        ledger
    }
}

/// By service, those who tell what is found in it.
type Scanners<'a> = BTreeMap<&'a str, BTreeSet<String>>;

/// Whether one of the scanners that saw it last tells again what is found; any of its service where the ledger does not say who saw it.
fn is_looked_for(key: &str, record: &Record, scanners: &Scanners<'_>) -> bool {
    let of_service = scanners.get(service_of(key));
    of_service
        .is_some_and(|scanners| record.seen_by.is_empty() || !record.seen_by.is_disjoint(scanners))
}

impl ReportHead {
    /// The name under which the ledger keeps who saw a finding: that of the scanner, or of the format where the report tells none.
    fn scanner(&self) -> String {
        let producer = self.producer.as_ref();
        let name = producer.map(|producer| scanner_name(&producer.name));
        name.filter(|name| !name.is_empty())
            .unwrap_or_else(|| scanner_name(self.kind.word()))
    }

    /// Whether it tells which findings there are, and is not only evidence or statements about what others find.
    fn tells_findings(&self) -> bool {
        match self.kind.tells() {
            Tells::KnownWeaknesses | Tells::Findings => self.findings > 0 || self.statements == 0,
            Tells::Statements | Tells::Results => false,
        }
    }
}

/// The service that a key names.
fn service_of(key: &str) -> &str {
    key.rsplit_once('@').map_or("", |(_, service)| service)
}

fn aliases(reports: &[ReadReport]) -> Aliases {
    let names = reports.iter().flat_map(|read| {
        let findings = read.report.findings.iter();
        let vulnerabilities = findings.filter(|reported| match reported.class {
            Class::Vulnerability | Class::Upkeep => true,
            Class::Code
            | Class::Misconfiguration
            | Class::Secret
            | Class::Licence
            | Class::Web
            | Class::Host => false,
        });
        let statements = read.report.statements.iter();
        vulnerabilities
            .map(|reported| reported.ids.as_slice())
            .chain(statements.map(|statement: &Statement| statement.ids.as_slice()))
    });
    Aliases::of(names)
}

fn head(read: &ReadReport) -> ReportHead {
    let report = &read.report;
    ReportHead {
        source: read.source,
        service: read.service.clone(),
        environment: read.environment.clone(),
        file: read.file.clone(),
        sha256: read.sha256.clone(),
        kind: report.kind,
        producer: report.producer.clone(),
        made_on: report.made_on,
        findings: report.findings.len(),
        statements: report.statements.len(),
        results: report.results.clone(),
        notes: report.notes.clone(),
        doubt: report.doubt.clone(),
    }
}

fn blank(key: &str, service: &str, reported: &Reported) -> Weakness {
    Weakness {
        key: key.to_owned(),
        service: service.to_owned(),
        class: reported.class,
        names: Vec::new(),
        title: String::new(),
        severity: Severity::Unknown,
        state: State::Open,
        first_seen: None,
        known_exploited: None,
        fixed_in: Vec::new(),
        url: None,
        sightings: Vec::new(),
    }
}

fn add(
    weakness: &mut Weakness,
    reported: Reported,
    report: usize,
    made_on: Option<Day>,
    aliases: &Aliases,
) {
    let is_titled = !reported.title.is_empty() && !reported.ids.contains(&reported.title);
    if weakness.title.is_empty() && is_titled {
        weakness.title = reported.title;
    }
    let canonical = reported.ids.first().map(|id| aliases.canonical(id));
    let names = reported.ids.iter().map(|id| normal(id));
    weakness.names.extend(names.filter(|name| {
        let is_vulnerability = reported.class == Class::Vulnerability;
        !is_vulnerability || Some(aliases.canonical(name)) == canonical
    }));
    weakness.fixed_in.extend(reported.fixed_in);
    let days = [weakness.first_seen, reported.first_seen, made_on];
    weakness.first_seen = days.into_iter().flatten().min();
    weakness.known_exploited = match (weakness.known_exploited, reported.known_exploited) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), _) | (_, Some(false)) => Some(false),
        (None, None) => None,
    };
    weakness.url = weakness.url.take().or(reported.url);
    weakness.sightings.push(Sighting {
        report,
        severity: reported.severity,
        severity_said: reported.severity_said,
        standing: reported.standing,
        places: reported.places,
        closed_by: None,
    });
}

fn finish(weakness: &mut Weakness) {
    weakness.names.sort_unstable();
    weakness.names.dedup();
    weakness.fixed_in.sort_unstable();
    weakness.fixed_in.dedup();
    if weakness.title.is_empty() {
        weakness.title = weakness.names.first().cloned().unwrap_or_default();
    }
}
