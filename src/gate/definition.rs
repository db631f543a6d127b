//! The mirror of a gate's TOML file.

use std::fmt;

use super::{Area, Severity};
use crate::manifest::model::{EvidenceKind, Level, Stage};

/// What a gate asks and why, as its file under `gates/` says.
#[derive(Debug)]
pub struct Definition {
    /// The area: the folder of its file.
    pub area: Area,
    /// The name within all areas: the name of its file.
    pub name: &'static str,
    /// Area and name: `resilience/promised_rto_proven`.
    pub id: &'static str,
    /// What is true of a ready company.
    pub title: &'static str,
    /// How much a failure weighs.
    pub severity: Severities,
    /// When single findings weigh otherwise than the gate, in words.
    pub severity_note: Option<&'static str>,
    /// The stage from which it applies.
    pub stage: Stage,
    /// How its verdict is reached.
    pub logic: &'static [Logic],
    /// Whether somebody entitled may accept its failure.
    pub acceptable: Acceptability,
    /// What goes wrong without it.
    pub why: &'static str,
    /// The sections of the manifest it reads.
    pub reads: &'static [&'static str],
    /// When it fails, clause by clause.
    pub fails_when: &'static [Clause],
    /// When it warns, clause by clause.
    pub warns_when: &'static [Clause],
    /// What to do, first step first.
    pub how_to_pass: &'static str,
    /// The kinds of evidence that prove it.
    pub evidence: &'static [EvidenceKind],
    /// What it is related to in published frameworks.
    pub references: &'static [&'static str],
    /// The names of the parameters it uses.
    pub parameters: &'static [&'static str],
    /// Names it had before.
    pub aliases: &'static [&'static str],
    /// The version that brought it.
    pub since: &'static str,
    /// A manifest fragment that fails and one that passes.
    pub example: Example,
}

/// One way in which a gate fails or warns; a fixture is named after its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clause {
    /// A short name, unique within the gate.
    pub key: &'static str,
    /// What is so, in words.
    pub text: &'static str,
}

/// How much a failure weighs, by the size of the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Severities {
    /// In a company of up to five people.
    pub tiny: Severity,
    /// In a company of up to thirty people.
    pub small: Severity,
    /// In a regulated company.
    pub regulated: Severity,
    /// Why they differ, where they do.
    pub reason: Option<&'static str>,
}

impl Severities {
    /// The severity under a profile.
    pub const fn under(&self, profile: SizeBand) -> Severity {
        match profile {
            SizeBand::Tiny => self.tiny,
            SizeBand::Small => self.small,
            SizeBand::Regulated => self.regulated,
        }
    }
}

/// One word where the profiles agree, else one for each.
impl fmt::Display for Severities {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            tiny,
            small,
            regulated,
            ..
        } = self;
        if tiny == small && small == regulated {
            write!(out, "{small}")
        } else {
            write!(out, "{tiny} / {small} / {regulated}")
        }
    }
}

/// Which company a bar is set for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SizeBand {
    /// Up to five people.
    Tiny,
    /// Up to thirty people.
    Small,
    /// Bound by a regulator, or larger.
    Regulated,
}

impl SizeBand {
    /// Every profile, the most lenient first.
    pub const ALL: [Self; 3] = [Self::Tiny, Self::Small, Self::Regulated];

    /// The profile of a company of so many people.
    ///
    /// Where nobody told how many, it is `small`: nothing gets laxer by leaving the size out, as it would with `tiny`, and a
    /// company of three is not asked for what a regulator wants.
    pub const fn of_company(people: Option<u32>) -> Self {
        match people {
            Some(0..=5) => Self::Tiny,
            None | Some(6..=30) => Self::Small,
            Some(31..) => Self::Regulated,
        }
    }

    /// The word in policies and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tiny => "tiny",
            Self::Small => "small",
            Self::Regulated => "regulated",
        }
    }
}

impl fmt::Display for SizeBand {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

/// Whether somebody entitled may accept the failure of a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acceptability {
    /// Nobody may: the record itself would be untrustworthy, or a statement to a customer untrue.
    No,
    /// Somebody with authority for at least this level may, for at most so many days.
    Yes {
        /// The level whose authority is needed.
        authority: Level,
        /// The longest an acceptance may run, in days; the policy's own limit where it does not say.
        longest_days: Option<u32>,
        /// What may not be accepted all the same, in words.
        except: Option<&'static str>,
    },
}

/// `no`, or `yes` with its limits.
impl fmt::Display for Acceptability {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Yes {
            authority,
            longest_days,
            except,
        } = self
        else {
            return out.write_str("no");
        };
        out.write_str("yes")?;
        if *authority > Level::Low {
            write!(out, ", {authority} authority")?;
        }
        if let Some(days) = longest_days {
            write!(out, ", at most {days} days")?;
        }
        if let Some(except) = except {
            write!(out, ", except {except}")?;
        }
        Ok(())
    }
}

/// How a verdict is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logic {
    /// Something is there.
    Presence,
    /// It is recent enough.
    Freshness,
    /// A number is on the right side of a limit.
    Threshold,
    /// The record itself can be trusted.
    Integrity,
    /// Two statements of the company agree.
    CrossCheck,
    /// A named person attests it.
    Judgement,
}

/// A manifest fragment that fails and one that passes.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// Gives findings of this gate.
    pub fails: &'static str,
    /// Gives none.
    pub passes: &'static str,
}
