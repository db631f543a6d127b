//! Who carries how much.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::model::{FindingOutcome, Report};
use crate::manifest::model::Who;

/// What hangs on one owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load<'r> {
    /// The owner; nothing where nobody is named.
    pub owner: Option<&'r str>,
    /// Findings that fail or wait for an answer.
    pub findings: usize,
    /// Promises, each once however many services it is about.
    pub promises: usize,
    /// Acceptances that hold, by whom they were signed first.
    pub acceptances: usize,
    /// Findings that open within the outlook by passing of time alone.
    pub lapsing: usize,
}

impl Load<'_> {
    /// All of it.
    pub const fn total(&self) -> usize {
        self.findings + self.promises + self.acceptances + self.lapsing
    }
}

impl Report {
    /// What hangs on whom: what nobody owns first, then the heaviest load.
    pub fn loads(&self) -> Vec<Load<'_>> {
        let mut by_owner = BTreeMap::new();
        for finding in self.gates.iter().flat_map(|result| &result.findings) {
            match finding.outcome {
                FindingOutcome::Fail | FindingOutcome::Unknown => {
                    of(&mut by_owner, finding.owner.as_deref()).findings += 1;
                }
                FindingOutcome::Warn | FindingOutcome::Accepted => {}
            }
        }
        let promises: BTreeSet<(&str, Option<&str>)> = self
            .promises
            .iter()
            .map(|row| (row.id.as_str(), row.owner.as_ref().map(Who::as_str)))
            .collect();
        for (_, owner) in promises {
            of(&mut by_owner, owner).promises += 1;
        }
        for row in self.acceptances.iter().filter(|row| row.void.is_none()) {
            of(&mut by_owner, row.by.as_deref()).acceptances += 1;
        }
        for worsening in self.outlook.iter().flatten() {
            for finding in &worsening.findings {
                of(&mut by_owner, finding.owner.as_deref()).lapsing += 1;
            }
        }
        let mut loads: Vec<Load<'_>> = by_owner.into_values().collect();
        loads.sort_by_key(|load| (load.owner.is_some(), Reverse(load.total()), load.owner));
        loads
    }
}

fn of<'l, 'r>(
    by_owner: &'l mut BTreeMap<Option<&'r str>, Load<'r>>,
    owner: Option<&'r str>,
) -> &'l mut Load<'r> {
    by_owner.entry(owner).or_insert(Load {
        owner,
        ..Load::default()
    })
}
