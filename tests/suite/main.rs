//! Everything that is tested from outside the modules.

mod board;
mod command_line;
mod documentation;
mod fixtures;
mod gates;
mod imports;
mod ledger;
mod northlight;
mod outlook;
mod robustness;
mod schema;
mod tidy;
