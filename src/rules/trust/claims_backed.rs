//! Single statements of the trust pack against what they rest on.

use std::collections::BTreeSet;

use super::absolute_words::absolute_word;
use super::backing::{Backing, Carries, Grounds};
use super::certificates::check_certificate;
use super::claimed_facts::{Contradiction, contradictions};
use crate::gate::embedded::MAX_TRUST_PACK_AGE;
use crate::gate::{Area, Gate};
use crate::manifest::Stands;
use crate::manifest::model::{Claim, ClaimKind, Evidence, TrustPack};
use crate::rules::{Context, RuleOutcome, Shortfall, ShortfallKind, Shortfalls, Unjudged};
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn claims_backed(cx: &Context<'_>) -> RuleOutcome {
    let pack = cx.section(&cx.manifest.trust_pack, "trust_pack")?;
    if pack.claims.is_empty() {
        return Err(Unjudged::not_applicable(
            "the trust pack makes no single claim",
        ));
    }
    let mut hearing = Hearing {
        grounds: Grounds::of(cx),
        next_review: next_review(cx, pack),
        found: Shortfalls::none(),
    };
    for claim in &pack.claims {
        let owner = claim.owner.as_deref().or(pack.owner.as_deref());
        hearing.hear(cx, claim, owner);
    }
    Ok(hearing.found)
}

/// The day by which somebody looks at the pack again.
fn next_review(cx: &Context<'_>, pack: &TrustPack) -> Day {
    let last = pack
        .reviewed
        .filter(|&day| !cx.is_yet_to_come(day))
        .unwrap_or(cx.as_of);
    last.plus(&cx.parameters.span(MAX_TRUST_PACK_AGE))
}

/// The gates that judge what a claim of that kind says; none of them asks this gate in turn.
const fn gates_of(kind: ClaimKind) -> &'static [&'static str] {
    match kind {
        ClaimKind::PenetrationTest => &[
            "security/independent_test_current",
            "security/test_scope_covers_production",
        ],
        ClaimKind::Backups => &["resilience/backups_independent"],
        ClaimKind::Recovery => &[
            "resilience/promised_rto_proven",
            "resilience/promised_rpo_proven",
        ],
        ClaimKind::Monitoring => &["operations/monitoring_covers_services"],
        ClaimKind::Isolation => &[
            "assurance/isolation_tested",
            "assurance/isolation_promise_matches",
        ],
        ClaimKind::Residency => &["assurance/residency_matches_locations"],
        ClaimKind::Deletion => &["assurance/retention_and_deletion_proven"],
        ClaimKind::Ai => &[
            "assurance/ai_claim_matches_models",
            "assurance/ai_data_terms_match_promises",
        ],
        ClaimKind::Subprocessors => &["trust/subprocessors_match"],
        ClaimKind::Support => &["commercial/support_promise_covered"],
        ClaimKind::Incidents => &["commercial/notification_timings_hold"],
        ClaimKind::Availability => &["commercial/sla_arithmetic_holds"],
        ClaimKind::Payments => &["commercial/card_data_avoided"],
        ClaimKind::Disclosure => &["security/vulnerability_door_open"],
        ClaimKind::Certification
        | ClaimKind::Encryption
        | ClaimKind::Mfa
        | ClaimKind::Bounty
        | ClaimKind::Other => &[],
    }
}

/// Whether a claim may rest on a gate: those of these areas judge facts, and none of them judges claims.
const fn judges_facts(gate: &Gate) -> bool {
    match gate.definition.area {
        Area::Assurance
        | Area::Security
        | Area::Release
        | Area::Commercial
        | Area::Operations
        | Area::Resilience => true,
        Area::Company
        | Area::Poc
        | Area::Pilot
        | Area::PreProduction
        | Area::Governance
        | Area::Trust
        | Area::Cost => false,
    }
}

/// All claims of a pack, heard one after the other; each gate is asked once.
struct Hearing<'a> {
    grounds: Grounds<'a>,
    next_review: Day,
    found: Shortfalls,
}

impl<'a> Hearing<'a> {
    fn hear(&mut self, cx: &Context<'a>, claim: &'a Located<Claim>, owner: Option<&str>) {
        let services: BTreeSet<&str> = if claim.services.is_empty() {
            cx.production_services().map(|(id, _)| id).collect()
        } else {
            claim
                .services
                .iter()
                .map(|service| service.as_str())
                .collect()
        };
        let backings = self.weigh(cx, claim, &services, owner);
        match claim.kind {
            Some(kind) => {
                let is_contradicted = self.hold_against_facts(cx, claim, kind, &services, owner);
                let mut gates = gates_of(kind)
                    .iter()
                    .filter_map(|name| cx.catalog.find(name));
                if !is_contradicted {
                    gates.any(|gate| self.ask(cx, claim, gate, &services, owner));
                }
                if kind == ClaimKind::Certification {
                    check_certificate(claim, &backings, owner, &mut self.found);
                }
            }
            None => untold(claim, "kind", owner, &mut self.found),
        }
        check_words(cx, claim, &backings, owner, &mut self.found);
    }

    /// Whether a known fact speaks against a claim.
    fn hold_against_facts(
        &mut self,
        cx: &Context<'a>,
        claim: &'a Located<Claim>,
        kind: ClaimKind,
        services: &BTreeSet<&str>,
        owner: Option<&str>,
    ) -> bool {
        let id = claim.id.as_str();
        let contradictions = contradictions(cx, kind, services);
        let is_contradicted = contradictions
            .iter()
            .any(|contradiction| contradiction.is_known);
        for Contradiction {
            is_known,
            subject,
            message,
            path,
        } in contradictions
        {
            let message = format!("claim `{id}` is about {kind}, and {message}");
            let added = if is_known {
                self.found
                    .fails("contradicted", claim.at("text"), id, message)
            } else {
                self.found.untold(claim.at("text"), id, message)
            };
            added
                .owned_by(owner)
                .comparing(&subject)
                .beside(path, "it stands here")
                .cure("change the fact, qualify the claim, or cut it");
        }
        is_contradicted
    }

    /// Looks at each ground a claim names, and hands back those that are there.
    fn weigh(
        &mut self,
        cx: &Context<'a>,
        claim: &'a Located<Claim>,
        services: &BTreeSet<&str>,
        owner: Option<&str>,
    ) -> Vec<Backing<'a>> {
        let id = claim.id.as_str();
        if claim.refs.is_empty() {
            self.found
                .fails(
                    "unbacked",
                    claim.at("refs"),
                    id,
                    format!("claim `{id}` points at nothing that shows it"),
                )
                .owned_by(owner)
                .cure(
                    "name a promise, evidence or test under `refs`, qualify the claim, or cut it",
                );
        }
        let mut covered: Option<BTreeSet<&str>> = None;
        let mut backings = Vec::new();
        for name in &claim.refs {
            let Some(backing) = self.grounds.find(cx, name) else {
                self.void(
                    claim,
                    name,
                    owner,
                    &format!("`{name}` is nothing that can show it"),
                );
                continue;
            };
            match backing.carries(cx) {
                Carries::Yes => {}
                Carries::No(why) => self.void(claim, name, owner, &why),
                Carries::Untold(fields) => {
                    for field in fields {
                        self.untold_ground(claim, name, &backing, field, owner);
                    }
                }
            }
            match backing.scope() {
                // A certificate holds for what it names, whatever else a test beside it looked at.
                Ok(Some(_))
                    if claim.kind == Some(ClaimKind::Certification)
                        && !backing.is_certificate() => {}
                Ok(Some(scope)) => covered.get_or_insert_default().extend(scope),
                Ok(None) => {}
                Err(field) => self.untold_ground(claim, name, &backing, field, owner),
            }
            match &backing {
                Backing::Gate(gate) if judges_facts(gate) => {
                    self.ask(cx, claim, gate, services, owner);
                }
                Backing::Gate(gate) => {
                    self.void(
                        claim,
                        name,
                        owner,
                        &format!(
                            "gate `{}` judges records and decisions, not what customers are told",
                            gate.definition.id
                        ),
                    );
                }
                Backing::Evidence(evidence) => self.check_end(cx, claim, evidence, owner),
                Backing::Promise(_)
                | Backing::SecurityTest(_)
                | Backing::Review(_)
                | Backing::Trial(_) => {}
            }
            backings.push(backing);
        }
        if let Some(covered) = covered {
            self.check_scope(claim, services, &covered, owner);
        }
        backings
    }

    fn void(
        &mut self,
        claim: &'a Located<Claim>,
        name: &Located<crate::manifest::model::Id>,
        owner: Option<&str>,
        why: &str,
    ) {
        self.found
            .fails(
                "backing_void",
                name.here(),
                &claim.id,
                format!("claim `{}` rests on `{name}`, and {why}", claim.id),
            )
            .owned_by(owner)
            .comparing(name)
            .cure("name something that holds today, qualify the claim, or cut it");
    }

    fn untold_ground(
        &mut self,
        claim: &'a Located<Claim>,
        name: &Located<crate::manifest::model::Id>,
        backing: &Backing<'a>,
        field: &'static str,
        owner: Option<&str>,
    ) {
        let path = backing.at(field).unwrap_or_else(|| name.here());
        self.found
            .untold(
                path,
                &claim.id,
                format!(
                    "claim `{}` rests on `{name}`, which does not say `{field}`",
                    claim.id
                ),
            )
            .owned_by(owner)
            .comparing(name)
            .comparing(field)
            .cure(format!("write `{field}`"));
    }

    fn check_scope(
        &mut self,
        claim: &'a Located<Claim>,
        services: &BTreeSet<&str>,
        covered: &BTreeSet<&str>,
        owner: Option<&str>,
    ) {
        let beyond: Vec<String> = services
            .difference(covered)
            .map(|service| format!("`{service}`"))
            .collect();
        if !beyond.is_empty() {
            let id = claim.id.as_str();
            self.found
                .fails("out_of_scope", claim.at("refs"), id, format!("claim `{id}` is about {} too, and what it rests on is not", beyond.join(", ")))
                .owned_by(owner)
                .cure("say which services the claim is about, under `services` and in its words; or prove it for all");
        }
    }

    fn check_end(
        &mut self,
        cx: &Context<'a>,
        claim: &'a Located<Claim>,
        evidence: &'a Located<Evidence>,
        owner: Option<&str>,
    ) {
        let until = cx.weigh_registered(evidence).until;
        if let Some(until) = until.filter(|&until| until < self.next_review && !cx.is_past(until)) {
            self.found
                .warns("evidence_ends_before_review", claim.at("refs"), &claim.id, format!("claim `{}` rests on `{}`, which proves nothing after {until}; the pack is next reviewed by {}", claim.id, evidence.id, self.next_review))
                .owned_by(owner)
                .comparing(&evidence.id)
                .cure("renew it before that day, or take the claim out then");
        }
    }

    /// Whether another gate fails, or cannot be judged, for the services of a claim.
    fn ask(
        &mut self,
        cx: &Context<'a>,
        claim: &'a Located<Claim>,
        gate: &Gate,
        services: &BTreeSet<&str>,
        owner: Option<&str>,
    ) -> bool {
        let gate_id = gate.definition.id;
        let of_others = |shortfall: &&Shortfall| {
            cx.manifest
                .services
                .contains_key(shortfall.subject.as_str())
                && !services.contains(shortfall.subject.as_str())
        };
        let of_kind = |found: &Shortfalls, kind: ShortfallKind| {
            found
                .iter()
                .find(|shortfall| shortfall.kind == kind && !of_others(shortfall))
                .cloned()
        };
        let (shortfall, is_known) = match &*cx.outcome(gate) {
            Err(Unjudged::NotApplicable(_)) => return false,
            Err(Unjudged::Untold(shortfall)) => ((**shortfall).clone(), false),
            Ok(found) => match of_kind(found, ShortfallKind::Fails) {
                Some(shortfall) => (shortfall, true),
                None => match of_kind(found, ShortfallKind::Untold) {
                    Some(shortfall) => (shortfall, false),
                    None => return false,
                },
            },
        };
        let id = claim.id.as_str();
        let added = if is_known {
            self.found.fails(
                "gate_fails",
                claim.at("text"),
                id,
                format!(
                    "claim `{id}` needs gate `{gate_id}`, which fails: {}",
                    shortfall.message
                ),
            )
        } else {
            self.found.untold(
                claim.at("text"),
                id,
                format!(
                    "claim `{id}` needs gate `{gate_id}`, which cannot be judged: {}",
                    shortfall.message
                ),
            )
        };
        added
            .owned_by(owner)
            .comparing(gate_id)
            .beside(shortfall.path, "what that gate found")
            .cure(format!(
                "mend what `{gate_id}` found, qualify the claim, or cut it"
            ));
        is_known
    }
}

pub(super) fn untold(
    claim: &Located<Claim>,
    field: &'static str,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    found
        .untold(
            claim.at(field),
            &claim.id,
            format!("claim `{}` does not say `{field}`", claim.id),
        )
        .owned_by(owner)
        .comparing(field)
        .cure(format!("write `{field}`"));
}

fn check_words(
    cx: &Context<'_>,
    claim: &Located<Claim>,
    backings: &[Backing<'_>],
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let Some(text) = &claim.text else {
        untold(claim, "text", owner, found);
        return;
    };
    if backings
        .iter()
        .any(|backing| backing.is_independent_proof(cx))
    {
        return;
    }
    if let Some(word) = absolute_word(text) {
        let id = claim.id.as_str();
        found
            .fails("absolute_words", claim.at("text"), id, format!("claim `{id}` says `{word}`, and nothing it rests on was made outside the team, with its hash"))
            .owned_by(owner)
            .comparing(word)
            .cure("say what is done instead of what can never happen, or name independent evidence");
    }
}
