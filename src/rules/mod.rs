//! How each gate is checked: one module per area. Pure: no files, no clock, no terminal.

mod context;
mod fact;
pub mod lapsing;
pub mod ledger;
mod outcome;
pub mod ownership;

mod assurance;
mod commercial;
mod company;
mod cost;
mod governance;
mod operations;
mod pilot;
mod poc;
mod pre_production;
mod release;
mod resilience;
mod security;
mod trust;

pub use context::{Bar, Context, Covered, Lost, SeverityOf, level_of};
pub use fact::{Asked, Fact, absent, quoted};
pub use governance::{CARRIED_TOO_OFTEN, times_carried};
pub use outcome::{RuleOutcome, Shortfall, ShortfallKind, Shortfalls, Unjudged};

use crate::gate::Gate;

/// How a gate is checked. It cannot fail to run, and it cannot waive or accept anything.
pub type Rule = fn(&Context<'_>) -> RuleOutcome;

/// Ties the gates of an area to their definitions and rules: a gate without its file or its function does not compile.
macro_rules! gates {
    ($area:ident: $($name:ident),* $(,)?) => {
        /// The gates of this area, by name.
        pub(super) const GATES: &[crate::gate::Gate] = &[
            $(crate::gate::Gate { definition: &crate::gate::embedded::$area::$name, rule: $name }),*
        ];
    };
}
use gates;

/// Every gate: areas in the order of the playbook, then gates by name.
pub fn all_gates() -> Vec<Gate> {
    let areas: [&[Gate]; 13] = [
        company::GATES,
        poc::GATES,
        pilot::GATES,
        pre_production::GATES,
        governance::GATES,
        assurance::GATES,
        security::GATES,
        release::GATES,
        trust::GATES,
        commercial::GATES,
        operations::GATES,
        resilience::GATES,
        cost::GATES,
    ];
    areas.concat()
}
