//! What is sold, held against who and what delivers it.

pub mod availability;
mod bespoke_terms_known;
mod billing_promises_runnable;
mod billing_surface_controlled;
mod card_data_avoided;
pub mod deviations;
pub mod notification;
mod notification_timings_hold;
mod sla_arithmetic_holds;
pub mod support_promise_covered;
mod terms_decided;

use bespoke_terms_known::bespoke_terms_known;
use billing_promises_runnable::billing_promises_runnable;
use billing_surface_controlled::billing_surface_controlled;
use card_data_avoided::card_data_avoided;
use notification_timings_hold::notification_timings_hold;
use sla_arithmetic_holds::sla_arithmetic_holds;
use support_promise_covered::support_promise_covered;
use terms_decided::terms_decided;

super::gates! { commercial:
    bespoke_terms_known,
    billing_promises_runnable,
    billing_surface_controlled,
    card_data_avoided,
    notification_timings_hold,
    sla_arithmetic_holds,
    support_promise_covered,
    terms_decided,
}
