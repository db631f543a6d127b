//! Promises, authority, ownership and acceptance.

mod acceptance_contradicts_promise;
mod acceptances;
mod acceptances_authorised;
mod acceptances_current;
mod backing;
mod carried_actions_current;
mod change_authority_named;
mod contradicted;
mod critical_duties_covered;
mod dated_records;
mod declared_against;
mod everything_owned;
mod evidence_intact;
mod exempt_subject;
mod exempted_promises;
mod go_live_decision;
mod limitation;
mod na_justified;
mod own_items;
mod owner_concentration;
mod owners_active;
mod promises_backed;
pub mod required_evidence_present;
mod risk_authority_defined;
mod scope_declared;
mod stated_figures;
pub mod stated_terms;

pub use acceptances::last_signed;
pub use acceptances_authorised::{check_authority, check_signers};
pub use acceptances_current::{check_currency, check_length};
pub use carried_actions_current::{CARRIED_TOO_OFTEN, times_carried};
pub use exempt_subject::ExemptSubject;

use acceptance_contradicts_promise::acceptance_contradicts_promise;
use acceptances_authorised::acceptances_authorised;
use acceptances_current::acceptances_current;
use carried_actions_current::carried_actions_current;
use change_authority_named::change_authority_named;
use critical_duties_covered::critical_duties_covered;
use everything_owned::everything_owned;
use evidence_intact::evidence_intact;
use go_live_decision::go_live_decision;
use na_justified::na_justified;
use owner_concentration::owner_concentration;
use owners_active::owners_active;
use promises_backed::promises_backed;
use required_evidence_present::required_evidence_present;
use risk_authority_defined::risk_authority_defined;
use scope_declared::scope_declared;

super::gates! { governance:
    acceptance_contradicts_promise,
    acceptances_authorised,
    acceptances_current,
    carried_actions_current,
    change_authority_named,
    critical_duties_covered,
    everything_owned,
    evidence_intact,
    go_live_decision,
    na_justified,
    owner_concentration,
    owners_active,
    promises_backed,
    required_evidence_present,
    risk_authority_defined,
    scope_declared,
}
