//! `DefectDojo` generic findings, JSON and CSV.

use std::io::BufRead;

use serde::Deserialize;
use serde_json::Value;

use super::{is_vulnerability_id, own_id};
use crate::findings::day_said::day_said;
use crate::findings::decode::Shape;
use crate::findings::head::Head;
use crate::findings::json::{self, Document, List, Number, Object, Text, Truth};
use crate::findings::table::{Row, Table};
use crate::findings::{
    Class, Kind, Place, Producer, Refusal, Reported, ScannerReport, Severity, Standing,
};
use crate::time::Day;

pub(super) fn recognises(head: &Head) -> bool {
    match head.shape {
        Shape::Json => head.has("findings[].title") || head.has_only(&["findings"]),
        Shape::Xml => false,
        Shape::Other => {
            let line = head.first_line();
            ["Title", "Severity", "FalsePositive"]
                .iter()
                .all(|heading| line.contains(heading))
                || line.starts_with("Date,Title,CweId,Url,Severity")
        }
    }
}

pub(super) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    match Shape::of(input)? {
        Shape::Json => read_json(input),
        Shape::Xml | Shape::Other => read_table(input),
    }
}

/// A report as far as it is read.
#[derive(Default)]
struct Test {
    name: Text,
    kind: Text,
    version: Text,
    dynamic_tool: Truth,
    static_tool: Truth,
    has_findings: bool,
    findings: Vec<Reported>,
    /// The findings of which only the kind of tool tells whether they are of code or of the running service.
    untold: Vec<usize>,
}

impl Object for Test {
    const NAME: &'static str = "a report of generic findings";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "name" => self.name = value.read()?,
            "type" => self.kind = value.read()?,
            "version" => self.version = value.read()?,
            "dynamic_tool" => self.dynamic_tool = value.read()?,
            "static_tool" => self.static_tool = value.read()?,
            "findings" => {
                self.has_findings |= value.each(|finding: Finding| {
                    let (found, is_told) = finding.read().ok_or("the finding has no `title`")?;
                    if !is_told {
                        self.untold.push(self.findings.len());
                    }
                    self.findings.push(found);
                    Ok(())
                })?;
            }
            _ => value.skip()?,
        }
        Ok(())
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Finding {
    title: Text,
    severity: Text,
    date: Text,
    cve: Text,
    vulnerability_ids: List<Text>,
    vuln_id_from_tool: Text,
    unique_id_from_tool: Text,
    references: Text,
    active: Truth,
    false_p: Truth,
    out_of_scope: Truth,
    risk_accepted: Truth,
    duplicate: Truth,
    is_mitigated: Truth,
    mitigated: Text,
    #[serde(rename = "static_finding")]
    is_static: Truth,
    #[serde(rename = "dynamic_finding")]
    is_dynamic: Truth,
    file_path: Text,
    line: Number,
    component_name: Text,
    component_version: Text,
    endpoints: List<Value>,
    known_exploited: Truth,
    fix_version: Text,
}

fn read_json(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut test = Test::default();
    json::fill(&mut test, input)?;
    if !test.has_findings {
        return Err(Refusal::new("the report holds no list of `findings`"));
    }
    let is_web = test.dynamic_tool.0 == Some(true) && test.static_tool.0 != Some(true);
    if is_web {
        for &number in &test.untold {
            test.findings[number].class = Class::Web;
        }
    }
    let mut report = ScannerReport::new(Kind::DefectDojo);
    report.findings = test.findings;
    let version = test.version.said();
    report.producer = test
        .kind
        .said()
        .or(test.name.said())
        .map(|name| Producer { name, version });
    Ok(report)
}

impl Finding {
    /// The finding, and whether it tells itself what kind of thing it is.
    fn read(self) -> Option<(Reported, bool)> {
        let title = self.title.said()?;
        let ids = names(
            self.vuln_id_from_tool.as_said(),
            [&self.cve]
                .into_iter()
                .chain(&self.vulnerability_ids.0)
                .filter_map(Text::as_said),
            &title,
        );
        let endpoints: Vec<Place> = self.endpoints.0.iter().filter_map(endpoint).collect();
        let is_vulnerability =
            self.component_name.as_said().is_some() || ids.iter().any(|id| is_vulnerability_id(id));
        let is_code = self.is_static.0 == Some(true) || self.file_path.as_said().is_some();
        let is_web = self.is_dynamic.0 == Some(true) || !endpoints.is_empty();
        let is_told = is_vulnerability || is_code || is_web || self.is_dynamic.0.is_some();
        let class = if is_vulnerability {
            Class::Vulnerability
        } else if is_code {
            Class::Code
        } else if is_web {
            Class::Web
        } else {
            Class::Code
        };
        let is_mended = self.is_mitigated.0 == Some(true)
            || (self.mitigated.as_said().and_then(day_said).is_some()
                && self.active.0 != Some(true));
        let standing = first_that_holds([
            (is_mended, Standing::Fixed),
            (self.false_p.0 == Some(true), dismissed("false positive")),
            (self.out_of_scope.0 == Some(true), dismissed("out of scope")),
            (
                self.risk_accepted.0 == Some(true),
                suppressed("risk accepted"),
            ),
            (self.duplicate.0 == Some(true), suppressed("duplicate")),
            (self.active.0 == Some(false), suppressed("not active")),
        ]);
        let mut found = Reported::new(class, ids, Some(title));
        (found.severity, found.severity_said) = severity(self.severity.as_said());
        let file = self.file_path.said().map(|path| path.replace('\\', "/"));
        if let Some(name) = self.component_name.said() {
            found.places.push(Place::Package {
                name,
                version: self.component_version.said(),
                purl: None,
                found_in: file,
            });
        } else if let Some(path) = file {
            let line = self.line.line();
            found.places.push(Place::File { path, line });
        }
        found.places.extend(endpoints);
        found.standing = standing;
        found.fingerprint = self.unique_id_from_tool.said();
        found.first_seen = self.date.as_said().and_then(day_said);
        found.known_exploited = self.known_exploited.0;
        found.fixed_in = self.fix_version.said().into_iter().collect();
        found.url = self.references.as_said().and_then(address);
        Some((found, is_told))
    }
}

/// The names of a finding, the scanner's own first; its title where it has none.
fn names<'n>(own: Option<&str>, others: impl Iterator<Item = &'n str>, title: &str) -> Vec<String> {
    let mut ids: Vec<String> = own.map(|id| own_id("defectdojo", id)).into_iter().collect();
    for id in others {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    if ids.is_empty() {
        ids.push(title.to_owned());
    }
    ids
}

/// The documented severities; `DefectDojo` itself takes every other word for Info, which would be a guess.
fn severity(word: Option<&str>) -> (Severity, Option<String>) {
    let Some(word) = word else {
        return (Severity::Unknown, None);
    };
    let severity = match word.to_ascii_lowercase().as_str() {
        "info" => Severity::Info,
        "low" => Severity::Low,
        "medium" => Severity::Medium,
        "high" => Severity::High,
        "critical" => Severity::Critical,
        _ => Severity::Unknown,
    };
    (severity, Some(format!("{word} (severity)")))
}

/// The first standing that a finding claims for itself, else open.
fn first_that_holds(claims: impl IntoIterator<Item = (bool, Standing)>) -> Standing {
    claims
        .into_iter()
        .find(|(holds, _)| *holds)
        .map_or(Standing::Open, |(_, standing)| standing)
}

fn dismissed(reason: &str) -> Standing {
    Standing::Dismissed(Some(reason.to_owned()))
}

fn suppressed(reason: &str) -> Standing {
    Standing::Suppressed(Some(reason.to_owned()))
}

/// An address, or an object of protocol, host, port and path.
fn endpoint(value: &Value) -> Option<Place> {
    let place = |address: String| {
        if address.contains("://") {
            Place::Url(address)
        } else {
            Place::Host(address)
        }
    };
    if let Some(address) = value.as_str() {
        let address = address.trim();
        return (!address.is_empty()).then(|| place(address.to_owned()));
    }
    let text = |name: &str| match value.get(name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let mut address = text("host")?;
    if let Some(port) = text("port") {
        address = format!("{address}:{port}");
    }
    if let Some(protocol) = text("protocol") {
        address = format!("{protocol}://{address}");
    }
    if let Some(path) = text("path") {
        address = format!("{address}/{}", path.trim_start_matches('/'));
    }
    Some(place(address))
}

/// The text, if it is one address and nothing else.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let is_address = text.starts_with("http") && text.contains("://");
    (is_address && !text.contains(char::is_whitespace)).then(|| text.to_owned())
}

fn read_table(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut table = Table::open(input)?;
    let title = table.needed("Title")?;
    let severity_column = table.needed("Severity")?;
    let optional = |heading| table.column(heading);
    let date = optional("Date");
    let url = optional("Url");
    let ids = ["CVE", "Vulnerability Id"].map(optional);
    let references = optional("References");
    let fix_version = optional("fix_version");
    let known_exploited = optional("known_exploited");
    let [active, mitigated, false_positive, duplicate] =
        ["Active", "IsMitigated", "FalsePositive", "Duplicate"].map(optional);
    let mut report = ScannerReport::new(Kind::DefectDojo);
    while let Some(row) = table.next_row()? {
        let Some(title) = row.said(title) else {
            return Err(row.refusal("the row has no `Title`"));
        };
        let names = names(None, ids.iter().filter_map(|id| row.said_in(*id)), title);
        let place = row.said_in(url).map(|url| endpoint(&Value::from(url)));
        let class = if names.iter().any(|id| is_vulnerability_id(id)) {
            Class::Vulnerability
        } else if place.is_some() {
            Class::Web
        } else {
            Class::Code
        };
        let is = |column| truth(&row, column);
        let mut found = Reported::new(class, names, Some(title.to_owned()));
        (found.severity, found.severity_said) = severity(row.said(severity_column));
        found.places = place.flatten().into_iter().collect();
        found.standing = first_that_holds([
            (is(mitigated) == Some(true), Standing::Fixed),
            (
                is(false_positive) == Some(true),
                dismissed("false positive"),
            ),
            (is(duplicate) == Some(true), suppressed("duplicate")),
            (is(active) == Some(false), suppressed("not active")),
        ]);
        found.first_seen = row.said_in(date).and_then(table_day);
        found.known_exploited = is(known_exploited);
        found.fixed_in = row
            .said_in(fix_version)
            .map(str::to_owned)
            .into_iter()
            .collect();
        found.url = row.said_in(references).and_then(address);
        report.findings.push(found);
    }
    report.doubt = table.doubt();
    Ok(report)
}

fn truth(row: &Row<'_>, column: Option<crate::findings::table::Column>) -> Option<bool> {
    match row.said_in(column)?.to_ascii_lowercase().as_str() {
        "true" | "t" => Some(true),
        "false" | "f" => Some(false),
        _ => None,
    }
}

/// The day in the table, documented as month, day, year; where the first number can be no month, as day, month, year.
fn table_day(text: &str) -> Option<Day> {
    let numbers: Vec<u32> = text
        .split('/')
        .map(|part| part.trim().parse().ok())
        .collect::<Option<_>>()
        .unwrap_or_default();
    match numbers[..] {
        [first, second, year] => {
            let year = i32::try_from(year).ok().filter(|year| *year > 999)?;
            let (month, day) = if first > 12 {
                (second, first)
            } else {
                (first, second)
            };
            Day::from_ymd(year, month, day)
        }
        _ => day_said(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_places_and_days_are_read_from_json() {
        let text = include_str!("../../../tests/imports/defectdojo/standings.json");
        let report = read(&mut text.as_bytes()).expect("a report");
        assert_eq!(
            report.findings[0].places,
            [
                Place::Url("https://app.northlight.example/login".to_owned()),
                Place::Host("db.northlight.example:5432".to_owned()),
            ]
        );
        assert_eq!(report.findings[11].ids, ["defectdojo:79", "CVE-2026-90001"]);
        assert_eq!(
            report.findings[10].severity_said.as_deref(),
            Some("Blocker (severity)")
        );
        let reasons: Vec<&Standing> = report.findings[2..7]
            .iter()
            .map(|found| &found.standing)
            .collect();
        assert_eq!(
            reasons,
            [
                &Standing::Suppressed(Some("not active".to_owned())),
                &Standing::Dismissed(Some("false positive".to_owned())),
                &Standing::Dismissed(Some("out of scope".to_owned())),
                &Standing::Suppressed(Some("risk accepted".to_owned())),
                &Standing::Suppressed(Some("duplicate".to_owned())),
            ]
        );
    }

    #[test]
    fn a_word_where_a_day_belongs_mends_nothing() {
        let text = r#"{ "findings": [
            { "title": "one", "severity": "High", "mitigated": "None" },
            { "title": "two", "severity": "High", "mitigated": "2026-10-01T00:00:00Z" }
        ] }"#;
        let report = read(&mut text.as_bytes()).expect("a report");
        assert_eq!(report.findings[0].standing, Standing::Open);
        assert_eq!(report.findings[1].standing, Standing::Fixed);
    }

    #[test]
    fn days_of_a_table_are_month_first_unless_that_is_no_month() {
        for (text, day) in [
            ("10/02/2026", Some("2026-10-02")),
            ("12/02/2026", Some("2026-12-02")),
            ("13/02/2026", Some("2026-02-13")),
            ("13/13/2026", None),
            ("2026-10-02", Some("2026-10-02")),
            ("10/02/26", None),
            ("", None),
        ] {
            let found = table_day(text).map(|day| day.to_string());
            assert_eq!(found.as_deref(), day, "{text}");
        }
    }
}
