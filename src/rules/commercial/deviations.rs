//! What single contracts promise instead of the standard, against the register of promises.

use crate::manifest::model::{Commitment, Contract, Deviation, Promise, PromiseKind, Scope};
use crate::region::{Region, Within};
use crate::rules::Context;
use crate::rules::context::stricter;
use crate::time::Schedule;
use crate::time::coverage::uncovered;
use crate::yaml::Located;

/// Whether promises to that customer in force ask at least as much of the company as a deviation does.
///
/// A deviation names no service, so it is of every one in production for which anything of its kind is promised; one that names its
/// promise is of the services of that.
pub(crate) fn is_registered(
    cx: &Context<'_>,
    contract: &Contract,
    deviation: &Deviation,
    of_kind: &[&Located<Promise>],
) -> bool {
    let as_much = |promise: &Promise| {
        is_made_to(promise, &contract.customer)
            && asks_as_much(
                deviation.kind,
                &promise.commitment,
                &deviation.commitment,
                cx,
            )
    };
    if let Some(id) = &deviation.promise {
        return of_kind
            .iter()
            .any(|promise| **id == *promise.id && as_much(promise));
    }
    let candidates: Vec<&Promise> = of_kind
        .iter()
        .map(|promise| &promise.value)
        .filter(|promise| as_much(promise))
        .collect();
    let is_covered = |service: &str| candidates.iter().any(|promise| is_of(promise, service));
    let is_promised = |service: &str| {
        of_kind.iter().any(|promise| {
            let is_something =
                !matches!(promise.commitment, Commitment::Unsaid | Commitment::Nothing);
            is_something && is_of(promise, service)
        })
    };
    !candidates.is_empty()
        && cx
            .production_services()
            .all(|(id, _)| !is_promised(id) || is_covered(id))
}

fn is_of(promise: &Promise, service: &str) -> bool {
    let services = promise.services.as_ref();
    services.is_none_or(|services| services.covers(service))
}

fn is_made_to(promise: &Promise, customer: &str) -> bool {
    match &promise.customers {
        None | Some(Scope::All) => true,
        Some(only) => only.covers(customer),
    }
}

/// Whether a registered promise asks at least as much of the company as what was signed.
fn asks_as_much(
    kind: PromiseKind,
    registered: &Commitment,
    signed: &Commitment,
    cx: &Context<'_>,
) -> bool {
    if registered == signed || stricter(kind, registered, signed) {
        return true;
    }
    match (registered, signed) {
        // Two spans may come to the same, as `24h` and `1d` do.
        (Commitment::Span(one), Commitment::Span(other)) => {
            (one.shortest(), one.longest()) == (other.shortest(), other.longest())
        }
        (Commitment::SpanByLevel(registered), Commitment::SpanByLevel(signed)) => {
            signed.iter().all(|(level, limit)| {
                let promised = registered.get(level);
                promised.is_some_and(|promised| promised.fits_within(limit))
            })
        }
        (Commitment::Hours(registered), Commitment::Hours(signed)) => {
            let signed: Vec<&Schedule> = signed.iter().collect();
            let registered: Vec<&Schedule> = registered.iter().collect();
            uncovered(&signed, &registered, cx.as_of).is_empty()
        }
        (Commitment::Regions(registered), Commitment::Regions(signed)) => {
            let stays = |region: &Region| cx.facts.lies_within(*region, signed) == Within::Yes;
            registered.iter().all(stays)
        }
        _ => false,
    }
}
