//! readyctl holds what a company promises against what it can prove.
//!
//! Files in, one immutable report out, many views of it. Start at [`commands`] for the way through the program, at
//! [`manifest::model`] for what a user can write, at [`rules`] for how a gate is checked, and at [`report::model`] for what comes
//! out. [`findings`] reads the reports of scanners, and [`register`] joins them with what the manifest says of findings. The layers
//! depend on each other in one direction only: commands → evaluate → rules → register, manifest model and gate; register →
//! findings and manifest model; manifest → yaml; report formats → report model.
//!
//! - `rules` and [`evaluate`] do no input or output, read no clock and no environment, and cannot fail.
//! - Only [`commands`] touches files, clock and terminal.
//! - [`report::model`] knows no format, and no format computes a verdict.
//! - Nothing iterates over a hash map on the way to output: same input, same bytes.

pub mod cli;
pub mod commands;
mod diagnostic;
pub mod evaluate;
pub mod evidence;
pub mod exit_status;
pub mod facts;
pub mod findings;
pub mod gate;
pub mod legal;
pub mod manifest;
pub mod policy;
pub mod problem;
pub mod region;
pub mod register;
pub mod report;
pub mod rules;
pub mod text;
pub mod time;
pub mod yaml;
