//! Semgrep: its JSON report.
//!
//! Severity: `CRITICAL` to `LOW` as they say; of the older scale `ERROR` is high, `WARNING` medium, `INFO` low.

use std::io::BufRead;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::findings::excerpt::{headline, passage};
use crate::findings::head::Head;
use crate::findings::json::{self, Document, List, Number, Object, Text, Truth};
use crate::findings::{
    Class, Kind, Place, Producer, Refusal, Reported, ScannerReport, Severity, Standing,
};

/// Whether a report that begins like this is one of Semgrep.
pub(in crate::findings) fn recognises(head: &Head) -> bool {
    head.has("results[].check_id")
        || head.has("results")
            && head.has("errors")
            && !head.has("generated_at")
            && !head.has("results[].packages")
}

/// Reads a report of Semgrep.
pub(in crate::findings) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut root = Root::default();
    json::fill(&mut root, input)?;
    root.report()
}

#[derive(Default)]
struct Root {
    has_results: bool,
    findings: Vec<Reported>,
    errors: Vec<String>,
    version: Option<String>,
    scanned: Option<usize>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Paths {
    scanned: Option<List<IgnoredAny>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorObject {
    level: Text,
    message: Text,
    r#type: Text,
}

impl Object for Root {
    const NAME: &'static str = "a report of Semgrep";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "results" => {
                let findings = &mut self.findings;
                self.has_results |= value.each(|result: ResultObject| {
                    findings.push(result.told().ok_or("a result has no `check_id`")?);
                    Ok(())
                })?;
            }
            "errors" => {
                let errors: List<ErrorObject> = value.read()?;
                self.errors = errors
                    .0
                    .into_iter()
                    .filter(|error| {
                        error
                            .level
                            .as_said()
                            .is_some_and(|level| level.eq_ignore_ascii_case("error"))
                    })
                    .map(|error| {
                        let said = error.message.as_said().or(error.r#type.as_said());
                        said.and_then(headline)
                            .unwrap_or_else(|| "no message".to_owned())
                    })
                    .collect();
            }
            "version" => self.version = value.read::<Text>()?.said(),
            "paths" => {
                let paths: Option<Paths> = value.read()?;
                self.scanned = paths
                    .and_then(|paths| paths.scanned)
                    .map(|scanned| scanned.0.len());
            }
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl Root {
    fn report(self) -> Result<ScannerReport, Refusal> {
        if !self.has_results {
            return Err(Refusal::new(
                "the report has no list `results`: no scan of Semgrep ended well here",
            )
            .in_path("results"));
        }
        let mut notes = Vec::new();
        if let Some(first) = self.errors.first() {
            if self.findings.is_empty() {
                return Err(Refusal::new(format!("the scan failed: {first}")).in_path("errors"));
            }
            notes.push(format!(
                "Semgrep tells of {} {} while it ran, the first: {first}",
                self.errors.len(),
                if self.errors.len() == 1 {
                    "error"
                } else {
                    "errors"
                }
            ));
        }
        if self.scanned == Some(0) && self.findings.is_empty() {
            return Err(Refusal::new("Semgrep scanned no file").in_path("paths.scanned"));
        }
        let doubt = (self.scanned.is_none() && self.findings.is_empty())
            .then(|| "the report does not tell which files were scanned".to_owned());
        Ok(ScannerReport {
            kind: Kind::Semgrep,
            producer: Some(Producer {
                name: "Semgrep".to_owned(),
                version: self.version,
            }),
            made_on: None,
            findings: self.findings,
            statements: Vec::new(),
            results: None,
            notes,
            doubt,
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ResultObject {
    check_id: Text,
    path: Text,
    start: Option<Position>,
    extra: Option<Extra>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Position {
    line: Number,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Extra {
    message: Text,
    severity: Text,
    lines: Text,
    fingerprint: Text,
    is_ignored: Truth,
    metadata: Option<Metadata>,
    sca_info: Option<SupplyChain>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    technology: Technology,
    #[serde(rename = "sca-vuln-database-identifier")]
    vulnerability: Text,
    source: Text,
}

/// One technology or a list of them.
#[derive(Default)]
struct Technology(Vec<String>);

impl<'de> Deserialize<'de> for Technology {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(json::Texts::deserialize(deserializer)?.0))
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SupplyChain {
    dependency_match: Option<DependencyMatch>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DependencyMatch {
    found_dependency: Option<Dependency>,
    lockfile: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Dependency {
    package: Text,
    version: Text,
}

/// What Semgrep writes in place of what only its paying users see.
fn is_withheld(text: &str) -> bool {
    text.trim() == "requires login"
}

impl ResultObject {
    fn told(self) -> Option<Reported> {
        let extra = self.extra.unwrap_or_default();
        let metadata = extra.metadata.unwrap_or_default();
        let class = if extra.sca_info.is_some() {
            Class::Vulnerability
        } else if metadata.technology.0.iter().any(|name| name == "secrets") {
            Class::Secret
        } else {
            Class::Code
        };
        let mut told = Reported::named(class, self.check_id.said()?);
        told.ids.extend(metadata.vulnerability.said());
        if let Some(title) = extra.message.as_said().and_then(headline) {
            told.title = title;
        }
        let word = extra.severity.said();
        told.severity = word.as_deref().map_or(Severity::Unknown, severity);
        told.severity_said = word;
        if let Some(path) = self.path.said() {
            told.places.push(Place::File {
                path: path.replace('\\', "/"),
                line: self.start.and_then(|start| start.line.line()),
            });
        }
        if let Some(found) = extra.sca_info.and_then(|info| info.dependency_match)
            && let Some(dependency) = found.found_dependency
            && let Some(name) = dependency.package.said()
        {
            told.places = vec![Place::Package {
                name,
                version: dependency.version.said(),
                purl: None,
                found_in: found.lockfile.said(),
            }];
        }
        told.snippet = extra
            .lines
            .as_said()
            .filter(|lines| !is_withheld(lines))
            .and_then(passage);
        told.fingerprint = extra.fingerprint.said().filter(|text| !is_withheld(text));
        told.url = metadata.source.said();
        if extra.is_ignored.0 == Some(true) {
            told.standing = Standing::Suppressed(Some("nosemgrep".to_owned()));
        }
        Some(told)
    }
}

fn severity(word: &str) -> Severity {
    match word {
        "ERROR" => Severity::High,
        "WARNING" => Severity::Medium,
        "INFO" => Severity::Low,
        _ => Severity::of_word(word),
    }
}

#[cfg(test)]
mod tests;
