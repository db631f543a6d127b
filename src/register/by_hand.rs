//! Findings that somebody wrote into the manifest, and what reports say of the same weaknesses.

use std::collections::BTreeMap;

use super::{Entry, Known, OpenedBy, Origins, level};
use crate::findings::{Scans, Weakness};
use crate::manifest::model::{Finding, Level, Manifest};
use crate::time::Day;
use crate::yaml::Located;

/// The findings of a manifest, on the way to being joined with what is reported.
pub(super) struct ByHand<'m> {
    findings: Vec<(&'m Located<Finding>, Vec<&'m Weakness>)>,
    /// The findings that go by a key.
    by_key: BTreeMap<String, Vec<usize>>,
}

impl<'m> ByHand<'m> {
    pub(super) fn of(manifest: &'m Manifest, scans: &Scans) -> Self {
        let security = manifest.security.given();
        let findings = security.and_then(|security| security.findings.as_ref());
        let findings: Vec<_> = findings
            .into_iter()
            .flatten()
            .map(|finding| (finding, Vec::new()))
            .collect();
        let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        if !scans.weaknesses.is_empty() {
            let services = services(scans);
            for (number, (finding, _)) in findings.iter().enumerate() {
                for key in keys(finding, &services, scans) {
                    by_key.entry(key).or_default().push(number);
                }
            }
        }
        Self { findings, by_key }
    }

    /// Joins a weakness to the findings that are the same; says whether there is one.
    pub(super) fn take(&mut self, weakness: &'m Weakness) -> bool {
        let Some(numbers) = self.by_key.get(&weakness.key) else {
            return false;
        };
        for &number in numbers {
            self.findings[number].1.push(weakness);
        }
        true
    }

    pub(super) fn into_entries(
        self,
        scans: &Scans,
        unrated: Level,
        as_of: Day,
    ) -> impl Iterator<Item = Entry<'m>> {
        self.findings
            .into_iter()
            .map(move |(finding, weaknesses)| entry(finding, weaknesses, scans, unrated, as_of))
    }
}

fn services(scans: &Scans) -> Vec<&str> {
    let mut services: Vec<&str> = scans
        .reports
        .iter()
        .map(|report| report.service.as_str())
        .collect();
    services.sort_unstable();
    services.dedup();
    services
}

/// The keys that a finding means by its own id and by its id in a report; in every service where it names none.
fn keys(finding: &Finding, services: &[&str], scans: &Scans) -> Vec<String> {
    let names = [Some(finding.id.as_str()), finding.ext_id.as_deref()];
    let mut keys = Vec::new();
    for name in names.into_iter().flatten() {
        if name.contains('@') {
            keys.push(scans.canonical_key(name));
        }
        let own = finding.service.as_deref();
        let meant = own.as_ref().map_or(services, std::slice::from_ref);
        for service in meant {
            keys.push(scans.canonical_key(&format!("{name}@{service}")));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// What the manifest says counts; the reports say that it is there, since when, and what nobody wrote.
fn entry<'m>(
    finding: &'m Located<Finding>,
    weaknesses: Vec<&'m Weakness>,
    scans: &Scans,
    unrated: Level,
    as_of: Day,
) -> Entry<'m> {
    let mut origins = Origins {
        is_by_hand: true,
        ..Origins::default()
    };
    let there: Vec<&Weakness> = weaknesses
        .iter()
        .copied()
        .filter(|weakness| weakness.state.is_there())
        .collect();
    if there.is_empty() {
        return Entry {
            id: &finding.id,
            finding: Known::AsWritten(finding),
            weaknesses,
            origins,
        };
    }
    let mut joined = finding.clone();
    let worst = there.iter().map(|weakness| weakness.severity).max();
    let reported = worst.and_then(level);
    let known = &mut joined.value;
    if known.severity.is_none() && known.original_severity.is_none() {
        known.severity = Some(reported.unwrap_or(unrated));
        origins.is_unrated = reported.is_none();
    } else if known.original_severity.is_none() && known.from.is_none() {
        known.original_severity = reported.filter(|&reported| known.severity < Some(reported));
    }
    if let ([only], None) = (&there[..], &known.service) {
        known.service = only.service.parse().ok();
    }
    if there
        .iter()
        .any(|weakness| weakness.known_exploited == Some(true))
    {
        known.known_exploited = Some(true);
    }
    if known.title.is_none() {
        known.title = there.first().map(|weakness| weakness.title.clone());
    }
    let (opened, by) = opened(&there, scans, as_of);
    if known.opened.is_none_or(|written| opened < written) {
        known.opened = Some(opened);
        origins.opened = by;
    }
    Entry {
        id: &finding.id,
        finding: Known::Joined(Box::new(joined)),
        weaknesses,
        origins,
    }
}

/// Since when reported weaknesses are known, and what says so: the earliest of the ledger and the reports, else the day judged.
pub(super) fn opened(there: &[&Weakness], scans: &Scans, as_of: Day) -> (Day, OpenedBy) {
    let in_ledger = there.iter().filter_map(|weakness| {
        let former: Vec<String> = Scans::former_keys(weakness).collect();
        let keys = former
            .iter()
            .map(String::as_str)
            .chain([weakness.key.as_str()]);
        scans.ledger.clock_of(keys)
    });
    let ledger = in_ledger.map(|clock| (clock.first_seen, OpenedBy::Ledger));
    let reports = there.iter().filter_map(|weakness| weakness.first_seen);
    let reports = reports.map(|day| (day, OpenedBy::Report));
    let earliest = ledger.chain(reports).min_by_key(|&(day, _)| day);
    match earliest {
        Some((day, by)) => (day.min(as_of), by),
        None => (as_of, OpenedBy::DayJudged),
    }
}
