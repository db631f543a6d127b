//! One result of a run.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::message::{Message, Unsaid};
use super::rules::{Level, Overrides, Pointer, Properties, Rules, Said};
use crate::findings::day_said::day_said;
use crate::findings::excerpt::passage;
use crate::findings::json::{List, Number, Pairs, Text};
use crate::findings::purl::percent_decoded;
use crate::findings::{Class, Place, Reported, Severity, Standing};

/// A result as written.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ResultObject {
    rule_id: Text,
    rule_key: Text,
    rule_index: Number,
    rule: Option<Pointer>,
    kind: Text,
    level: Text,
    message: Message,
    locations: List<Location>,
    suppressions: List<Suppression>,
    // What versions before 2.1.0 have for it.
    suppression_states: List<Text>,
    baseline_state: Text,
    fingerprints: Pairs,
    partial_fingerprints: Pairs,
    provenance: Option<Provenance>,
    properties: Option<Properties>,
    hosted_viewer_uri: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Location {
    #[serde(rename = "physicalLocation")]
    physical: Option<PhysicalLocation>,
    // Named like this in version 1.0.0.
    result_file: Option<OldLocation>,
    analysis_target: Option<OldLocation>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Option<ArtifactLocation>,
    // Named like this in version 2.0.0.
    file_location: Option<ArtifactLocation>,
    region: Option<Region>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OldLocation {
    uri: Text,
    region: Option<Region>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ArtifactLocation {
    uri: Text,
    index: Number,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Region {
    start_line: Number,
    snippet: Said,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Suppression {
    status: Text,
    // Named like this in drafts of 2.1.0.
    state: Text,
    justification: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Provenance {
    invocation_index: Number,
    first_detection_time_utc: Text,
}

/// Whether a result tells of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ResultKind {
    /// It does.
    Fail,
    /// Nobody can tell yet, or a person has to look.
    Undecided,
    /// It was looked for and not found, or is a remark that tells of no problem.
    Pass,
    /// The rule does not apply.
    NotApplicable,
}

/// What a result says that only the rest of its run explains; its rule and its message stand in the finding until then.
pub(super) struct Pending {
    rule: Pointer,
    kind: ResultKind,
    level: Option<Level>,
    invocation: Option<usize>,
    security_severity: Option<Box<str>>,
    message: Option<Box<Unsaid>>,
    /// Which places of the finding are named by an artifact of the run.
    pub(super) artifacts: Vec<(usize, usize)>,
}

impl ArtifactLocation {
    pub(super) fn path(&self) -> Option<String> {
        self.uri.as_said().map(path_of)
    }
}

/// The path that a URI reference spells, with forward slashes.
fn path_of(uri: &str) -> String {
    percent_decoded(uri.trim()).replace('\\', "/")
}

impl ResultObject {
    /// What the result says by itself, and what is pending.
    pub(super) fn told(self) -> (Reported, Pending) {
        let (kind, level) = self.kind_and_level();
        let standing = self.standing(kind);
        let mut rule = self.rule.unwrap_or_default();
        let id = self.rule_id.said().or(self.rule_key.said());
        let id = id.or(std::mem::take(&mut rule.id).said());
        if rule.index.0.is_none() {
            rule.index = self.rule_index;
        }
        let (title, message) = self.message.told();
        let mut places = Vec::new();
        let mut artifacts = Vec::new();
        let mut snippet = None;
        for location in &self.locations.0 {
            if let Some((place, artifact)) = location.place() {
                if let Some(artifact) = artifact {
                    artifacts.push((places.len(), artifact));
                }
                places.push(place);
            }
            snippet = snippet.or_else(|| location.snippet());
        }
        let provenance = self.provenance.as_ref();
        let mut reported = Reported::new(
            Class::Code,
            vec![id.unwrap_or_default()],
            Some(title.unwrap_or_default()),
        );
        reported.standing = standing;
        reported.fingerprint = fingerprint(&self.fingerprints.0, &self.partial_fingerprints.0);
        reported.first_seen = provenance
            .and_then(|provenance| day_said(provenance.first_detection_time_utc.as_said()?));
        reported.url = self.hosted_viewer_uri.said();
        reported.places = places;
        reported.snippet = snippet;
        let pending = Pending {
            rule,
            kind,
            level,
            invocation: provenance.and_then(|provenance| provenance.invocation_index.whole()),
            security_severity: self
                .properties
                .and_then(|properties| properties.security_severity.said())
                .map(String::into_boxed_str),
            message: message.map(Box::new),
            artifacts,
        };
        (reported, pending)
    }

    fn kind_and_level(&self) -> (ResultKind, Option<Level>) {
        // Version 1.0.0 writes the kind as a level.
        let said = self.kind.as_said().or(self.level.as_said());
        let kind = match said {
            Some("pass" | "informational") => ResultKind::Pass,
            Some("notApplicable") => ResultKind::NotApplicable,
            Some("open" | "review") => ResultKind::Undecided,
            _ => ResultKind::Fail,
        };
        (kind, self.level.as_said().and_then(Level::of_word))
    }

    fn standing(&self, kind: ResultKind) -> Standing {
        let is_lifted = self.suppressions.0.iter().any(|suppression| {
            let status = suppression.status.as_said().or(suppression.state.as_said());
            status.is_some_and(|status| status != "accepted")
        });
        let is_suppressed = !self.suppressions.0.is_empty() && !is_lifted
            || self.suppressions.0.is_empty() && !self.suppression_states.0.is_empty();
        match kind {
            ResultKind::Pass => Standing::Passed,
            ResultKind::NotApplicable => Standing::NotAffected(Some("notApplicable".to_owned())),
            ResultKind::Fail | ResultKind::Undecided => {
                if self.baseline_state.as_said() == Some("absent") {
                    Standing::Fixed
                } else if is_suppressed {
                    let reasons: Vec<&str> = self
                        .suppressions
                        .0
                        .iter()
                        .filter_map(|suppression| suppression.justification.as_said())
                        .collect();
                    Standing::Suppressed(passage(&reasons.join("; ")))
                } else {
                    Standing::Open
                }
            }
        }
    }
}

impl Location {
    /// The place, and the artifact that names it where it does not name itself.
    fn place(&self) -> Option<(Place, Option<usize>)> {
        let (path, artifact, region) = if let Some(physical) = &self.physical {
            let file = physical
                .artifact_location
                .as_ref()
                .or(physical.file_location.as_ref())?;
            (file.path(), file.index.whole(), physical.region.as_ref())
        } else {
            let old = self
                .result_file
                .as_ref()
                .or(self.analysis_target.as_ref())?;
            (old.uri.as_said().map(path_of), None, old.region.as_ref())
        };
        if path.is_none() && artifact.is_none() {
            return None;
        }
        let artifact = if path.is_none() { artifact } else { None };
        let line = region.and_then(|region| region.start_line.line());
        let path = path.unwrap_or_default();
        Some((Place::File { path, line }, artifact))
    }

    fn snippet(&self) -> Option<String> {
        let region = self.physical.as_ref()?.region.as_ref()?;
        passage(region.snippet.0.as_deref()?)
    }
}

/// What the tool writes to recognise the result: a whole fingerprint, else all the parts of one; the smallest name counts, which
/// stays when a tool adds a newer one.
fn fingerprint(
    whole: &BTreeMap<String, String>,
    parts: &BTreeMap<String, String>,
) -> Option<String> {
    const LOCATION_LINE: &str = "primaryLocationLineHash";
    let written = |(name, value): (&String, &String)| format!("{name}={value}");
    if let Some(fingerprint) = whole.iter().next() {
        return Some(written(fingerprint));
    }
    if let Some(fingerprint) = parts.get_key_value(LOCATION_LINE) {
        return Some(written(fingerprint));
    }
    let parts: Vec<String> = parts.iter().map(written).collect();
    (!parts.is_empty()).then(|| parts.join(";"))
}

impl Pending {
    /// Adds to a finding what its rule and its invocation say.
    pub(super) fn complete(
        self,
        reported: &mut Reported,
        rules: &Rules,
        overrides: &[Overrides],
    ) -> Result<(), String> {
        let said = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let id = reported.ids.first().and_then(|id| said(id));
        let place = rules.find(id.as_deref(), &self.rule);
        let rule = place.map(|place| rules.at(place));
        let id = id.or_else(|| said(rule?.id.as_said()?));
        let message = || {
            let message = self.message.as_ref()?;
            message.said(rules.message(place, &message.id)?)
        };
        let title = rule
            .and_then(super::rules::Rule::summary)
            .or_else(|| said(&reported.title))
            .or_else(message)
            .or_else(|| rule?.title());
        let Some(id) = id.or_else(|| title.clone()) else {
            return Err("a result has neither a rule nor a message".to_owned());
        };
        let vulnerability = vulnerability_in(&id);
        reported.class =
            rule.and_then(super::rules::Rule::class)
                .unwrap_or(if vulnerability.is_some() {
                    Class::Vulnerability
                } else {
                    Class::Code
                });
        reported.title = title.unwrap_or_else(|| id.clone());
        let other = vulnerability.filter(|name| *name != id).map(str::to_owned);
        reported.ids = std::iter::once(id.clone()).chain(other).collect();
        if reported.url.is_none() {
            reported.url = rule.and_then(|rule| rule.url()).map(str::to_owned);
        }

        let changed = place.and_then(|place| {
            let invocation = match self.invocation {
                Some(index) => overrides.get(index),
                None if overrides.len() == 1 => overrides.first(),
                None => None,
            };
            invocation?.level(place)
        });
        let (level, level_from) = if let Some(level) = self.level {
            (level, "level")
        } else if let Some(level) = changed {
            (level, "level by rule override")
        } else if let Some(level) = rule.and_then(super::rules::Rule::level) {
            (level, "level of the rule")
        } else {
            (Level::Warning, "level where none is written")
        };
        let own = self.security_severity.as_deref();
        let security = own.or_else(|| rule?.security_severity());
        let rated = security
            .map(|word| (word, security_severity(word)))
            .filter(|(_, severity)| *severity != Severity::Unknown);
        (reported.severity, reported.severity_said) = match (rated, self.kind) {
            (Some((word, severity)), _) => (severity, Some(format!("{word} (security-severity)"))),
            (None, ResultKind::Undecided) => (Severity::Unknown, None),
            (None, ResultKind::Fail | ResultKind::Pass | ResultKind::NotApplicable) => (
                of_level(level),
                Some(format!("{} ({level_from})", level.word())),
            ),
        };
        Ok(())
    }
}

fn of_level(level: Level) -> Severity {
    match level {
        Level::Error => Severity::High,
        Level::Warning => Severity::Medium,
        Level::Note => Severity::Low,
        Level::None => Severity::Info,
    }
}

fn security_severity(word: &str) -> Severity {
    word.trim()
        .parse()
        .map_or_else(|_| Severity::of_word(word), Severity::of_score)
}

/// The public name of a vulnerability within the id of a rule: `CVE-2021-3711` in `CVE-2021-3711-libssl`.
fn vulnerability_in(id: &str) -> Option<&str> {
    let start = ["CVE-", "GHSA-"]
        .iter()
        .find_map(|prefix| id.find(prefix))?;
    let name = &id[start..];
    let parts: Vec<&str> = name.split('-').collect();
    let digits = |text: &&str| text.len() >= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let letters =
        |text: &&str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let taken = match parts.as_slice() {
        ["CVE", year, number, ..] if year.len() == 4 && digits(year) && digits(number) => 3,
        ["GHSA", one, two, three, ..] if [one, two, three].into_iter().all(letters) => 4,
        _ => return None,
    };
    let length = parts
        .iter()
        .take(taken)
        .map(|part| part.len() + 1)
        .sum::<usize>()
        - 1;
    Some(&name[..length])
}
