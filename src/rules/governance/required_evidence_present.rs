//! Whether the evidence exists that was to exist before the stage begins.

use std::collections::BTreeSet;

use crate::gate::embedded::MIN_STRENGTH_BLOCKER;
use crate::manifest::model::{Evidence, EvidenceKind, RequiredEvidence};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::context::Proof;
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::yaml::{Each, Located};

/// What production needs where the company does not say more.
const FOR_PRODUCTION: [EvidenceKind; 10] = [
    EvidenceKind::PentestReport,
    EvidenceKind::RecoveryTest,
    EvidenceKind::IncidentExercise,
    EvidenceKind::DataReview,
    EvidenceKind::Dpia,
    EvidenceKind::TrustPack,
    EvidenceKind::Terms,
    EvidenceKind::DpaTemplate,
    EvidenceKind::ReleaseRecord,
    EvidenceKind::CostDecision,
];

pub(super) fn required_evidence_present(cx: &Context<'_>) -> RuleOutcome {
    let evidence = cx.section(&cx.manifest.evidence, "evidence")?;
    let stages = cx.manifest.required_evidence.given();
    let own = stages.and_then(|stages| stages.get(cx.stage.word()));
    let mut found = Shortfalls::none();
    for kind in required(cx, own, &mut found) {
        check_kind(cx, evidence, kind, &mut found);
    }
    Ok(found)
}

/// The kinds that are needed: the company's own list, or else the usual one, without what is left out for a reason.
fn required(
    cx: &Context<'_>,
    own: Option<&Located<RequiredEvidence>>,
    found: &mut Shortfalls,
) -> BTreeSet<EvidenceKind> {
    let usual = BTreeSet::from(FOR_PRODUCTION);
    let Some(own) = own else {
        return usual;
    };
    let listed: BTreeSet<EvidenceKind> = own.kinds.iter().map(|kind| kind.value).collect();
    let left_out: BTreeSet<EvidenceKind> = own
        .without
        .iter()
        .filter(|omitted| {
            omitted.reason.as_ref().is_some_and(|reason| {
                cx.is_explained(reason, omitted.by.as_ref(), omitted.date, omitted.review_by)
            })
        })
        .map(|omitted| omitted.kind)
        .collect();
    if listed.is_empty() {
        return &usual - &left_out;
    }
    for &kind in usual
        .difference(&listed)
        .filter(|kind| !left_out.contains(kind))
    {
        let omitted = own.without.iter().find(|omitted| omitted.kind == kind);
        let (place, why) = match omitted {
            Some(omitted) => (
                omitted.here(),
                "does not say why, by whom, when and until when, or no longer holds",
            ),
            None => (own.at("kinds"), "is not explained"),
        };
        found
            .fails(
                "left_out",
                place,
                kind.word(),
                format!("`{kind}` is left out of the list for {}, and that {why}", cx.stage),
            )
            .owned_by(own.owner.as_deref().or(own.by.as_deref()))
            .cure("add it to `kinds`, or explain it under `without` with `reason`, `by`, `date` and `review_by`");
    }
    listed
}

/// The evidence that each required kind rests on, where it counts.
pub fn relied_on<'a>(cx: &Context<'a>) -> Vec<(&'a Located<Evidence>, Proof)> {
    let Some(evidence) = cx.manifest.evidence.given() else {
        return Vec::new();
    };
    let stages = cx.manifest.required_evidence.given();
    let own = stages.and_then(|stages| stages.get(cx.stage.word()));
    required(cx, own, &mut Shortfalls::none())
        .into_iter()
        .filter_map(|kind| {
            let items: Vec<_> = of_kind(cx, evidence, kind).collect();
            best(cx, items.iter()).cloned()
        })
        .collect()
}

fn of_kind<'a>(
    cx: &Context<'a>,
    evidence: &'a Each<Evidence>,
    kind: EvidenceKind,
) -> impl Iterator<Item = (&'a Located<Evidence>, Proof)> {
    let of_kind = evidence.iter().filter(move |item| item.kind == Some(kind));
    of_kind.map(|item| (item, cx.weigh_registered(item)))
}

/// The evidence that counts for longest; without an end, for ever.
fn best<'i, 'a>(
    cx: &Context<'_>,
    items: impl Iterator<Item = &'i (&'a Located<Evidence>, Proof)>,
) -> Option<&'i (&'a Located<Evidence>, Proof)>
where
    'a: 'i,
{
    let least = cx.parameters.strength(MIN_STRENGTH_BLOCKER);
    let good = items.filter(|(_, proof)| proof.defect.is_none() && proof.strength >= least);
    good.max_by_key(|(_, proof)| proof.until.map_or((true, cx.as_of), |until| (false, until)))
}

fn check_kind(
    cx: &Context<'_>,
    evidence: &Each<Evidence>,
    kind: EvidenceKind,
    found: &mut Shortfalls,
) {
    let least = cx.parameters.strength(MIN_STRENGTH_BLOCKER);
    let items: Vec<(&Located<Evidence>, Proof)> = of_kind(cx, evidence, kind).collect();
    if let Some((item, proof)) = best(cx, items.iter()) {
        found.rests_on(proof.basis());
        if let Some(until) = proof.until.filter(|&until| cx.ends_soon(until)) {
            found
                .warns(
                    "ends_soon",
                    item.here(),
                    kind.word(),
                    format!(
                        "`{}`, the best evidence of kind `{kind}`, proves nothing after {until}, in {} days",
                        item.id,
                        -cx.age_days(until)
                    ),
                )
                .owned_by(item.owner.as_deref())
                .cure("have the next one made in time");
        }
        return;
    }
    let (place, owner, why) = match items.first() {
        None => (
            ManifestPath::top("evidence"),
            None,
            "none is registered".to_owned(),
        ),
        Some((item, proof)) => {
            let why = proof
                .defect
                .clone()
                .unwrap_or_else(|| format!("it is {}, and {least} is needed", proof.strength));
            (
                item.here(),
                item.owner.as_deref(),
                format!("`{}`: {why}", item.id),
            )
        }
    };
    found
        .fails(
            "missing",
            place,
            kind.word(),
            format!("no evidence of kind `{kind}` counts: {why}"),
        )
        .owned_by(owner)
        .cure("have it made, and register it under `evidence` with its hash");
}
