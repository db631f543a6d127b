//! OSV-Scanner: its JSON report.
//!
//! One finding for each group, which holds the records that are one vulnerability under several names. Severity: the
//! `max_severity` of the group, a score; else the worst CVSS vector of its records; else the worst word that their database gives;
//! else unknown, which is usual.

use std::collections::BTreeMap;
use std::io::BufRead;

use serde::Deserialize;

use crate::findings::excerpt::headline;
use crate::findings::head::Head;
use crate::findings::json::{self, Document, List, Object, Text, Truth};
use crate::findings::{Class, Kind, Place, Refusal, Reported, ScannerReport, Severity, Standing};

/// Whether a report that begins like this is one of OSV-Scanner.
pub(in crate::findings) fn recognises(head: &Head) -> bool {
    head.has("results") && (head.has("results[].packages") || head.has("experimental_config"))
}

/// Reads a report of OSV-Scanner.
pub(in crate::findings) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut root = Root::default();
    json::fill(&mut root, input)?;
    if !root.has_results {
        return Err(Refusal::new(
            "the report has no list `results`: no scan of OSV-Scanner ended well here",
        )
        .in_path("results"));
    }
    if let Some(foreign) = root
        .foreign
        .filter(|_| root.findings.is_empty() && !root.is_own)
    {
        return Err(Refusal::new(format!(
            "the report lists nothing and holds `{foreign}`, which OSV-Scanner does not write: it is of another tool"
        ))
        .in_path(foreign));
    }
    Ok(ScannerReport {
        kind: Kind::OsvScanner,
        producer: None,
        made_on: None,
        findings: root.findings,
        statements: Vec::new(),
        results: None,
        notes: Vec::new(),
        doubt: None,
    })
}

#[derive(Default)]
struct Root {
    has_results: bool,
    /// Whether it has a field that only OSV-Scanner writes.
    is_own: bool,
    /// The first field that it does not write.
    foreign: Option<String>,
    findings: Vec<Reported>,
}

impl Object for Root {
    const NAME: &'static str = "a report of OSV-Scanner";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "results" => {
                self.has_results |= value.each_object(|scanned: Scanned| {
                    self.is_own = true;
                    self.findings.append(&mut scanned.finish()?);
                    Ok(())
                })?;
                return Ok(());
            }
            "experimental_config" | "image_metadata" | "license_summary" => self.is_own = true,
            _ => {
                self.foreign.get_or_insert_with(|| name.to_owned());
            }
        }
        value.skip()
    }
}

/// A lock file, bill of materials or image with its packages.
#[derive(Default)]
struct Scanned {
    source: Option<Source>,
    has_packages: bool,
    findings: Vec<Reported>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Source {
    path: Text,
}

impl Object for Scanned {
    const NAME: &'static str = "a result";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "source" => self.source = value.read()?,
            "packages" => {
                let findings = &mut self.findings;
                self.has_packages |= value.each(|package: Package| package.tell(findings))?;
            }
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl Scanned {
    fn finish(mut self) -> Result<Vec<Reported>, String> {
        if !self.has_packages {
            return Err("a result has no list `packages`".to_owned());
        }
        if let Some(path) = self.source.and_then(|source| source.path.said()) {
            for place in self
                .findings
                .iter_mut()
                .flat_map(|finding| &mut finding.places)
            {
                if let Place::Package { found_in, .. } = place {
                    *found_in = Some(path.replace('\\', "/"));
                }
            }
        }
        Ok(self.findings)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Package {
    #[serde(rename = "package")]
    name: Option<PackageName>,
    vulnerabilities: List<Record>,
    groups: List<Group>,
    license_violations: List<Text>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PackageName {
    name: Text,
    version: Text,
    commit: Text,
    deprecated: Truth,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Group {
    ids: List<Text>,
    aliases: List<Text>,
    max_severity: Text,
    #[serde(alias = "experimentalAnalysis", alias = "experimental_analysis")]
    analysis: Option<BTreeMap<String, Analysis>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Analysis {
    called: Truth,
    unimportant: Truth,
}

/// What a database of vulnerabilities says of one.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Record {
    id: Text,
    aliases: List<Text>,
    summary: Text,
    severity: List<Rating>,
    database_specific: Option<OfDatabase>,
    affected: List<Affected>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Rating {
    score: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OfDatabase {
    severity: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Affected {
    package: Option<AffectedName>,
    ranges: List<Range>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AffectedName {
    name: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Range {
    r#type: Text,
    events: List<Event>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Event {
    fixed: Text,
}

impl Package {
    fn tell(mut self, findings: &mut Vec<Reported>) -> Result<(), String> {
        let name = self.name.unwrap_or_default();
        let place = |name: &PackageName| {
            let version = name.version.as_said().or(name.commit.as_said());
            name.name.as_said().map(|text| Place::Package {
                name: text.to_owned(),
                version: version.map(str::to_owned),
                purl: None,
                found_in: None,
            })
        };
        self.groups
            .0
            .extend(ungrouped(&self.groups.0, &self.vulnerabilities.0));
        for group in self.groups.0 {
            let mut told = group.told(&self.vulnerabilities.0, name.name.as_said())?;
            told.places.extend(place(&name));
            findings.push(told);
        }
        for licence in self.license_violations.0.into_iter().filter_map(Text::said) {
            let mut told = Reported::named(Class::Licence, licence);
            told.places.extend(place(&name));
            findings.push(told);
        }
        if name.deprecated.0 == Some(true) {
            let mut told = Reported::named(Class::Upkeep, "deprecated");
            told.places.extend(place(&name));
            findings.push(told);
        }
        Ok(())
    }
}

/// A group for each record that is in none, as reports before groups have them.
fn ungrouped(groups: &[Group], records: &[Record]) -> Vec<Group> {
    let is_grouped = |record: &Record| {
        let id = record.id.as_said();
        groups
            .iter()
            .any(|group| group.ids.0.iter().any(|other| other.as_said() == id))
    };
    let alone = records.iter().filter(|record| !is_grouped(record));
    alone
        .map(|record| Group {
            ids: List(vec![record.id.clone()]),
            ..Group::default()
        })
        .collect()
}

impl Group {
    fn told(self, records: &[Record], package: Option<&str>) -> Result<Reported, String> {
        let own: Vec<String> = self.ids.0.into_iter().filter_map(Text::said).collect();
        let Some(first) = own.first() else {
            return Err("a vulnerability has no id".to_owned());
        };
        let records: Vec<&Record> = records
            .iter()
            .filter(|record| {
                record
                    .id
                    .as_said()
                    .is_some_and(|id| own.iter().any(|other| other == id))
            })
            .collect();
        let mut told = Reported::named(Class::Vulnerability, first);
        let aliases = records
            .iter()
            .flat_map(|record| &record.aliases.0)
            .chain(&self.aliases.0);
        let aliases: Vec<&str> = aliases.filter_map(Text::as_said).collect();
        for id in own.iter().map(String::as_str).chain(aliases) {
            if !told.ids.iter().any(|known| known == id) {
                told.ids.push(id.to_owned());
            }
        }
        if let Some(title) = records
            .iter()
            .find_map(|record| headline(record.summary.as_said()?))
        {
            told.title = title;
        }
        (told.severity, told.severity_said) = severity(self.max_severity.as_said(), &records);
        told.standing = standing(&own, &self.analysis.unwrap_or_default());
        for record in records {
            for version in record.fixed(package) {
                if !told.fixed_in.iter().any(|known| known == version) {
                    told.fixed_in.push(version.to_owned());
                }
            }
        }
        Ok(told)
    }
}

impl Record {
    fn fixed<'r>(&'r self, package: Option<&'r str>) -> impl Iterator<Item = &'r str> {
        self.affected
            .0
            .iter()
            .filter(move |affected| {
                let name = affected
                    .package
                    .as_ref()
                    .and_then(|name| name.name.as_said());
                name.is_none() || name == package
            })
            .flat_map(|affected| &affected.ranges.0)
            .filter(|range| range.r#type.as_said() != Some("GIT"))
            .flat_map(|range| &range.events.0)
            .filter_map(|event| event.fixed.as_said())
    }
}

fn severity(most: Option<&str>, records: &[&Record]) -> (Severity, Option<String>) {
    if let Some(most) = most
        && let Ok(score) = most.trim().parse()
    {
        return (
            Severity::of_score(score),
            Some(format!("{most} (max_severity)")),
        );
    }
    let vectors = records
        .iter()
        .flat_map(|record| &record.severity.0)
        .filter_map(|rating| rating.score.as_said())
        .map(|vector| (Severity::of_vector(vector), vector));
    if let Some((severity, vector)) = vectors.max_by_key(|(severity, _)| *severity)
        && severity != Severity::Unknown
    {
        return (severity, Some(vector.to_owned()));
    }
    let words = records
        .iter()
        .filter_map(|record| record.database_specific.as_ref()?.severity.as_said())
        .map(|word| (Severity::of_word(word), word));
    match words.max_by_key(|(severity, _)| *severity) {
        Some((severity, word)) => (severity, Some(format!("{word} (database_specific)"))),
        None => (Severity::Unknown, None),
    }
}

/// What the analysis of the calls says of all the names together.
fn standing(ids: &[String], analysis: &BTreeMap<String, Analysis>) -> Standing {
    let all =
        |is_so: fn(&Analysis) -> bool| ids.iter().all(|id| analysis.get(id).is_some_and(is_so));
    if all(|analysis| analysis.called.0 == Some(false)) {
        return Standing::NotAffected(Some("the vulnerable code is not called".to_owned()));
    }
    if all(|analysis| analysis.unimportant.0 == Some(true)) {
        return Standing::Suppressed(Some("the distribution calls it unimportant".to_owned()));
    }
    Standing::Open
}

#[cfg(test)]
mod tests;
