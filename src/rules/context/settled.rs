//! What gates came to, for the gates that ask about other gates.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::Context;
use crate::gate::Gate;
use crate::rules::{RuleOutcome, Shortfall, ShortfallKind};

/// What was asked about so far, by the id of its gate.
#[derive(Default)]
pub(super) struct Settled(RefCell<BTreeMap<&'static str, Rc<RuleOutcome>>>);

impl Context<'_> {
    /// What the rule of another gate says; worked out once, however many gates ask.
    pub fn outcome(&self, gate: &Gate) -> Rc<RuleOutcome> {
        let Settled(settled) = &self.settled;
        let id = gate.definition.id;
        if let Some(outcome) = settled.borrow().get(id) {
            return Rc::clone(outcome);
        }
        // Nothing is borrowed meanwhile: the rule may itself ask about gates.
        let outcome = Rc::new((gate.rule)(self));
        settled.borrow_mut().insert(id, Rc::clone(&outcome));
        outcome
    }

    /// What is known to fall short of a gate, the first of it, whatever was declared about the gate.
    pub fn known_failure(&self, gate: &Gate) -> Option<Shortfall> {
        let outcome = self.outcome(gate);
        let found = outcome.as_ref().as_ref().ok()?;
        let mut fails = found
            .iter()
            .filter(|found| found.kind == ShortfallKind::Fails);
        fails.next().cloned()
    }

    /// What the rule of a gate says, to keep: handed over if another gate has asked before.
    pub fn last_outcome(&self, gate: &Gate) -> RuleOutcome {
        let Settled(settled) = &self.settled;
        let asked = settled.borrow_mut().remove(gate.definition.id);
        asked.map_or_else(|| (gate.rule)(self), Rc::unwrap_or_clone)
    }
}
