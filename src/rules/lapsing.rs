//! What turns worse within the horizon by passing of time alone.

use std::collections::BTreeSet;

use super::Context;
use super::governance::required_evidence_present::relied_on;
use super::ownership::owned_items;
use super::resilience::proofs::proofs;
use crate::gate::embedded::{
    FINDING_SLA, HORIZON, MAX_DELETION_TEST_AGE, MAX_INVENTORY_AGE, MAX_ISOLATION_TEST_AGE,
    MAX_PENTEST_AGE, MAX_RECOVERY_TEST_AGE, MAX_TRUST_PACK_AGE,
};
use crate::manifest::model::{FindingStatus, PromiseKind};
use crate::report::model::{FindingOutcome, Lapsing};
use crate::time::{Day, Span};

/// Everything that lapses within the horizon, soonest first.
pub fn within_horizon(cx: &Context<'_>) -> Vec<Lapsing> {
    let mut lapsing = Collector {
        cx,
        horizon: cx.as_of.plus(&cx.parameters.span(HORIZON)),
        found: Vec::new(),
    };
    acceptances(&mut lapsing);
    exemptions(&mut lapsing);
    evidence(&mut lapsing);
    recovery_tests(&mut lapsing);
    security_tests(&mut lapsing);
    findings(&mut lapsing);
    reviews(&mut lapsing);
    owners(&mut lapsing);
    let mut found = lapsing.found;
    found.sort_by(|one, other| (one.on, one.gate, &one.id).cmp(&(other.on, other.gate, &other.id)));
    found.dedup();
    found
}

/// Keeps what ends within the horizon.
struct Collector<'c, 'a> {
    cx: &'c Context<'a>,
    horizon: Day,
    found: Vec<Lapsing>,
}

impl Collector<'_, '_> {
    fn add(
        &mut self,
        kind: &'static str,
        id: &str,
        gate: &'static str,
        last_day: Day,
        owner: Option<&str>,
    ) {
        let is_asked = self
            .cx
            .catalog
            .find(gate)
            .is_some_and(|gate| gate.definition.stage <= self.cx.stage);
        if !is_asked || last_day < self.cx.as_of || last_day > self.horizon {
            return;
        }
        self.found.push(Lapsing {
            on: last_day.plus_days(1),
            kind,
            id: id.to_owned(),
            gate,
            becomes: FindingOutcome::Fail,
            owner: owner.map(str::to_owned),
        });
    }

    fn add_aged(
        &mut self,
        kind: &'static str,
        id: &str,
        gate: &'static str,
        made: Day,
        limit: Span,
        owner: Option<&str>,
    ) {
        if made <= self.cx.as_of {
            self.add(kind, id, gate, made.plus(&limit), owner);
        }
    }
}

fn acceptances(lapsing: &mut Collector<'_, '_>) {
    for acceptance in lapsing
        .cx
        .acceptances()
        .filter(|acceptance| lapsing.cx.holds(acceptance))
        .collect::<Vec<_>>()
    {
        if let Some(last_day) = acceptance.review_by {
            lapsing.add(
                "acceptance",
                &acceptance.id,
                "governance/acceptances_current",
                last_day,
                acceptance.by.as_deref(),
            );
        }
    }
}

fn exemptions(lapsing: &mut Collector<'_, '_>) {
    for (name, exemption) in &lapsing.cx.manifest.not_applicable.0 {
        if let Some(last_day) = exemption.review_by {
            lapsing.add(
                "not_applicable",
                name,
                "governance/na_justified",
                last_day,
                exemption.by.as_deref(),
            );
        }
    }
}

/// Evidence that a required kind rests on, once the longest-lasting piece of it ends.
fn evidence(lapsing: &mut Collector<'_, '_>) {
    for (item, proof) in relied_on(lapsing.cx) {
        if let Some(last_day) = proof.until {
            lapsing.add(
                "evidence",
                &item.id,
                "governance/required_evidence_present",
                last_day,
                item.owner.as_deref(),
            );
        }
    }
}

fn recovery_tests(lapsing: &mut Collector<'_, '_>) {
    let limit = lapsing.cx.parameters.span(MAX_RECOVERY_TEST_AGE);
    for (service, _) in lapsing.cx.production_services() {
        let Some(promise) = lapsing.cx.strict(PromiseKind::Rto, service) else {
            continue;
        };
        for (test, made) in proofs(lapsing.cx, service) {
            lapsing.add_aged(
                "recovery_test",
                &test.id,
                "resilience/promised_rto_proven",
                made,
                limit,
                promise.owner.as_deref(),
            );
        }
    }
}

fn security_tests(lapsing: &mut Collector<'_, '_>) {
    let cx = lapsing.cx;
    let tests = cx
        .manifest
        .security
        .given()
        .and_then(|security| security.tests.as_ref());
    let independent = tests
        .into_iter()
        .flat_map(|tests| tests.iter())
        .filter(|test| test.independent == Some(true));
    if let Some((test, made)) = cx.newest(independent, |test| test.date) {
        let limit = cx.parameters.span(MAX_PENTEST_AGE);
        lapsing.add_aged(
            "security_test",
            &test.id,
            "security/independent_test_current",
            made,
            limit,
            test.owner.as_deref(),
        );
    }
}

fn findings(lapsing: &mut Collector<'_, '_>) {
    let cx = lapsing.cx;
    let limits = cx.parameters.by_level(FINDING_SLA);
    for finding in cx.known_findings() {
        if let (Some(opened), None | Some(FindingStatus::Open)) = (finding.opened, finding.status) {
            let limit = limits.at(finding.severity.unwrap_or_else(|| cx.unrated()));
            lapsing.add_aged(
                "finding",
                &finding.id,
                "security/findings_within_sla",
                opened,
                limit,
                finding.owner.as_deref(),
            );
        }
    }
}

fn reviews(lapsing: &mut Collector<'_, '_>) {
    let cx = lapsing.cx;
    if let Some(pack) = cx.manifest.trust_pack.given()
        && let Some(reviewed) = pack.reviewed
    {
        let limit = cx.parameters.span(MAX_TRUST_PACK_AGE);
        lapsing.add_aged(
            "trust_pack",
            "trust_pack",
            "trust/trust_pack_current",
            reviewed,
            limit,
            pack.owner.as_deref(),
        );
    }
    if let Some(data) = cx.manifest.data.given() {
        if let Some(reviewed) = data.reviewed {
            let limit = cx.parameters.span(MAX_INVENTORY_AGE);
            lapsing.add_aged(
                "data_inventory",
                "data",
                "assurance/data_position_recorded",
                reviewed,
                limit,
                data.owner.as_deref(),
            );
        }
        if let Some((test, made)) = cx.newest(data.deletion_tests.iter(), |test| test.date) {
            let (id, limit) = (
                test.id.as_deref().unwrap_or("deletion test"),
                cx.parameters.span(MAX_DELETION_TEST_AGE),
            );
            lapsing.add_aged(
                "deletion_test",
                id,
                "assurance/retention_and_deletion_proven",
                made,
                limit,
                test.owner.as_deref(),
            );
        }
    }
    if let Some(tenancy) = cx.manifest.tenancy.given()
        && let Some((test, made)) = cx.newest(tenancy.tests.iter(), |test| test.date)
    {
        let (id, limit) = (
            test.id.as_deref().unwrap_or("isolation test"),
            cx.parameters.span(MAX_ISOLATION_TEST_AGE),
        );
        lapsing.add_aged(
            "isolation_test",
            id,
            "assurance/isolation_tested",
            made,
            limit,
            test.owner.as_deref(),
        );
    }
    let decisions = cx
        .manifest
        .cost
        .given()
        .and_then(|cost| cost.decisions.as_ref());
    if let Some((decision, _)) =
        decisions.and_then(|decisions| cx.newest(decisions.iter(), |decision| decision.date))
        && let Some(last_day) = decision.review_by
    {
        lapsing.add(
            "cost_decision",
            &decision.id,
            "cost/cost_decision_owned",
            last_day,
            decision.by.as_deref(),
        );
    }
}

/// People who leave within the horizon, where they own something by their own name.
fn owners(lapsing: &mut Collector<'_, '_>) {
    let cx = lapsing.cx;
    let owning: BTreeSet<&str> = owned_items(cx)
        .filter_map(|item| item.owner.map(|owner| owner.who))
        .collect();
    for (id, person) in cx
        .manifest
        .people
        .iter()
        .filter(|(id, _)| owning.contains(id.as_str()))
    {
        if let Some(last_day) = person.until {
            lapsing.add("person", id, "governance/owners_active", last_day, Some(id));
        }
    }
}
