//! A finding as it is listed, and the public JSON form of the list.

use std::collections::BTreeSet;

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;

use crate::findings::{CheckOutcome, Place, Results, Severity, Weakness};
use crate::manifest::model::{FindingStatus, Level};
use crate::manifest::{Loaded, ManifestPath, Stands as _};
use crate::register::{Entry, OpenedBy, Register};
use crate::time::Day;

/// The register of findings: what reports say and what people wrote down, in one form.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Findings")]
pub(super) struct Listed<'r> {
    /// The version of this form.
    #[schemars(extend("const" = 1))]
    pub schema_version: u32,
    /// The day on which ages are counted.
    pub as_of: String,
    /// How many findings are listed, and how many of them nobody owns.
    pub summary: Summary,
    /// The reports that were read.
    pub reports: Vec<ReportRow<'r>>,
    /// The findings, worst first.
    pub findings: Vec<Row<'r>>,
}

#[derive(Debug, Default, Clone, Copy, Serialize, JsonSchema)]
pub(super) struct Summary {
    pub findings: usize,
    pub critical: usize,
    pub high: usize,
    pub medium: usize,
    pub low: usize,
    /// Remarks, and what nobody rates any more.
    pub unweighed: usize,
    /// How many of them no scanner rated, so that they count as the policy says.
    pub unrated: usize,
    pub unowned: usize,
    /// How many of them are in no ledger.
    pub unrecorded: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Report")]
pub(super) struct ReportRow<'r> {
    pub file: &'r str,
    pub kind: &'static str,
    pub service: &'r str,
    /// The environment that was scanned; null where the manifest names none.
    pub environment: Option<&'r str>,
    pub producer: Option<&'r str>,
    pub made_on: Option<String>,
    pub findings: usize,
    pub statements: usize,
    /// What a run of tests came to; null in a report of anything else.
    pub tests: Option<TestsRow>,
    /// What checks came to; empty in a report of anything else.
    pub checks: Vec<CheckRow<'r>>,
    pub sha256: &'r str,
    /// What was read leniently.
    pub notes: &'r [String],
    /// Why it counts as no clean scan, though it lists nothing; null where it does count.
    pub doubt: Option<&'r str>,
}

/// What a run of tests came to; every test counts once, failed before broken before skipped.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[schemars(rename = "Tests")]
pub(super) struct TestsRow {
    pub cases: u64,
    pub passed: u64,
    pub failures: u64,
    pub errors: u64,
    pub skipped: u64,
    /// Failures and errors that no test shows.
    pub outside_cases: u64,
}

/// One check of how a project is kept.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Check")]
pub(super) struct CheckRow<'r> {
    pub name: &'r str,
    /// `0` to `10`, `holds`, `does_not_hold` or `inconclusive`.
    pub outcome: String,
}

/// One finding.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
pub(super) struct Row<'r> {
    /// Its id in the manifest, or its key.
    pub id: String,
    /// Every name that reports give it.
    pub names: Vec<&'r str>,
    pub title: Option<String>,
    /// `vulnerability`, `code`, `misconfiguration`, `secret`, `licence`, `web`, `host` or `upkeep`; null where no report tells of it.
    pub class: Option<&'static str>,
    pub service: Option<String>,
    /// The environments in which reports see it; empty where the manifest names none.
    pub environments: Vec<&'r str>,
    /// How much it weighs; null where nobody says.
    pub severity: Option<&'static str>,
    /// The worst that a scanner says: `unknown` where none says anything.
    pub reported_severity: Option<&'static str>,
    /// `open`, `accepted`, `false_positive`, `duplicate`, `fixed`, `not_affected`, `passed`, `remark`, `unseen` where no report
    /// tells whether it is still there, or `gone`.
    pub state: &'static str,
    /// Whether its scanners were told to keep quiet about it.
    pub silenced: bool,
    pub owner: Option<String>,
    pub due: Option<String>,
    pub opened: Option<String>,
    /// `manifest`, `ledger`, `report` or `day_judged`.
    pub opened_by: Option<&'static str>,
    pub age_days: Option<i64>,
    /// The day from which on no report names it; null while one does.
    pub gone_on: Option<String>,
    pub known_exploited: Option<bool>,
    /// The versions in which it is mended.
    pub fixed_in: Vec<&'r str>,
    /// What each report says of it.
    pub sightings: Vec<SightingRow<'r>>,
    pub url: Option<&'r str>,
    /// Where the manifest decides about it, or names its report; null where it does neither.
    pub location: Option<LocationRow>,
    #[serde(skip)]
    pub level: Option<Level>,
    #[serde(skip)]
    pub is_unrated: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Sighting")]
pub(super) struct SightingRow<'r> {
    pub file: &'r str,
    /// The environment that was scanned; null where the manifest names none.
    pub environment: Option<&'r str>,
    pub severity: &'static str,
    /// The severity as the report writes it.
    pub severity_said: Option<&'r str>,
    pub standing: &'static str,
    pub places: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Location")]
pub(super) struct LocationRow {
    pub file: String,
    pub path: String,
    pub line: u32,
}

/// The JSON Schema of the list.
pub fn schema() -> Schema {
    schema_for!(Listed<'_>)
}

/// Everything that can be listed, worst first.
pub(super) fn rows<'r>(register: &'r Register<'r>, loaded: &Loaded, as_of: Day) -> Vec<Row<'r>> {
    let judged = register
        .entries()
        .map(|entry| of_entry(register, entry, loaded, as_of));
    let aside = register
        .aside()
        .map(|weakness| of_aside(register, weakness, loaded));
    let mut rows: Vec<Row<'_>> = judged.chain(aside).collect();
    rows.extend(unnamed(register));
    rows.sort_by(|one, other| {
        let key = |row: &Row<'_>| (std::cmp::Reverse(row.level), row.opened.clone());
        key(one)
            .cmp(&key(other))
            .then_with(|| one.id.cmp(&other.id))
    });
    rows
}

fn of_entry<'r>(
    register: &'r Register<'r>,
    entry: &'r Entry<'r>,
    loaded: &Loaded,
    as_of: Day,
) -> Row<'r> {
    let finding = &*entry.finding;

    let worst = entry
        .weaknesses
        .iter()
        .map(|weakness| weakness.severity)
        .max();
    let is_silenced = entry
        .weaknesses
        .iter()
        .any(|weakness| weakness.state.word() == "silenced");
    let is_reported = !entry.weaknesses.is_empty();
    Row {
        names: names(&entry.weaknesses),
        title: finding.title.clone(),
        class: entry
            .weaknesses
            .first()
            .map(|weakness| weakness.class.word()),
        service: finding.service.as_ref().map(ToString::to_string),
        environments: environments(register, &entry.weaknesses),
        severity: finding.level().map(Level::word),
        reported_severity: worst.map(Severity::word),
        state: finding.status.map_or("open", FindingStatus::word),
        silenced: is_silenced,
        owner: finding.owner.as_ref().map(ToString::to_string),
        due: finding.due.map(|day| day.to_string()),
        opened: finding.opened.map(|day| day.to_string()),
        opened_by: finding.opened.map(|_| opened_by(entry.origins.opened)),
        age_days: finding.opened.map(|day| as_of.days_since(day)),
        gone_on: None,
        known_exploited: finding.known_exploited,
        fixed_in: fixed_in(&entry.weaknesses),
        sightings: sightings(register, &entry.weaknesses),
        url: entry
            .weaknesses
            .iter()
            .find_map(|weakness| weakness.url.as_deref()),
        location: Some(location(loaded, &finding.here())),
        level: finding.level(),
        is_unrated: entry.origins.is_unrated || !is_reported && finding.level().is_none(),
        id: finding.id.to_string(),
    }
}

fn of_aside<'r>(register: &'r Register<'r>, weakness: &'r Weakness, loaded: &Loaded) -> Row<'r> {
    let first = weakness.sightings.first();
    let source = first.and_then(|sighting| register.source_of(sighting.report));
    let clock = register.scans().ledger.clock(&weakness.key);
    let state = if weakness.state.is_there() {
        "remark"
    } else {
        weakness.state.word()
    };
    Row {
        id: weakness.key.clone(),
        names: names(&[weakness]),
        title: Some(weakness.title.clone()),
        class: Some(weakness.class.word()),
        service: Some(weakness.service.clone()),
        environments: environments(register, &[weakness]),
        severity: None,
        reported_severity: Some(weakness.severity.word()),
        state,
        silenced: false,
        owner: None,
        due: None,
        opened: clock.map(|clock| clock.first_seen.to_string()),
        opened_by: clock.map(|_| "ledger"),
        age_days: None,
        gone_on: clock
            .and_then(|clock| clock.gone_on)
            .map(|day| day.to_string()),
        known_exploited: weakness.known_exploited,
        fixed_in: fixed_in(&[weakness]),
        sightings: sightings(register, &[weakness]),
        url: weakness.url.as_deref(),
        location: source.map(|source| location(loaded, &source.here())),
        level: None,
        is_unrated: false,
    }
}

/// What the ledger knows of and no report names any more.
fn unnamed<'r>(register: &'r Register<'r>) -> impl Iterator<Item = Row<'r>> {
    let ledger = register.scans().ledger.iter();
    let unseen = register.scans().unseen().into_values().flatten();
    let unseen: BTreeSet<&str> = unseen.map(|(key, _)| key).collect();
    let unnamed = ledger
        .filter(|(key, _)| register.find(key).is_none() && register.find_aside(key).is_none());
    unnamed.map(move |(key, record)| Row {
        id: key.to_owned(),
        names: Vec::new(),
        title: None,
        class: None,
        service: key.rsplit_once('@').map(|(_, service)| service.to_owned()),
        environments: Vec::new(),
        severity: None,
        reported_severity: None,
        state: if unseen.contains(key) {
            "unseen"
        } else {
            "gone"
        },
        silenced: false,
        owner: None,
        due: None,
        opened: Some(record.clock.first_seen.to_string()),
        opened_by: Some("ledger"),
        age_days: None,
        gone_on: record.clock.gone_on.map(|day| day.to_string()),
        known_exploited: None,
        fixed_in: Vec::new(),
        sightings: Vec::new(),
        url: None,
        location: None,
        level: None,
        is_unrated: false,
    })
}

/// The reports that were read.
pub(super) fn reports<'r>(register: &'r Register<'r>) -> Vec<ReportRow<'r>> {
    let heads = register.scans().reports.iter();
    heads
        .map(|head| ReportRow {
            file: &head.file,
            kind: head.kind.word(),
            service: &head.service,
            environment: head.environment.as_deref(),
            producer: head
                .producer
                .as_ref()
                .map(|producer| producer.name.as_str()),
            made_on: head.made_on.map(|day| day.to_string()),
            findings: head.findings,
            statements: head.statements,
            tests: tests(head.results.as_ref()),
            checks: checks(head.results.as_ref()),
            sha256: &head.sha256,
            notes: &head.notes,
            doubt: head.doubt.as_deref(),
        })
        .collect()
}

fn tests(results: Option<&Results>) -> Option<TestsRow> {
    let Some(Results::Tests(counts)) = results else {
        return None;
    };
    Some(TestsRow {
        cases: counts.cases,
        passed: counts.passed(),
        failures: counts.failures,
        errors: counts.errors,
        skipped: counts.skipped,
        outside_cases: counts.outside_cases,
    })
}

fn checks(results: Option<&Results>) -> Vec<CheckRow<'_>> {
    let Some(Results::Checks(checks)) = results else {
        return Vec::new();
    };
    let rows = checks.iter().map(|check| CheckRow {
        name: &check.name,
        outcome: match check.outcome {
            CheckOutcome::Score(score) => score.to_string(),
            CheckOutcome::Holds => "holds".to_owned(),
            CheckOutcome::DoesNotHold => "does_not_hold".to_owned(),
            CheckOutcome::Inconclusive => "inconclusive".to_owned(),
        },
    });
    rows.collect()
}

/// How many rows there are of each kind.
pub(super) fn summary(rows: &[Row<'_>]) -> Summary {
    let mut summary = Summary::default();
    for row in rows {
        summary.findings += 1;
        match row.level {
            Some(Level::Critical) => summary.critical += 1,
            Some(Level::High) => summary.high += 1,
            Some(Level::Medium) => summary.medium += 1,
            Some(Level::Low) => summary.low += 1,
            None => summary.unweighed += 1,
        }
        summary.unrated += usize::from(row.is_unrated);
        summary.unowned += usize::from(row.owner.is_none());
        let is_unrecorded = matches!(row.opened_by, Some("report" | "day_judged"));
        summary.unrecorded += usize::from(is_unrecorded);
    }
    summary
}

/// A place, as people write it.
pub(super) fn place(place: &Place) -> String {
    match place {
        Place::Package {
            name,
            version,
            found_in,
            ..
        } => {
            let version = version
                .as_deref()
                .map_or(String::new(), |version| format!("@{version}"));
            let found_in = found_in
                .as_deref()
                .map_or(String::new(), |file| format!(" in {file}"));
            format!("{name}{version}{found_in}")
        }
        Place::File { path, line } => match line {
            Some(line) => format!("{path}:{line}"),
            None => path.clone(),
        },
        Place::Url(text) | Place::Host(text) => text.clone(),
    }
}

pub(super) const fn opened_by(by: OpenedBy) -> &'static str {
    match by {
        OpenedBy::Manifest => "manifest",
        OpenedBy::Ledger => "ledger",
        OpenedBy::Report => "report",
        OpenedBy::DayJudged => "day_judged",
    }
}

fn names<'r>(weaknesses: &[&'r Weakness]) -> Vec<&'r str> {
    let names = weaknesses.iter().flat_map(|weakness| &weakness.names);
    sorted(names.map(String::as_str).collect())
}

fn environments<'r>(register: &'r Register<'r>, weaknesses: &[&'r Weakness]) -> Vec<&'r str> {
    let sightings = weaknesses.iter().flat_map(|weakness| &weakness.sightings);
    let heads = sightings.filter_map(|sighting| register.scans().reports.get(sighting.report));
    sorted(
        heads
            .filter_map(|head| head.environment.as_deref())
            .collect(),
    )
}

fn fixed_in<'r>(weaknesses: &[&'r Weakness]) -> Vec<&'r str> {
    let versions = weaknesses.iter().flat_map(|weakness| &weakness.fixed_in);
    sorted(versions.map(String::as_str).collect())
}

fn sorted(mut texts: Vec<&str>) -> Vec<&str> {
    texts.sort_unstable();
    texts.dedup();
    texts
}

fn sightings<'r>(register: &'r Register<'r>, weaknesses: &[&'r Weakness]) -> Vec<SightingRow<'r>> {
    let sightings = weaknesses.iter().flat_map(|weakness| &weakness.sightings);
    sightings
        .filter_map(|sighting| {
            let head = register.scans().reports.get(sighting.report)?;
            Some(SightingRow {
                file: &head.file,
                environment: head.environment.as_deref(),
                severity: sighting.severity.word(),
                severity_said: sighting.severity_said.as_deref(),
                standing: sighting.standing.word(),
                places: sighting.places.iter().map(place).collect(),
            })
        })
        .collect()
}

fn location(loaded: &Loaded, path: &ManifestPath) -> LocationRow {
    let location = loaded.sources.locate(path);
    LocationRow {
        file: location.file.to_string(),
        path: location.path,
        line: location.position.line.get(),
    }
}
