//! What is declared not to apply: in the central list, or in the place of a section.

use super::Context;
use crate::manifest::model::{Exemption, Manifest, NotApplicable, Who};
use crate::manifest::{ManifestPath, Stands};
use crate::time::Day;
use crate::yaml::Located;

/// A declaration that a section, fact or gate does not apply.
#[derive(Debug, Clone)]
pub struct Declaration<'a> {
    /// What does not apply.
    pub name: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Who decided it.
    pub by: Option<&'a Who>,
    /// When it was decided.
    pub date: Option<Day>,
    /// The last day on which it holds without being looked at again.
    pub review_by: Option<Day>,
    /// Whether it stands in the place of the section, and not in the central list.
    pub is_in_place: bool,
    here: ManifestPath,
}

impl<'a> Declaration<'a> {
    fn central(name: &'a str, declared: &'a Located<Exemption>) -> Self {
        Self {
            name,
            reason: &declared.reason,
            by: declared.by.as_ref(),
            date: declared.date,
            review_by: declared.review_by,
            is_in_place: false,
            here: declared.here(),
        }
    }

    fn in_place(name: &'a str, declared: &'a Located<NotApplicable>) -> Self {
        Self {
            name,
            reason: &declared.reason,
            by: declared.by.as_ref(),
            date: declared.date,
            review_by: declared.review_by,
            is_in_place: true,
            here: declared.here(),
        }
    }

    /// The declaration itself.
    pub fn here(&self) -> ManifestPath {
        self.here.clone()
    }

    /// A field of the declaration, whether it is given or missing.
    pub fn at(&self, field: &'static str) -> ManifestPath {
        ManifestPath {
            place: self.here.place,
            tail: field.into(),
        }
    }
}

impl<'a> Context<'a> {
    /// Everything that is declared not to apply, valid or not: the central list first.
    pub fn declarations(&self) -> impl Iterator<Item = Declaration<'a>> + use<'a> {
        let central = self.manifest.not_applicable.0.iter();
        central
            .map(|(name, declared)| Declaration::central(name, declared))
            .chain(
                in_place(self.manifest)
                    .into_iter()
                    .filter_map(|(name, declared)| Some(Declaration::in_place(name, declared?))),
            )
    }
}

/// Names fields of the manifest together with what is declared in their place.
macro_rules! sections {
    ($manifest:ident: $($section:ident),* $(,)?) => {
        [$((stringify!($section), $manifest.$section.not_applicable())),*]
    };
}

/// The sections that may be declared not applicable in their place, in the order of the manifest.
fn in_place(
    manifest: &Manifest,
) -> impl IntoIterator<Item = (&'static str, Option<&Located<NotApplicable>>)> {
    sections![manifest:
        authority, duties, break_glass, environments, vendors, data, ai, tenancy, pilot_data, devices,
        access, promises, evidence, required_evidence, risks, acceptances, actions, decisions,
        decisions_log, security, supply_chain, reviews, testing, releases, rollback_tests, rehearsals,
        pipeline, capacity, trust_pack, privacy_notice, subprocessor_notices, website, terms,
        insurance, contracts, support, cover, billing, monitoring, alert_tests, incidents, comms,
        runbooks, recovery, backups, failure_modes, triggers, cost, network, logging,
    ]
}
