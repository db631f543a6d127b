//! What an organisation changes about the bars: its file, and what is in force because of it.

mod facts;
mod file;
mod laxer;
mod problems;
mod resolve;
mod schema;
mod setting;

pub use file::PolicyFile;
pub use resolve::{InForce, Policy, Source};
pub use schema::schema;

/// The name of a policy's file, beside the manifest or above it.
pub const FILE_NAME: &str = "readyctl.toml";

#[cfg(test)]
mod tests;
