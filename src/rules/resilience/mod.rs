//! Recovery: what is promised, what was measured, and whether one carries the other.

mod backups_independent;
mod copies;
mod dependencies_carry_the_promise;
mod failure_catalogue;
mod failure_modes_described;
mod next_investment_trigger;
pub mod promised_rpo_proven;
mod promised_rto_proven;
pub mod proofs;
pub mod recovery;
mod recovery_objectives_set;
mod recovery_test_current;
mod rto_survives_uncovered_hours;
pub mod services;

pub use recovery_test_current::restores;

use backups_independent::backups_independent;
use dependencies_carry_the_promise::dependencies_carry_the_promise;
use failure_modes_described::failure_modes_described;
use next_investment_trigger::next_investment_trigger;
use promised_rpo_proven::promised_rpo_proven;
use promised_rto_proven::promised_rto_proven;
use recovery_objectives_set::recovery_objectives_set;
use recovery_test_current::recovery_test_current;
use rto_survives_uncovered_hours::rto_survives_uncovered_hours;

super::gates! { resilience:
    backups_independent,
    dependencies_carry_the_promise,
    failure_modes_described,
    next_investment_trigger,
    promised_rpo_proven,
    promised_rto_proven,
    recovery_objectives_set,
    recovery_test_current,
    rto_survives_uncovered_hours,
}
