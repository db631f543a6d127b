//! `readyctl findings explain`: where each field of a finding comes from.

use std::io::{self, Write};

use super::rows;
use crate::commands::{Project, Terminal, unknown};
use crate::exit_status::ExitStatus;
use crate::findings::{Record, State, Weakness};
use crate::manifest::model::{Acceptance, FindingStatus};
use crate::manifest::{ManifestPath, Stands as _};
use crate::problem::InputProblem;
use crate::register::{Entry, OpenedBy, Register};
use crate::report::format::table::{Cell, Grid, Page, Tone};
use crate::report::format::{Options, Show};
use crate::time::Day;
use crate::yaml::{Located, nearest};

pub(super) fn run(
    register: &Register<'_>,
    project: &Project,
    id: &str,
    as_of: Day,
    terminal: &Terminal,
) -> Result<ExitStatus, Vec<InputProblem>> {
    let explained = Explained {
        register,
        project,
        as_of,
    };
    let options = terminal.options(Show::All, ExitStatus::Met);
    if let Some(entry) = register.find(id) {
        terminal.print(|out| explained.entry(entry, &options, out))?;
    } else if let Some(weakness) = register.find_aside(id) {
        terminal.print(|out| explained.aside(weakness, &options, out))?;
    } else if let Some(Record { clock, seen_by }) = register.scans().ledger.record(id) {
        let unseen = register.scans().unseen().into_values().flatten();
        let gone = match clock.gone_on {
            Some(day) => format!("gone since {day}"),
            None if unseen.into_iter().any(|(key, _)| key == id) => {
                "unseen: no report tells whether it is still there".to_owned()
            }
            None => "gone".to_owned(),
        };
        let (first, last) = (clock.first_seen, clock.last_seen);
        let scanners: Vec<&str> = seen_by.iter().map(String::as_str).collect();
        let by_whom = match &scanners[..] {
            [] => String::new(),
            scanners => format!(" by {}", scanners.join(", ")),
        };
        terminal.print(|out| {
            writeln!(
                out,
                "{id}: {gone}; first seen on {first}, last seen on {last}{by_whom}, says the ledger"
            )
        })?;
    } else {
        let known = register.entries().map(|entry| entry.finding.id.as_str());
        let near = nearest(id, known);
        let problem = unknown("findings explain", "finding", id, near.into_iter());
        return Err(vec![match near {
            Some(_) => problem,
            None => problem.with_help("`readyctl findings` shows all of them"),
        }]);
    }
    Ok(ExitStatus::Met)
}

/// A field, its value, and where the value comes from.
type Field = (&'static str, String, String);

struct Explained<'r> {
    register: &'r Register<'r>,
    project: &'r Project,
    as_of: Day,
}

impl Explained<'_> {
    fn entry(&self, entry: &Entry<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
        let mut page = Page::new(options, out);
        let finding = &*entry.finding;
        page.sentence(Tone::Strong, &finding.id)?;
        if let Some(title) = &finding.title {
            page.sentence(Tone::Plain, title)?;
        }
        page.gap()?;
        let mut grid = Grid::new(["Field", "Value", "Where it comes from"]);
        for (field, value, origin) in self.fields(entry) {
            grid.row([
                Cell::plain(field),
                Cell::strong(&value),
                Cell::quiet(&origin),
            ]);
        }
        page.grid(&grid)?;
        self.sightings(&entry.weaknesses, &mut page)
    }

    fn aside(&self, weakness: &Weakness, options: &Options, out: &mut dyn Write) -> io::Result<()> {
        let mut page = Page::new(options, out);
        page.sentence(Tone::Strong, &weakness.key)?;
        page.sentence(Tone::Plain, &weakness.title)?;
        page.gap()?;
        let why = match &weakness.state {
            State::Open | State::Silenced(_) => "it is a remark, and no gate judges it".to_owned(),
            State::NotAffected(None) => "it does not apply here".to_owned(),
            State::NotAffected(Some(reason)) => format!("it does not apply here: {reason}"),
            State::Fixed => "it is fixed".to_owned(),
            State::Passed => "it was looked for and not found".to_owned(),
        };
        page.sentence(Tone::Plain, &format!("Not judged: {why}."))?;
        self.sightings(&[weakness], &mut page)
    }

    fn fields(&self, entry: &Entry<'_>) -> Vec<Field> {
        let finding = &*entry.finding;
        let mut fields = Vec::new();
        let status = finding.status.map_or("untold", FindingStatus::word);
        fields.push(("status", status.to_owned(), self.origin_of_status(entry)));
        if let Some(level) = finding.level() {
            fields.push((
                "severity",
                level.to_string(),
                self.origin_of_severity(entry),
            ));
        }
        if let Some(service) = &finding.service {
            fields.push((
                "service",
                service.to_string(),
                self.origin(entry, "service"),
            ));
        }
        let owner = finding
            .owner
            .as_ref()
            .map_or("nobody".to_owned(), ToString::to_string);
        fields.push(("owner", owner, self.origin_of_owner(entry)));
        let due = finding.due.map_or("none".to_owned(), |day| day.to_string());
        fields.push(("due", due, self.origin(entry, "due")));
        if let Some(opened) = finding.opened {
            let days = self.as_of.days_since(opened);
            let value = format!("{opened}, {days} days ago");
            fields.push(("opened", value, self.origin_of_opened(entry)));
        }
        if let Some(known) = finding.known_exploited {
            let word = if known { "yes" } else { "no" };
            fields.push((
                "known exploited",
                word.to_owned(),
                self.origin(entry, "known_exploited"),
            ));
        }
        for acceptance in self.acceptances(entry) {
            let until = acceptance
                .review_by
                .map_or("no end".to_owned(), |day| format!("until {day}"));
            let value = format!("{}, {until}", acceptance.id);
            fields.push(("accepted", value, self.place(&acceptance.here())));
        }
        fields
    }

    fn acceptances(&self, entry: &Entry<'_>) -> Vec<&Located<Acceptance>> {
        let manifest = &self.project.loaded.manifest;
        let acceptances = manifest.acceptances.given().into_iter().flatten();
        acceptances
            .filter(|acceptance| {
                acceptance.covers.iter().any(|name| {
                    let covered = self.register.find(name);
                    covered.is_some_and(|covered| covered.finding.id == entry.finding.id)
                })
            })
            .collect()
    }

    fn origin_of_status(&self, entry: &Entry<'_>) -> String {
        let decided = ["false_positive", "duplicate_of"];
        match entry.finding.status {
            _ if entry.origins.is_by_hand => self.origin(entry, "status"),
            Some(FindingStatus::FalsePositive) => self.origin(entry, decided[0]),
            Some(FindingStatus::Duplicate) => self.origin(entry, decided[1]),
            Some(FindingStatus::Accepted) => match self.acceptances(entry).first() {
                Some(acceptance) => self.place(&acceptance.here()),
                None => "the report".to_owned(),
            },
            Some(FindingStatus::Open | FindingStatus::Fixed) | None => "the report".to_owned(),
        }
    }

    fn origin_of_severity(&self, entry: &Entry<'_>) -> String {
        let said: Vec<String> = entry
            .weaknesses
            .iter()
            .flat_map(|weakness| &weakness.sightings)
            .filter_map(|sighting| {
                let head = self.register.scans().reports.get(sighting.report)?;
                Some(format!("{} says {}", head.file, sighting.severity.word()))
            })
            .collect();
        let said = said.join(", ");
        match entry.origins {
            _ if entry.finding.severity_change.is_some() => {
                format!("{}; {said}", self.origin(entry, "mitigation"))
            }
            origins if origins.is_unrated => format!("the policy, `unrated_severity`; {said}"),
            origins if origins.is_by_hand && said.is_empty() => self.origin(entry, "severity"),
            origins if origins.is_by_hand => format!("{}; {said}", self.origin(entry, "severity")),
            _ => {
                let count = entry
                    .weaknesses
                    .iter()
                    .map(|weakness| weakness.sightings.len())
                    .sum::<usize>();
                let worst = if count > 1 {
                    format!("the worst of {count}: ")
                } else {
                    String::new()
                };
                format!("{worst}{said}")
            }
        }
    }

    fn origin_of_owner(&self, entry: &Entry<'_>) -> String {
        match (entry.origins.codeowners_line, &entry.finding.owner) {
            (Some(line), _) => {
                let security = self.project.loaded.manifest.security.given();
                let file = security.and_then(|security| security.codeowners.as_ref());
                file.map_or(String::new(), |file| format!("{}:{line}", file.file))
            }
            (None, Some(_)) => self.origin(entry, "owner"),
            (None, None) => "no triage rule and no line of a CODEOWNERS file names one".to_owned(),
        }
    }

    fn origin_of_opened(&self, entry: &Entry<'_>) -> String {
        match entry.origins.opened {
            OpenedBy::Manifest => self.origin(entry, "opened"),
            OpenedBy::Ledger => "the ledger".to_owned(),
            OpenedBy::Report => "the report; it is in no ledger".to_owned(),
            OpenedBy::DayJudged => "the day judged; it is in no ledger".to_owned(),
        }
    }

    /// Where a field of the manifest stands; where it does not, that the report says so.
    fn origin(&self, entry: &Entry<'_>, field: &'static str) -> String {
        let location = self.project.loaded.sources.locate(&entry.finding.at(field));
        if location.is_exact {
            format!(
                "{} at {}:{}",
                location.path,
                location.file,
                location.position.line.get()
            )
        } else if entry.weaknesses.is_empty() || field == "due" {
            "nobody said".to_owned()
        } else {
            "the report".to_owned()
        }
    }

    fn place(&self, path: &ManifestPath) -> String {
        let location = self.project.loaded.sources.locate(path);
        format!(
            "{} at {}:{}",
            location.path,
            location.file,
            location.position.line.get()
        )
    }

    fn sightings(&self, weaknesses: &[&Weakness], page: &mut Page<'_>) -> io::Result<()> {
        const PLACES: usize = 10;
        for weakness in weaknesses {
            page.gap()?;
            let names = weakness.names.join(", ");
            page.sentence(
                Tone::Strong,
                &format!("{} in {}: {names}", weakness.class.word(), weakness.service),
            )?;
            if !weakness.fixed_in.is_empty() {
                page.remark(
                    Tone::Plain,
                    &format!("mended in {}", weakness.fixed_in.join(", ")),
                )?;
            }
            for sighting in &weakness.sightings {
                let Some(head) = self.register.scans().reports.get(sighting.report) else {
                    continue;
                };
                let said = sighting.severity_said.as_deref().unwrap_or("no severity");
                let closed = match sighting.closed_by {
                    Some(_) => ", closed by a VEX statement",
                    None => "",
                };
                let place = match &head.environment {
                    Some(environment) => format!(" in {environment}"),
                    None => String::new(),
                };
                page.remark(
                    Tone::Plain,
                    &format!(
                        "{}{place}: {}, {} ({said}){closed}",
                        head.file,
                        sighting.standing.word(),
                        sighting.severity.word()
                    ),
                )?;
                for place in sighting.places.iter().take(PLACES) {
                    page.remark(Tone::Quiet, &format!("  {}", rows::place(place)))?;
                }
                let more = sighting.places.len().saturating_sub(PLACES);
                if more > 0 {
                    page.remark(Tone::Quiet, &format!("  and {more} more places"))?;
                }
            }
        }
        Ok(())
    }
}
