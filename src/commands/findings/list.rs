//! `readyctl findings list`: the register with filters, as table, JSON and CSV.

use std::io::{self, Write};

use super::known;
use super::rows::{self, Listed, ReportRow, Row, Summary, TestsRow};
use crate::cli::{FindingsFormat, KeptArgs};
use crate::commands::{Project, Terminal};
use crate::exit_status::ExitStatus;
use crate::problem::InputProblem;
use crate::register::Register;
use crate::report::format::csv::{cell, of_writer};
use crate::report::format::json::write_escaped;
use crate::report::format::table::{Cell, Grid, Page, Tone};
use crate::report::format::{Options, Show};
use crate::time::Day;

/// Which findings are listed; a filter that names nothing lets all through.
#[derive(Debug, Default)]
pub struct Kept {
    severities: Vec<String>,
    pub(super) owners: Vec<String>,
    pub(super) services: Vec<String>,
    pub(super) environments: Vec<String>,
    states: Vec<String>,
    unowned: bool,
}

impl From<KeptArgs> for Kept {
    fn from(args: KeptArgs) -> Self {
        Self {
            severities: args.severities,
            owners: args.owners,
            services: args.services,
            environments: args.environments,
            states: args.states,
            unowned: args.unowned,
        }
    }
}

/// The states that are listed where none is asked for: what is still there, and what nobody knows to be gone.
const STANDING: [&str; 3] = ["open", "accepted", "unseen"];

impl Kept {
    fn keeps(&self, row: &Row<'_>) -> bool {
        let is_among = |list: &[String], value: Option<&str>| {
            list.is_empty() || value.is_some_and(|value| list.iter().any(|one| one == value))
        };
        let is_state = if self.states.is_empty() {
            STANDING.contains(&row.state)
        } else {
            is_among(&self.states, Some(row.state))
        };
        let severity = if row.is_unrated {
            Some("unknown")
        } else {
            row.severity
        };
        is_state
            && is_among(&self.severities, severity)
            && is_among(&self.owners, row.owner.as_deref())
            && is_among(&self.services, row.service.as_deref())
            && self.keeps_environments(&row.environments)
            && (!self.unowned || row.owner.is_none())
    }
}

impl Kept {
    /// Whether it is in one of the environments that are asked for; what names none may be in any.
    fn keeps_environments(&self, environments: &[&str]) -> bool {
        let is_asked_for =
            |environment: &&str| self.environments.iter().any(|one| one == environment);
        self.environments.is_empty()
            || environments.is_empty()
            || environments.iter().any(is_asked_for)
    }
}

pub(super) fn run(
    register: &Register<'_>,
    project: &Project,
    kept: &Kept,
    format: FindingsFormat,
    as_of: Day,
    terminal: &Terminal,
) -> Result<ExitStatus, Vec<InputProblem>> {
    let mut findings = rows::rows(register, &project.loaded, as_of);
    let problems = known::unknown(kept, &project.loaded.manifest, &findings);
    if !problems.is_empty() {
        return Err(problems);
    }
    findings.retain(|row| kept.keeps(row));
    let listed = Listed {
        schema_version: 1,
        as_of: as_of.to_string(),
        summary: rows::summary(&findings),
        reports: rows::reports(register),
        findings,
    };
    let options = terminal.options(Show::All, ExitStatus::Met);
    terminal.print(|out| match format {
        FindingsFormat::Table => table(&listed, &options, out),
        FindingsFormat::Json => write_escaped(&listed, out),
        FindingsFormat::Csv => csv(&listed, out),
    })?;
    Ok(ExitStatus::Met)
}

fn table(listed: &Listed<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(options, out);
    page.sentence(Tone::Strong, &headline(&listed.summary))?;
    if listed.summary.unrecorded > 0 {
        let count = listed.summary.unrecorded;
        let are = if count == 1 {
            "is in no ledger, and counts"
        } else {
            "are in no ledger, and count"
        };
        page.sentence(
            Tone::Caution,
            &format!(
                "{count} {are} from the day of the report or from {}.",
                listed.as_of
            ),
        )?;
    }
    for report in &listed.reports {
        if let Some(told) = evidence(report) {
            page.sentence(Tone::Plain, &told)?;
        }
    }
    if listed.findings.is_empty() {
        return Ok(());
    }
    page.gap()?;
    let mut grid = Grid::new(["Severity", "Finding", "State", "Owner", "Due", "Since"]);
    for row in &listed.findings {
        let title = row.title.as_deref().unwrap_or_default();
        let finding = if title.is_empty() || row.id.starts_with(title) {
            row.id.clone()
        } else {
            format!("{} {}", row.id, short(title))
        };
        let owner = row.owner.as_deref();
        grid.row([
            Cell::plain(severity(row)),
            Cell::strong(&finding),
            Cell::plain(&row.state.replace('_', " ")),
            Cell::new(
                if owner.is_some() {
                    Tone::Plain
                } else {
                    Tone::Caution
                },
                owner.unwrap_or("nobody"),
            ),
            Cell::plain(row.due.as_deref().unwrap_or("-")),
            Cell::plain(row.opened.as_deref().unwrap_or("-")),
        ]);
    }
    page.grid(&grid)?;
    page.gap()?;
    page.sentence(Tone::Plain, "Next: readyctl findings explain ID")
}

/// What a report says that lists no findings, and is evidence instead.
fn evidence(report: &ReportRow<'_>) -> Option<String> {
    let file = report.file;
    if let Some(tests) = report.tests {
        let TestsRow {
            cases,
            passed,
            skipped,
            ..
        } = tests;
        let wrong = tests.failures + tests.errors + tests.outside_cases;
        return Some(format!(
            "{file}: {cases} tests, {passed} passed, {wrong} went wrong, {skipped} skipped."
        ));
    }
    if report.checks.is_empty() {
        return None;
    }
    let inconclusive = report
        .checks
        .iter()
        .filter(|check| check.outcome == "inconclusive");
    let inconclusive = inconclusive.count();
    let zero = report
        .checks
        .iter()
        .filter(|check| matches!(check.outcome.as_str(), "0" | "does_not_hold"));
    let zero: Vec<&str> = zero.map(|check| check.name).collect();
    let none = if zero.is_empty() {
        "none of them at nothing".to_owned()
    } else {
        format!("at nothing: {}", zero.join(", "))
    };
    Some(format!(
        "{file}: {} checks, {inconclusive} inconclusive, {none}.",
        report.checks.len()
    ))
}

fn headline(summary: &Summary) -> String {
    let findings = if summary.findings == 1 {
        "finding"
    } else {
        "findings"
    };
    let levels = [
        (summary.critical, "critical"),
        (summary.high, "high"),
        (summary.medium, "medium"),
        (summary.low, "low"),
        (summary.unweighed, "without a level"),
    ];
    let levels: Vec<String> = levels
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let mut text = format!("{} {findings}", summary.findings);
    if !levels.is_empty() {
        text = format!("{text}: {}", levels.join(", "));
    }
    if summary.unrated > 0 {
        text = format!("{text}; {} of them rated by no scanner", summary.unrated);
    }
    format!("{text}; {} without an owner.", summary.unowned)
}

/// How much it weighs, and that no scanner said so where that is so.
fn severity(row: &Row<'_>) -> &'static str {
    match (row.severity, row.is_unrated) {
        (Some("critical"), true) => "unknown, as critical",
        (Some("high"), true) => "unknown, as high",
        (Some("medium"), true) => "unknown, as medium",
        (Some("low"), true) => "unknown, as low",
        (Some(word), _) => word,
        (None, _) => row.reported_severity.unwrap_or("-"),
    }
}

fn short(title: &str) -> String {
    const LONGEST: usize = 80;
    match title.char_indices().nth(LONGEST) {
        None => title.to_owned(),
        Some((end, _)) => format!("{}…", &title[..end]),
    }
}

fn csv(listed: &Listed<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut sheet = csv::Writer::from_writer(out);
    let header = [
        "id",
        "title",
        "class",
        "service",
        "environments",
        "severity",
        "reported_severity",
        "state",
        "owner",
        "due",
        "opened",
        "opened_by",
        "age_days",
        "gone_on",
        "known_exploited",
        "fixed_in",
        "reports",
        "places",
    ];
    sheet.write_record(header).map_err(of_writer)?;
    for row in &listed.findings {
        let age = row.age_days.map(|days| days.to_string());
        let exploited = row.known_exploited.map(|known| known.to_string());
        let mut files: Vec<&str> = row.sightings.iter().map(|sighting| sighting.file).collect();
        files.dedup();
        let places: Vec<&str> = row
            .sightings
            .iter()
            .flat_map(|sighting| sighting.places.iter().map(String::as_str))
            .collect();
        let fixed_in = row.fixed_in.join("; ");
        let environments = row.environments.join("; ");
        let (files, places) = (files.join("; "), places.join("; "));
        let cells = [
            Some(row.id.as_str()),
            row.title.as_deref(),
            row.class,
            row.service.as_deref(),
            Some(&environments),
            row.severity,
            row.reported_severity,
            Some(row.state),
            row.owner.as_deref(),
            row.due.as_deref(),
            row.opened.as_deref(),
            row.opened_by,
            age.as_deref(),
            row.gone_on.as_deref(),
            exploited.as_deref(),
            Some(&fixed_in),
            Some(&files),
            Some(&places),
        ]
        .map(|text| cell(text.unwrap_or_default()).into_owned());
        sheet.write_record(cells).map_err(of_writer)?;
    }
    sheet.flush()
}
