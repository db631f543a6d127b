//! Which of what falls short of a gate somebody entitled accepted.

use crate::gate::{Acceptability, Definition, Severity};
use crate::manifest::model::{Acceptance, Level};
use crate::rules::{Context, Covered, Shortfall, ShortfallKind, level_of};
use crate::yaml::Located;

/// The acceptances that may cover what falls short of a gate.
pub(super) struct Acceptances<'c, 'a> {
    cx: &'c Context<'a>,
    gate: &'static Definition,
    of_gate: Option<&'a Located<Acceptance>>,
}

/// Whether what falls short is accepted.
pub(super) enum Cover {
    /// By the acceptance of that name.
    Accepted(String),
    /// Not: that acceptance is of the gate, and given for what is less bad.
    OutOfReach(String),
    /// Not: that acceptance names the item, and its signers or its length are not those that the gate asks for.
    BeyondGate(String),
    /// By nobody.
    Open,
}

impl<'c, 'a> Acceptances<'c, 'a> {
    pub(super) fn of(cx: &'c Context<'a>, gate: &'static Definition) -> Self {
        let names = [gate.id, gate.name].into_iter();
        let of_gate = match gate.acceptable {
            Acceptability::No => None,
            Acceptability::Yes { .. } => names
                .chain(gate.aliases.iter().copied())
                .find_map(|name| cx.accepted(name)),
        };
        Self { cx, gate, of_gate }
    }

    /// Whether something of that weight is accepted: by the item's own name, or with the whole gate where that reaches so far.
    pub(super) fn cover(&self, shortfall: &Shortfall, severity: Severity) -> Cover {
        let is_acceptable =
            self.gate.acceptable != Acceptability::No && !shortfall.beyond_acceptance;
        if !is_acceptable || shortfall.kind == ShortfallKind::Warns {
            return Cover::Open;
        }
        let item = shortfall.item.as_deref();
        if let Some(of_item) = item.and_then(|item| self.cx.accepted(item)) {
            let id = of_item.id.to_string();
            return if self.keeps_the_gates_limits(of_item) {
                Cover::Accepted(id)
            } else {
                Cover::BeyondGate(id)
            };
        }
        let reaches = |of_gate| {
            self.cx.reaches(of_gate, level_of(severity))
                && item.is_none_or(|item| self.reaches_item(of_gate, item))
        };
        match self.of_gate {
            None => Cover::Open,
            Some(of_gate) if reaches(of_gate) => Cover::Accepted(of_gate.id.to_string()),
            Some(of_gate) => Cover::OutOfReach(of_gate.id.to_string()),
        }
    }

    /// Whether an acceptance of an item is by whom the gate wants it, and runs no longer than may one of the gate.
    fn keeps_the_gates_limits(&self, of_item: &'a Located<Acceptance>) -> bool {
        match self.gate.acceptable {
            Acceptability::No => false,
            Acceptability::Yes {
                authority,
                longest_days,
                ..
            } => self.cx.keeps(of_item, authority, longest_days),
        }
    }

    /// Whether an acceptance of the gate covers a finding, risk or incident of it: one that is so bad that nobody may sign for their
    /// own is accepted by its name, so that its owner is looked at.
    fn reaches_item(&self, of_gate: &'a Located<Acceptance>, item: &str) -> bool {
        let covered = self.cx.covered(item);
        match covered {
            Covered::Finding(_) | Covered::Risk(_) | Covered::Incident(_) => {
                let level = self.cx.covered_level(covered);
                level.is_some_and(|level| level < Level::High && self.cx.reaches(of_gate, level))
            }
            Covered::Gate(_) | Covered::Unreported | Covered::Nothing => true,
        }
    }
}
