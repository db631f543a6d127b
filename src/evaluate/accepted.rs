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

    /// The acceptance that covers something of that weight: one of the item, else one of the whole gate that reaches so far.
    pub(super) fn covering(&self, shortfall: &Shortfall, severity: Severity) -> Option<String> {
        let is_acceptable =
            self.gate.acceptable != Acceptability::No && !shortfall.beyond_acceptance;
        if !is_acceptable || shortfall.kind == ShortfallKind::Warns {
            return None;
        }
        let item = shortfall.item.as_deref();
        let of_item = item.and_then(|item| self.cx.accepted(item));
        let of_gate = self.of_gate.filter(|of_gate| {
            self.cx.reaches(of_gate, level_of(severity))
                && item.is_none_or(|item| self.reaches_item(of_gate, item))
        });
        let acceptance = of_item.or(of_gate)?;
        Some(acceptance.id.to_string())
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
