//! GitHub alerts: Dependabot, code scanning and secret scanning, as lists of the REST API, as one webhook, and as GraphQL.

use std::io::BufRead;

use serde::Deserialize;
use serde_json::Value;

use super::github_graphql::{self, Answer};
use crate::findings::day_said::day_said;
use crate::findings::head::Head;
use crate::findings::json::{self, List, Number, Text};
use crate::findings::{
    Class, Kind, Place, Producer, Refusal, Reported, ScannerReport, Severity, Standing,
};

pub(super) fn recognises(head: &Head) -> bool {
    const PARTS: [&str; 4] = [
        "rule",
        "security_advisory",
        "security_vulnerability",
        "secret_type",
    ];
    let holds_alert = |at: &str| {
        head.has(&format!("{at}number"))
            && PARTS.iter().any(|part| head.has(&format!("{at}{part}")))
    };
    holds_alert("[].")
        || holds_alert("[][].")
        || holds_alert("alert.")
        || holds_alert("")
        || (head.has("message") && head.has("documentation_url"))
        || github_graphql::recognises(head)
}

pub(super) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut report = ScannerReport::new(Kind::GithubAlerts);
    let mut answers = Vec::new();
    let mut file = json::Document::of(input);
    match file.first()? {
        b'[' => entries(&mut file, "", &mut report, &mut answers)?,
        b'n' => return Err(Refusal::new("the report is `null`, not a list of alerts")),
        _ => take(file.read()?, "", &mut report, &mut answers)?,
    }
    file.end()?;
    if !answers.is_empty() {
        github_graphql::read(&answers, &mut report)?;
    }
    Ok(report)
}

/// Takes each alert of a list, also where the list is one of pages, as `gh api --paginate --slurp` makes it.
fn entries(
    list: &mut json::Document<'_>,
    at: &str,
    report: &mut ScannerReport,
    answers: &mut Vec<Answer>,
) -> Result<(), Refusal> {
    let mut index = 0;
    list.elements(|entry| {
        let at = format!("{at}[{index}]");
        index += 1;
        match entry.first()? {
            b'[' => entries(entry, &at, report, answers),
            b'n' => Err(Refusal::new("the alert is `null`").in_path(at)),
            _ => take(entry.read()?, &at, report, answers),
        }
    })
    .map(drop)
}

/// What can stand in a file of alerts: one alert, a webhook about one, an answer of the GraphQL API, or an error.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Document {
    #[serde(rename = "alert")]
    webhook_alert: Option<Box<Document>>,
    data: Option<Value>,
    errors: Option<Value>,
    message: Text,

    number: Number,
    state: Text,
    html_url: Text,
    created_at: Text,
    fixed_at: Text,
    dismissed_at: Text,
    dismissed_reason: Text,
    dismissed_comment: Text,

    dependency: Dependency,
    security_advisory: Option<Advisory>,
    security_vulnerability: Option<Vulnerability>,

    rule: Option<Rule>,
    tool: Tool,
    most_recent_instance: Option<Instance>,
    instances: List<Instance>,

    secret_type: Text,
    secret_type_display_name: Text,
    resolution: Text,
    resolution_comment: Text,
    first_location_detected: Option<Location>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Dependency {
    package: Package,
    manifest_path: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Package {
    name: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Advisory {
    ghsa_id: Text,
    cve_id: Text,
    summary: Text,
    severity: Text,
    identifiers: List<Identifier>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Identifier {
    value: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Vulnerability {
    package: Package,
    severity: Text,
    first_patched_version: Option<PatchedVersion>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct PatchedVersion {
    identifier: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Rule {
    id: Text,
    name: Text,
    description: Text,
    severity: Text,
    security_severity_level: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Tool {
    name: Text,
    version: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Instance {
    location: Option<Location>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Location {
    path: Text,
    start_line: Number,
}

/// A text that is there; some exports write the word `None` for what is not.
fn present(text: &Text) -> Option<&str> {
    text.as_said().filter(|text| *text != "None")
}

fn take(
    document: Document,
    at: &str,
    report: &mut ScannerReport,
    answers: &mut Vec<Answer>,
) -> Result<(), Refusal> {
    if let Some(alert) = document.webhook_alert {
        return take(*alert, &format!("{at}alert."), report, answers);
    }
    if let Some(data) = document.data {
        let errors = document.errors;
        answers.push(Answer { data, errors });
        return Ok(());
    }
    if let Some(errors) = document.errors.as_ref().filter(|errors| !errors.is_null()) {
        return Err(github_graphql::failure(errors));
    }
    if let Some(message) = present(&document.message) {
        return Err(
            Refusal::new(format!("GitHub answered with an error: `{message}`"))
                .in_path(format!("{at}message"))
                .with_help("fetch the alerts with a token that may read them"),
        );
    }
    let mut found = if document.rule.is_some() {
        code_scanning(&document, report)
    } else if document.security_advisory.is_some() || document.security_vulnerability.is_some() {
        dependabot(&document)
    } else if document.secret_type.as_said().is_some() {
        secret_scanning(&document)
    } else {
        None
    }
    .ok_or_else(|| {
        Refusal::new(
            "the alert is none of Dependabot, code scanning or secret scanning: it names no advisory, rule or type of secret",
        )
        .in_path(at)
    })?;
    found.standing = standing(&document, at, &mut report.notes);
    found.first_seen = present(&document.created_at).and_then(day_said);
    found.url = present(&document.html_url).map(str::to_owned);
    report.findings.push(found);
    Ok(())
}

/// Whether the alert is still there. A state nobody documented is open, so that nothing is lost.
fn standing(document: &Document, at: &str, notes: &mut Vec<String>) -> Standing {
    let dismissal = |reason: &Text, comment: &Text| {
        let said: Vec<&str> = [present(reason), present(comment)]
            .into_iter()
            .flatten()
            .collect();
        (!said.is_empty()).then(|| said.join(": "))
    };
    let dismissed = || {
        Standing::Dismissed(dismissal(
            &document.dismissed_reason,
            &document.dismissed_comment,
        ))
    };
    let was_dismissed =
        present(&document.dismissed_reason).is_some() || present(&document.dismissed_at).is_some();
    match document.state.as_said() {
        Some("open") => Standing::Open,
        Some("fixed") => Standing::Fixed,
        Some("dismissed") => dismissed(),
        Some("auto_dismissed") => Standing::Dismissed(Some("auto-dismissed".to_owned())),
        Some("closed") if was_dismissed => dismissed(),
        Some("closed") if present(&document.fixed_at).is_some() => Standing::Fixed,
        Some("resolved") => match present(&document.resolution) {
            Some("revoked") => Standing::Fixed,
            _ => Standing::Dismissed(dismissal(
                &document.resolution,
                &document.resolution_comment,
            )),
        },
        other => {
            let state = other.unwrap_or("no state");
            let at = if at.is_empty() { "the alert" } else { at };
            notes.push(format!("{at} says `{state}` and counts as open"));
            Standing::Open
        }
    }
}

fn dependabot(document: &Document) -> Option<Reported> {
    let (no_advisory, no_vulnerability) = (Advisory::default(), Vulnerability::default());
    let advisory = document.security_advisory.as_ref().unwrap_or(&no_advisory);
    let vulnerability = document
        .security_vulnerability
        .as_ref()
        .unwrap_or(&no_vulnerability);
    let mut ids: Vec<String> = Vec::new();
    let identifiers = advisory.identifiers.0.iter().map(|id| &id.value);
    for id in [&advisory.ghsa_id, &advisory.cve_id]
        .into_iter()
        .chain(identifiers)
        .filter_map(present)
    {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    if ids.is_empty() {
        return None;
    }
    let title = present(&advisory.summary).map(str::to_owned);
    let mut found = Reported::new(Class::Vulnerability, ids, title);
    (found.severity, found.severity_said) = advisory_severity(
        present(&vulnerability.severity),
        present(&advisory.severity),
    );
    let name = present(&document.dependency.package.name).or(present(&vulnerability.package.name));
    found.places = vec![Place::Package {
        name: name.unwrap_or("unnamed package").to_owned(),
        version: None,
        purl: None,
        found_in: present(&document.dependency.manifest_path).map(str::to_owned),
    }];
    found.fixed_in = vulnerability
        .first_patched_version
        .iter()
        .filter_map(|version| present(&version.identifier))
        .map(str::to_owned)
        .collect();
    Some(found)
}

/// The severity of an advisory: that of the affected range before that of the advisory as a whole.
pub(super) fn advisory_severity(
    of_range: Option<&str>,
    of_advisory: Option<&str>,
) -> (Severity, Option<String>) {
    let (word, source) = match (of_range, of_advisory) {
        (Some(word), _) => (word, "vulnerability"),
        (None, Some(word)) => (word, "advisory"),
        (None, None) => return (Severity::Unknown, None),
    };
    let severity = match word.to_ascii_lowercase().as_str() {
        "low" => Severity::Low,
        "medium" | "moderate" => Severity::Medium,
        "high" => Severity::High,
        "critical" => Severity::Critical,
        _ => Severity::Unknown,
    };
    (severity, Some(format!("{word} ({source})")))
}

fn code_scanning(document: &Document, report: &mut ScannerReport) -> Option<Reported> {
    let rule = document.rule.as_ref()?;
    let id = present(&rule.id).or(present(&rule.name))?;
    let title = present(&rule.description).map(str::to_owned);
    let mut found = Reported::new(Class::Code, vec![id.to_owned()], title);
    (found.severity, found.severity_said) = rule_severity(rule);
    let location = document
        .most_recent_instance
        .iter()
        .chain(&document.instances.0)
        .find_map(|instance| instance.location.as_ref());
    found.places = location.and_then(file).into_iter().collect();
    found.fingerprint = present(&document.html_url).map(str::to_owned);
    if report.producer.is_none() {
        report.producer = present(&document.tool.name).map(|name| Producer {
            name: name.to_owned(),
            version: present(&document.tool.version).map(str::to_owned),
        });
    }
    Some(found)
}

/// The security severity where the rule has one; else its other severity, which is the level of SARIF and rated like it.
fn rule_severity(rule: &Rule) -> (Severity, Option<String>) {
    let (word, source) = match (
        present(&rule.security_severity_level),
        present(&rule.severity),
    ) {
        (Some(word), _) => (word, "security_severity_level"),
        (None, Some(word)) => (word, "rule.severity"),
        (None, None) => return (Severity::Unknown, None),
    };
    let severity = match (source, word.to_ascii_lowercase().as_str()) {
        ("security_severity_level", "critical") => Severity::Critical,
        ("security_severity_level", "high") | ("rule.severity", "error") => Severity::High,
        ("security_severity_level", "medium") | ("rule.severity", "warning") => Severity::Medium,
        ("security_severity_level", "low") | ("rule.severity", "note") => Severity::Low,
        ("rule.severity", "none") => Severity::Info,
        _ => Severity::Unknown,
    };
    (severity, Some(format!("{word} ({source})")))
}

fn secret_scanning(document: &Document) -> Option<Reported> {
    let kind = present(&document.secret_type)?;
    let title = present(&document.secret_type_display_name).map(str::to_owned);
    // The secret itself stands in the report too; it is not taken over.
    let mut found = Reported::new(Class::Secret, vec![kind.to_owned()], title);
    found.places = document
        .first_location_detected
        .as_ref()
        .and_then(file)
        .into_iter()
        .collect();
    found.fingerprint = present(&document.html_url).map(str::to_owned);
    Some(found)
}

fn file(location: &Location) -> Option<Place> {
    Some(Place::File {
        path: present(&location.path)?.replace('\\', "/"),
        line: location.start_line.line(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(text: &str) -> ScannerReport {
        read(&mut text.as_bytes()).expect("a report")
    }

    #[test]
    fn a_dismissal_keeps_its_reason_in_the_words_of_github() {
        let report = report(include_str!(
            "../../../tests/imports/github_alerts/dependabot-states.json"
        ));
        let standings: Vec<&Standing> = report
            .findings
            .iter()
            .map(|found| &found.standing)
            .collect();
        assert_eq!(
            standings,
            [
                &Standing::Open,
                &Standing::Dismissed(Some("no_bandwidth: next quarter".to_owned())),
                &Standing::Dismissed(Some("auto-dismissed".to_owned())),
                &Standing::Fixed,
                &Standing::Open,
            ]
        );
        assert_eq!(report.notes, ["[4] says `sleeping` and counts as open"]);
        let first_seen = report.findings[0].first_seen.map(|day| day.to_string());
        assert_eq!(first_seen.as_deref(), Some("2026-10-01"));
        assert_eq!(
            report.findings[1].ids,
            ["GHSA-bbbb-bbbb-bbbb", "CVE-2026-90001"]
        );
    }

    #[test]
    fn a_secret_is_never_taken_over() {
        for text in [
            include_str!("../../../tests/imports/github_alerts/secret-scanning-states.json"),
            include_str!("../../../tests/imports/github_alerts/secret-scanning-one.json"),
        ] {
            let said = format!("{:?}", report(text));
            assert!(
                !said.contains("not-a-secret") && !said.contains("aio_"),
                "{said}"
            );
        }
    }

    #[test]
    fn the_security_severity_goes_before_the_level_of_the_rule() {
        let report = report(include_str!(
            "../../../tests/imports/github_alerts/code-scanning-states.json"
        ));
        let said: Vec<Option<&str>> = report
            .findings
            .iter()
            .map(|found| found.severity_said.as_deref())
            .take(2)
            .collect();
        assert_eq!(
            said,
            [
                Some("medium (security_severity_level)"),
                Some("note (rule.severity)")
            ]
        );
        assert_eq!(
            report.findings[0].places,
            [Place::File {
                path: "src/page.js".to_owned(),
                line: Some(7)
            }]
        );
    }
}
