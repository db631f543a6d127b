//! What the gates said of each promise.

use std::collections::BTreeMap;

use crate::manifest::model::{Commitment, Promise, PromiseKind};
use crate::report::model::{Finding, FindingOutcome, GateResult, Outcome};
use crate::rules::Context;

/// What the gates said of each promise.
pub(super) struct Judged<'r> {
    results: BTreeMap<&'static str, &'r GateResult>,
    ids_of_kind: BTreeMap<PromiseKind, Vec<&'r str>>,
}

impl<'r> Judged<'r> {
    pub(super) fn of(cx: &Context<'r>, gates: &'r [GateResult]) -> Self {
        let over_promises = gates
            .iter()
            .filter(|result| judges_promises(result.gate.id));
        let mut ids_of_kind: BTreeMap<PromiseKind, Vec<&str>> = BTreeMap::new();
        for promise in cx.promises() {
            ids_of_kind
                .entry(promise.kind)
                .or_default()
                .push(&promise.id);
        }
        Self {
            results: over_promises
                .map(|result| (result.gate.id, result))
                .collect(),
            ids_of_kind,
        }
    }

    /// Whether a promise holds for a service; nothing where nobody told, or no gate judged it.
    pub(super) fn holds(&self, promise: &Promise, service: Option<&str>) -> Option<bool> {
        if promise.commitment == Commitment::Nothing {
            return Some(true);
        }
        let by_gate: Vec<Option<bool>> = gates_over(promise.kind)
            .iter()
            .map(|gate| self.holds_by(gate, promise, service))
            .collect();
        if by_gate.contains(&Some(false)) {
            Some(false)
        } else if by_gate.contains(&None) {
            None
        } else {
            Some(true)
        }
    }

    /// What one gate says: a promise holds only where the gate does, or where every shortfall names other promises.
    fn holds_by(&self, gate: &str, promise: &Promise, service: Option<&str>) -> Option<bool> {
        let result = self.results.get(gate)?;
        match result.outcome {
            Outcome::Pass | Outcome::Warn => return Some(true),
            Outcome::NotApplicable | Outcome::Disabled => return None,
            Outcome::Fail | Outcome::Unknown | Outcome::Accepted => {}
        }
        let others: Vec<&str> = self
            .ids_of_kind
            .get(&promise.kind)
            .into_iter()
            .flatten()
            .copied()
            .collect();
        let mut says = Some(true);
        for finding in result
            .findings
            .iter()
            .filter(|finding| concerns(finding, promise, service, &others))
        {
            match finding.outcome {
                FindingOutcome::Warn => {}
                FindingOutcome::Fail | FindingOutcome::Accepted => return Some(false),
                FindingOutcome::Unknown => says = None,
            }
        }
        says
    }
}

/// Whether a finding is about a promise: it names it, or it names none of its kind and not another service.
fn concerns(finding: &Finding, promise: &Promise, service: Option<&str>, of_kind: &[&str]) -> bool {
    let names = |id: &str| {
        finding.subject == id
            || finding.compared.iter().any(|other| other == id)
            || finding.message.contains(&format!("`{id}`"))
    };
    let is_elsewhere = service.is_some_and(|service| {
        finding.subject != service && is_service_subject(promise.kind) && !names(service)
    });
    !is_elsewhere && (names(&promise.id) || !of_kind.iter().any(|id| names(id)))
}

/// Whether findings over promises of that kind have the service as their subject.
pub(super) const fn is_service_subject(kind: PromiseKind) -> bool {
    matches!(
        kind,
        PromiseKind::Rto | PromiseKind::Rpo | PromiseKind::Availability
    )
}

fn judges_promises(gate: &str) -> bool {
    PromiseKind::ALL
        .iter()
        .any(|kind| gates_over(*kind).contains(&gate))
}

/// The gates that hold promises of a kind against facts.
pub(super) const fn gates_over(kind: PromiseKind) -> &'static [&'static str] {
    match kind {
        PromiseKind::Rto => &[
            "resilience/promised_rto_proven",
            "resilience/rto_survives_uncovered_hours",
        ],
        PromiseKind::Rpo | PromiseKind::BackupInterval => &["resilience/promised_rpo_proven"],
        PromiseKind::Availability => &["commercial/sla_arithmetic_holds"],
        PromiseKind::SupportHours | PromiseKind::FirstResponse => {
            &["commercial/support_promise_covered"]
        }
        PromiseKind::IncidentNotification => &["commercial/notification_timings_hold"],
        PromiseKind::StatusUpdateInterval => &["operations/customer_comms_ready"],
        PromiseKind::DataResidency => &["assurance/residency_matches_locations"],
        PromiseKind::DeletionWithin | PromiseKind::Retention => {
            &["assurance/retention_and_deletion_proven"]
        }
        PromiseKind::ExportWithin | PromiseKind::RestorePerTenant => {
            &["assurance/tenant_lifecycle_works"]
        }
        PromiseKind::Isolation => &["assurance/isolation_promise_matches"],
        PromiseKind::AiUse => &["assurance/ai_claim_matches_models"],
        PromiseKind::AiTraining => &["assurance/ai_data_terms_match_promises"],
        PromiseKind::SubprocessorNotice => &["trust/subprocessors_match"],
        PromiseKind::VulnerabilityFix => &["security/findings_within_sla"],
        PromiseKind::PentestInterval => &["security/independent_test_current"],
        PromiseKind::SupportAccess => &["assurance/support_access_scoped"],
        PromiseKind::TestData => &["release/test_data_safe"],
        PromiseKind::CardData => &["commercial/card_data_avoided"],
        PromiseKind::Certification => &["trust/claims_backed"],
        PromiseKind::RequestAssist => &["assurance/data_requests_runnable"],
        PromiseKind::CancellationNotice
        | PromiseKind::RefundWithin
        | PromiseKind::SuspensionAfter
        | PromiseKind::PriceChangeNotice => &["commercial/billing_promises_runnable"],
        PromiseKind::Limit => &["release/capacity_known"],
        PromiseKind::EncryptionAtRest
        | PromiseKind::EncryptionInTransit
        | PromiseKind::Mfa
        | PromiseKind::BackupRetention
        | PromiseKind::Custom => &["governance/promises_backed"],
    }
}
