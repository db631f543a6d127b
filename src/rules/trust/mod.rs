//! What is published to customers, held against what is so.

mod absolute_words;
mod backing;
mod certificates;
mod claimed_facts;
mod claims_backed;
pub mod subprocessors;
mod subprocessors_match;

use claims_backed::claims_backed;
use subprocessors_match::subprocessors_match;

super::gates! { trust:
    claims_backed,
    subprocessors_match,
}
