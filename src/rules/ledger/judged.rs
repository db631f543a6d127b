//! What the gates said of each promise.

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::model::{Commitment, Promise, PromiseKind};
use crate::report::model::{Finding, FindingOutcome, GateResult, Outcome};
use crate::rules::Context;

/// The gate that judges promise by promise whether anything is behind it, whatever the kind; it also reads contracts and terms.
const PROMISES_BACKED: &str = "governance/promises_backed";

/// What the gates said of each promise, looked up by promise and service.
///
/// A finding concerns the promises that it names; one that names none concerns every promise of the kinds that its gate judges.
pub(super) struct Judged<'r> {
    outcomes: BTreeMap<&'static str, Outcome>,
    said: BTreeMap<Concern<'r>, Says>,
    /// The services that gates judge.
    in_production: BTreeSet<&'r str>,
}

/// What a finding is about, as far as it decides whether a promise holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Concern<'r> {
    gate: &'static str,
    promises: Promises<'r>,
    /// A name that the finding holds, for kinds that are judged service by service.
    name: Option<&'r str>,
}

/// The promises that a finding concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Promises<'r> {
    One(&'r str),
    AllOf(PromiseKind),
}

/// What a finding says of a promise, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    Nothing,
    Untold,
    Broken,
}

impl<'r> Judged<'r> {
    pub(super) fn of(cx: &Context<'r>, gates: &'r [GateResult]) -> Self {
        let kind_of: BTreeMap<&str, PromiseKind> = cx
            .promises()
            .map(|promise| (promise.id.as_str(), promise.kind))
            .collect();
        let mut judged = Self {
            outcomes: BTreeMap::new(),
            said: BTreeMap::new(),
            in_production: cx.production_services().map(|(id, _)| id).collect(),
        };
        for result in gates {
            let kinds = if result.gate.id == PROMISES_BACKED {
                PromiseKind::ALL.to_vec()
            } else {
                kinds_judged_by(result.gate.id)
            };
            if !kinds.is_empty() {
                judged.outcomes.insert(result.gate.id, result.outcome);
                for finding in &result.findings {
                    judged.add(result.gate.id, finding, &kinds, &kind_of);
                }
            }
        }
        judged
    }

    fn add(
        &mut self,
        gate: &'static str,
        finding: &'r Finding,
        kinds: &[PromiseKind],
        kind_of: &BTreeMap<&str, PromiseKind>,
    ) {
        let says = match finding.outcome {
            FindingOutcome::Warn => return,
            FindingOutcome::Fail | FindingOutcome::Accepted => Says::Broken,
            FindingOutcome::Unknown => Says::Untold,
        };
        let names = names_in(finding);
        for &kind in kinds {
            for promises in concerned(gate, finding, &names, kind, kind_of) {
                let by_name = names
                    .iter()
                    .filter(|_| is_service_subject(kind))
                    .map(|name| Some(*name));
                for name in by_name.chain(std::iter::once(None)) {
                    let concern = Concern {
                        gate,
                        promises,
                        name,
                    };
                    let so_far = self.said.entry(concern).or_insert(Says::Nothing);
                    *so_far = says.max(*so_far);
                }
            }
        }
    }

    /// Whether a promise holds for a service; nothing where nobody told, or no gate judged it.
    pub(super) fn holds(&self, promise: &'r Promise, service: Option<&'r str>) -> Option<bool> {
        if promise.commitment == Commitment::Nothing {
            return Some(true);
        }
        if service.is_some_and(|service| !self.in_production.contains(service)) {
            return None;
        }
        let is_unbacked = Concern {
            gate: PROMISES_BACKED,
            promises: Promises::One(&promise.id),
            name: None,
        };
        if self.said.get(&is_unbacked) == Some(&Says::Broken) {
            return Some(false);
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
    fn holds_by(
        &self,
        gate: &'static str,
        promise: &'r Promise,
        service: Option<&'r str>,
    ) -> Option<bool> {
        match self.outcomes.get(gate)? {
            Outcome::Pass | Outcome::Warn => return Some(true),
            Outcome::NotApplicable | Outcome::Disabled => return None,
            Outcome::Fail | Outcome::Unknown | Outcome::Accepted => {}
        }
        let of = [Promises::One(&promise.id), Promises::AllOf(promise.kind)];
        let worst = of
            .into_iter()
            .filter_map(|promises| {
                let concern = Concern {
                    gate,
                    promises,
                    name: service,
                };
                self.said.get(&concern)
            })
            .max();
        match worst {
            Some(Says::Broken) => Some(false),
            Some(Says::Untold) => None,
            Some(Says::Nothing) | None => Some(true),
        }
    }
}

/// The promises of a kind that a finding is about.
fn concerned<'r>(
    gate: &str,
    finding: &'r Finding,
    names: &BTreeSet<&'r str>,
    kind: PromiseKind,
    kind_of: &BTreeMap<&str, PromiseKind>,
) -> Vec<Promises<'r>> {
    let is_of_kind = |name: &str| kind_of.get(name) == Some(&kind);
    if gate == PROMISES_BACKED {
        let subject = finding.subject.as_str();
        return is_of_kind(subject)
            .then_some(Promises::One(subject))
            .into_iter()
            .collect();
    }
    let those: Vec<_> = names
        .iter()
        .filter(|name| is_of_kind(name))
        .map(|name| Promises::One(name))
        .collect();
    let names_others = names.iter().any(|name| kind_of.contains_key(name));
    let is_about_all = is_service_subject(kind) || !names_others;
    if those.is_empty() && is_about_all && !is_beside_promises(gate, finding) {
        return vec![Promises::AllOf(kind)];
    }
    those
}

/// Whether a gate over promised flows found something about bills that no promise of its kinds is about.
fn is_beside_promises(gate: &str, finding: &Finding) -> bool {
    gate == "commercial/billing_promises_runnable"
        && ["downgrade", "failed_payment", "invoices"].contains(&finding.subject.as_str())
}

/// Every name that a finding holds: its subject, what it is compared with, and what its message quotes.
fn names_in(finding: &Finding) -> BTreeSet<&str> {
    let quoted = finding.message.split('`').skip(1).step_by(2);
    std::iter::once(finding.subject.as_str())
        .chain(finding.compared.iter().map(String::as_str))
        .chain(quoted)
        .collect()
}

/// Whether findings over promises of that kind have the service as their subject.
pub(super) const fn is_service_subject(kind: PromiseKind) -> bool {
    matches!(
        kind,
        PromiseKind::Rto | PromiseKind::Rpo | PromiseKind::Availability
    )
}

/// The kinds of promise that a gate holds against facts.
fn kinds_judged_by(gate: &str) -> Vec<PromiseKind> {
    let kinds = PromiseKind::ALL.iter().copied();
    kinds
        .filter(|kind| gates_over(*kind).contains(&gate))
        .collect()
}

/// The gates that hold promises of a kind against facts.
pub(super) const fn gates_over(kind: PromiseKind) -> &'static [&'static str] {
    match kind {
        PromiseKind::Rto => &[
            "resilience/promised_rto_proven",
            "resilience/rto_survives_uncovered_hours",
        ],
        PromiseKind::Rpo => &["resilience/promised_rpo_proven"],
        PromiseKind::BackupInterval => &[
            "resilience/promised_rpo_proven",
            "governance/promises_backed",
        ],
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
