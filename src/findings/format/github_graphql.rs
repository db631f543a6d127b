//! The alerts of Dependabot as GitHub's GraphQL API gives them, wherever in the answer a query put them.

use serde::Deserialize;
use serde_json::Value;

use super::github_alerts::advisory_severity;
use crate::findings::day_said::day_said;
use crate::findings::head::Head;
use crate::findings::json::{List, Number, Text, Truth};
use crate::findings::{Class, Place, Refusal, Reported, ScannerReport, Standing};

/// One answer of the API.
pub(super) struct Answer {
    pub(super) data: Value,
    pub(super) errors: Option<Value>,
}

pub(super) fn recognises(head: &Head) -> bool {
    head.any(|place| place.ends_with("vulnerabilityAlerts") && place.contains("data."))
}

/// Takes the alerts of one answer, or of several that are the pages of one question.
pub(super) fn read(answers: &[Answer], report: &mut ScannerReport) -> Result<(), Refusal> {
    let mut connections = 0;
    for (index, answer) in answers.iter().enumerate() {
        if let Some(errors) = answer.errors.as_ref().filter(|errors| !errors.is_null()) {
            return Err(failure(errors));
        }
        let is_last = index + 1 == answers.len();
        let mut walk = Walk {
            report,
            connections: &mut connections,
            is_last,
        };
        walk.visit(&answer.data, None, "data")?;
    }
    if connections == 0 {
        return Err(Refusal::new("the answer holds no `vulnerabilityAlerts`").in_path("data"));
    }
    Ok(())
}

/// The refusal of an answer that says what went wrong.
pub(super) fn failure(errors: &Value) -> Refusal {
    let said = errors
        .get(0)
        .and_then(|error| error.get("message")?.as_str())
        .map_or_else(|| errors.to_string(), str::to_owned);
    Refusal::new(format!("GitHub answered with an error: `{said}`")).in_path("errors")
}

struct Walk<'w> {
    report: &'w mut ScannerReport,
    connections: &'w mut usize,
    is_last: bool,
}

impl Walk<'_> {
    fn visit(
        &mut self,
        value: &Value,
        repository: Option<&str>,
        path: &str,
    ) -> Result<(), Refusal> {
        match value {
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.visit(element, repository, &format!("{path}[{index}]"))?;
                }
            }
            Value::Object(fields) => {
                let repository = fields.get("name").and_then(Value::as_str).or(repository);
                for (name, field) in fields {
                    let path = format!("{path}.{name}");
                    if name == "vulnerabilityAlerts" && !field.is_null() {
                        self.connection(field, repository, &path)?;
                    } else {
                        self.visit(field, repository, &path)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn connection(
        &mut self,
        value: &Value,
        repository: Option<&str>,
        path: &str,
    ) -> Result<(), Refusal> {
        *self.connections += 1;
        let connection = Connection::deserialize(value)
            .map_err(|error| Refusal::new(error.to_string()).in_path(path))?;
        let List(alerts) = match (connection.nodes, connection.edges) {
            (Some(nodes), _) => nodes,
            (None, Some(List(edges))) => List(edges.into_iter().map(|edge| edge.node).collect()),
            (None, None) => {
                return Err(
                    Refusal::new("the alerts have neither `nodes` nor `edges`").in_path(path)
                );
            }
        };
        let follows = connection.page_info.has_next_page.0 == Some(true);
        let lacks = self.is_last && connection.total_count.count() > alerts.len() && !follows;
        if (follows && self.is_last) || (lacks && connection.page_info.has_next_page.0.is_none()) {
            return Err(Refusal::new(format!(
                "the answer is one page of the alerts: it holds {} and more follow",
                alerts.len()
            ))
            .in_path(path)
            .with_help("fetch all pages into one file: `gh api graphql --paginate --slurp`"));
        }
        for (index, alert) in alerts.into_iter().enumerate() {
            let found = alert.read(repository).ok_or_else(|| {
                Refusal::new("the alert names no advisory")
                    .in_path(format!("{path}.nodes[{index}]"))
            })?;
            self.report.findings.push(found);
        }
        Ok(())
    }
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Connection {
    nodes: Option<List<Alert>>,
    edges: Option<List<Edge>>,
    page_info: PageInfo,
    total_count: Number,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Edge {
    node: Alert,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct PageInfo {
    has_next_page: Truth,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Alert {
    id: Text,
    state: Text,
    created_at: Text,
    fixed_at: Text,
    dismissed_at: Text,
    auto_dismissed_at: Text,
    dismiss_reason: Text,
    dismiss_comment: Text,
    vulnerable_manifest_path: Text,
    security_vulnerability: Vulnerability,
    security_advisory: Option<Advisory>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Vulnerability {
    severity: Text,
    package: Package,
    advisory: Option<Advisory>,
    first_patched_version: Option<PatchedVersion>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Package {
    name: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct PatchedVersion {
    identifier: Text,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Advisory {
    ghsa_id: Text,
    summary: Text,
    severity: Text,
    permalink: Text,
    identifiers: List<Identifier>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Identifier {
    value: Text,
}

impl Alert {
    fn read(self, repository: Option<&str>) -> Option<Reported> {
        let standing = self.standing();
        let vulnerability = self.security_vulnerability;
        let advisory = vulnerability.advisory.or(self.security_advisory);
        let advisory = advisory.unwrap_or_default();
        let mut ids: Vec<String> = Vec::new();
        for id in [&advisory.ghsa_id]
            .into_iter()
            .chain(advisory.identifiers.0.iter().map(|id| &id.value))
            .filter_map(Text::as_said)
        {
            if !ids.iter().any(|known| known == id) {
                ids.push(id.to_owned());
            }
        }
        // An answer may have been asked for no identifiers; then only the alert itself has a name.
        if ids.is_empty() {
            ids.extend(self.id.said());
        }
        if ids.is_empty() {
            return None;
        }
        let mut found = Reported::new(Class::Vulnerability, ids, advisory.summary.said());
        (found.severity, found.severity_said) = advisory_severity(
            vulnerability.severity.as_said(),
            advisory.severity.as_said(),
        );
        let name = vulnerability.package.name.said();
        found.places = vec![Place::Package {
            name: name.unwrap_or_else(|| "unnamed package".to_owned()),
            version: None,
            purl: None,
            found_in: self
                .vulnerable_manifest_path
                .said()
                .or_else(|| repository.map(str::to_owned)),
        }];
        found.standing = standing;
        found.first_seen = self.created_at.as_said().and_then(day_said);
        found.fixed_in = vulnerability
            .first_patched_version
            .and_then(|version| version.identifier.said())
            .into_iter()
            .collect();
        found.url = advisory.permalink.said();
        Some(found)
    }

    fn standing(&self) -> Standing {
        let reason = || {
            let said: Vec<&str> = [&self.dismiss_reason, &self.dismiss_comment]
                .into_iter()
                .filter_map(Text::as_said)
                .collect();
            (!said.is_empty()).then(|| said.join(": "))
        };
        match self.state.as_said() {
            Some("FIXED") => Standing::Fixed,
            Some("DISMISSED") => Standing::Dismissed(reason()),
            Some("AUTO_DISMISSED") => Standing::Dismissed(Some("auto-dismissed".to_owned())),
            // Where the answer was not asked for the state, the days tell it.
            None if self.fixed_at.as_said().is_some() => Standing::Fixed,
            None if self.dismissed_at.as_said().is_some() => Standing::Dismissed(reason()),
            None if self.auto_dismissed_at.as_said().is_some() => {
                Standing::Dismissed(Some("auto-dismissed".to_owned()))
            }
            Some(_) | None => Standing::Open,
        }
    }
}
