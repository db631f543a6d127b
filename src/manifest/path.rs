//! Where in the manifest something stands, or would stand.

use std::borrow::Cow;

use crate::yaml::{Located, Place};

/// A place in the manifest: an item, and a path from there. Rules speak in these, never in lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestPath {
    /// The item; the manifest as a whole where there is none.
    pub place: Option<Place>,
    /// The path from the item: `rto`, `process.notify_within`; empty for the item itself.
    pub tail: Cow<'static, str>,
}

impl ManifestPath {
    /// A path from the top of the manifest.
    pub fn top(tail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            place: None,
            tail: tail.into(),
        }
    }
}

/// A value that knows where it stands.
pub trait Stands {
    /// The value itself.
    fn here(&self) -> ManifestPath;
    /// A field of the value, whether it is given or missing.
    fn at(&self, field: impl Into<Cow<'static, str>>) -> ManifestPath;
}

impl<T> Stands for Located<T> {
    fn here(&self) -> ManifestPath {
        self.at("")
    }

    fn at(&self, field: impl Into<Cow<'static, str>>) -> ManifestPath {
        ManifestPath {
            place: Some(self.place),
            tail: field.into(),
        }
    }
}
