//! What is published to customers, held against what is so.

mod absolute_words;
mod backing;
mod certificates;
mod changes;
pub mod claimed_facts;
mod claims_backed;
mod leaks;
mod no_internal_leak;
mod one_story;
mod pack_newer_than_reality;
mod retired_wording;
mod squeezed;
mod strictness;
pub mod subprocessors;
mod subprocessors_match;
mod trust_pack_complete_and_limited;
mod trust_pack_current;

use claims_backed::claims_backed;
use no_internal_leak::no_internal_leak;
use one_story::one_story;
use pack_newer_than_reality::pack_newer_than_reality;
use subprocessors_match::subprocessors_match;
use trust_pack_complete_and_limited::trust_pack_complete_and_limited;
use trust_pack_current::trust_pack_current;

super::gates! { trust:
    claims_backed,
    no_internal_leak,
    one_story,
    pack_newer_than_reality,
    subprocessors_match,
    trust_pack_complete_and_limited,
    trust_pack_current,
}
