//! Grype: its JSON report.
//!
//! Severity: the word of the vulnerability; `Negligible` is a remark, `Unknown` or no word is unknown.

use std::io::BufRead;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::findings::day_said::day_said;
use crate::findings::head::Head;
use crate::findings::json::{self, Document, List, Object, Text};
use crate::findings::{
    Class, Kind, Place, Producer, Refusal, Reported, ScannerReport, Severity, Standing,
};

/// Whether a report that begins like this is one of Grype.
pub(in crate::findings) fn recognises(head: &Head) -> bool {
    let is_found =
        head.has("matches[].vulnerability") || head.has("ignoredMatches[].vulnerability");
    is_found || head.has("matches") && (head.has("source") || head.has("descriptor"))
}

/// Reads a report of Grype.
pub(in crate::findings) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut root = Root::default();
    json::fill(&mut root, input)?;
    root.report()
}

#[derive(Default)]
struct Root {
    has_matches: bool,
    findings: Vec<Reported>,
    has_source: bool,
    image: Option<String>,
    descriptor: Option<Descriptor>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Descriptor {
    name: Text,
    version: Text,
    timestamp: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Source {
    r#type: Text,
    target: TargetObject,
}

/// What was scanned: an object for an image, a text for a folder.
#[derive(Default)]
struct TargetObject(Option<String>);

impl<'de> Deserialize<'de> for TargetObject {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pairs = json::Pairs::deserialize(deserializer)?;
        Ok(Self(pairs.0.get("userInput").cloned()))
    }
}

impl Object for Root {
    const NAME: &'static str = "a report of Grype";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "matches" | "ignoredMatches" => {
                let is_ignored = name == "ignoredMatches";
                let there = value.each(|found: Match| {
                    let told = found.told(is_ignored);
                    self.findings
                        .push(told.ok_or("a match names no vulnerability")?);
                    Ok(())
                })?;
                self.has_matches |= there && !is_ignored;
            }
            "source" => {
                let source: Option<Source> = value.read()?;
                self.has_source = source.is_some();
                self.image = source
                    .filter(|source| source.r#type.as_said() == Some("image"))
                    .and_then(|source| source.target.0);
            }
            "descriptor" => self.descriptor = value.read()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl Root {
    fn report(mut self) -> Result<ScannerReport, Refusal> {
        if !self.has_matches {
            return Err(Refusal::new(
                "the report has no list `matches`: no scan of Grype ended well here",
            )
            .in_path("matches"));
        }
        if let Some(image) = &self.image {
            for place in self
                .findings
                .iter_mut()
                .flat_map(|finding| &mut finding.places)
            {
                if let Place::Package { found_in, .. } = place {
                    *found_in = Some(image.clone());
                }
            }
        }
        let descriptor = self.descriptor.unwrap_or_default();
        let doubt = (self.findings.is_empty() && !self.has_source)
            .then(|| "the report does not tell what was scanned".to_owned());
        Ok(ScannerReport {
            kind: Kind::Grype,
            made_on: descriptor.timestamp.as_said().and_then(day_said),
            producer: descriptor.name.said().map(|name| Producer {
                name,
                version: descriptor.version.said(),
            }),
            findings: self.findings,
            statements: Vec::new(),
            results: None,
            notes: Vec::new(),
            doubt,
        })
    }
}

/// A package that matches a vulnerability.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Match {
    vulnerability: Option<Vulnerability>,
    related_vulnerabilities: List<Related>,
    artifact: Option<Artifact>,
    applied_ignore_rules: List<IgnoreRule>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Vulnerability {
    id: Text,
    severity: Text,
    data_source: Text,
    fix: Option<Fix>,
    known_exploited: List<IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fix {
    versions: List<Text>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Related {
    id: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Artifact {
    name: Text,
    version: Text,
    purl: Text,
    locations: List<Location>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Location {
    path: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct IgnoreRule {
    reason: Text,
    fix_state: Text,
    vex_status: Text,
    vex_justification: Text,
}

impl Match {
    fn told(self, is_ignored: bool) -> Option<Reported> {
        let vulnerability = self.vulnerability?;
        let id = vulnerability.id.said()?;
        let mut told = Reported::named(Class::Vulnerability, id);
        let mut others: Vec<String> = self
            .related_vulnerabilities
            .0
            .into_iter()
            .filter_map(|related| related.id.said())
            .filter(|related| *related != told.title)
            .collect();
        others.sort();
        others.dedup();
        // Several are the vulnerabilities of one advisory, not names of one vulnerability.
        if others.len() == 1 {
            told.ids.append(&mut others);
        }
        let word = vulnerability.severity.said();
        told.severity = word.as_deref().map_or(Severity::Unknown, Severity::of_word);
        told.severity_said = word;
        told.url = vulnerability.data_source.said();
        let versions = vulnerability.fix.map(|fix| fix.versions.0);
        told.fixed_in = versions
            .into_iter()
            .flatten()
            .filter_map(Text::said)
            .collect();
        told.known_exploited = (!vulnerability.known_exploited.0.is_empty()).then_some(true);
        if let Some(artifact) = self.artifact
            && let Some(name) = artifact.name.said()
        {
            told.places.push(Place::Package {
                name,
                version: artifact.version.said(),
                purl: artifact.purl.said(),
                found_in: artifact
                    .locations
                    .0
                    .into_iter()
                    .find_map(|location| location.path.said()),
            });
        }
        if is_ignored {
            told.standing = ignored(&self.applied_ignore_rules.0);
        }
        Some(told)
    }
}

fn ignored(rules: &[IgnoreRule]) -> Standing {
    for rule in rules {
        let reason = || {
            rule.vex_justification
                .as_said()
                .or(rule.reason.as_said())
                .map(str::to_owned)
        };
        match rule.vex_status.as_said() {
            Some("not_affected") => return Standing::NotAffected(reason()),
            Some("fixed") => return Standing::Fixed,
            _ => {}
        }
    }
    let reason = rules.iter().find_map(|rule| {
        let state = || Some(format!("fix state {}", rule.fix_state.as_said()?));
        rule.reason.as_said().map(str::to_owned).or_else(state)
    });
    Standing::Suppressed(reason)
}

#[cfg(test)]
mod tests;
