//! The text of files that customers read.

use super::Context;
use crate::evidence::{FileState, Text};
use crate::manifest::model::EvidenceRef;

/// A file whose text is at hand.
#[derive(Debug, Clone, Copy)]
pub struct Published<'a> {
    /// Its path, as the manifest writes it.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// Why nobody knows what a file says, in words: `` `pack.pdf` is no plain text ``.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread(pub String);

impl<'a> Context<'a> {
    /// The path of the file behind a reference, where it lies in the project.
    pub fn path_behind(&self, reference: &'a EvidenceRef) -> Option<&'a str> {
        match reference {
            EvidenceRef::Named(name) => match self.registered(name) {
                Some(evidence) => evidence.path.as_deref(),
                None => Some(&**name),
            },
            EvidenceRef::Inline(inline) => inline.path.as_deref(),
        }
    }

    /// The text of the file behind a reference.
    pub fn text_behind(&self, reference: &'a EvidenceRef) -> Result<Published<'a>, Unread> {
        match self.path_behind(reference) {
            Some(path) => self.text_at(path),
            None => Err(Unread("its text lies outside the project".to_owned())),
        }
    }

    /// The text of the file at a path.
    pub fn text_at(&self, path: &'a str) -> Result<Published<'a>, Unread> {
        let why = match self.files.state(path) {
            FileState::Read {
                text: Text::Kept(text),
                ..
            } => return Ok(Published { path, text }),
            FileState::Read {
                text: Text::TooLong,
                ..
            } => format!("`{path}` is longer than what is searched"),
            FileState::Read { .. } => format!("`{path}` is no plain text"),
            FileState::Missing => format!("there is no file `{path}`"),
            FileState::Outside => format!("`{path}` leads out of the project"),
            FileState::Unreadable(why) => format!("`{path}` cannot be read: {why}"),
        };
        Err(Unread(why))
    }
}
