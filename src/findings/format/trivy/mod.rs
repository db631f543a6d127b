//! Trivy: its JSON report of schema 2, the bare list it wrote before, and its reports of a Kubernetes cluster.
//!
//! Severity: the word of each finding, which Trivy takes from the source it names in `SeveritySource`; `UNKNOWN` is unknown.

mod item;

use std::io::BufRead;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use self::item::{Item, Modified};
use crate::findings::day_said::day_said;
use crate::findings::decode::Shape;
use crate::findings::head::Head;
use crate::findings::json::{self, Each, EachObject, Fill, Number, Object, Text, skip};
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
    json::read(IntoRoot(&mut root), input)?;
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
    findings: Vec<Reported>,
    notes: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Program {
    version: Text,
}

impl Object for Root {
    const NAME: &'static str = "a report of Trivy";

    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, value: &mut A) -> Result<(), A::Error> {
        match name {
            "SchemaVersion" => {
                self.is_trivy = true;
                self.schema_version = value.next_value::<Number>()?.0;
            }
            "ArtifactName" | "ClusterName" => {
                self.is_trivy = true;
                skip(value)?;
            }
            "CreatedAt" => {
                self.created_at = value.next_value::<Text>()?.as_said().and_then(day_said);
            }
            "Trivy" => {
                self.version = value
                    .next_value::<Option<Program>>()?
                    .and_then(|program| program.version.said());
            }
            "Results" => {
                let findings = &mut self.findings;
                let take = |target: Target| target.finish(findings);
                let fresh = Target::default;
                self.has_results |= value.next_value_seed(EachObject { fresh, take })?;
            }
            // The names under which reports of a cluster keep its parts.
            "Resources" | "Findings" | "Vulnerabilities" | "Misconfigurations" => {
                let findings = &mut self.findings;
                let take = |resource: Resource| resource.finish(findings);
                let fresh = Resource::default;
                self.has_results |= value.next_value_seed(EachObject { fresh, take })?;
            }
            _ => skip(value)?,
        }
        Ok(())
    }
}

impl Root {
    fn report(mut self) -> Result<ScannerReport, Refusal> {
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
        if !self.has_results {
            self.notes.push(
                "the report names no target: Trivy found nothing that it can scan, or looked for secrets only and found none"
                    .to_owned(),
            );
        }
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
            notes: self.notes,
        })
    }
}

/// Reads the report in any of its layouts.
struct IntoRoot<'r>(&'r mut Root);

impl<'de> DeserializeSeed<'de> for IntoRoot<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for IntoRoot<'_> {
    type Value = ();

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("a report of Trivy")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        // What Trivy before schema 2 wrote when there was nothing to tell.
        self.0.is_trivy = true;
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.is_trivy = true;
        loop {
            let mut target = Target::default();
            if seq.next_element_seed(Fill(&mut target))?.is_none() {
                return Ok(());
            }
            self.0.has_results = true;
            target
                .finish(&mut self.0.findings)
                .map_err(serde::de::Error::custom)?;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        Fill(self.0).visit_map(map)
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

    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, value: &mut A) -> Result<(), A::Error> {
        match name {
            "Kind" => self.kind = value.next_value()?,
            "Name" => self.name = value.next_value()?,
            "Error" => self.error = value.next_value()?,
            "Results" => {
                let findings = &mut self.findings;
                let take = |target: Target| target.finish(findings);
                let fresh = Target::default;
                value.next_value_seed(EachObject { fresh, take })?;
            }
            _ => skip(value)?,
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

    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, value: &mut A) -> Result<(), A::Error> {
        let class = match name {
            "Vulnerabilities" => Class::Vulnerability,
            "Misconfigurations" => Class::Misconfiguration,
            "Secrets" => Class::Secret,
            "Licenses" => Class::Licence,
            "Target" => {
                self.name = value.next_value()?;
                return Ok(());
            }
            "MisconfSummary" => {
                self.summary = value.next_value()?;
                return Ok(());
            }
            "ExperimentalModifiedFindings" => {
                let findings = &mut self.findings;
                let mut wrong = None;
                value.next_value_seed(Each::new(|modified: Modified| match modified.told() {
                    Ok(told) => findings.push(told),
                    Err(message) => wrong = Some(message),
                }))?;
                return wrong.map_or(Ok(()), |message| Err(serde::de::Error::custom(message)));
            }
            _ => return skip(value),
        };
        let findings = &mut self.findings;
        let mut wrong = None;
        value.next_value_seed(Each::new(|item: Item| match item.told(class) {
            Ok(told) => findings.push(told),
            Err(message) => wrong = Some(message),
        }))?;
        wrong.map_or(Ok(()), |message| Err(serde::de::Error::custom(message)))
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
