//! Everything that is tested from outside the modules.

mod command_line;
mod documentation;
mod fixtures;
mod gates;
mod imports;
mod ledger;
mod northlight;
mod robustness;
mod schema;
mod tidy;
