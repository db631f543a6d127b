//! Scanner reports, read where they lie: what each says, in one form. Knows no manifest, no gate and no policy.
//!
//! A reader takes the text of a report and tells what stands in it, no more: one [`Reported`] for each thing the scanner counts,
//! the severity as the format documents it, nothing guessed. What belongs together across reports is joined later.

pub mod format;
mod kind;
mod refusal;
mod report;

pub use kind::Kind;
pub use refusal::Refusal;
pub use report::{
    Class, Place, Producer, Reported, ScannerReport, Severity, Standing, Statement, StatementStatus,
};
