//! What rows can be picked by: area, owner and outcome.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Formatter};

use askama::filters::HtmlSafe;

use super::words::brief;
use crate::gate::Area;
use crate::manifest::model::Who;
use crate::report::format::wording::spaced;
use crate::report::model::{FindingOutcome, Outcome, Report};

/// What can be picked, each under a number of its own, so that no text of the manifest becomes part of a rule of the page.
pub(super) struct Picks<'r> {
    owners: BTreeMap<Option<&'r str>, usize>,
    areas: Vec<Area>,
    outcomes: Vec<Outcome>,
}

/// One entry of a list to pick from.
pub(super) struct Pick {
    pub(super) key: usize,
    pub(super) name: String,
}

impl<'r> Picks<'r> {
    pub(super) fn of(report: &'r Report) -> Self {
        let gates = &report.gates;
        let areas: BTreeSet<Area> = gates.iter().map(|result| result.gate.area).collect();
        let outcomes: BTreeSet<Outcome> = gates.iter().map(|result| result.outcome).collect();
        let findings = gates.iter().flat_map(|result| &result.findings);
        let owners: BTreeSet<Option<&str>> = findings
            .map(|finding| finding.owner.as_deref())
            .chain(report.unowned.iter().map(|row| row.last_owner.as_deref()))
            .chain(
                report
                    .promises
                    .iter()
                    .map(|row| row.owner.as_ref().map(Who::as_str)),
            )
            .chain(report.acceptances.iter().map(|row| row.by.as_deref()))
            .chain(
                report
                    .outlook
                    .iter()
                    .flatten()
                    .flat_map(|row| &row.findings)
                    .map(|finding| finding.owner.as_deref()),
            )
            .collect();
        Self {
            owners: owners.into_iter().zip(0..).collect(),
            areas: areas.into_iter().collect(),
            outcomes: outcomes.into_iter().collect(),
        }
    }

    pub(super) fn owners(&self) -> Vec<Pick> {
        let owners = self.owners.iter();
        owners
            .map(|(owner, &key)| Pick {
                key,
                name: owner.map_or_else(|| "nobody named".to_owned(), brief),
            })
            .collect()
    }

    pub(super) fn areas(&self) -> Vec<Pick> {
        let areas = self.areas.iter();
        areas
            .map(|&area| Pick {
                key: area as usize,
                name: spaced(area.name()),
            })
            .collect()
    }

    pub(super) fn outcomes(&self) -> Vec<Pick> {
        let outcomes = self.outcomes.iter();
        outcomes
            .map(|&outcome| Pick {
                key: outcome as usize,
                name: super::look::outcome(outcome).word.to_owned(),
            })
            .collect()
    }

    /// The marks of a row of one owner.
    pub(super) fn owned(&self, owner: Option<&'r str>) -> Marks {
        self.owned_by([owner])
    }

    /// The marks of a row of several owners.
    pub(super) fn owned_by(&self, owners: impl IntoIterator<Item = Option<&'r str>>) -> Marks {
        let owners = owners.into_iter();
        Marks {
            owners: owners
                .filter_map(|owner| self.owners.get(&owner).copied())
                .collect(),
            ..Marks::default()
        }
    }
}

/// What a row can be picked by; where it says nothing, it stays whatever is picked.
#[derive(Default)]
pub(super) struct Marks {
    areas: BTreeSet<usize>,
    owners: BTreeSet<usize>,
    outcome: Option<usize>,
}

impl Marks {
    pub(super) fn of_area(mut self, area: Area) -> Self {
        self.areas.insert(area as usize);
        self
    }

    /// Of the areas of some gates.
    pub(super) fn of_gates<'g>(mut self, gates: impl IntoIterator<Item = &'g str>) -> Self {
        let areas = gates
            .into_iter()
            .filter_map(|gate| gate.split('/').next()?.parse::<Area>().ok());
        self.areas.extend(areas.map(|area| area as usize));
        self
    }

    pub(super) fn coming_out(mut self, outcome: Outcome) -> Self {
        self.outcome = Some(outcome as usize);
        self
    }
}

/// The outcome of a gate all of whose findings came out like that.
pub(super) const fn as_of_gate(outcome: FindingOutcome) -> Outcome {
    match outcome {
        FindingOutcome::Fail => Outcome::Fail,
        FindingOutcome::Unknown => Outcome::Unknown,
        FindingOutcome::Warn => Outcome::Warn,
        FindingOutcome::Accepted => Outcome::Accepted,
    }
}

impl fmt::Display for Marks {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write_list(out, "area", &self.areas)?;
        write_list(out, "owner", &self.owners)?;
        match self.outcome {
            Some(outcome) => write!(out, " data-outcome=\"{outcome}\""),
            None => Ok(()),
        }
    }
}

impl HtmlSafe for Marks {}

fn write_list(out: &mut Formatter<'_>, name: &str, keys: &BTreeSet<usize>) -> fmt::Result {
    if keys.is_empty() {
        return Ok(());
    }
    write!(out, " data-{name}=\"")?;
    for (index, key) in keys.iter().enumerate() {
        let gap = if index > 0 { " " } else { "" };
        write!(out, "{gap}{key}")?;
    }
    out.write_str("\"")
}
