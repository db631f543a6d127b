//! YAML that keeps its positions: a tree of byte spans, and serde over it. It knows nothing of what the files say.

mod access;
mod build;
mod bytes;
mod de;
mod events;
mod fault;
mod forms;
mod items;
mod keys;
mod located;
mod merge;
mod path;
mod position;
mod repeated;
mod scalar;
mod session;
mod spelling;
mod tree;
mod trouble;

pub use de::{decode, decode_merged};
pub use fault::within;
pub use forms::{Answer, Each, Keyed, Named, OneOrMany, word_or_record};
pub use located::{FileId, Located, Place};
pub use merge::Merged;
pub use position::{Milestones, OneBased, Position};
pub use repeated::repeated_ids;
pub use spelling::{nearest, quoted, unseen_character};
pub use tree::{Kind, Limits, NodeId, Style, Tree};
pub use trouble::Trouble;
