//! How strong evidence is, and what was found where the manifest points.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::findings::TestCounts;
use crate::time::Day;

/// How strong a piece of evidence is; derived, never declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// E0: a statement.
    Statement,
    /// E1: a link, or a file that may change unnoticed.
    Link,
    /// E2: a file with its hash.
    Hashed,
    /// E3: made outside the team or by a machine, with its hash.
    Independent,
}

impl Strength {
    /// Every strength, weakest first.
    pub const ALL: [Self; 4] = [Self::Statement, Self::Link, Self::Hashed, Self::Independent];

    /// The short name in policies and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Statement => "E0",
            Self::Link => "E1",
            Self::Hashed => "E2",
            Self::Independent => "E3",
        }
    }
}

impl fmt::Display for Strength {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

impl FromStr for Strength {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|strength| strength.word() == text)
            .ok_or_else(|| format!("expected `E0` to `E3`, found `{text}`"))
    }
}

/// What was found at each path that the manifest names, by the path as written.
#[derive(Debug, Clone, Default)]
pub struct ProjectFiles {
    files: BTreeMap<String, FileState>,
    tests: BTreeMap<String, TestReport>,
}

/// What a report of a run of tests says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestReport {
    /// It cannot be understood, and why.
    Refused(String),
    /// What came out.
    Ran {
        /// How many cases there were, and how they ended.
        counts: TestCounts,
        /// The day of the run, where the report tells it.
        made_on: Option<Day>,
    },
}

/// What was found at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// Nothing.
    Missing,
    /// It leads out of the project, itself or through a link.
    Outside,
    /// It is there but cannot be read, and why.
    Unreadable(String),
    /// A file.
    Read {
        /// SHA-256 of its bytes, in lower-case hexadecimal.
        sha256: String,
        /// Its text, where a gate searches it.
        text: Text,
    },
}

/// The text of a file, as far as a gate can search it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// It was not kept, since no gate searches it.
    Unsearched,
    /// It is longer than what is kept.
    TooLong,
    /// It is no plain text: a document format, another encoding, or bytes.
    NotPlain,
    /// The text.
    Kept(Arc<str>),
}

impl ProjectFiles {
    /// Records what was found at a path.
    pub fn insert(&mut self, path: &str, state: FileState) {
        self.files.insert(path.to_owned(), state);
    }

    /// What was found at a path; a path nobody looked at counts as missing.
    pub fn state(&self, path: &str) -> &FileState {
        self.files.get(path).unwrap_or(&FileState::Missing)
    }

    /// Records what the report of a run of tests says that lies at a path.
    pub fn insert_tests(&mut self, path: &str, report: TestReport) {
        self.tests.insert(path.to_owned(), report);
    }

    /// What the report of a run of tests says that lies at a path; nothing where none was looked for or none lies there.
    pub fn tests(&self, path: &str) -> Option<&TestReport> {
        self.tests.get(path)
    }

    /// Every path with what was found there, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &FileState)> {
        self.files
            .iter()
            .map(|(path, state)| (path.as_str(), state))
    }
}
