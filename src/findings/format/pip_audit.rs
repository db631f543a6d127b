//! `pip-audit --format json`: an object, and in older reports a bare list of packages. The format has no severity.

use std::io::BufRead;

use serde::Deserialize;

use crate::findings::head::Head;
use crate::findings::json::{Document, List, Object, Text};
use crate::findings::{Class, Kind, Place, Refusal, Reported, ScannerReport};

pub(super) fn recognises(head: &Head) -> bool {
    head.has("dependencies[].vulns")
        || head.has("dependencies[].skip_reason")
        || (head.has("[].name") && (head.has("[].vulns") || head.has("[].skip_reason")))
        || (head.has("dependencies") && head.has_only(&["dependencies", "fixes"]))
}

pub(super) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut audit = Audit::default();
    let mut document = Document::of(input);
    match document.first()? {
        b'[' | b'n' => audit.dependencies(&mut document)?,
        _ => document.fill(&mut audit)?,
    }
    document.end()?;
    if !audit.has_list {
        return Err(Refusal::new("the report holds no list of `dependencies`")
            .with_help("keep the output of `pip-audit --format json`"));
    }
    let Audit {
        count,
        findings,
        mut skipped,
        fixes,
        ..
    } = audit;
    let mut report = ScannerReport::new(Kind::PipAudit);
    report.findings = findings;
    if count > 0 && skipped.len() == count {
        return Err(Refusal::new(format!(
            "none of the {count} packages was audited: {}",
            skipped[0]
        )));
    }
    if count == 0 {
        return Err(
            Refusal::new("the report lists no package: nothing was audited").with_help(
                "run `pip-audit` where the packages of the service are installed, or name its requirements with `-r`",
            ),
        );
    }
    report.notes.append(&mut skipped);
    if fixes > 0 {
        report.notes.push(format!(
            "the audit also tried to raise {fixes} packages; what it found before stands here"
        ));
    }
    Ok(report)
}

/// A report as far as it is read.
#[derive(Default)]
struct Audit {
    has_list: bool,
    /// Packages that it lists.
    count: usize,
    findings: Vec<Reported>,
    /// Which of them were not audited, and why.
    skipped: Vec<String>,
    /// Packages that were raised to other versions.
    fixes: usize,
}

impl Object for Audit {
    const NAME: &'static str = "a report of pip-audit";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "dependencies" => self.dependencies(value),
            "fixes" => value
                .each(|_: serde::de::IgnoredAny| {
                    self.fixes += 1;
                    Ok(())
                })
                .map(drop),
            _ => value.skip(),
        }
    }
}

impl Audit {
    fn dependencies(&mut self, value: &mut Document<'_>) -> Result<(), Refusal> {
        self.has_list |= value.each(|package: Package| {
            self.count += 1;
            package.take(&mut self.findings, &mut self.skipped)
        })?;
        Ok(())
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Package {
    name: Text,
    version: Text,
    vulns: Option<List<Vulnerability>>,
    skip_reason: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Vulnerability {
    id: Text,
    aliases: List<Text>,
    fix_versions: List<Text>,
}

impl Package {
    fn take(self, findings: &mut Vec<Reported>, skipped: &mut Vec<String>) -> Result<(), String> {
        let Some(name) = self.name.said() else {
            return Err("the package has no `name`".to_owned());
        };
        let Some(List(vulns)) = self.vulns else {
            let Some(reason) = self.skip_reason.said() else {
                return Err(format!("`{name}` has neither `vulns` nor `skip_reason`"));
            };
            skipped.push(format!("`{name}` was not audited: {reason}"));
            return Ok(());
        };
        let place = Place::Package {
            name,
            version: self.version.said(),
            purl: None,
            found_in: None,
        };
        for vulnerability in vulns {
            let ids: Vec<String> = [vulnerability.id]
                .into_iter()
                .chain(vulnerability.aliases.0)
                .filter_map(Text::said)
                .collect();
            if ids.is_empty() {
                return Err("the vulnerability has no `id`".to_owned());
            }
            let mut found = Reported::new(Class::Vulnerability, ids, None);
            found.places = vec![place.clone()];
            let List(fix_versions) = vulnerability.fix_versions;
            found.fixed_in = fix_versions.into_iter().filter_map(Text::said).collect();
            findings.push(found);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_names_and_a_skipped_package_is_noted() {
        let text = include_str!("../../../tests/imports/pip_audit/object.json");
        let report = read(&mut text.as_bytes()).expect("a report");
        assert_eq!(
            report.findings[0].ids,
            ["PYSEC-2019-179", "CVE-2019-1010083", "GHSA-5wv5-4vpf-pj6m"]
        );
        assert_eq!(report.findings[0].title, "PYSEC-2019-179");
        assert_eq!(report.findings[0].fixed_in, ["1.0"]);
        assert_eq!(report.notes.len(), 2);
        assert!(report.notes[0].starts_with("`northlight-internal` was not audited"));
    }
}
