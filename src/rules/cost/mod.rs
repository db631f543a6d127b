//! What production costs, who decided that, and what it pays for.

mod belonging;
mod cost_decision_owned;
mod margin;
mod run_cost_known_and_within_approval;
mod spend_tied_to_promises;
mod unit_economics_known;

pub use run_cost_known_and_within_approval::reaches_somebody;

use cost_decision_owned::cost_decision_owned;
use run_cost_known_and_within_approval::run_cost_known_and_within_approval;
use spend_tied_to_promises::spend_tied_to_promises;
use unit_economics_known::unit_economics_known;

super::gates! { cost:
    cost_decision_owned,
    run_cost_known_and_within_approval,
    spend_tied_to_promises,
    unit_economics_known,
}
