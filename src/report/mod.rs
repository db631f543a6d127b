//! The report: computed once, never changed, and rendered in many forms.

mod exit_status;
#[cfg(test)]
pub(crate) mod fixture;
pub mod format;
pub mod load;
pub mod model;
mod verdict;

pub use exit_status::{Strictness, exit_status};
