//! What a text for customers holds that they do not need and attackers do.

mod lists;
mod markers;
mod secrets;
mod tokens;
mod watched;

pub(super) use watched::Watched;

use std::collections::BTreeMap;
use std::ops::Range;

use self::secrets::Secrets;

/// Something in a text that does not belong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leak {
    /// What kind of thing it is.
    pub kind: LeakKind,
    /// Where in the text, in bytes.
    pub place: Range<usize>,
    /// What it is, in words before what is shown of it: `a GitHub token`.
    pub what: String,
    /// The open finding that it names, by its id.
    pub finding: Option<String>,
}

/// A kind of thing that does not belong into a text for customers, gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LeakKind {
    Secret,
    OpenFinding,
    RawReport,
    CloudResource,
    InternalHost,
    PrivateAddress,
    LikelySecret,
    Person,
    Ticket,
    FilePath,
    ExactVersion,
    NetworkDiagram,
}

impl Leak {
    fn new(kind: LeakKind, place: Range<usize>, what: impl Into<String>) -> Self {
        Self {
            kind,
            place,
            what: what.into(),
            finding: None,
        }
    }
}

impl LeakKind {
    /// The clause that is about it.
    pub(super) const fn clause(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::OpenFinding => "open_finding",
            Self::RawReport => "raw_report",
            Self::CloudResource => "cloud_resource",
            Self::InternalHost => "internal_host",
            Self::PrivateAddress => "private_address",
            Self::LikelySecret => "likely_secret",
            Self::Person => "person",
            Self::Ticket => "ticket",
            Self::FilePath => "file_path",
            Self::ExactVersion => "exact_version",
            Self::NetworkDiagram => "network_diagram",
        }
    }

    /// Whether it fails the gate, and does not only make it warn.
    pub(super) const fn fails(self) -> bool {
        matches!(
            self,
            Self::Secret
                | Self::OpenFinding
                | Self::RawReport
                | Self::CloudResource
                | Self::InternalHost
                | Self::PrivateAddress
        )
    }

    /// What to do about it.
    pub(super) const fn cure(self) -> &'static str {
        match self {
            Self::Secret => "change the secret now, since it was published; then take it out",
            Self::OpenFinding => {
                "take it out until it is fixed; customers need what it means to them, not where it is"
            }
            Self::RawReport => {
                "hand out a summary letter, and the report itself only under an agreement"
            }
            Self::CloudResource | Self::InternalHost | Self::PrivateAddress => {
                "say what is done, not where"
            }
            Self::LikelySecret => "look at it: if it opens something, change it and take it out",
            Self::Person => {
                "name a role and its mailbox; or list the person under `trust_pack.public_contacts`"
            }
            Self::Ticket | Self::FilePath => "take it out; it says nothing to customers",
            Self::ExactVersion => "name the product, or say that it is supported",
            Self::NetworkDiagram => "show how data flows, without machines and networks",
        }
    }

    /// How much of it a report may show.
    pub(super) fn shown(self, text: &str) -> String {
        const LONGEST: usize = 60;

        let length = text.chars().count();
        match self {
            Self::Secret | Self::LikelySecret => {
                let start: String = text.chars().take((length / 4).min(4)).collect();
                format!("`{start}…`, {length} characters")
            }
            _ if length > LONGEST => {
                let start: String = text.chars().take(LONGEST).collect();
                format!("`{start}…`")
            }
            _ => format!("`{text}`"),
        }
    }
}

/// Looks through texts; made once for all of them.
pub(super) struct Scanner<'a> {
    secrets: Secrets,
    watched: Watched<'a>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(watched: Watched<'a>) -> Self {
        Self {
            secrets: Secrets::new(),
            watched,
        }
    }

    /// Everything in a text that does not belong there, in the order of the text; of what overlaps, the gravest.
    pub(super) fn scan(&self, text: &str) -> Vec<Leak> {
        let mut leaks = self.secrets.scan(text);
        leaks.extend(markers::scan(text));
        leaks.extend(tokens::scan(text, &self.watched));
        leaks.extend(self.watched.scan_phrases(text));
        leaks.sort_by_key(|leak| (leak.kind, leak.place.start, leak.place.end));
        let mut kept: BTreeMap<usize, Leak> = BTreeMap::new();
        for leak in leaks {
            let before = kept.range(..leak.place.end).next_back();
            if before.is_none_or(|(_, kept)| kept.place.end <= leak.place.start) {
                kept.insert(leak.place.start, leak);
            }
        }
        kept.into_values().collect()
    }
}

#[cfg(test)]
mod tests;
