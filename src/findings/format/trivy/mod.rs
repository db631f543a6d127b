//! Trivy: its JSON report of schema 2, the bare list it wrote before, and its reports of a Kubernetes cluster.
//!
//! Severity: the word of each finding, which Trivy takes from the source it names in `SeveritySource`; `UNKNOWN` is unknown.

mod item;

use std::io::BufRead;

use serde::Deserialize;

use self::item::{Item, Modified};
use crate::findings::day_said::day_said;
use crate::findings::decode::Shape;
use crate::findings::head::Head;
use crate::findings::json::{Document, Number, Object, Text};
use crate::findings::{Class, Kind, Place, Producer, Refusal, Reported, ScannerReport};
use crate::time::Day;

/// Whether a report that begins like this is one of Trivy.
pub(in crate::findings) fn recognises(head: &Head) -> bool {
    let is_schema_2 =
        head.has("SchemaVersion") && (head.has("ArtifactName") || head.has("Results"));
    let is_cluster = head.has("ClusterName");
    let is_old = head.has("[].Target");
    is_schema_2 || is_cluster || is_old
}

/// Reads a report of Trivy.
pub(in crate::findings) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    if Shape::of(input)? != Shape::Json {
        return Err(Refusal::new(
            "the report is no JSON: Trivy writes it with `--format json`",
        ));
    }
    let mut root = Root::default();
    let mut document = Document::of(input);
    match document.first()? {
        // Before schema 2 the report was a bare list, and `null` where there was nothing to tell.
        b'[' | b'n' => {
            root.is_trivy = true;
            root.has_results = document.each_object(|target: Target| {
                if target.name.as_said().is_none() {
                    return Err("an entry names no `Target`: the list is none of Trivy".to_owned());
                }
                root.targets += 1;
                target.finish(&mut root.findings)
            })?;
        }
        _ => document.fill(&mut root)?,
    }
    document.end()?;
    root.report()
}

/// A report as far as it is read.
#[derive(Default)]
struct Root {
    schema_version: Option<f64>,
    version: Option<String>,
    created_at: Option<Day>,
    /// Whether it has a field that only Trivy writes.
    is_trivy: bool,
    has_results: bool,
    /// Images, files or resources that it names.
    targets: usize,
    findings: Vec<Reported>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Program {
    version: Text,
}

impl Object for Root {
    const NAME: &'static str = "a report of Trivy";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "SchemaVersion" => {
                self.is_trivy = true;
                self.schema_version = value.read::<Number>()?.0;
            }
            "ArtifactName" | "ClusterName" => {
                self.is_trivy = true;
                value.skip()?;
            }
            "CreatedAt" => {
                self.created_at = value.read::<Text>()?.as_said().and_then(day_said);
            }
            "Trivy" => {
                self.version = value
                    .read::<Option<Program>>()?
                    .and_then(|program| program.version.said());
            }
            "Results" => {
                self.has_results |= value.each_object(|target: Target| {
                    self.targets += 1;
                    target.finish(&mut self.findings)
                })?;
            }
            // The names under which reports of a cluster keep its parts.
            "Resources" | "Findings" | "Vulnerabilities" | "Misconfigurations" => {
                self.has_results |= value.each_object(|resource: Resource| {
                    self.targets += 1;
                    resource.finish(&mut self.findings)
                })?;
            }
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl Root {
    fn report(self) -> Result<ScannerReport, Refusal> {
        if let Some(version) = self.schema_version
            && version > 2.0
        {
            return Err(
                Refusal::new(format!("schema version {version} of Trivy is not known"))
                    .in_path("SchemaVersion"),
            );
        }
        if !self.is_trivy && !self.has_results {
            return Err(Refusal::new(
                "the report has neither `SchemaVersion` nor `Results`: it is none of Trivy",
            ));
        }
        let doubt = (self.targets == 0).then(|| {
            "the report names no target: Trivy found nothing that it can scan, or looked for secrets only and found none"
                .to_owned()
        });
        Ok(ScannerReport {
            kind: Kind::Trivy,
            producer: Some(Producer {
                name: "Trivy".to_owned(),
                version: self.version,
            }),
            made_on: self.created_at,
            findings: self.findings,
            statements: Vec::new(),
            results: None,
            notes: Vec::new(),
            doubt,
        })
    }
}

/// A part of a cluster with its results.
#[derive(Default)]
struct Resource {
    kind: Text,
    name: Text,
    error: Text,
    findings: Vec<Reported>,
}

impl Object for Resource {
    const NAME: &'static str = "a resource of a cluster";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "Kind" => self.kind = value.read()?,
            "Name" => self.name = value.read()?,
            "Error" => self.error = value.read()?,
            "Results" => {
                let findings = &mut self.findings;
                value.each_object(|target: Target| target.finish(findings))?;
            }
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl Resource {
    fn finish(self, findings: &mut Vec<Reported>) -> Result<(), String> {
        if let Some(error) = self.error.as_said() {
            let name = self.name.as_said().unwrap_or("a resource");
            let kind = self.kind.as_said().unwrap_or("resource");
            return Err(format!("the scan of the {kind} `{name}` failed: {error}"));
        }
        append(findings, self.findings);
        Ok(())
    }
}

fn append(findings: &mut Vec<Reported>, mut more: Vec<Reported>) {
    if findings.is_empty() {
        *findings = more;
    } else {
        findings.append(&mut more);
    }
}

/// An image, lock file or configuration file with what was found in it.
#[derive(Default)]
struct Target {
    name: Text,
    summary: Option<Summary>,
    findings: Vec<Reported>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Summary {
    failures: Number,
}

impl Object for Target {
    const NAME: &'static str = "a result";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        let class = match name {
            "Vulnerabilities" => Class::Vulnerability,
            "Misconfigurations" => Class::Misconfiguration,
            "Secrets" => Class::Secret,
            "Licenses" => Class::Licence,
            "Target" => {
                self.name = value.read()?;
                return Ok(());
            }
            "MisconfSummary" => {
                self.summary = value.read()?;
                return Ok(());
            }
            "ExperimentalModifiedFindings" => {
                value.each(|modified: Modified| {
                    self.findings.push(modified.told()?);
                    Ok(())
                })?;
                return Ok(());
            }
            _ => return value.skip(),
        };
        value.each(|item: Item| {
            self.findings.push(item.told(class)?);
            Ok(())
        })?;
        Ok(())
    }
}

impl Target {
    fn finish(mut self, findings: &mut Vec<Reported>) -> Result<(), String> {
        let target = self.name.said();
        let failures = self.summary.and_then(|summary| summary.failures.0);
        let is_listed = self
            .findings
            .iter()
            .any(|finding| finding.class == Class::Misconfiguration);
        if let Some(failures) = failures
            && failures > 0.0
            && !is_listed
        {
            return Err(format!(
                "the summary of `{}` counts {failures} failures and none is listed: this is a summary, write the whole report",
                target.unwrap_or_default()
            ));
        }
        if let Some(target) = target {
            for place in self
                .findings
                .iter_mut()
                .flat_map(|finding| &mut finding.places)
            {
                match place {
                    Place::Package { found_in, .. } => *found_in = Some(target.clone()),
                    Place::File { path, .. } if path.is_empty() => {
                        *path = target.replace('\\', "/");
                    }
                    Place::File { .. } | Place::Url(_) | Place::Host(_) => {}
                }
            }
        }
        append(findings, self.findings);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
