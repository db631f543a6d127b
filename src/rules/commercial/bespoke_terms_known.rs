//! Signed contracts against the register of what they say.

use std::collections::{BTreeMap, BTreeSet};

use super::deviations::is_registered;
use crate::gate::Severity;
use crate::manifest::Stands;
use crate::manifest::model::{
    Commitment, Contract, Deviation, EnvironmentKind, Promise, PromiseKind, Sector,
};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::Span;
use crate::yaml::{Each, Located};

/// How long after the first day of production a contract may still rest on the pilot's terms.
const PILOT_TERMS: Span = Span::from_days(30);

pub(super) fn bespoke_terms_known(cx: &Context<'_>) -> RuleOutcome {
    let contracts = cx.section(&cx.manifest.contracts, "contracts")?;
    let mut found = Shortfalls::none();
    let in_force: Vec<&Located<Contract>> = contracts
        .iter()
        .filter(|contract| cx.is_in_force(contract))
        .collect();
    check_count(cx, contracts, &in_force, &mut found);
    let register = register(cx);
    for contract in &in_force {
        check_record(contract, &mut found);
        check_pilot(cx, contract, &mut found);
        for deviation in &contract.deviations {
            check_deviation(cx, contract, deviation, &register, &mut found);
        }
        check_clauses(contract, &mut found);
    }
    check_standard(&in_force, &mut found);
    Ok(found)
}

fn check_count(
    cx: &Context<'_>,
    contracts: &Each<Contract>,
    in_force: &[&Located<Contract>],
    found: &mut Shortfalls,
) {
    let mut absent = Shortfalls::none();
    let billing = cx.told(&cx.manifest.billing, "billing", &mut absent);
    absent.weigh(Severity::Blocker);
    found.extend(absent);
    let Some(billing) = billing else {
        return;
    };
    let Some(paying) = billing.paying_customers else {
        found
            .untold(billing.at("paying_customers"), "contracts", "nobody told how many customers pay, so nobody knows whether every contract is here")
            .weighs(Severity::Blocker)
            .owned_by(billing.owner.as_deref())
            .cure("write `paying_customers`, as the billing system counts");
        return;
    };
    let environments = cx.manifest.environments.given().into_iter().flatten();
    let counts = environments
        .filter(|(_, environment)| environment.kind == Some(EnvironmentKind::Production))
        .filter_map(|(_, environment)| {
            let count = environment.paying_customers?;
            Some((count, environment.at("paying_customers")))
        });
    let billed = (paying, billing.at("paying_customers"));
    let all = counts.chain([billed]);
    let Some((paying, path)) = all.max_by_key(|(count, _)| *count) else {
        return;
    };
    let customers: BTreeSet<&str> = in_force
        .iter()
        .map(|contract| contract.customer.as_str())
        .collect();
    if u64::from(paying) > customers.len() as u64 {
        let shortfall = found.fails(
            "contract_unregistered",
            path,
            "contracts",
            format!(
                "{paying} customers pay, and contracts of {} are here",
                customers.len()
            ),
        );
        shortfall
            .weighs(Severity::Blocker)
            .owned_by(billing.owner.as_deref());
        if let Some(first) = contracts.first() {
            shortfall.beside(first.here(), "the first of those that are here");
        }
        shortfall.cure("write one line for each customer who pays");
    }
}

fn check_record(contract: &Located<Contract>, found: &mut Shortfalls) {
    for (field, is_missing) in [
        ("evidence", contract.evidence.is_none()),
        ("terms_version", contract.terms_version.is_none()),
    ] {
        if is_missing {
            found
                .fails("record_incomplete", contract.at(field), &contract.customer, format!("the contract of `{}` does not say `{field}`", contract.customer))
                .owned_by(contract.owner.as_deref())
                .comparing(contract.id.as_deref().unwrap_or_default())
                .comparing(field)
                .cure("name where it lies and which terms it rests on; the contract itself can stay outside");
        }
    }
}

fn check_pilot(cx: &Context<'_>, contract: &Located<Contract>, found: &mut Shortfalls) {
    let Some(go_live) = cx.manifest.stage.go_live else {
        return;
    };
    if contract.pilot == Some(false) || !cx.is_older(go_live, &PILOT_TERMS) {
        return;
    }
    if contract.pilot.is_none() {
        found
            .untold(contract.at("pilot"), &contract.customer, format!("production began on {go_live}, and nobody told whether `{}` is still on the pilot's terms", contract.customer))
            .owned_by(contract.owner.as_deref())
            .comparing(contract.id.as_deref().unwrap_or_default())
            .comparing("pilot")
            .cure("write `pilot`");
    } else {
        found
            .fails("still_pilot", contract.at("pilot"), &contract.customer, format!("production began on {go_live}, {} days ago, and `{}` is still on the pilot's terms", cx.age_days(go_live), contract.customer))
            .owned_by(contract.owner.as_deref())
            .comparing(contract.id.as_deref().unwrap_or_default())
            .cure("agree on terms for production");
    }
}

/// The promises in force, by kind.
fn register<'a>(cx: &Context<'a>) -> BTreeMap<PromiseKind, Vec<&'a Located<Promise>>> {
    let mut register: BTreeMap<PromiseKind, Vec<&Located<Promise>>> = BTreeMap::new();
    for promise in cx.promises() {
        register.entry(promise.kind).or_default().push(promise);
    }
    register
}

fn check_deviation(
    cx: &Context<'_>,
    contract: &Located<Contract>,
    deviation: &Located<Deviation>,
    register: &BTreeMap<PromiseKind, Vec<&Located<Promise>>>,
    found: &mut Shortfalls,
) {
    let (customer, kind) = (contract.customer.as_str(), deviation.kind);
    let value = deviation.value.value.as_ref().map(ToString::to_string);
    let (clause, message, help) = match (&deviation.commitment, value) {
        (Commitment::Unsaid, _) | (_, None) => {
            found
                .untold(
                    deviation.at("value"),
                    customer,
                    format!(
                        "the contract of `{customer}` deviates on {kind}, and does not say how"
                    ),
                )
                .owned_by(contract.owner.as_deref())
                .comparing(contract.id.as_deref().unwrap_or_default())
                .comparing(kind.word())
                .cure("write `value`");
            return;
        }
        (Commitment::Nothing, _) => return,
        (Commitment::Words(_), Some(value)) if kind == PromiseKind::Custom => {
            let is_backed = deviation
                .backed_by
                .iter()
                .any(|evidence| cx.weigh(evidence).defect.is_none());
            if is_backed {
                return;
            }
            (
                "custom_unbacked",
                format!(
                    "`{customer}` was promised `{value}`, which nothing computes with and nothing shows"
                ),
                "name what shows it under `backed_by`, or find the kind of promise that it is",
            )
        }
        (_, Some(value)) => {
            let of_kind = register.get(&kind).map_or(&[][..], Vec::as_slice);
            if is_registered(cx, contract, deviation, of_kind) {
                return;
            }
            (
                "deviation_unregistered",
                format!(
                    "`{customer}` was promised {kind} {value}, and no promise to that customer in force says as much for every service"
                ),
                "write the promise with `customers`, so that every gate holds facts against it",
            )
        }
    };
    found
        .fails(clause, deviation.here(), customer, message)
        .owned_by(contract.owner.as_deref())
        .comparing(contract.id.as_deref().unwrap_or_default())
        .comparing(kind.word())
        .cure(help);
}

fn check_clauses(contract: &Located<Contract>, found: &mut Shortfalls) {
    let Some(sector) = contract.regulated else {
        return;
    };
    let law = match sector {
        Sector::Finance => "DORA",
        Sector::Health | Sector::Public => "NIS2",
    };
    let holds = |clause: &str| clause.to_uppercase().contains(law);
    if !contract.clauses.iter().any(|clause| holds(clause)) {
        found
            .warns(
                "clauses_missing",
                contract.at("clauses"),
                &contract.customer,
                format!(
                    "`{}` is regulated ({sector}), and its contract holds no clauses after {law}",
                    contract.customer
                ),
            )
            .owned_by(contract.owner.as_deref())
            .comparing(contract.id.as_deref().unwrap_or_default())
            .cure("ask the customer which clauses it needs, and name the set under `clauses`");
    }
}

/// Warns where more than a fifth of the contracts, and more than one, deviate on the same kind.
fn check_standard(in_force: &[&Located<Contract>], found: &mut Shortfalls) {
    let mut deviating: BTreeMap<PromiseKind, Vec<&Located<Contract>>> = BTreeMap::new();
    for contract in in_force {
        let kinds: BTreeSet<PromiseKind> = contract
            .deviations
            .iter()
            .map(|deviation| deviation.kind)
            .collect();
        for kind in kinds {
            deviating.entry(kind).or_default().push(contract);
        }
    }
    for (kind, contracts) in deviating {
        let count = contracts.len();
        if count > 1 && count * 5 > in_force.len() {
            found
                .warns(
                    "standard_outgrown",
                    contracts[0].at("deviations"),
                    kind.word(),
                    format!("{count} of {} contracts deviate on {kind}", in_force.len()),
                )
                .comparing(kind.word())
                .cure("change the standard");
        }
    }
}
