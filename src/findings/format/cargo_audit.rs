//! `cargo audit --json`.
//!
//! The tool counts vulnerabilities; what it calls warnings (unmaintained, unsound, yanked, notice) stands beside the count and is
//! of class upkeep here.

use std::io::BufRead;

use serde::Deserialize;

use crate::findings::head::Head;
use crate::findings::json::{self, Document, Entries, List, Number, Object, Text, Truth};
use crate::findings::{Class, Kind, Place, Refusal, Reported, ScannerReport, Severity};

pub(super) fn recognises(head: &Head) -> bool {
    head.has("vulnerabilities.list") && (head.has("lockfile") || head.has("database"))
}

pub(super) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut audit = Audit::default();
    json::fill(&mut audit, input)?;
    let Vulnerabilities {
        found,
        count,
        has_list,
        findings,
    } = audit.vulnerabilities;
    if !has_list {
        return Err(Refusal::new("the report holds no `vulnerabilities.list`")
            .with_help("keep the output of `cargo audit --json`"));
    }
    let declared = count.count().max(usize::from(found.0 == Some(true)));
    if findings.len() < declared {
        return Err(Refusal::new(format!(
            "the report declares {declared} vulnerabilities and holds {}",
            findings.len()
        ))
        .in_path("vulnerabilities.count"));
    }
    let mut report = ScannerReport::new(Kind::CargoAudit);
    report.findings = findings;
    report.findings.extend(audit.warnings);
    report.notes.extend(audit.settings.notes());
    if report.findings.is_empty() {
        let doubt = match (
            audit.lockfile.dependency_count.0,
            audit.database.advisory_count.0,
        ) {
            (None, _) => Some("the report does not tell how many packages the lock file holds"),
            (Some(0.0), _) => Some("the lock file that was read holds no package"),
            (Some(_), Some(0.0)) => Some("the database that was asked holds no advisory"),
            (Some(_), _) => None,
        };
        report.doubt = doubt.map(str::to_owned);
    }
    Ok(report)
}

/// A report as far as it is read.
#[derive(Default)]
struct Audit {
    vulnerabilities: Vulnerabilities,
    warnings: Vec<Reported>,
    settings: Settings,
    lockfile: LockFile,
    database: Database,
}

impl Object for Audit {
    const NAME: &'static str = "a report of `cargo audit`";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "vulnerabilities" => value.fill_if_there(&mut self.vulnerabilities)?,
            "warnings" => self.warnings(value)?,
            "settings" => self.settings = value.read()?,
            "lockfile" => self.lockfile = value.read()?,
            "database" => self.database = value.read::<Option<Database>>()?.unwrap_or_default(),
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl Audit {
    /// Takes the warnings: lists by kind, and in older reports one list.
    fn warnings(&mut self, value: &mut Document<'_>) -> Result<(), Refusal> {
        let found = &mut self.warnings;
        let is_old = value.first()? == b'[';
        if is_old {
            value.each(|warning: OldWarning| {
                if let Some((kind, entry)) = warning.entry() {
                    found.push(of_warning(&kind, entry)?);
                }
                Ok(())
            })?;
        } else {
            value.each_field(|kind, List(entries): List<Entry>| {
                for entry in entries {
                    found.push(of_warning(kind, entry)?);
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
struct LockFile {
    dependency_count: Number,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
struct Database {
    advisory_count: Number,
}

#[derive(Default)]
struct Vulnerabilities {
    found: Truth,
    count: Number,
    has_list: bool,
    findings: Vec<Reported>,
}

impl Object for Vulnerabilities {
    const NAME: &'static str = "an object";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "found" => self.found = value.read()?,
            "count" => self.count = value.read()?,
            "list" => {
                self.has_list |= value.each(|entry: Entry| {
                    self.findings.push(of_vulnerability(entry)?);
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
struct Settings {
    ignore: List<Text>,
    severity: Text,
}

impl Settings {
    fn notes(self) -> Vec<String> {
        let mut notes = Vec::new();
        let ignored: Vec<String> = self.ignore.0.into_iter().filter_map(Text::said).collect();
        if !ignored.is_empty() {
            notes.push(format!(
                "the audit was told to leave out {}",
                ignored.join(", ")
            ));
        }
        if let Some(severity) = self.severity.said() {
            notes.push(format!(
                "the audit was told to leave out what is below `{severity}`"
            ));
        }
        notes
    }
}

/// One vulnerability or one warning.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Entry {
    advisory: Option<Advisory>,
    versions: Option<Versions>,
    package: Package,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Advisory {
    id: Text,
    title: Text,
    aliases: List<Text>,
    cvss: Text,
    informational: Text,
    url: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Versions {
    patched: List<Text>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Package {
    name: Text,
    version: Text,
}

/// A warning of an older report, which names its kind.
#[derive(Deserialize, Default)]
#[serde(default)]
struct OldWarning {
    kind: Entries<Option<Advised>>,
    package: Package,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Advised {
    advisory: Option<Advisory>,
    versions: Option<Versions>,
}

impl OldWarning {
    fn entry(self) -> Option<(String, Entry)> {
        let (kind, advised) = self.kind.0.into_iter().next()?;
        let advised = advised.unwrap_or_default();
        let entry = Entry {
            advisory: advised.advisory,
            versions: advised.versions,
            package: self.package,
        };
        Some((kind, entry))
    }
}

fn of_vulnerability(entry: Entry) -> Result<Reported, &'static str> {
    let Some(advisory) = entry.advisory else {
        return Err("the vulnerability has no `advisory`");
    };
    let ids = names(&advisory);
    if ids.is_empty() {
        return Err("the advisory has no `id`");
    }
    let mut found = Reported::new(Class::Vulnerability, ids, advisory.title.said());
    if let Some(vector) = advisory.cvss.said() {
        found.severity = Severity::of_vector(&vector);
        found.severity_said = Some(format!("{vector} (cvss)"));
    }
    found.url = advisory.url.said();
    found.places = vec![entry.package.place()];
    found.fixed_in = patched(entry.versions);
    Ok(found)
}

fn of_warning(kind: &str, entry: Entry) -> Result<Reported, &'static str> {
    let Some(name) = entry.package.name.as_said() else {
        return Err("the warning names no package");
    };
    let advisory = entry.advisory.unwrap_or_default();
    let mut ids = names(&advisory);
    if ids.is_empty() {
        let version = entry.package.version.as_said().unwrap_or("any version");
        ids.push(format!("{kind}:{name}@{version}"));
    }
    let title = advisory
        .title
        .said()
        .unwrap_or_else(|| format!("{name} is {kind}"));
    let mut found = Reported::new(Class::Upkeep, ids, Some(title));
    // The advisory database calls what is no vulnerability informational; a yanked version has no advisory and so no rating.
    if let Some(vector) = advisory.cvss.said() {
        found.severity = Severity::of_vector(&vector);
        found.severity_said = Some(format!("{vector} (cvss)"));
    } else if let Some(word) = advisory.informational.said() {
        found.severity = Severity::Info;
        found.severity_said = Some(format!("{word} (informational)"));
    }
    found.url = advisory.url.said();
    found.places = vec![entry.package.place()];
    found.fixed_in = patched(entry.versions);
    Ok(found)
}

fn names(advisory: &Advisory) -> Vec<String> {
    advisory
        .id
        .as_said()
        .into_iter()
        .chain(advisory.aliases.0.iter().filter_map(Text::as_said))
        .map(str::to_owned)
        .collect()
}

fn patched(versions: Option<Versions>) -> Vec<String> {
    let List(patched) = versions.unwrap_or_default().patched;
    patched.into_iter().filter_map(Text::said).collect()
}

impl Package {
    fn place(&self) -> Place {
        Place::Package {
            name: self.name.as_said().unwrap_or("unnamed package").to_owned(),
            version: self.version.as_said().map(str::to_owned),
            purl: None,
            found_in: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_upkeep_and_what_was_left_out_is_noted() {
        let text = include_str!("../../../tests/imports/cargo_audit/warnings.json");
        let report = read(&mut text.as_bytes()).expect("a report");
        let upkeep: Vec<(&str, Option<&str>)> = report
            .findings
            .iter()
            .filter(|found| found.class == Class::Upkeep)
            .map(|found| (found.ids[0].as_str(), found.severity_said.as_deref()))
            .collect();
        assert_eq!(
            upkeep,
            [
                ("RUSTSEC-2026-9004", Some("unmaintained (informational)")),
                (
                    "RUSTSEC-2026-9005",
                    Some("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N (cvss)")
                ),
                ("yanked:three@2.0.0", None),
            ]
        );
        assert_eq!(
            report.findings[1].ids,
            ["RUSTSEC-2026-9002", "CVE-2026-90002"]
        );
        assert_eq!(report.findings[1].fixed_in, [">=1.1.0", "^0.9.4"]);
        assert_eq!(
            report.notes,
            [
                "the audit was told to leave out RUSTSEC-2020-0001, RUSTSEC-2020-0002",
                "the audit was told to leave out what is below `medium`",
            ]
        );
    }
}
