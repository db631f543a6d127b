//! `cargo audit --json`.
//!
//! The tool counts vulnerabilities; what it calls warnings (unmaintained, unsound, yanked, notice) stands beside the count and is
//! of class upkeep here.

use std::io::BufRead;

use serde::Deserialize;

use crate::findings::head::Head;
use crate::findings::json::{self, Entries, List, Number, Text, Truth};
use crate::findings::{Class, Kind, Place, Refusal, Reported, ScannerReport, Severity};

pub(super) fn recognises(head: &Head) -> bool {
    head.has("vulnerabilities.list") && (head.has("lockfile") || head.has("database"))
}

pub(super) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let audit: Audit = json::object(input)?;
    let mut report = ScannerReport::new(Kind::CargoAudit);
    let Some(Vulnerabilities {
        found,
        count,
        list: Some(List(list)),
    }) = audit.vulnerabilities
    else {
        return Err(Refusal::new("the report holds no `vulnerabilities.list`")
            .with_help("keep the output of `cargo audit --json`"));
    };
    let declared = count.count().max(usize::from(found.0 == Some(true)));
    if list.len() < declared {
        return Err(Refusal::new(format!(
            "the report declares {declared} vulnerabilities and holds {}",
            list.len()
        ))
        .in_path("vulnerabilities.count"));
    }
    for (index, entry) in list.into_iter().enumerate() {
        let found = of_vulnerability(entry)
            .map_err(|refusal| refusal.in_path(format!("vulnerabilities.list[{index}]")))?;
        report.findings.push(found);
    }
    for (index, (kind, entry)) in audit.warnings.0.into_iter().enumerate() {
        let found = of_warning(&kind, entry)
            .map_err(|refusal| refusal.in_path(format!("warnings.{kind}[{index}]")))?;
        report.findings.push(found);
    }
    report.notes.extend(audit.settings.notes());
    if audit.lockfile.dependency_count.0 == Some(0.0) {
        report.doubt = Some("the lock file that was read holds no package".to_owned());
    }
    Ok(report)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Audit {
    vulnerabilities: Option<Vulnerabilities>,
    warnings: Warnings,
    settings: Settings,
    lockfile: LockFile,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
struct LockFile {
    dependency_count: Number,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Vulnerabilities {
    found: Truth,
    count: Number,
    list: Option<List<Entry>>,
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

/// The warnings with their kinds: an object of lists, and in older reports one list.
#[derive(Default)]
struct Warnings(Vec<(String, Entry)>);

impl<'de> Deserialize<'de> for Warnings {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Nothing(()),
            Kinds(Entries<List<Entry>>),
            Old(List<OldWarning>),
        }
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
        Ok(Self(match Written::deserialize(deserializer)? {
            Written::Nothing(()) => Vec::new(),
            Written::Kinds(Entries(kinds)) => kinds
                .into_iter()
                .flat_map(|(kind, List(entries))| {
                    entries.into_iter().map(move |entry| (kind.clone(), entry))
                })
                .collect(),
            Written::Old(List(warnings)) => warnings
                .into_iter()
                .filter_map(|warning| {
                    let (kind, advised) = warning.kind.0.into_iter().next()?;
                    let advised = advised.unwrap_or_default();
                    let entry = Entry {
                        advisory: advised.advisory,
                        versions: advised.versions,
                        package: warning.package,
                    };
                    Some((kind, entry))
                })
                .collect(),
        }))
    }
}

fn of_vulnerability(entry: Entry) -> Result<Reported, Refusal> {
    let Some(advisory) = entry.advisory else {
        return Err(Refusal::new("the vulnerability has no `advisory`"));
    };
    let ids = names(&advisory);
    if ids.is_empty() {
        return Err(Refusal::new("the advisory has no `id`"));
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

fn of_warning(kind: &str, entry: Entry) -> Result<Reported, Refusal> {
    let Some(name) = entry.package.name.as_said() else {
        return Err(Refusal::new("the warning names no package"));
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
