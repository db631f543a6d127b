//! The areas of the playbook, and how much a failure weighs.

use std::fmt;
use std::str::FromStr;

/// An area of the playbook; one rule module each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// The company itself.
    Company,
    /// A proof of concept.
    Poc,
    /// A pilot with outsiders.
    Pilot,
    /// Production is being prepared.
    PreProduction,
    /// Promises, authority, ownership, acceptance.
    Governance,
    /// Data, AI and the separation of customers.
    Assurance,
    /// Tests, findings, supply chain, devices, access.
    Security,
    /// Releases and capacity.
    Release,
    /// What is published to customers.
    Trust,
    /// Contracts, support, payments.
    Commercial,
    /// Monitoring, on-call, incidents.
    Operations,
    /// Recovery.
    Resilience,
    /// Cost.
    Cost,
}

impl Area {
    /// Every area, in the order of the playbook.
    pub const ALL: [Self; 13] = [
        Self::Company,
        Self::Poc,
        Self::Pilot,
        Self::PreProduction,
        Self::Governance,
        Self::Assurance,
        Self::Security,
        Self::Release,
        Self::Trust,
        Self::Commercial,
        Self::Operations,
        Self::Resilience,
        Self::Cost,
    ];

    /// The name in a gate's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Poc => "poc",
            Self::Pilot => "pilot",
            Self::PreProduction => "pre_production",
            Self::Governance => "governance",
            Self::Assurance => "assurance",
            Self::Security => "security",
            Self::Release => "release",
            Self::Trust => "trust",
            Self::Commercial => "commercial",
            Self::Operations => "operations",
            Self::Resilience => "resilience",
            Self::Cost => "cost",
        }
    }
}

impl fmt::Display for Area {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

impl FromStr for Area {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|area| area.name() == text)
            .ok_or(())
    }
}

/// How much the failure of a gate weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Listed; never blocks.
    Minor,
    /// Not ready, unless accepted or carried as a dated action.
    Major,
    /// Not ready, unless accepted.
    Blocker,
}

impl Severity {
    /// Every severity, lightest first.
    pub const ALL: [Self; 3] = [Self::Minor, Self::Major, Self::Blocker];

    /// The word in definitions, policies and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Blocker => "blocker",
        }
    }

    /// One step heavier, as a gap weighs that an earlier stage left open.
    #[must_use]
    pub const fn hardened(self) -> Self {
        match self {
            Self::Minor => Self::Major,
            Self::Major | Self::Blocker => Self::Blocker,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

impl FromStr for Severity {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.word() == text)
            .ok_or(())
    }
}
