//! `npm audit --json`, version 1 (npm 6) and version 2 (npm 7 and later).
//!
//! Version 2 counts packages, also those that only depend on another package of its list; here an advisory is counted once, as in
//! version 1, and the packages that lean on the affected one are further places of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use serde::Deserialize;
use serde_json::Value;

use crate::findings::head::Head;
use crate::findings::json::{self, Document, Entries, List, Number, Object, Pairs, Text};
use crate::findings::{Class, Kind, Place, Refusal, Reported, ScannerReport, Severity};

pub(super) fn recognises(head: &Head) -> bool {
    head.has("auditReportVersion")
        || (head.has("advisories") && head.has("metadata"))
        || (head.has("actions") && head.has("advisories"))
        || (head.has("error.code") && head.has("error.summary"))
}

pub(super) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut audit = Audit::default();
    json::fill(&mut audit, input)?;
    if let Some(failure) = failure(&audit) {
        return Err(failure);
    }
    let mut report = match (audit.advisories, audit.packages) {
        (Some(advisories), _) => version_1(advisories, &audit.metadata)?,
        (None, Some(packages)) => version_2(&packages, &audit.metadata)?,
        (None, None) => {
            return Err(Refusal::new(
                "the report holds neither `advisories` nor `vulnerabilities`",
            )
            .with_help("keep the output of `npm audit --json`"));
        }
    };
    if report.findings.is_empty() {
        report.doubt = audit.metadata.doubt();
    }
    Ok(report)
}

/// A report as far as it is read.
#[derive(Default)]
struct Audit {
    error: Option<Value>,
    message: Text,
    /// The advisories of version 1.
    advisories: Option<Vec<Reported>>,
    /// The packages of version 2, which lean on each other.
    packages: Option<Vec<(String, Package)>>,
    metadata: Metadata,
}

impl Object for Audit {
    const NAME: &'static str = "a report of `npm audit`";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "error" => self.error = value.read()?,
            "message" => self.message = value.read()?,
            "advisories" => {
                let mut found = Vec::new();
                let is_there = value.each_field(|number, advisory| {
                    found.push(of_advisory(number, advisory));
                    Ok(())
                })?;
                self.advisories = is_there.then_some(found);
            }
            "vulnerabilities" => {
                let mut packages = Vec::new();
                let is_there = value.each_field(|name, package| {
                    packages.push((name.to_owned(), package));
                    Ok(())
                })?;
                self.packages = is_there.then_some(packages);
            }
            "metadata" => self.metadata = value.read()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Metadata {
    vulnerabilities: Option<Entries<Number>>,
    /// An object with a total in version 2; a number in version 1, beside the total.
    dependencies: Dependencies,
    #[serde(rename = "totalDependencies")]
    total_dependencies: Number,
}

/// How many packages were audited: a number, or the total of an object.
#[derive(Default)]
struct Dependencies(Option<usize>);

impl<'de> Deserialize<'de> for Dependencies {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let said = Value::deserialize(deserializer)?;
        let count = said.get("total").unwrap_or(&said).as_u64();
        Ok(Self(count.and_then(|count| usize::try_from(count).ok())))
    }
}

impl Metadata {
    /// Why an audit that found nothing does not show that anything was looked at.
    fn doubt(&self) -> Option<String> {
        let doubt = match self.total_dependencies.whole().or(self.dependencies.0) {
            None => "the report does not tell how many dependencies were audited",
            Some(0) => "the project that was audited has no dependency",
            Some(_) => return None,
        };
        Some(doubt.to_owned())
    }
}

/// The refusal of an audit that failed and says so.
fn failure(audit: &Audit) -> Option<Refusal> {
    let said = match (&audit.error, audit.message.as_said()) {
        (None, None) => return None,
        (None, Some(message)) => {
            if audit.advisories.is_some() || audit.packages.is_some() {
                return None;
            }
            format!("`{message}`")
        }
        (Some(error), _) => {
            let texts: Vec<String> = ["code", "summary"]
                .iter()
                .filter_map(|name| error.get(name)?.as_str())
                .filter(|text| !text.is_empty())
                .map(|text| format!("`{}`", text.trim()))
                .collect();
            if texts.is_empty() {
                format!("`{error}`")
            } else {
                texts.join(", ")
            }
        }
    };
    Some(
        Refusal::new(format!("the audit failed: {said}"))
            .in_path("error")
            .with_help("run `npm audit --json` again where it can reach its registry"),
    )
}

/// What the report itself declares to have counted.
fn declared(metadata: &Metadata) -> usize {
    let Some(Entries(counts)) = &metadata.vulnerabilities else {
        return 0;
    };
    let total = counts.iter().find(|(name, _)| name == "total");
    match total {
        Some((_, total)) => total.count(),
        None => counts.iter().map(|(_, number)| number.count()).sum(),
    }
}

fn cut_short(declared: usize, held: usize) -> Refusal {
    Refusal::new(format!(
        "the report declares {declared} vulnerabilities and holds {held}"
    ))
    .in_path("metadata.vulnerabilities")
    .with_help("keep the whole output of `npm audit --json`")
}

fn severity(word: Option<&str>) -> (Severity, Option<String>) {
    let Some(word) = word else {
        return (Severity::Unknown, None);
    };
    let severity = match word.to_ascii_lowercase().as_str() {
        "info" => Severity::Info,
        "low" => Severity::Low,
        "moderate" => Severity::Medium,
        "high" => Severity::High,
        "critical" => Severity::Critical,
        _ => Severity::Unknown,
    };
    (severity, Some(format!("{word} (severity)")))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Advisory {
    title: Text,
    module_name: Text,
    severity: Text,
    cves: List<Text>,
    github_advisory_id: Text,
    url: Text,
    patched_versions: Text,
    findings: List<Instance>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Instance {
    version: Text,
    paths: List<Text>,
}

fn version_1(findings: Vec<Reported>, metadata: &Metadata) -> Result<ScannerReport, Refusal> {
    let declared = declared(metadata);
    if findings.is_empty() && declared > 0 {
        return Err(cut_short(declared, 0));
    }
    let mut report = ScannerReport::new(Kind::NpmAudit);
    report.findings = findings;
    let paths: usize = report.findings.iter().map(|found| found.places.len()).sum();
    if paths != report.findings.len() {
        report.notes.push(format!(
            "{} advisories reach the project by {paths} paths; npm's own summary counts the paths",
            report.findings.len()
        ));
    }
    Ok(report)
}

fn of_advisory(number: &str, advisory: Advisory) -> Reported {
    let url = advisory.url.said();
    let mut ids: Vec<String> = advisory.github_advisory_id.said().into_iter().collect();
    if ids.is_empty() {
        ids.extend(url.as_deref().and_then(github_advisory));
    }
    ids.extend(advisory.cves.0.into_iter().filter_map(Text::said));
    if ids.is_empty() {
        ids.push(format!("npm:{number}"));
    }
    let (severity, said) = severity(advisory.severity.as_said());
    let name = advisory.module_name.said();
    let name = name.as_deref().unwrap_or("unnamed package");
    let mut found = Reported::new(Class::Vulnerability, ids, advisory.title.said());
    found.severity = severity;
    found.severity_said = said;
    for Instance { version, paths } in advisory.findings.0 {
        let version = version.said();
        let place = |path| package(name, version.clone(), path);
        if paths.0.is_empty() {
            found.places.push(place(None));
        }
        found
            .places
            .extend(paths.0.into_iter().map(|path| place(path.said())));
    }
    if found.places.is_empty() {
        found.places.push(package(name, None, None));
    }
    // npm writes `<0.0.0` where no version is mended.
    found.fixed_in = advisory
        .patched_versions
        .said()
        .into_iter()
        .filter(|versions| versions != "<0.0.0")
        .collect();
    found.url = url;
    found
}

fn package(name: &str, version: Option<String>, found_in: Option<String>) -> Place {
    Place::Package {
        name: name.to_owned(),
        version,
        purl: None,
        found_in,
    }
}

/// The id at the end of the address of an advisory.
fn github_advisory(url: &str) -> Option<String> {
    let last = url.trim_end_matches('/').rsplit('/').next()?;
    last.get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case("GHSA-"))
        .then(|| last.to_owned())
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Package {
    severity: Text,
    via: List<Via>,
    nodes: List<Text>,
    #[serde(rename = "fixAvailable")]
    fix_available: Pairs,
}

/// What makes a package vulnerable: an advisory of its own, or another package of the list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Via {
    Package(String),
    Advisory(Issue),
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Issue {
    source: Text,
    name: Text,
    title: Text,
    url: Text,
    severity: Text,
}

impl Package {
    fn issues(&self) -> impl Iterator<Item = &Issue> {
        self.via.0.iter().filter_map(|via| match via {
            Via::Advisory(issue) => Some(issue),
            Via::Package(_) => None,
        })
    }

    fn leans_on(&self) -> impl Iterator<Item = &str> {
        self.via.0.iter().filter_map(|via| match via {
            Via::Package(name) => Some(name.as_str()),
            Via::Advisory(_) => None,
        })
    }

    fn places(&self, name: &str) -> Vec<Place> {
        let nodes: Vec<Place> = self
            .nodes
            .0
            .iter()
            .filter_map(Text::as_said)
            .map(|node| package(name, None, Some(node.to_owned())))
            .collect();
        if nodes.is_empty() {
            vec![package(name, None, None)]
        } else {
            nodes
        }
    }

    /// The version of this very package that mends it; npm may also name that of the package that pulls it in.
    fn mended_in(&self, name: &str) -> Option<String> {
        let fix = &self.fix_available.0;
        let is_of_itself = fix.get("name").is_some_and(|mended| mended == name);
        fix.get("version").filter(|_| is_of_itself).cloned()
    }
}

fn version_2(
    packages: &[(String, Package)],
    metadata: &Metadata,
) -> Result<ScannerReport, Refusal> {
    let declared = declared(metadata);
    if packages.len() < declared {
        return Err(cut_short(declared, packages.len()));
    }
    let mut report = ScannerReport::new(Kind::NpmAudit);
    let found_of = advisories_of(packages, &mut report);
    let by_name: BTreeMap<&str, &Package> = packages
        .iter()
        .map(|(name, package)| (name.as_str(), package))
        .collect();
    let mut only_leaning = 0;
    for (name, package) in packages {
        let causes = causes(name, &by_name);
        let indexes: BTreeSet<usize> = causes
            .iter()
            .filter(|cause| **cause != name.as_str())
            .filter_map(|cause| found_of.get(cause))
            .flatten()
            .copied()
            .collect();
        for index in &indexes {
            for place in package.places(name) {
                if !report.findings[*index].places.contains(&place) {
                    report.findings[*index].places.push(place);
                }
            }
        }
        let has_own = found_of.contains_key(name.as_str());
        if !has_own && indexes.is_empty() {
            report.findings.push(without_cause(name, package));
        } else if !has_own {
            only_leaning += 1;
        }
    }
    if only_leaning > 0 {
        report.notes.push(format!(
            "npm counts {} packages, {only_leaning} of them only because they depend on another of them: {} advisories",
            packages.len(),
            report.findings.len()
        ));
    }
    Ok(report)
}

/// Every advisory as one finding; gives for each package with advisories of its own which findings they are.
fn advisories_of<'p>(
    packages: &'p [(String, Package)],
    report: &mut ScannerReport,
) -> BTreeMap<&'p str, Vec<usize>> {
    let mut found_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut known: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for (name, package) in packages {
        for issue in package.issues() {
            let subject = issue.name.as_said().unwrap_or(name);
            let found = of_issue(issue, name, package);
            let index = *known
                .entry((found.ids[0].clone(), subject))
                .or_insert_with(|| {
                    report.findings.push(found);
                    report.findings.len() - 1
                });
            let indexes = found_of.entry(name).or_default();
            if !indexes.contains(&index) {
                indexes.push(index);
            }
        }
    }
    found_of
}

fn of_issue(issue: &Issue, name: &str, package: &Package) -> Reported {
    let url = issue.url.as_said();
    // npm numbers an advisory anew when its text is mended, so the number is the name only where there is no other.
    let id = url
        .and_then(github_advisory)
        .or_else(|| Some(format!("npm:{}", issue.source.as_said()?)))
        .unwrap_or_else(|| format!("npm:{name}"));
    let title = issue.title.as_said().map(str::to_owned);
    let mut found = Reported::new(Class::Vulnerability, vec![id], title);
    (found.severity, found.severity_said) =
        severity(issue.severity.as_said().or(package.severity.as_said()));
    found.places = package.places(name);
    found.fixed_in = package.mended_in(name).into_iter().collect();
    found.url = url.map(str::to_owned);
    found
}

/// A package whose cause stands nowhere in the report: it counts by itself, so that nothing is lost.
fn without_cause(name: &str, package: &Package) -> Reported {
    let mut found = Reported::new(Class::Vulnerability, vec![format!("npm:{name}")], None);
    (found.severity, found.severity_said) = severity(package.severity.as_said());
    found.places = package.places(name);
    found.fixed_in = package.mended_in(name).into_iter().collect();
    found
}

/// The packages that a package leans on, directly or through others, itself included.
fn causes<'p>(name: &'p str, by_name: &BTreeMap<&'p str, &'p Package>) -> BTreeSet<&'p str> {
    let mut seen = BTreeSet::from([name]);
    let mut open = vec![name];
    while let Some(name) = open.pop() {
        let Some(package) = by_name.get(name) else {
            continue;
        };
        open.extend(package.leans_on().filter(|cause| seen.insert(cause)));
    }
    seen
}

#[cfg(test)]
mod tests;
