//! A proof of concept: it holds no secrets and no real data, cannot be taken for production, and ends.

mod decisions_recorded;
mod delivery_minimum;
mod disposable_and_labelled;
mod no_real_personal_data;
mod no_secrets_in_source;
mod poc_cost_capped;

use decisions_recorded::decisions_recorded;
use delivery_minimum::delivery_minimum;
use disposable_and_labelled::disposable_and_labelled;
use no_real_personal_data::no_real_personal_data;
use no_secrets_in_source::no_secrets_in_source;
use poc_cost_capped::poc_cost_capped;

super::gates! { poc:
    decisions_recorded,
    delivery_minimum,
    disposable_and_labelled,
    no_real_personal_data,
    no_secrets_in_source,
    poc_cost_capped,
}
