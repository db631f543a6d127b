//! What is promised, and which of several promises is the strictest.

use std::collections::BTreeMap;

use super::Context;
use crate::manifest::model::{Commitment, Contract, Level, Manifest, Promise, PromiseKind, Scope};
use crate::time::coverage::covers_always;
use crate::time::{Day, Schedule, Span};
use crate::yaml::Located;

/// Promises by kind, apart for all services and for single ones.
#[derive(Debug, Default)]
pub(super) struct PromiseIndex<'a> {
    for_all: BTreeMap<PromiseKind, Vec<&'a Located<Promise>>>,
    for_service: BTreeMap<PromiseKind, BTreeMap<&'a str, Vec<&'a Located<Promise>>>>,
}

impl<'a> PromiseIndex<'a> {
    /// The promises in force on that day.
    pub(super) fn of(manifest: &'a Manifest, as_of: Day) -> Self {
        let mut index = Self::default();
        for promise in manifest
            .promises
            .given()
            .into_iter()
            .flat_map(|promises| promises.iter())
        {
            if promise.retired.is_some_and(|retired| retired <= as_of) {
                continue;
            }
            match &promise.services {
                None | Some(Scope::All) => {
                    index.for_all.entry(promise.kind).or_default().push(promise);
                }
                Some(Scope::Only(services)) => {
                    for service in services {
                        let of_kind = index.for_service.entry(promise.kind).or_default();
                        of_kind.entry(service.as_str()).or_default().push(promise);
                    }
                }
            }
        }
        index
    }
}

impl<'a> Context<'a> {
    /// Every promise in force, in the order of the manifest.
    pub fn promises(&self) -> impl Iterator<Item = &'a Located<Promise>> + use<'a> {
        let as_of = self.as_of;
        let promises = self
            .manifest
            .promises
            .given()
            .into_iter()
            .flat_map(|promises| promises.iter());
        promises.filter(move |promise| promise.retired.is_none_or(|retired| retired > as_of))
    }

    /// Every promise in force of that kind.
    pub fn promises_of(
        &self,
        kind: PromiseKind,
    ) -> impl Iterator<Item = &'a Located<Promise>> + use<'a> {
        self.promises().filter(move |promise| promise.kind == kind)
    }

    /// Whether a contract is signed and not over; one that does not say when is.
    pub fn is_in_force(&self, contract: &Contract) -> bool {
        contract
            .signed
            .is_none_or(|signed| !self.is_yet_to_come(signed))
            && contract.until.is_none_or(|last| !self.is_past(last))
    }

    /// The promises in force of that kind whose value nobody wrote.
    pub fn unsaid(
        &self,
        kind: PromiseKind,
    ) -> impl Iterator<Item = &'a Located<Promise>> + use<'a> {
        self.promises_of(kind)
            .filter(|promise| promise.commitment == Commitment::Unsaid)
    }

    /// Every promise in force of that kind for a service.
    pub fn promised(
        &self,
        kind: PromiseKind,
        service: &str,
    ) -> impl Iterator<Item = &'a Located<Promise>> {
        let for_all = self.promises.for_all.get(&kind).into_iter().flatten();
        let of_kind = self.promises.for_service.get(&kind);
        let for_service = of_kind
            .and_then(|of_kind| of_kind.get(service))
            .into_iter()
            .flatten();
        for_all.chain(for_service).copied()
    }

    /// The promised hours of support of a service, in a plan or in all of them.
    pub fn support_hours(&self, service: &str, plan: Option<&str>) -> Vec<&'a Schedule> {
        self.promised(PromiseKind::SupportHours, service)
            .filter(|promise| {
                let of = promise.plan.as_deref();
                plan.is_none() || of.is_none() || of == plan
            })
            .flat_map(|promise| match &promise.value.commitment {
                Commitment::Hours(hours) => hours.as_slice(),
                _ => &[],
            })
            .collect()
    }

    /// Whether support is promised for a service day and night, over all promises of hours together.
    pub fn is_supported_always(&self, service: &str) -> bool {
        covers_always(&self.support_hours(service, None), self.as_of)
    }

    /// The strictest promise in force of that kind for a service, over all sources; a promise of nothing is none.
    pub fn strict(&self, kind: PromiseKind, service: &str) -> Option<&'a Located<Promise>> {
        let says_something = |promise: &&Located<Promise>| {
            !matches!(promise.commitment, Commitment::Unsaid | Commitment::Nothing)
        };
        self.promised(kind, service)
            .filter(says_something)
            .reduce(|strictest, other| {
                if stricter(kind, &other.commitment, &strictest.commitment) {
                    other
                } else {
                    strictest
                }
            })
    }

    /// The strictest promise of a kind that is a span of time, with that span.
    pub fn strict_span(
        &self,
        kind: PromiseKind,
        service: &str,
    ) -> Option<(&'a Located<Promise>, Span)> {
        self.strict(kind, service)
            .and_then(|promise| match promise.commitment {
                Commitment::Span(span) => Some((promise, span)),
                _ => None,
            })
    }

    /// The strictest promise of a kind that is a span of time by level, with the span for that level.
    pub fn strict_by_level(
        &self,
        kind: PromiseKind,
        service: &str,
        level: Level,
    ) -> Option<(&'a Located<Promise>, Span)> {
        self.promised(kind, service)
            .filter_map(|promise| match &promise.commitment {
                Commitment::SpanByLevel(spans) => spans.get(&level).map(|&span| (promise, span)),
                _ => None,
            })
            .min_by_key(|(_, span)| span.shortest())
    }
}

/// Whether one promise asks more of the company than another of the same kind; equal ones and those that cannot be ranked do not.
pub fn stricter(kind: PromiseKind, one: &Commitment, other: &Commitment) -> bool {
    match (one, other) {
        (Commitment::Percent(one), Commitment::Percent(other)) => one > other,
        (Commitment::Span(one), Commitment::Span(other)) if kind.longer_is_stricter() => {
            one.longest() > other.longest()
        }
        (Commitment::Span(one), Commitment::Span(other)) => one.shortest() < other.shortest(),
        (Commitment::Flag(one), Commitment::Flag(other)) => one < other,
        (Commitment::Isolation(one), Commitment::Isolation(other)) => one > other,
        (Commitment::AiUse(one), Commitment::AiUse(other)) => one < other,
        (Commitment::AiTraining(one), Commitment::AiTraining(other)) => one < other,
        (Commitment::SupportAccess(one), Commitment::SupportAccess(other)) => one < other,
        (Commitment::TestData(one), Commitment::TestData(other)) => one < other,
        (Commitment::Limit(one), Commitment::Limit(other)) => {
            one.what == other.what && one.amount > other.amount
        }
        _ => false,
    }
}

impl PromiseKind {
    /// Whether a longer span asks more of the company.
    pub const fn longer_is_stricter(self) -> bool {
        matches!(
            self,
            Self::SubprocessorNotice | Self::SuspensionAfter | Self::PriceChangeNotice
        )
    }
}
