//! Findings that stand in reports alone, with what people decided about them.

use std::collections::{BTreeMap, BTreeSet};

use globset::{GlobSet, GlobSetBuilder};

use super::by_hand::opened;
use super::{Entry, Idle, IdleRule, Known, Match, Origins, Triage, level};
use crate::findings::{Class, Conditions, Place, Scans, Severity, Weakness};
use crate::manifest::model::{
    CodeOwners, Finding, FindingStatus, Id, Level, Manifest, ScanSource, ScannerSeverity, Security,
    SeverityChange, TriageRule, Who,
};
use crate::time::Day;
use crate::yaml::{Located, OneOrMany};

/// What decides about reported findings.
pub(super) struct Reporting<'m> {
    security: &'m Security,
    scans: &'m Scans,
    sources: &'m [Located<ScanSource>],
    triage: Triage,
    uses: Vec<Uses>,
    accepted: BTreeSet<String>,
    unrated: Level,
    as_of: Day,
}

/// What a rule was used for.
#[derive(Debug, Clone, Copy, Default)]
struct Uses {
    decided: bool,
    in_part: bool,
}

impl<'m> Reporting<'m> {
    pub(super) fn of(
        manifest: &'m Manifest,
        security: &'m Security,
        scans: &'m Scans,
        unrated: Level,
        as_of: Day,
    ) -> Self {
        let rules = security.triage.iter().map(|rule| conditions(rule));
        let sources = security.sources.as_ref();
        Self {
            security,
            scans,
            sources: sources.map_or(&[], |sources| sources),
            triage: Triage::new(rules, scans),
            uses: vec![Uses::default(); security.triage.len()],
            accepted: accepted(manifest, scans, as_of),
            unrated,
            as_of,
        }
    }

    /// The rule that decides about a weakness.
    pub(super) fn rule(&mut self, weakness: &Weakness) -> Option<Match> {
        let matched = self.triage.first(weakness)?;
        let uses = &mut self.uses[matched.rule];
        uses.decided = true;
        let closes = |rule: &TriageRule| {
            rule.false_positive.is_some()
                || rule.duplicate_of.is_some()
                || rule.mitigation.is_some()
        };
        let is_in_part = !matched.in_every_place && closes(&self.security.triage[matched.rule]);
        uses.in_part |= is_in_part && weakness.state.is_there();
        Some(matched)
    }

    /// The finding that a weakness is.
    pub(super) fn entry(&self, weakness: &'m Weakness, matched: Option<Match>) -> Entry<'m> {
        let rule = matched.map(|matched| &self.security.triage[matched.rule]);
        let (opened, by) = opened(&[weakness], self.scans, self.as_of);
        let reported = level(weakness.severity);
        let mut origins = Origins {
            rule: matched,
            opened: by,
            is_unrated: reported.is_none(),
            ..Origins::default()
        };
        let mut finding = blank(weakness);
        finding.severity = Some(reported.unwrap_or(self.unrated));
        finding.opened = Some(opened);
        if let Some(source) = self.source(weakness) {
            finding.service = Some(source.service.clone());
        }
        if self.accepted.contains(&weakness.key) {
            finding.status = Some(FindingStatus::Accepted);
        }
        if let (Some(rule), Some(matched)) = (rule, matched) {
            decide(&mut finding, rule, matched);
        }
        if finding.owner.is_none()
            && let Some((line, owner)) = self.code_owner(weakness)
        {
            finding.owner = Some(owner.clone());
            origins.codeowners_line = Some(line);
        }
        let place = match (rule, self.source(weakness)) {
            (Some(rule), _) => rule.place,
            (None, Some(source)) => source.place,
            (None, None) => crate::yaml::Place::NOWHERE,
        };
        Entry {
            id: &weakness.key,
            finding: Known::Joined(Box::new(Located {
                place,
                value: finding,
            })),
            weaknesses: vec![weakness],
            origins,
        }
    }

    /// The rules that decided nothing, and why.
    pub(super) fn idle(&self) -> Vec<IdleRule> {
        let uses = self.uses.iter().enumerate();
        uses.filter_map(|(rule, uses)| {
            let is_met = || {
                let mut weaknesses = self.scans.weaknesses.iter();
                weaknesses.any(|weakness| self.triage.matched(rule, weakness).is_some())
            };
            let reason = match uses {
                Uses { in_part: true, .. } => Idle::MatchesInPart,
                Uses { decided: true, .. } => return None,
                Uses { .. } if is_met() => Idle::ComesTooLate,
                Uses { .. } => Idle::MatchesNothing,
            };
            Some(IdleRule { rule, reason })
        })
        .collect()
    }

    /// The source whose report says first that a weakness is there.
    fn source(&self, weakness: &Weakness) -> Option<&'m Located<ScanSource>> {
        let sighting = weakness.sightings.first()?;
        let head = self.scans.reports.get(sighting.report)?;
        self.sources.get(head.source)
    }

    /// Who owns the first of its files that somebody owns, by the CODEOWNERS file.
    fn code_owner(&self, weakness: &Weakness) -> Option<(usize, &'m Who)> {
        let (owners, people) = (self.scans.codeowners.as_ref()?, people(self.security)?);
        weakness.places().into_iter().find_map(|place| {
            let path = match place {
                Place::File { path, .. } => path,
                Place::Package { found_in, .. } => found_in.as_ref()?,
                Place::Url(_) | Place::Host(_) => return None,
            };
            let line = owners.line(path)?;
            let owner = line.owners.iter().find_map(|owner| people.get(owner))?;
            Some((line.number, &owner.value))
        })
    }
}

fn people(security: &Security) -> Option<&BTreeMap<String, Located<Who>>> {
    security
        .codeowners
        .as_ref()
        .map(|file: &Located<CodeOwners>| &file.people)
}

/// The keys that somebody accepted, whether the acceptance holds or not, unless it was taken back.
fn accepted(manifest: &Manifest, scans: &Scans, as_of: Day) -> BTreeSet<String> {
    let acceptances = manifest.acceptances.given().into_iter().flatten();
    let standing =
        acceptances.filter(|acceptance| acceptance.revoked.is_none_or(|revoked| revoked > as_of));
    let names = standing.flat_map(|acceptance| acceptance.covers.iter());
    names
        .filter(|name| name.contains('@'))
        .map(|name| scans.canonical_key(name))
        .collect()
}

fn conditions(rule: &TriageRule) -> Conditions {
    let texts = |texts: &OneOrMany<String>| texts.iter().map(|text| text.value.clone()).collect();
    Conditions {
        ids: rule.id.iter().map(|id| id.value.clone()).collect(),
        packages: texts(&rule.package),
        paths: (!rule.path.is_empty()).then(|| globs(&rule.path)),
        services: rule.service.iter().map(ToString::to_string).collect(),
        severities: rule
            .severity
            .iter()
            .map(|word| severity(word.value))
            .collect(),
    }
}

/// The patterns of a rule; validation has refused those that are none.
fn globs(patterns: &OneOrMany<String>) -> GlobSet {
    let mut globs = GlobSetBuilder::new();
    for glob in patterns
        .iter()
        .filter_map(|pattern| globset::Glob::new(pattern).ok())
    {
        globs.add(glob);
    }
    globs.build().unwrap_or_default()
}

const fn severity(word: ScannerSeverity) -> Severity {
    match word {
        ScannerSeverity::Unknown => Severity::Unknown,
        ScannerSeverity::Info => Severity::Info,
        ScannerSeverity::Low => Severity::Low,
        ScannerSeverity::Medium => Severity::Medium,
        ScannerSeverity::High => Severity::High,
        ScannerSeverity::Critical => Severity::Critical,
    }
}

/// What a rule decides; it closes or lowers only what it matches in every place.
fn decide(finding: &mut Finding, rule: &TriageRule, matched: Match) {
    finding.owner.clone_from(&rule.owner);
    finding.due = rule.due;
    finding.category = rule.category;
    if finding.known_exploited != Some(true) {
        finding.known_exploited = rule.known_exploited.or(finding.known_exploited);
    }
    if !matched.in_every_place {
        return;
    }
    if let Some(mitigation) = &rule.mitigation {
        finding.original_severity = finding.severity;
        finding.severity = mitigation.severity.or(finding.severity);
        finding.severity_change = Some(Box::new(SeverityChange {
            by: mitigation.by.clone(),
            date: mitigation.date,
            reason: mitigation.reason.clone(),
            owner: None,
            note: None,
        }));
    }
    if let Some(original) = &rule.duplicate_of {
        finding.duplicate_of = Some(original.clone());
        finding.status = Some(FindingStatus::Duplicate);
    }
    if let Some(false_positive) = &rule.false_positive {
        finding.false_positive = Some(false_positive.clone());
        finding.status = Some(FindingStatus::FalsePositive);
    }
}

/// A weakness as a finding about which nobody decided anything.
fn blank(weakness: &Weakness) -> Finding {
    let id: Id = weakness
        .key
        .parse()
        .expect("a key is a short name without blanks");
    Finding {
        id,
        from: None,
        ext_id: None,
        title: Some(weakness.title.clone()),
        severity: None,
        original_severity: None,
        severity_change: None,
        category: None,
        service: None,
        opened: None,
        due: None,
        due_history: OneOrMany::default(),
        status: Some(FindingStatus::Open),
        known_exploited: weakness.known_exploited.or(match weakness.class {
            Class::Vulnerability | Class::Host => None,
            // Nobody keeps a list of what attackers use among weaknesses of our own making.
            Class::Code
            | Class::Misconfiguration
            | Class::Secret
            | Class::Licence
            | Class::Web
            | Class::Upkeep => Some(false),
        }),
        retest: None,
        fix: None,
        false_positive: None,
        duplicate_of: None,
        customer_note: None,
        reported_by: None,
        owner: None,
        note: None,
    }
}
