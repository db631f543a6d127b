//! Everything that is tested from outside the modules.

mod board;
mod clauses;
mod command_line;
mod conditions;
mod cross_checks;
mod documentation;
mod edits;
mod explain;
mod findings;
mod fixtures;
mod gates;
mod hostile;
mod imports;
mod ledger;
#[cfg(unix)]
mod links;
mod metamorphic;
mod monotonicity;
mod northlight;
mod outlook;
mod pipelines;
mod reports;
mod robustness;
mod scan_sources;
mod schema;
mod tidy;
