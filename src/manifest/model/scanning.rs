//! Where reports of scanners lie, and what people decided about what they report.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::record::{record, words};
use super::{Category, FalsePositive, Id, Level, Who};
use crate::findings::Kind;
use crate::time::Day;
use crate::yaml::{Keyed, Located, OneOrMany, nearest, quoted};

record! {
    /// Reports of one scanner about one service, read where they lie.
    ScanSource {
        /// The format of the reports; `auto` recognises it.
        #[serde(default)]
        kind: ReportFormat,
        /// The report, or a pattern such as `scans/*.json` for several; relative to the manifest, inside the project.
        path: String,
        /// The service that was scanned.
        service: Id,
        /// The environment that was scanned.
        environment: Option<Id>,
        /// The scanner that a report must name as its maker.
        producer: Option<String>,
        /// What the columns of a table are called, by what they hold.
        columns: Option<BTreeMap<String, String>>,
    }
}

impl Keyed for ScanSource {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

/// The format of a report; nothing where it is to be recognised.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReportFormat(pub Option<Kind>);

crate::manifest::references::refers_to_nothing!(ReportFormat);

impl ReportFormat {
    const AUTO: &'static str = "auto";

    /// The word in the manifest.
    pub const fn word(self) -> &'static str {
        match self.0 {
            Some(kind) => kind.word(),
            None => Self::AUTO,
        }
    }

    fn words() -> impl Iterator<Item = &'static str> + Clone {
        std::iter::once(Self::AUTO).chain(Kind::ALL.into_iter().map(Kind::word))
    }
}

impl<'de> Deserialize<'de> for ReportFormat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        if word == Self::AUTO {
            return Ok(Self(None));
        }
        let kind = Kind::ALL.into_iter().find(|kind| kind.word() == word);
        kind.map(|kind| Self(Some(kind))).ok_or_else(|| {
            let near = nearest(&word, Self::words());
            let near = near.map_or(String::new(), |near| {
                format!("; did you mean {}?", quoted(near))
            });
            let known: Vec<&str> = Self::words().collect();
            D::Error::custom(format!(
                "no format of report is called {}, known are {}{near}",
                quoted(&word),
                known.join(", ")
            ))
        })
    }
}

impl JsonSchema for ReportFormat {
    fn schema_name() -> Cow<'static, str> {
        "ReportFormat".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": Self::words().collect::<Vec<_>>() })
    }
}

record! {
    /// What people decided about the reported findings that it matches; the first rule that matches decides.
    TriageRule {
        /// The finding's key, or any name the weakness goes by.
        #[serde(default)]
        id: OneOrMany<String>,
        /// The package it is in, by name or package URL.
        #[serde(default)]
        package: OneOrMany<String>,
        /// The file it is in, or a pattern such as `src/legacy/**`.
        #[serde(default)]
        path: OneOrMany<String>,
        /// The service it is in.
        #[serde(default)]
        service: OneOrMany<Id>,
        /// How bad the scanner calls it.
        #[serde(default)]
        severity: OneOrMany<ScannerSeverity>,
        /// The day by which it is fixed.
        due: Option<Day>,
        /// What it is about.
        category: Option<Category>,
        /// Whether it is known to be used by attackers.
        known_exploited: Option<bool>,
        /// Why it is none.
        false_positive: Option<Box<FalsePositive>>,
        /// The finding it repeats.
        duplicate_of: Option<Id>,
        /// What makes it less bad here than the scanner calls it.
        mitigation: Option<Box<Mitigation>>,
    }
}

impl Keyed for TriageRule {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

impl TriageRule {
    /// Whether it says at all which findings it is about.
    pub fn has_condition(&self) -> bool {
        !(self.id.is_empty()
            && self.package.is_empty()
            && self.path.is_empty()
            && self.service.is_empty()
            && self.severity.is_empty())
    }

    /// Whether it decides anything about them.
    pub fn has_decision(&self) -> bool {
        self.owner.is_some()
            || self.due.is_some()
            || self.category.is_some()
            || self.known_exploited.is_some()
            || self.false_positive.is_some()
            || self.duplicate_of.is_some()
            || self.mitigation.is_some()
    }
}

words! {
    /// How bad a scanner calls something.
    ScannerSeverity { #[doc = "The report does not say."] Unknown = "unknown", #[doc = "A remark, no weakness."] Info = "info", #[doc = "Low."] Low = "low", #[doc = "Medium."] Medium = "medium", #[doc = "High."] High = "high", #[doc = "Critical."] Critical = "critical" }
}

record! {
    /// What makes a finding less bad here than its scanner calls it.
    Mitigation {
        /// How bad it is because of that.
        severity: Option<Level>,
        /// Who says so.
        by: Option<Who>,
        /// Why.
        reason: Option<String>,
        /// When.
        date: Option<Day>,
    }
}

record! {
    /// Who owns which files of the code, as the code host knows it.
    CodeOwners {
        /// The file, such as `.github/CODEOWNERS`; relative to the manifest.
        file: String,
        /// Who of the manifest is meant by each of its owners.
        #[serde(default)]
        people: BTreeMap<String, Located<Who>>,
    }
}
