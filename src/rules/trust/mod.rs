//! What is published to customers, held against what is so.

mod absolute_words;
mod backing;
mod certificates;
mod claimed_facts;
mod claims_backed;
pub mod subprocessors;
mod subprocessors_match;
mod trust_pack_complete_and_limited;
mod trust_pack_current;

use claims_backed::claims_backed;
use subprocessors_match::subprocessors_match;
use trust_pack_complete_and_limited::trust_pack_complete_and_limited;
use trust_pack_current::trust_pack_current;

super::gates! { trust:
    claims_backed,
    subprocessors_match,
    trust_pack_complete_and_limited,
    trust_pack_current,
}
