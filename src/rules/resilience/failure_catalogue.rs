//! The usual failures, against those that are described or cannot be.

use crate::manifest::ManifestPath;
use crate::manifest::model::{FailureKind, FailureMode, TenancyModel};
use crate::rules::governance::ExemptSubject;
use crate::rules::{Context, Shortfalls};
use crate::yaml::Each;

/// Whether a line gives a reason why the failure cannot be.
pub(super) fn is_explained_away(cx: &Context<'_>, mode: &FailureMode) -> bool {
    mode.not_applicable
        .as_deref()
        .is_some_and(|reason| cx.is_reason(reason))
}

/// The first of the company's own facts against a line that says a failure cannot be.
fn contradiction(cx: &Context<'_>, mode: &FailureMode) -> Option<(ManifestPath, String)> {
    if !is_explained_away(cx, mode) {
        return None;
    }
    let has_one_customer_each = || {
        let tenancy = cx.manifest.tenancy.given();
        tenancy.is_some_and(|tenancy| tenancy.model == Some(TenancyModel::Single))
    };
    let subject = match mode.what? {
        FailureKind::AiProviderChange => ExemptSubject::Ai,
        FailureKind::TenantLeak if !has_one_customer_each() => ExemptSubject::Tenants,
        _ => return None,
    };
    subject.facts_against(cx).into_iter().next()
}

pub(super) fn check_catalogue(cx: &Context<'_>, modes: &Each<FailureMode>, found: &mut Shortfalls) {
    let has_no_ai = cx.exemption(&cx.manifest.ai, "ai").is_some();
    let missing: Vec<&str> = FailureKind::ALL
        .iter()
        .filter(|kind| match kind {
            FailureKind::Other => false,
            FailureKind::AiProviderChange => !has_no_ai,
            FailureKind::BadRelease
            | FailureKind::DatabaseLoss
            | FailureKind::StaffDeletion
            | FailureKind::CustomerDeletion
            | FailureKind::ZoneLoss
            | FailureKind::RegionLoss
            | FailureKind::AccountLoss
            | FailureKind::SupplierOutage
            | FailureKind::KeyCompromise
            | FailureKind::PersonLoss
            | FailureKind::TenantLeak => true,
        })
        .filter(|kind| {
            let mut lines = modes.iter().filter(|mode| mode.what == Some(**kind));
            !lines.any(|mode| contradiction(cx, mode).is_none())
        })
        .map(|kind| kind.word())
        .collect();
    if !missing.is_empty() {
        let shortfall = found.fails(
            "not_described",
            ManifestPath::top("failure_modes"),
            "failure_modes",
            format!("nothing says how these come back: {}", missing.join(", ")),
        );
        shortfall.cure("describe each in one line, or give a reason under `not_applicable`");
        for (path, says) in modes.iter().filter_map(|mode| contradiction(cx, mode)) {
            shortfall.beside(path, format!("does apply: {says}"));
        }
    }
}
