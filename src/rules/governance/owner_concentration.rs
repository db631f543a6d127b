//! Whether not everything hangs on one person.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::gate::Severity;
use crate::gate::embedded::{MIN_TEAM_FOR_SHARE, OWNER_SHARE_FAIL, OWNER_SHARE_WARN};
use crate::manifest::model::{Category, CoverDuty, RiskStatus, TestResult};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::ownership::owned_items;
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};

/// How many digits of a share are worth saying.
const DIGITS: u32 = 2;

pub(super) fn owner_concentration(cx: &Context<'_>) -> RuleOutcome {
    let burden = Burden::of(cx);
    if burden.total == 0 {
        return Err(Unjudged::not_applicable("nothing needs an owner yet"));
    }
    let mut found = Shortfalls::none();
    check_single_point(cx, &mut found);
    match cx.manifest.headcount(cx.as_of) {
        None => {
            found
                .untold(
                    cx.manifest.company.at("size"),
                    "company",
                    "nobody told how many people there are, so no share can be judged",
                )
                .cure("write `company.size`, contractors included");
        }
        Some(size) if size as usize >= cx.parameters.count(MIN_TEAM_FOR_SHARE) => {
            check_share(cx, &burden, &mut found);
        }
        Some(size) => check_small(cx, &burden, size, &mut found),
    }
    Ok(found)
}

/// How much hangs on each person alone, and how much there is: three for what a blocker judges, two for a major, one for a minor.
struct Burden<'a> {
    by_person: BTreeMap<&'a str, u64>,
    total: u64,
}

impl<'a> Burden<'a> {
    fn of(cx: &Context<'a>) -> Self {
        let mut burden = Self {
            by_person: BTreeMap::new(),
            total: 0,
        };
        let mut people_behind: BTreeMap<&'a str, BTreeSet<&'a str>> = BTreeMap::new();
        for item in owned_items(cx) {
            let people = item.owner.as_ref().map(|owner| {
                people_behind
                    .entry(owner.who)
                    .or_insert_with(|| cx.people_behind(owner.who))
            });
            burden.add(weight(item.weight), people.as_deref());
        }
        let recovery = cx.manifest.recovery.given();
        let tests = recovery.and_then(|recovery| recovery.tests.as_ref());
        for test in tests.into_iter().flatten() {
            burden.add(weight(Severity::Blocker), Some(&cx.active_among(&test.by)));
        }
        burden
    }

    /// Adds something that hangs on a person where it hangs on nobody else.
    fn add(&mut self, weight: u64, people: Option<&BTreeSet<&'a str>>) {
        self.total += weight;
        let mut people = people.into_iter().flatten();
        if let (Some(only), None) = (people.next(), people.next()) {
            *self.by_person.entry(only).or_default() += weight;
        }
    }

    /// Who carries most, and which share of all; of several who carry the same, the first by name.
    fn heaviest(&self) -> Option<(&'a str, u64)> {
        let mut people = self.by_person.iter();
        let first = people.next().map(|(id, weight)| (*id, *weight))?;
        Some(people.fold(first, |heaviest, (id, weight)| {
            if *weight > heaviest.1 {
                (id, *weight)
            } else {
                heaviest
            }
        }))
    }
}

const fn weight(severity: Severity) -> u64 {
    match severity {
        Severity::Blocker => 3,
        Severity::Major => 2,
        Severity::Minor => 1,
    }
}

fn check_share(cx: &Context<'_>, burden: &Burden<'_>, found: &mut Shortfalls) {
    let (warn, fail) = (
        cx.parameters.number(OWNER_SHARE_WARN),
        cx.parameters.number(OWNER_SHARE_FAIL),
    );
    for (&id, &carried) in &burden.by_person {
        let exceeds = |limit: Decimal| Decimal::from(carried) > limit * Decimal::from(burden.total);
        let share = (Decimal::from(carried) / Decimal::from(burden.total)).round_dp(DIGITS);
        let message = |limit: Decimal| {
            format!("{share} of all that is owned hangs on `{id}` alone; {limit} is the limit")
        };
        let shortfall = if exceeds(fail) {
            found.fails("too_much_on_one", person(cx, id), id, message(fail))
        } else if exceeds(warn) {
            found.warns("much_on_one", person(cx, id), id, message(warn))
        } else {
            continue;
        };
        shortfall
            .owned_by(Some(id))
            .cure("move items, name deputies, and let somebody else run the next restore");
    }
}

fn person(cx: &Context<'_>, id: &str) -> ManifestPath {
    cx.person(id)
        .map_or_else(|| ManifestPath::top("people"), Stands::here)
}

/// In a company too small for shares, hanging on one person is a risk to be decided on.
fn check_small(cx: &Context<'_>, burden: &Burden<'_>, size: u32, found: &mut Shortfalls) {
    let mut risks = cx.manifest.risks.given().into_iter().flatten();
    let is_decided = risks.any(|risk| {
        risk.category == Some(Category::KeyPerson)
            && risk.status != Some(RiskStatus::Closed)
            && risk
                .deputy
                .as_ref()
                .is_some_and(|deputy| cx.is_human(deputy))
            && cx.accepted(&risk.id).is_some()
    });
    if is_decided {
        return;
    }
    let (place, on) = burden.heaviest().map_or_else(
        || (cx.manifest.company.at("size"), "few".to_owned()),
        |(id, _)| (person(cx, id), format!("`{id}`")),
    );
    found
        .warns(
            "undecided",
            place,
            "company",
            format!("in a company of {size} most hangs on {on}, and nobody accepted that risk with a deputy named"),
        )
        .cure("write a risk of category `key_person` with a `deputy`, and have it accepted");
}

/// Checks that no person alone can bring things back, is on call and holds the keys.
fn check_single_point(cx: &Context<'_>, found: &mut Shortfalls) {
    let recovery = cx.manifest.recovery.given();
    let tests = recovery.and_then(|recovery| recovery.tests.as_ref());
    let operators: BTreeSet<&str> = tests
        .into_iter()
        .flatten()
        .filter(|test| test.result == Some(TestResult::Pass) && cx.is_done(test.date))
        .flat_map(|test| cx.active_among(&test.by))
        .collect();
    let cover = cx.manifest.cover.given().into_iter().flatten();
    let on_call: BTreeSet<&str> = cover
        .filter(|cover| cover.duty.is_none_or(|duty| duty == CoverDuty::OnCall))
        .flat_map(|cover| cx.active_among(&cover.people))
        .collect();
    let able: BTreeSet<&str> = operators.union(&on_call).copied().collect();
    let Some(duties) = cx.manifest.duties.given() else {
        return;
    };
    let keys = [
        ("domain", &duties.domain, "the domain names"),
        ("root_account", &duties.root_account, "the root account"),
    ];
    for (field, holders, what) in keys {
        let holders = cx.active_among(holders);
        let mut people = holders.iter();
        let (Some(&only), None) = (people.next(), people.next()) else {
            continue;
        };
        if able == BTreeSet::from([only]) {
            found
                .fails(
                    "single_point",
                    duties.at(field),
                    only,
                    format!("nobody but `{only}` ever ran a recovery that passed or is on call, and only `{only}` holds {what}"),
                )
                .owned_by(Some(only))
                .comparing(field)
                .cure("let a second person run the next restore, and give that person the keys too");
        }
    }
}
