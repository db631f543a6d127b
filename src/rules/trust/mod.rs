//! What is published to customers, held against what is so.

mod absolute_words;
mod backing;
mod certificates;
mod changes;
mod claimed_facts;
mod claims_backed;
mod pack_newer_than_reality;
pub mod subprocessors;
