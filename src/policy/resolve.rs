//! What is in force: the presets of the company's profile, and what its policy makes of them.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use super::file::{MovedSeverity, PolicyFile};
use super::laxer;
use crate::facts::Facts;
use crate::gate::embedded::PARAMETERS;
use crate::gate::{Definition, Parameter, ParameterValue, Parameters, Severity, SizeBand};
use crate::manifest::model::Stage;
use crate::report::model::{DisabledGate, Effective, LaxerSetting, Origin, PolicySeal};
use crate::yaml::OneBased;

/// The bars that a company is held against, and the gates that are asked.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The profile, and why that one.
    pub profile: Effective<SizeBand>,
    /// The bars.
    pub parameters: Parameters,
    /// What is laxer than the profile's presets: the profile itself, then parameters, then severities.
    pub laxer_than_profile: Vec<LaxerSetting>,
    file: Option<PolicyFile>,
}

/// A parameter with its value in force.
#[derive(Debug, Clone)]
pub struct InForce<'p> {
    /// The parameter.
    pub parameter: &'static Parameter,
    /// Its value.
    pub value: &'p ParameterValue,
    /// Where the value comes from.
    pub source: Source<'p>,
}

/// Where a value in force comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'p> {
    /// The preset of a profile.
    Preset(SizeBand),
    /// A line of the policy.
    Line {
        /// The policy's file.
        file: &'p str,
        /// The line.
        line: OneBased,
    },
}

impl fmt::Display for Source<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preset(profile) => write!(out, "preset of profile `{profile}`"),
            Self::Line { file, line } => write!(out, "{file}:{}", line.get()),
        }
    }
}

impl Policy {
    /// What holds for a company of so many people that has no policy.
    pub fn default_for(company_size: Option<u32>) -> Self {
        Self::resolve(None, company_size)
    }

    /// What holds for a company of so many people with that policy.
    pub fn resolve(file: Option<PolicyFile>, company_size: Option<u32>) -> Self {
        let of_size = SizeBand::of_company(company_size);
        let profile = match file.as_ref().and_then(|file| file.profile) {
            Some(value) => Effective {
                value,
                origin: Origin::Policy,
            },
            None => Effective {
                value: of_size,
                origin: Origin::CompanySize,
            },
        };
        let mut parameters = Parameters::presets(profile.value);
        let mut laxer_than_profile = Vec::from_iter(laxer::profile(of_size, profile.value));
        if let Some(file) = &file {
            for (&index, setting) in &file.parameters {
                let preset = parameters.value(index);
                let value = setting.value.over(preset);
                laxer_than_profile.extend(laxer::parameter(&PARAMETERS[index], preset, &value));
                parameters.set(index, value);
            }
            let moved = file.severities.values();
            laxer_than_profile
                .extend(moved.filter_map(|moved| laxer::severity(moved, profile.value)));
        }
        Self {
            profile,
            parameters,
            laxer_than_profile,
            file,
        }
    }

    /// How much the failure of a gate weighs, before a later stage hardens it.
    pub fn severity(&self, gate: &Definition) -> Effective<Severity> {
        match self.moved(gate) {
            Some(moved) => Effective {
                value: moved.severity.value,
                origin: Origin::Policy,
            },
            None => Effective {
                value: gate.severity.under(self.profile.value),
                origin: Origin::Definition,
            },
        }
    }

    /// How much the failure of a gate weighs at a stage; at a later one than its own it weighs more.
    pub fn severity_at(&self, gate: &Definition, stage: Stage) -> Effective<Severity> {
        let own = self.severity(gate);
        let hardened = own.value.hardened();
        if gate.stage >= stage || hardened == own.value {
            return own;
        }
        Effective {
            value: hardened,
            origin: Origin::Hardened,
        }
    }

    /// How much an item weighs that has a weight of its own: moved in the direction in which the policy moves its gate, and hardened
    /// as that is.
    pub fn item_severity(&self, gate: &Definition, own: Severity, stage: Stage) -> Severity {
        let preset = gate.severity.under(self.profile.value);
        let of_gate = self.severity(gate).value;
        let own = match of_gate.cmp(&preset) {
            Ordering::Less => own.min(of_gate),
            Ordering::Equal => own,
            Ordering::Greater => own.max(of_gate),
        };
        if gate.stage < stage {
            own.hardened()
        } else {
            own
        }
    }

    /// Where the severity of a gate comes from.
    pub fn severity_source(&self, gate: &Definition) -> Source<'_> {
        self.source(self.moved(gate).map(|moved| moved.severity.line))
    }

    /// The reason for which a gate is turned off, where it is.
    pub fn why_disabled(&self, gate: &Definition) -> Option<&str> {
        let reason = self.file.as_ref()?.gates_off.get(gate.id)?;
        Some(reason)
    }

    /// The parameter of that name, with its value in force.
    pub fn in_force(&self, name: &str) -> Option<InForce<'_>> {
        let named = |(_, (parameter, _)): &(usize, (&Parameter, _))| parameter.name == name;
        let (index, (parameter, value)) = self.parameters.iter().enumerate().find(named)?;
        let written = self
            .file
            .as_ref()
            .and_then(|file| file.parameters.get(&index));
        Some(InForce {
            parameter,
            value,
            source: self.source(written.map(|written| written.line)),
        })
    }

    /// What the policy says otherwise than the data files.
    pub fn facts(&self) -> &Facts {
        static NONE: Facts = Facts {
            denied_licences: None,
            end_of_life: BTreeMap::new(),
            adequate: BTreeMap::new(),
            cloud_regions: BTreeMap::new(),
            duties: BTreeMap::new(),
            invoices: BTreeMap::new(),
        };
        self.file.as_ref().map_or(&NONE, |file| &file.facts)
    }

    /// The policy as reports show it.
    pub fn seal(&self) -> PolicySeal {
        let gates_off = self.file.iter().flat_map(|file| &file.gates_off);
        PolicySeal {
            file: self.file.as_ref().map(|file| file.name.clone()),
            digest: self.file.as_ref().map(|file| file.digest.clone()),
            profile: self.profile,
            laxer_than_profile: self.laxer_than_profile.clone(),
            facts: self.facts().own(),
            disabled_gates: gates_off
                .map(|(&gate, reason)| DisabledGate {
                    gate,
                    reason: reason.clone(),
                })
                .collect(),
        }
    }

    fn moved(&self, gate: &Definition) -> Option<&MovedSeverity> {
        self.file.as_ref()?.severities.get(gate.id)
    }

    fn source(&self, line: Option<OneBased>) -> Source<'_> {
        match (&self.file, line) {
            (Some(file), Some(line)) => Source::Line {
                file: &file.name,
                line,
            },
            (_, None) | (None, _) => Source::Preset(self.profile.value),
        }
    }
}
