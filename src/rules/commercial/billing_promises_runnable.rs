//! Promised billing flows against the times they were tried.

use std::collections::BTreeMap;

use crate::gate::Severity;
use crate::legal::{LeastKeeping, invoice_laws};
use crate::manifest::Stands;
use crate::manifest::model::{
    Billing, BillingFlow, BillingTest, Commitment, DataEffect, FailedPayment, Promise, PromiseKind,
    TestResult,
};
use crate::region::Region;
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::{Day, Span};
use crate::yaml::Located;

/// How old the newest try of a flow may be.
const TRY_AGE: Span = Span::from_days(365);

/// The flows that promises are about.
const FLOWS: [(PromiseKind, BillingFlow); 4] = [
    (PromiseKind::CancellationNotice, BillingFlow::Cancel),
    (PromiseKind::RefundWithin, BillingFlow::Refund),
    (PromiseKind::PriceChangeNotice, BillingFlow::PriceChange),
    (PromiseKind::SuspensionAfter, BillingFlow::Suspension),
];

pub(super) fn billing_promises_runnable(cx: &Context<'_>) -> RuleOutcome {
    let billing = cx.section(&cx.manifest.billing, "billing")?;
    let mut found = Shortfalls::none();
    check_dates(billing, &mut found);
    let newest = newest_tries(cx, billing);
    for (kind, flow) in FLOWS {
        for promise in cx.unsaid(kind) {
            found
                .untold(
                    promise.at("value"),
                    &promise.id,
                    format!(
                        "`{}` is a promise of kind `{kind}`, and does not say what",
                        promise.id
                    ),
                )
                .owned_by(promise.owner.as_deref())
                .cure("write `value`, or `value: none`");
        }
        if let Some((promise, limit)) = kindest(cx, kind) {
            check_flow(
                cx,
                billing,
                promise,
                limit,
                flow,
                newest.get(&flow).copied(),
                &mut found,
            );
        }
    }
    check_unpromised(billing, &newest, &mut found);
    check_grace(cx, billing, &mut found);
    check_suspension(cx, billing, &mut found);
    check_invoices(cx, billing, &mut found);
    check_downgrades(billing, &mut found);
    Ok(found)
}

fn check_dates(billing: &Located<Billing>, found: &mut Shortfalls) {
    for test in &billing.tests {
        for (field, is_missing) in [("flow", test.flow.is_none()), ("date", test.date.is_none())] {
            if is_missing {
                found
                    .untold(test.at(field), "tests", format!("a test of billing does not say `{field}`, so nobody knows the newest of each flow"))
                    .owned_by(billing.owner.as_deref())
                    .comparing(field)
                    .cure(format!("write `{field}`"));
            }
        }
    }
}

/// Invoices and reminders have to work though no promise is about them: where they were tried, the newest try has to have passed.
fn check_unpromised(
    billing: &Located<Billing>,
    newest: &BTreeMap<BillingFlow, (&Located<BillingTest>, Day)>,
    found: &mut Shortfalls,
) {
    for flow in [BillingFlow::Invoice, BillingFlow::Dunning] {
        let Some((test, _)) = newest.get(&flow) else {
            continue;
        };
        let shortfall = match test.result {
            Some(TestResult::Pass) => continue,
            Some(result) => found
                .fails(
                    "not_passed",
                    test.at("result"),
                    flow.word(),
                    format!("the newest try of the flow {flow} ended with {result}"),
                )
                .cure("mend it and try again"),
            None => found
                .untold(
                    test.at("result"),
                    flow.word(),
                    format!("nobody told how the newest try of the flow {flow} ended"),
                )
                .cure("write `result`"),
        };
        shortfall.owned_by(billing.owner.as_deref());
    }
}

/// The newest try of each flow, whatever its result.
fn newest_tries<'a>(
    cx: &Context<'a>,
    billing: &'a Billing,
) -> BTreeMap<BillingFlow, (&'a Located<BillingTest>, Day)> {
    let mut newest: BTreeMap<BillingFlow, (&Located<BillingTest>, Day)> = BTreeMap::new();
    for test in &billing.tests {
        let (Some(flow), Some(date)) = (
            test.flow,
            test.date.filter(|&date| !cx.is_yet_to_come(date)),
        ) else {
            continue;
        };
        let so_far = newest.entry(flow).or_insert((test, date));
        if date >= so_far.1 {
            *so_far = (test, date);
        }
    }
    newest
}

/// The promises of that kind that say how long, over all customers.
fn spans_of<'a>(
    cx: &Context<'a>,
    kind: PromiseKind,
) -> impl Iterator<Item = (&'a Located<Promise>, Span)> {
    cx.promises_of(kind)
        .filter_map(|promise| match promise.commitment {
            Commitment::Span(span) => Some((promise, span)),
            _ => None,
        })
}

/// The promise of that kind that asks most of the company, over all customers.
fn kindest<'a>(cx: &Context<'a>, kind: PromiseKind) -> Option<(&'a Located<Promise>, Span)> {
    let spans = spans_of(cx, kind);
    if kind.longer_is_stricter() {
        spans.max_by_key(|(_, span)| span.longest())
    } else {
        spans.min_by_key(|(_, span)| span.shortest())
    }
}

fn check_flow(
    cx: &Context<'_>,
    billing: &Located<Billing>,
    promise: &Located<Promise>,
    limit: Span,
    flow: BillingFlow,
    newest: Option<(&Located<BillingTest>, Day)>,
    found: &mut Shortfalls,
) {
    let (id, owner) = (promise.id.as_str(), promise.owner.as_deref());
    let Some((test, date)) = newest else {
        found
            .fails(
                "never_tried",
                billing.at("tests"),
                id,
                format!("`{id}` promises {limit}, and nobody ever tried the flow {flow}"),
            )
            .owned_by(owner)
            .beside(promise.at("value"), "promised here")
            .cure("try it with a test customer, and write it under `billing.tests`");
        return;
    };
    match test.result {
        Some(TestResult::Pass) => {}
        Some(result @ (TestResult::Partial | TestResult::Fail)) => {
            found
                .fails("not_passed", test.at("result"), id, format!("`{id}` promises {limit}, and the newest try of the flow {flow} ended with {result}"))
                .owned_by(owner)
                .cure("mend it and try again");
        }
        None => untold(test, "result", id, owner, found),
    }
    if cx.is_older(date, &TRY_AGE) {
        found
            .fails(
                "tried_too_long_ago",
                test.at("date"),
                id,
                format!(
                    "the newest try of the flow {flow} is {} days old; {TRY_AGE} is the limit",
                    cx.age_days(date)
                ),
            )
            .owned_by(owner)
            .cure("try it again");
    }
    let Some(taken) = test.duration else {
        untold(test, "duration", id, owner, found);
        return;
    };
    let is_kept = if promise.kind.longer_is_stricter() {
        limit.fits_within(&taken)
    } else {
        taken.fits_within(&limit)
    };
    if !is_kept {
        found
            .fails(
                "other_than_promised",
                test.at("duration"),
                id,
                format!(
                    "`{id}` promises {limit}, and the newest try of the flow {flow} took {taken}"
                ),
            )
            .owned_by(owner)
            .beside(promise.at("value"), "promised here")
            .weighs(Severity::Major)
            .cure("change the flow or the promise");
    }
}

fn untold(
    test: &Located<BillingTest>,
    field: &'static str,
    id: &str,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    found
        .untold(
            test.at(field),
            id,
            format!("the newest try of what `{id}` promises does not say `{field}`"),
        )
        .owned_by(owner)
        .comparing(field)
        .cure(format!("write `{field}`"));
}

/// Holds the time until access changes, as billing is set, against the promise of the first day of suspension.
fn check_grace(cx: &Context<'_>, billing: &Located<Billing>, found: &mut Shortfalls) {
    let failed = billing.failed_payment.as_ref();
    let grace = failed.and_then(|failed| Some((failed, failed.grace?)));
    let promised = kindest(cx, PromiseKind::SuspensionAfter);
    let (Some((failed, grace)), Some((promise, limit))) = (grace, promised) else {
        return;
    };
    let is_nothing = |effect: &str| ["none", "nothing"].contains(&&*effect.trim().to_lowercase());
    let stays_as_it_is = failed.access_effect.as_deref().is_some_and(is_nothing);
    if !stays_as_it_is && !limit.fits_within(&grace) {
        found
            .fails(
                "suspended_too_early",
                failed.at("grace"),
                &promise.id,
                format!("`{}` promises that nobody is suspended before {limit}, and access changes {grace} after a payment failed", promise.id),
            )
            .owned_by(promise.owner.as_deref().or(billing.owner.as_deref()))
            .beside(promise.at("value"), "promised here")
            .weighs(Severity::Major)
            .cure("wait longer, or promise less");
    }
}

/// Holds the deletion of data of those who do not pay against how long former customers can fetch theirs.
fn check_suspension(cx: &Context<'_>, billing: &Located<Billing>, found: &mut Shortfalls) {
    let terms = cx.manifest.terms.given();
    let exit =
        terms.and_then(|terms| Some((terms.exit_period?, terms.at("exit_period"), "the terms")));
    let retentions = spans_of(cx, PromiseKind::Retention)
        .map(|(promise, span)| (span, promise.at("value"), "a promise"));
    let longest = retentions.max_by_key(|(span, ..)| span.longest());
    let all = longest.into_iter().chain(exit);
    let Some((kept, path, by)) = all.max_by_key(|(span, ..)| span.longest()) else {
        return;
    };
    let effect = billing
        .failed_payment
        .as_ref()
        .map(|failed| (failed, failed.data_effect));
    let (failed, delete_after) = match effect {
        Some((failed, Some(DataEffect::Kept | DataEffect::ReadOnly))) => {
            check_kept(billing, failed, found);
            return;
        }
        Some((failed, Some(DataEffect::Deleted))) => {
            (failed.at("delete_after"), failed.delete_after)
        }
        Some((failed, None)) => (failed.at("data_effect"), None),
        None => (billing.at("failed_payment"), None),
    };
    match delete_after {
        None => {
            found
                .untold(failed, "failed_payment", format!("nobody told how long data stays when a payment fails; {by} keep it {kept}"))
                .owned_by(billing.owner.as_deref())
                .cure("write `failed_payment` with `data_effect` and, where data is deleted, `delete_after`");
        }
        Some(delete_after) if !kept.fits_within(&delete_after) => {
            found
                .fails("deleted_too_early", failed, "failed_payment", format!("data is deleted {delete_after} after a payment failed, and {by} keep it {kept}"))
                .owned_by(billing.owner.as_deref())
                .beside(path, format!("{kept} here"))
                .weighs(Severity::Major)
                .cure("delete later");
        }
        Some(_) => {}
    }
}

/// Data that is kept is not deleted later on.
fn check_kept(billing: &Located<Billing>, failed: &Located<FailedPayment>, found: &mut Shortfalls) {
    if let (Some(effect), Some(delete_after)) = (failed.data_effect, failed.delete_after) {
        found
            .untold(
                failed.at("delete_after"),
                "failed_payment",
                format!(
                    "data is said to be {} when a payment fails, and deleted after {delete_after}",
                    effect.word()
                ),
            )
            .owned_by(billing.owner.as_deref())
            .comparing("delete_after")
            .cure("write what is so: `data_effect: deleted`, or no `delete_after`");
    }
}

/// A company that does not say where it is may be bound by the strictest law.
fn check_unplaced(
    cx: &Context<'_>,
    billing: &Located<Billing>,
    laws: &[LeastKeeping<'_>],
    found: &mut Shortfalls,
) {
    let strictest = laws.iter().map(|law| law.keep).max_by_key(Span::longest);
    let is_kept = |least: Span| {
        billing
            .invoice_retention
            .is_some_and(|kept| least.fits_within(&kept))
    };
    if strictest.is_none_or(is_kept) {
        return;
    }
    found
        .untold(
            cx.manifest.company.at("jurisdictions"),
            "invoices",
            "nobody told which law says how long invoices are kept",
        )
        .owned_by(billing.owner.as_deref())
        .comparing("jurisdictions")
        .cure("write `company.jurisdictions`");
}

fn check_invoices(cx: &Context<'_>, billing: &Located<Billing>, found: &mut Shortfalls) {
    let jurisdictions: Vec<Region> = cx
        .manifest
        .company
        .jurisdictions
        .iter()
        .map(|region| region.value)
        .collect();
    let laws = invoice_laws(cx.facts);
    if jurisdictions.is_empty() {
        check_unplaced(cx, billing, &laws, found);
        return;
    }
    let binding = laws.iter().filter(|law| law.binds(&jurisdictions));
    let Some(law) = binding.max_by_key(|law| law.keep.longest()) else {
        return;
    };
    match billing.invoice_retention {
        None => {
            found
                .untold(
                    billing.at("invoice_retention"),
                    "invoices",
                    format!(
                        "nobody told how long invoices are kept; in {} it is {} at least",
                        law.holds_in, law.keep
                    ),
                )
                .owned_by(billing.owner.as_deref())
                .comparing("invoice_retention")
                .cure("write `billing.invoice_retention`");
        }
        Some(kept) if !law.keep.fits_within(&kept) => check_too_short(billing, kept, law, found),
        Some(_) => {}
    }
}

fn check_too_short(
    billing: &Located<Billing>,
    kept: Span,
    law: &LeastKeeping<'_>,
    found: &mut Shortfalls,
) {
    found
        .fails(
            "invoices_gone_too_early",
            billing.at("invoice_retention"),
            "invoices",
            format!(
                "invoices are kept {kept}, and in {} it is {} at least ({})",
                law.holds_in, law.keep, law.source
            ),
        )
        .owned_by(billing.owner.as_deref())
        .cure("keep them longer");
}

fn check_downgrades(billing: &Located<Billing>, found: &mut Shortfalls) {
    let message = match billing.downgrade_orphans_data {
        Some(false) => return,
        Some(true) => "a smaller plan can leave data of a customer without an owner",
        None => "nobody told whether a smaller plan can leave data without an owner",
    };
    found
        .warns("downgrade_orphans", billing.at("downgrade_orphans_data"), "downgrade", message)
        .owned_by(billing.owner.as_deref())
        .cure("try a downgrade with a test customer, mend what is left over, and write `downgrade_orphans_data: false`");
}
