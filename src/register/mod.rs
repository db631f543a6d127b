//! The register of findings: what reports say and what people wrote down, in one form for all that judges or shows it.
//!
//! A weakness that stands in a report and in the manifest is one finding: the report says that it is there and since when, the
//! manifest says who fixes it and what was decided.

mod by_hand;
mod reported;

use std::collections::HashMap;
use std::ops::Deref;

use crate::findings::{Match, Scans, Severity, Triage, Weakness};
use crate::manifest::model::{Finding, Level, Manifest, ScanSource, Security};
use crate::time::Day;
use crate::yaml::Located;
use by_hand::ByHand;
use reported::Reporting;

/// Every finding of a company.
#[derive(Debug)]
pub struct Register<'m> {
    /// What is judged: what the manifest lists, in its order, and then what reports add, by key.
    entries: Vec<Entry<'m>>,
    /// What reports tell that is not judged: it is gone, does not apply, or is a remark.
    aside: Vec<&'m Weakness>,
    /// What people wrote for findings of reports, and matches none.
    idle_rules: Vec<IdleRule>,
    scans: &'m Scans,
    sources: &'m [Located<ScanSource>],
    /// Entries by every id and key they go by.
    names: HashMap<&'m str, usize>,
}

/// A finding that is judged.
#[derive(Debug)]
pub struct Entry<'m> {
    /// Its id in the manifest, or its key.
    pub id: &'m str,
    /// What is judged; it stands where somebody wrote it down or decided on it, else where its report is named.
    pub finding: Known<'m>,
    /// What reports say of it; nothing where it is known by hand alone.
    pub weaknesses: Vec<&'m Weakness>,
    /// Where its fields come from.
    pub origins: Origins,
}

/// A finding as it is known when it is judged.
#[derive(Debug)]
pub enum Known<'m> {
    /// As somebody wrote it.
    AsWritten(&'m Located<Finding>),
    /// Made of what reports say, with what people wrote and decided; in a box, because a finding is large.
    Joined(Box<Located<Finding>>),
}

impl Deref for Known<'_> {
    type Target = Located<Finding>;

    fn deref(&self) -> &Located<Finding> {
        match self {
            Self::AsWritten(finding) => finding,
            Self::Joined(finding) => finding,
        }
    }
}

/// Where the fields of a finding come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Origins {
    /// Whether somebody wrote it into the manifest.
    pub is_by_hand: bool,
    /// The rule that decided about it.
    pub rule: Option<Match>,
    /// The line of the CODEOWNERS file that names its owner.
    pub codeowners_line: Option<usize>,
    /// What says since when it is open.
    pub opened: OpenedBy,
    /// Whether no scanner rated it, so that the policy says what it counts as.
    pub is_unrated: bool,
}

/// What says since when a finding is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OpenedBy {
    /// The manifest.
    #[default]
    Manifest,
    /// The ledger.
    Ledger,
    /// A report: its scanner or its own date.
    Report,
    /// Nothing: it counts from the day judged.
    DayJudged,
}

/// A rule that decides nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdleRule {
    /// The rule, by its number in the manifest.
    pub rule: usize,
    /// Why.
    pub reason: Idle,
}

/// Why a rule decides nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// No finding matches it.
    MatchesNothing,
    /// An earlier rule decides about all that it matches.
    ComesTooLate,
    /// It would close findings that are also in places it does not match.
    MatchesInPart,
}

impl<'m> Register<'m> {
    /// Joins a manifest with what its reports say; `unrated` is what a finding counts as that no scanner rated.
    pub fn join(manifest: &'m Manifest, scans: &'m Scans, unrated: Level, as_of: Day) -> Self {
        let security = manifest.security.given();
        let sources = security.and_then(|security| security.sources.as_ref());
        let mut register = Self {
            entries: Vec::new(),
            aside: Vec::new(),
            idle_rules: Vec::new(),
            scans,
            sources: sources.map_or(&[], |sources| sources),
            names: HashMap::new(),
        };
        let mut by_hand = ByHand::of(manifest, scans);
        if let Some(security) = security
            && !scans.weaknesses.is_empty()
        {
            let mut reporting = Reporting::of(manifest, security, scans, unrated, as_of);
            for weakness in &scans.weaknesses {
                if by_hand.take(weakness) {
                    continue;
                }
                let rule = reporting.rule(weakness);
                if weakness.state.is_there() && !weakness.is_remark() {
                    register.entries.push(reporting.entry(weakness, rule));
                } else {
                    register.aside.push(weakness);
                }
            }
            register.idle_rules = reporting.idle();
        } else if let Some(security) = security {
            register.idle_rules = all_idle(security);
        }
        let by_hand = by_hand.into_entries(scans, unrated, as_of);
        register.entries.splice(0..0, by_hand);
        register.name();
        register
    }

    /// Every finding that is judged.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<'m>> {
        self.entries.iter()
    }

    /// What reports tell that is not judged.
    pub fn aside(&self) -> impl Iterator<Item = &'m Weakness> {
        self.aside.iter().copied()
    }

    /// The rules that decide nothing.
    pub fn idle_rules(&self) -> &[IdleRule] {
        &self.idle_rules
    }

    /// What was read.
    pub const fn scans(&self) -> &'m Scans {
        self.scans
    }

    /// Whether reports are read at all.
    pub const fn has_sources(&self) -> bool {
        !self.sources.is_empty()
    }

    /// The source that a report belongs to.
    pub fn source_of(&self, report: usize) -> Option<&'m Located<ScanSource>> {
        let head = self.scans.reports.get(report)?;
        self.sources.get(head.source)
    }

    /// The source whose report names a finding first; nothing where it is known by hand alone.
    pub fn source(&self, entry: &Entry<'m>) -> Option<&'m Located<ScanSource>> {
        let sighting = entry.weaknesses.first()?.sightings.first()?;
        self.source_of(sighting.report)
    }

    /// The finding that goes by that id, key, or key under another name of its weakness.
    pub fn find(&self, name: &str) -> Option<&Entry<'m>> {
        let number = self.names.get(name).or_else(|| {
            let key = name.contains('@').then(|| self.scans.canonical_key(name))?;
            self.names.get(key.as_str())
        });
        number.and_then(|&number| self.entries.get(number))
    }

    /// What is not judged and goes by that key.
    pub fn find_aside(&self, name: &str) -> Option<&'m Weakness> {
        let key = self.scans.canonical_key(name);
        let found = self
            .aside
            .binary_search_by(|weakness| weakness.key.as_str().cmp(&key));
        found.ok().map(|index| self.aside[index])
    }

    /// Whether a name has the form of a reported finding's key; that its service exists was checked when the manifest was read.
    pub fn is_key(&self, name: &str) -> bool {
        self.has_sources() && name.contains('@')
    }

    /// The files in which a finding is reported, sorted; none where it is known by hand alone.
    pub fn files_of(&self, entry: &Entry<'m>) -> Vec<&'m str> {
        let sightings = entry
            .weaknesses
            .iter()
            .flat_map(|weakness| &weakness.sightings);
        let mut files: Vec<&str> = sightings
            .filter_map(|sighting| self.scans.reports.get(sighting.report))
            .map(|head| head.file.as_str())
            .collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    fn name(&mut self) {
        let mut names = HashMap::with_capacity(self.entries.len());
        for (number, entry) in self.entries.iter().enumerate() {
            names.entry(entry.id).or_insert(number);
        }
        for (number, entry) in self.entries.iter().enumerate() {
            for weakness in &entry.weaknesses {
                names.entry(weakness.key.as_str()).or_insert(number);
            }
        }
        self.names = names;
    }
}

impl Entry<'_> {
    /// Whether a report says that it is there.
    pub fn is_reported(&self) -> bool {
        self.weaknesses
            .iter()
            .any(|weakness| weakness.state.is_there())
    }
}

/// What a scanner's word weighs as; nothing where it said none, or called it a remark.
pub const fn level(severity: Severity) -> Option<Level> {
    match severity {
        Severity::Critical => Some(Level::Critical),
        Severity::High => Some(Level::High),
        Severity::Medium => Some(Level::Medium),
        Severity::Low => Some(Level::Low),
        Severity::Info | Severity::Unknown => None,
    }
}

fn all_idle(security: &Security) -> Vec<IdleRule> {
    let rules = 0..security.triage.len();
    rules
        .map(|rule| IdleRule {
            rule,
            reason: Idle::MatchesNothing,
        })
        .collect()
}
