//! The manifest: what the user wrote, read and checked for itself.

mod load;
pub mod model;
mod path;
mod references;
mod sources;
mod validate;

pub use load::{Include, Loaded};
pub use path::{ManifestPath, Stands};
pub use references::EvidenceUse;
pub use sources::{SourceFile, Sources};
