//! Burp: the XML export, the JSON of the REST and of the GraphQL interface, and the test report of Dastardly.

use std::io::BufRead;

use serde::Deserialize;
use serde_json::Value;

use super::own_id;
use crate::findings::day_said::day_said;
use crate::findings::decode::Shape;
use crate::findings::head::Head;
use crate::findings::json::{self, Document, Number, Object, Text};
use crate::findings::xml::{Element, Step, Tag, Xml};
use crate::findings::{
    Class, Kind, Place, Producer, Refusal, Reported, ScannerReport, Severity, Standing,
};

pub(super) fn recognises(head: &Head) -> bool {
    match head.shape {
        Shape::Xml => head.root().is_some_and(|root| {
            (root.name == "issues" && root.attribute("burpVersion").is_some()) || is_dastardly(root)
        }),
        Shape::Json => {
            (head.has("issue_events") && head.has("scan_status"))
                || head.has("Issues[].issue_type")
                || head.has_only(&["Issues"])
                || head.has("data.scan.issues")
        }
        Shape::Other => false,
    }
}

pub(super) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    match Shape::of(input)? {
        Shape::Json => read_json(input),
        Shape::Xml | Shape::Other => read_xml(input),
    }
}

/// Whether test results are those of Dastardly.
fn is_dastardly(root: &Tag) -> bool {
    root.name == "testsuites"
        && root
            .attribute("name")
            .is_some_and(|name| name.contains("Dastardly"))
}

/// One issue, however it is written.
struct Issue<'i> {
    kind: Option<&'i str>,
    name: Option<&'i str>,
    severity: Option<&'i str>,
    origin: Option<&'i str>,
    path: Option<&'i str>,
    location: Option<&'i str>,
    serial_number: Option<&'i str>,
}

impl Issue<'_> {
    fn read(&self) -> Option<Reported> {
        let id = match (self.kind, self.name) {
            (Some(kind), _) => own_id("burp", kind),
            (None, Some(name)) => name.to_owned(),
            (None, None) => return None,
        };
        let mut found = Reported::new(Class::Web, vec![id], self.name.map(str::to_owned));
        (found.severity, found.standing) = severity(self.severity);
        found.severity_said = self.severity.map(|word| format!("{word} (severity)"));
        let path = self.path.unwrap_or_default();
        found.places = self
            .origin
            .map(|origin| Place::Url(format!("{origin}{path}")))
            .into_iter()
            .collect();
        // The place in the words of the scanner names the parameter too: two of them are two issues at one address.
        found.snippet = self
            .location
            .filter(|location| *location != path)
            .map(str::to_owned);
        found.fingerprint = self.serial_number.map(str::to_owned);
        Some(found)
    }
}

/// The documented severities, which differ from layout to layout in how they write one word; a false positive is a decision.
fn severity(word: Option<&str>) -> (Severity, Standing) {
    let word = word.unwrap_or_default().to_ascii_lowercase();
    let severity = match word.as_str() {
        "info" | "information" => Severity::Info,
        "low" => Severity::Low,
        "medium" => Severity::Medium,
        "high" => Severity::High,
        "critical" => Severity::Critical,
        _ => Severity::Unknown,
    };
    let standing = match word.as_str() {
        "false_positive" | "false positive" => {
            Standing::Dismissed(Some("false positive".to_owned()))
        }
        _ => Standing::Open,
    };
    (severity, standing)
}

/// What is wrong with an issue that nobody could speak of.
const NAMELESS: &str = "the issue has neither a type nor a name";

fn nameless(path: String) -> Refusal {
    Refusal::new(NAMELESS).in_path(path)
}

fn burp(version: Option<&str>) -> Producer {
    Producer {
        name: "Burp".to_owned(),
        version: version.map(str::to_owned),
    }
}

fn read_xml(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut xml = Xml::new(input);
    let root = match xml.step()? {
        Step::Open(tag) => tag,
        Step::Close | Step::End => return Err(xml.refusal("the report has no element")),
    };
    if is_dastardly(&root) {
        return dastardly(&mut xml, &root);
    }
    if root.name != "issues" {
        return Err(xml.refusal(format!("the root element is `{}`, not `issues`", root.name)));
    }
    let mut report = ScannerReport::new(Kind::Burp);
    report.producer = Some(burp(root.attribute("burpVersion")));
    report.made_on = root.attribute("exportTime").and_then(day_said);
    loop {
        match xml.step()? {
            Step::Open(tag) if tag.name == "issue" => {
                let index = report.findings.len();
                let found =
                    xml_issue(&mut xml)?.ok_or_else(|| nameless(format!("issue[{index}]")))?;
                report.findings.push(found);
            }
            Step::Open(_) => xml.skip()?,
            Step::Close => {}
            Step::End => break,
        }
    }
    report.doubt = export_doubt(&report);
    Ok(report)
}

/// Why an export of issues that holds none shows nothing: it tells of issues alone, and not of the scan.
fn export_doubt(report: &ScannerReport) -> Option<String> {
    let is_empty = report.findings.is_empty();
    is_empty.then(|| "the export holds no issue, and does not tell of any scan".to_owned())
}

/// Reads an issue that has just opened; what was sent and received goes by unread.
fn xml_issue(xml: &mut Xml<'_>) -> Result<Option<Reported>, Refusal> {
    let mut issue = Element::default();
    while let Step::Open(tag) = xml.step()? {
        match tag.name.as_str() {
            "serialNumber" | "type" | "name" | "host" | "path" | "location" | "severity" => {
                let child = xml.element(tag)?;
                issue.children.push(child);
            }
            _ => xml.skip()?,
        }
    }
    let found = Issue {
        kind: issue.text_of("type"),
        name: issue.text_of("name"),
        severity: issue.text_of("severity"),
        origin: issue.text_of("host"),
        path: issue.text_of("path"),
        location: issue.text_of("location"),
        serial_number: issue.text_of("serialNumber"),
    };
    Ok(found.read())
}

/// Reads the test report of Dastardly: one suite for each address, one failed case for each issue.
fn dastardly(xml: &mut Xml<'_>, root: &Tag) -> Result<ScannerReport, Refusal> {
    let mut report = ScannerReport::new(Kind::Burp);
    report.producer = Some(Producer {
        name: "Dastardly".to_owned(),
        version: None,
    });
    let mut suites = 0;
    let mut address: Option<String> = None;
    loop {
        match xml.step()? {
            Step::Open(tag) if tag.name == "testsuite" => {
                suites += 1;
                address = tag.attribute("name").map(str::to_owned);
            }
            Step::Open(tag) if tag.name == "testcase" => {
                let case = xml.element(tag)?;
                let index = report.findings.len();
                for failure in case.each("failure") {
                    let found = failed_case(&case, failure, address.as_deref())
                        .ok_or_else(|| nameless(format!("failure[{index}]")))?;
                    report.findings.push(found);
                }
            }
            Step::Open(_) => xml.skip()?,
            Step::Close => {}
            Step::End => break,
        }
    }
    let declared: usize = root
        .attribute("failures")
        .and_then(|number| number.parse().ok())
        .unwrap_or(0);
    if report.findings.len() < declared {
        return Err(Refusal::new(format!(
            "the report declares {declared} failures and holds {}",
            report.findings.len()
        )));
    }
    if suites == 0 {
        return Err(Refusal::new(
            "the report names no address: nothing was scanned",
        ));
    }
    Ok(report)
}

fn failed_case(case: &Element, failure: &Element, address: Option<&str>) -> Option<Reported> {
    let found_at = failure
        .tag
        .attribute("message")
        .and_then(|message| message.rsplit_once(" found at "))
        .map(|(_, address)| address);
    Issue {
        kind: None,
        name: case.tag.attribute("name"),
        severity: failure.tag.attribute("type"),
        origin: found_at.or(address),
        path: None,
        location: None,
        serial_number: None,
    }
    .read()
}

/// A report in JSON as far as it is read.
#[derive(Default)]
struct Written {
    status: Text,
    metrics: Metrics,
    events: Option<Vec<Reported>>,
    /// Events that tell of no issue.
    others: Vec<String>,
    issues: Option<Vec<Reported>>,
    answer: Answer,
    errors: Option<Value>,
}

impl Object for Written {
    const NAME: &'static str = "a report of Burp";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "scan_status" => self.status = value.read()?,
            "scan_metrics" => self.metrics = value.read()?,
            "issue_events" => self.events(value)?,
            "Issues" => self.issues = issues(value)?,
            "data" => value.fill_if_there(&mut self.answer)?,
            "errors" => self.errors = value.read()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl Written {
    fn events(&mut self, value: &mut Document<'_>) -> Result<(), Refusal> {
        let mut found = Vec::new();
        let mut index = 0;
        let is_there = value.each(|event: Event| {
            match (&event.issue, event.kind.as_said()) {
                (Some(issue), Some("issue_found") | None) => {
                    found.push(issue.read().ok_or(NAMELESS)?);
                }
                (_, kind) => self.others.push(format!(
                    "issue_events[{index}] is of type `{}` and tells of no issue that was found",
                    kind.unwrap_or("unknown")
                )),
            }
            index += 1;
            Ok(())
        })?;
        self.events = is_there.then_some(found);
        Ok(())
    }
}

/// The issues of a list, where there is one.
fn issues(value: &mut Document<'_>) -> Result<Option<Vec<Reported>>, Refusal> {
    let mut found = Vec::new();
    let is_there = value.each(|issue: JsonIssue| {
        found.push(issue.read().ok_or(NAMELESS)?);
        Ok(())
    })?;
    Ok(is_there.then_some(found))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Metrics {
    crawl_and_audit_progress: Text,
    crawl_requests_made: Number,
    audit_requests_made: Number,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Event {
    #[serde(rename = "type")]
    kind: Text,
    issue: Option<JsonIssue>,
}

/// An answer of the GraphQL interface.
#[derive(Default)]
struct Answer {
    scan: Option<AnsweredScan>,
}

impl Object for Answer {
    const NAME: &'static str = "an answer";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        if name != "scan" || value.first()? == b'n' {
            return value.skip();
        }
        value.fill(self.scan.get_or_insert_default())
    }
}

#[derive(Default)]
struct AnsweredScan {
    status: Text,
    issues: Option<Vec<Reported>>,
}

impl Object for AnsweredScan {
    const NAME: &'static str = "a scan";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "status" => self.status = value.read()?,
            "issues" => self.issues = issues(value)?,
            _ => value.skip()?,
        }
        Ok(())
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct JsonIssue {
    name: Text,
    type_index: Text,
    issue_type: IssueType,
    serial_number: Text,
    origin: Text,
    path: Text,
    severity: Text,
    caption: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct IssueType {
    name: Text,
    type_index: Text,
}

impl JsonIssue {
    fn read(&self) -> Option<Reported> {
        Issue {
            kind: self
                .type_index
                .as_said()
                .or(self.issue_type.type_index.as_said()),
            name: self.name.as_said().or(self.issue_type.name.as_said()),
            severity: self.severity.as_said(),
            origin: self.origin.as_said(),
            path: self.path.as_said(),
            location: self.caption.as_said(),
            serial_number: self.serial_number.as_said(),
        }
        .read()
    }
}

fn read_json(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut scan = Written::default();
    json::fill(&mut scan, input)?;
    if let Some(errors) = scan.errors {
        return Err(
            Refusal::new(format!("Burp answered with an error: `{errors}`")).in_path("errors"),
        );
    }
    let mut report = ScannerReport::new(Kind::Burp);
    report.producer = Some(burp(None));
    let is_export = scan.events.is_none() && scan.issues.is_some();
    let found = if scan.events.is_some() {
        refuse_unfinished("scan_status", &scan.status, &scan.metrics)?;
        report.notes = scan.others;
        scan.events
    } else if is_export {
        let note = "the report does not say whether the scan came to its end";
        report.notes.push(note.to_owned());
        scan.issues
    } else if let Some(answered) = scan.answer.scan {
        refuse_unfinished("data.scan.status", &answered.status, &Metrics::default())?;
        answered.issues
    } else {
        None
    };
    report.findings = found.ok_or_else(|| {
        Refusal::new("the report holds none of `issue_events`, `Issues` and `data.scan.issues`")
    })?;
    if is_export {
        report.doubt = export_doubt(&report);
    } else if report.findings.is_empty() && scan.metrics.made_no_request() {
        report.doubt = Some("Burp made no request".to_owned());
    }
    Ok(report)
}

impl Metrics {
    fn made_no_request(&self) -> bool {
        [self.crawl_requests_made, self.audit_requests_made] == [Number(Some(0.0)); 2]
    }
}

/// Refuses a scan that has not come to its end.
fn refuse_unfinished(field: &str, status: &Text, metrics: &Metrics) -> Result<(), Refusal> {
    let Some(status) = status.as_said() else {
        return Err(Refusal::new(format!(
            "the report has no `{field}`: whether the scan came to its end is unknown"
        )));
    };
    if status.eq_ignore_ascii_case("succeeded") {
        return Ok(());
    }
    let progress = metrics
        .crawl_and_audit_progress
        .as_said()
        .map_or_else(String::new, |progress| format!(", at {progress} percent"));
    Err(
        Refusal::new(format!("the scan is `{status}`{progress}, not `succeeded`"))
            .in_path(field)
            .with_help("export the scan again when it has come to its end"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_parameters_at_one_address_are_told_apart() {
        let text = include_str!("../../../tests/imports/burp/one-finding.xml");
        let report = read(&mut text.as_bytes()).expect("a report");
        let [_, password, user] = report.findings.as_slice() else {
            panic!("three issues");
        };
        assert_eq!(password.places, user.places);
        assert_eq!(password.ids, ["burp:1049088"]);
        assert_eq!(
            password.snippet.as_deref(),
            Some("/bodgeit/login.jsp [password parameter]")
        );
        assert_ne!(password.fingerprint, user.fingerprint);
    }

    #[test]
    fn a_number_beyond_64_bits_is_no_reason_to_fail() {
        let text = include_str!("../../../tests/imports/burp/rest-succeeded.json");
        let report = read(&mut text.as_bytes()).expect("a report");
        assert_eq!(
            report.findings[1].fingerprint.as_deref(),
            Some("18446744073709551616")
        );
        assert_eq!(
            report.notes,
            ["issue_events[4] is of type `audit_item_done` and tells of no issue that was found"]
        );
        assert_eq!(
            report.findings[3].standing,
            Standing::Dismissed(Some("false positive".to_owned()))
        );
    }
}
