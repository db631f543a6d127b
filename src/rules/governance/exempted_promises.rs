//! Sections and gates that carry a promise: who declares them not applicable says that the promise is empty.

use crate::gate::Catalog;
use crate::manifest::model::PromiseKind;

/// The kinds of promise behind a section, a fact or a gate that was declared not applicable.
pub(super) fn kinds_behind(name: &str, catalog: &Catalog) -> &'static [PromiseKind] {
    let of_gate = catalog.find(name).map(|gate| gate.definition.name);
    let name = of_gate.unwrap_or(name);
    let row = CARRIED.iter().find(|(carrier, _)| *carrier == name);
    row.map_or(&[], |(_, kinds)| kinds)
}

/// What carries which promises.
///
/// Where a promise is kept by there being nothing, as with AI, cards and new subprocessors, it is no contradiction.
const CARRIED: &[(&str, &[PromiseKind])] = &[
    ("tenancy", ISOLATED),
    ("tenants", ISOLATED),
    ("isolation_model_decided", ISOLATED),
    ("isolation_tested", ISOLATED),
    ("isolation_promise_matches", ISOLATED),
    (
        "tenant_lifecycle_works",
        &[PromiseKind::ExportWithin, PromiseKind::RestorePerTenant],
    ),
    ("recovery", RECOVERED),
    ("recovery_test_current", RECOVERED),
    ("promised_rto_proven", &[PromiseKind::Rto]),
    ("rto_survives_uncovered_hours", &[PromiseKind::Rto]),
    ("promised_rpo_proven", &[PromiseKind::Rpo]),
    ("backups", BACKED_UP),
    ("backups_independent", BACKED_UP),
    ("cover", ANSWERED),
    ("support", ANSWERED),
    ("support_promise_covered", ANSWERED),
    ("incidents", &[PromiseKind::IncidentNotification]),
    (
        "notification_timings_hold",
        &[PromiseKind::IncidentNotification],
    ),
    ("comms", &[PromiseKind::StatusUpdateInterval]),
    ("customer_comms_ready", &[PromiseKind::StatusUpdateInterval]),
    ("sla_arithmetic_holds", &[PromiseKind::Availability]),
    ("data", KEPT),
    ("personal_data", KEPT),
    (
        "retention_and_deletion_proven",
        &[PromiseKind::DeletionWithin, PromiseKind::Retention],
    ),
    ("residency_matches_locations", &[PromiseKind::DataResidency]),
    (
        "security",
        &[PromiseKind::VulnerabilityFix, PromiseKind::PentestInterval],
    ),
    ("findings_within_sla", &[PromiseKind::VulnerabilityFix]),
    ("independent_test_current", &[PromiseKind::PentestInterval]),
    ("capacity", &[PromiseKind::Limit]),
    ("capacity_known", &[PromiseKind::Limit]),
    ("billing_promises_runnable", BILLED),
];

const ISOLATED: &[PromiseKind] = &[PromiseKind::Isolation, PromiseKind::RestorePerTenant];
const RECOVERED: &[PromiseKind] = &[PromiseKind::Rto, PromiseKind::Rpo];
const BACKED_UP: &[PromiseKind] = &[
    PromiseKind::Rpo,
    PromiseKind::BackupInterval,
    PromiseKind::BackupRetention,
];
const ANSWERED: &[PromiseKind] = &[PromiseKind::SupportHours, PromiseKind::FirstResponse];
const KEPT: &[PromiseKind] = &[
    PromiseKind::DeletionWithin,
    PromiseKind::Retention,
    PromiseKind::RequestAssist,
];
const BILLED: &[PromiseKind] = &[
    PromiseKind::CancellationNotice,
    PromiseKind::RefundWithin,
    PromiseKind::SuspensionAfter,
    PromiseKind::PriceChangeNotice,
];
