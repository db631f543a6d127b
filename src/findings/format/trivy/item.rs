//! One finding of any of the four classes.

use serde::Deserialize;

use crate::findings::excerpt::{headline, passage};
use crate::findings::json::{List, Number, Text};
use crate::findings::{Class, Place, Reported, Severity, Standing};

/// A finding that a person or a VEX document spoke about.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Modified {
    #[serde(rename = "Type")]
    class: Text,
    status: Text,
    statement: Text,
    source: Text,
    finding: Option<Item>,
}

impl Modified {
    pub(super) fn told(self) -> Result<Reported, String> {
        let class = match self.class.as_said() {
            Some("misconfiguration") => Class::Misconfiguration,
            Some("secret") => Class::Secret,
            Some("license") => Class::Licence,
            _ => Class::Vulnerability,
        };
        let mut told = self.finding.unwrap_or_default().told(class)?;
        let reason = self.statement.said().or(self.source.said());
        told.standing = match self.status.as_said() {
            Some("ignored") => Standing::Suppressed(reason),
            Some("not_affected") => Standing::NotAffected(reason),
            Some("fixed") => Standing::Fixed,
            _ => Standing::Open,
        };
        Ok(told)
    }
}

/// Anything that Trivy finds, in the names of all four classes.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Item {
    #[serde(rename = "VulnerabilityID")]
    vulnerability_id: Text,
    #[serde(rename = "VendorIDs")]
    vendor_ids: List<Text>,
    pkg_name: Text,
    pkg_identifier: Option<PackageIdentifier>,
    installed_version: Text,
    fixed_version: Text,
    status: Text,
    severity: Text,
    severity_source: Text,
    title: Text,
    #[serde(rename = "PrimaryURL")]
    primary_url: Text,
    fingerprint: Text,
    #[serde(rename = "ID")]
    id: Text,
    #[serde(rename = "AVDID")]
    avd_id: Text,
    message: Text,
    cause_metadata: Option<Cause>,
    #[serde(rename = "RuleID")]
    rule_id: Text,
    start_line: Number,
    #[serde(rename = "Match")]
    matched: Text,
    name: Text,
    category: Text,
    file_path: Text,
    link: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PackageIdentifier {
    #[serde(rename = "PURL")]
    purl: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Cause {
    start_line: Number,
    code: Option<Code>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Code {
    lines: List<Line>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Line {
    content: Text,
}

impl Item {
    pub(super) fn told(self, class: Class) -> Result<Reported, String> {
        let word = self.severity.as_said();
        let severity = word.map_or(Severity::Unknown, Severity::of_word);
        let severity_said = word.map(|word| match self.severity_source.as_said() {
            Some(source) => format!("{word} ({source})"),
            None => word.to_owned(),
        });
        let fingerprint = self.fingerprint.as_said().map(str::to_owned);
        let mut told = match class {
            Class::Misconfiguration => self.misconfiguration(),
            Class::Secret => self.secret(),
            Class::Licence => self.licence(),
            Class::Vulnerability | Class::Code | Class::Web | Class::Host | Class::Upkeep => {
                self.vulnerability()
            }
        }
        .ok_or("a finding has no id: neither `VulnerabilityID`, `ID`, `RuleID` nor a name")?;
        told.severity = severity;
        told.severity_said = severity_said;
        told.fingerprint = fingerprint;
        Ok(told)
    }

    fn vulnerability(self) -> Option<Reported> {
        let title = self.title.as_said().and_then(headline);
        let package = self.pkg_name.said();
        let id = self
            .vulnerability_id
            .said()
            .or_else(|| title.clone())
            .or_else(|| package.clone())?;
        let mut told = Reported::named(Class::Vulnerability, id);
        // Advisories of a distribution speak of several vulnerabilities at once, those of GitHub of one.
        let ids = self.vendor_ids.0.into_iter().filter_map(Text::said);
        told.ids.extend(ids.filter(|id| id.starts_with("GHSA-")));
        if let Some(title) = title {
            told.title = title;
        }
        if let Some(name) = package {
            told.places.push(Place::Package {
                name,
                version: self.installed_version.said(),
                purl: self.pkg_identifier.and_then(|package| package.purl.said()),
                found_in: None,
            });
        }
        told.fixed_in = self
            .fixed_version
            .as_said()
            .map(|versions| {
                versions
                    .split(',')
                    .map(|version| version.trim().to_owned())
                    .collect()
            })
            .unwrap_or_default();
        told.url = self.primary_url.said();
        // `fixed` says that a fixed version exists, not that it is installed.
        if self.status.as_said() == Some("not_affected") {
            told.standing = Standing::NotAffected(None);
        }
        Some(told)
    }

    fn misconfiguration(self) -> Option<Reported> {
        let mut told = Reported::named(
            Class::Misconfiguration,
            self.id.as_said().or(self.avd_id.as_said())?,
        );
        told.ids
            .extend(self.avd_id.said().filter(|id| *id != told.ids[0]));
        let message = self.message.as_said();
        if let Some(title) = self.title.as_said().or(message).and_then(headline) {
            told.title = title;
        }
        told.standing = match self.status.as_said() {
            Some("PASS") => Standing::Passed,
            Some("EXCEPTION") => Standing::Suppressed(None),
            _ => Standing::Open,
        };
        let lines = self
            .cause_metadata
            .as_ref()
            .and_then(|cause| cause.code.as_ref());
        let lines: Vec<&str> = lines
            .iter()
            .flat_map(|code| &code.lines.0)
            .filter_map(|line| line.content.as_said())
            .collect();
        told.snippet = passage(&lines.join("\n")).or_else(|| passage(message?));
        told.places.push(Place::File {
            path: String::new(),
            line: self
                .cause_metadata
                .and_then(|cause| cause.start_line.line()),
        });
        told.url = self.primary_url.said();
        Some(told)
    }

    fn secret(self) -> Option<Reported> {
        let mut told = Reported::named(
            Class::Secret,
            self.rule_id.as_said().or(self.title.as_said())?,
        );
        if let Some(title) = self.title.as_said().and_then(headline) {
            told.title = title;
        }
        told.snippet = self.matched.as_said().and_then(passage);
        told.places.push(Place::File {
            path: String::new(),
            line: self.start_line.line(),
        });
        Some(told)
    }

    fn licence(self) -> Option<Reported> {
        let name = self.name.said().and_then(|name| headline(&name))?;
        let mut told = Reported::named(Class::Licence, name);
        if let Some(category) = self.category.as_said() {
            told.title = format!("{} ({category})", told.ids[0]);
        }
        told.url = self.link.said();
        told.places
            .push(match (self.pkg_name.said(), self.file_path.said()) {
                (Some(name), _) => Place::Package {
                    name,
                    version: None,
                    purl: None,
                    found_in: None,
                },
                (None, path) => Place::File {
                    path: path.unwrap_or_default().replace('\\', "/"),
                    line: None,
                },
            });
        Some(told)
    }
}
