//! The published list of subprocessors against the vendors that really process customers' data.

use std::collections::BTreeSet;

use super::subprocessors::{
    Processor, Processors, earliest_notices, list_difference, processors, published,
};
use crate::facts::Facts;
use crate::gate::embedded::SUBPROCESSOR_NOTICE;
use crate::manifest::model::{Commitment, Promise, PromiseKind, Subprocessor, TrustPack};
use crate::manifest::{ManifestPath, Stands};
use crate::region::{Region, Within};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::{Day, Span};
use crate::yaml::{Each, Located};

/// How old a look at a vendor's own suppliers may be.
const FLOW_DOWN_REVIEW: Span = Span::from_days(365);

pub(super) fn subprocessors_match(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.vendors, "vendors")?;
    let processors = processors(cx);
    let mut found = Shortfalls::none();
    for (id, vendor) in &processors.untold {
        let (message, cure) = match (vendor.personal_data, vendor.does) {
            (Some(false), Some(does)) => (
                format!(
                    "`{id}` does {does} for a service with personal data, and is said to get none"
                ),
                "write `personal_data: true`; or correct what it does, or the services that use it",
            ),
            _ => (
                format!("nobody says whether `{id}` touches personal data of customers"),
                "write `personal_data: true` or `personal_data: false`",
            ),
        };
        found
            .untold(vendor.at("personal_data"), id, message)
            .owned_by(vendor.owner.as_deref())
            .cure(cure);
    }
    let pack = cx.manifest.trust_pack.given().map(|pack| &**pack);
    match pack.and_then(|pack| pack.subprocessors.as_ref().map(|list| (pack, list))) {
        Some((pack, list)) => check_list(cx, pack, list, &processors, &mut found),
        None if processors
            .known
            .iter()
            .all(|processor| processor.is_yet_to_start) => {}
        None => return Err(no_list(pack, &processors)),
    }
    check_notices(cx, &processors, &mut found);
    check_flow_down(cx, &processors, &mut found);
    Ok(found)
}

fn no_list(pack: Option<&Located<TrustPack>>, processors: &Processors<'_>) -> Unjudged {
    let path = match pack {
        Some(pack) => pack.at("subprocessors"),
        None => ManifestPath::top("trust_pack"),
    };
    let message = format!(
        "{} process personal data, and nobody told which of them are published",
        names(processors)
    );
    Unjudged::untold(
        path,
        "subprocessors",
        message,
        "write `trust_pack.subprocessors`, as customers read it",
    )
}

fn names(processors: &Processors<'_>) -> String {
    let names: Vec<String> = processors
        .known
        .iter()
        .map(|processor| format!("`{}`", processor.id))
        .collect();
    names.join(", ")
}

fn check_list<'a>(
    cx: &Context<'a>,
    pack: &'a Located<TrustPack>,
    list: &'a Each<Subprocessor>,
    processors: &Processors<'a>,
    found: &mut Shortfalls,
) {
    let published = published(cx);
    let difference = list_difference(cx, processors);
    for processor in &processors.known {
        match published.get(processor.id) {
            Some(entry) => check_entry(cx.facts, processor, entry, found),
            None if processor.is_yet_to_start => {}
            None => {
                found
                    .fails("unlisted", pack.at("subprocessors"), processor.id, format!("`{}` {}, and is not on the published list", processor.id, processor.because))
                    .owned_by(processor.vendor.owner.as_deref().or(pack.owner.as_deref()))
                    .beside(processor.vendor.here(), "it stands here")
                    .cure("publish it, tell customers, and write it here; or take the data away from it");
            }
        }
    }
    for name in difference.stale {
        found
            .warns(
                "stale",
                published[name].here(),
                name,
                format!("`{name}` is on the published list, and processes no personal data"),
            )
            .owned_by(pack.owner.as_deref())
            .cure("take it off the list with the next review");
    }
    let purposeless: Vec<String> = list
        .iter()
        .filter(|entry| entry.purpose.is_none())
        .map(|entry| format!("`{}`", entry.name))
        .collect();
    if !purposeless.is_empty() {
        found
            .warns(
                "purpose_unsaid",
                pack.at("subprocessors"),
                "subprocessors",
                format!(
                    "the published list does not say what for: {}",
                    purposeless.join(", ")
                ),
            )
            .owned_by(pack.owner.as_deref())
            .cure("write `purpose` beside each name");
    }
    check_annexes(cx, list, found);
}

fn check_entry(
    facts: &Facts,
    processor: &Processor<'_>,
    entry: &Located<Subprocessor>,
    found: &mut Shortfalls,
) {
    let (id, vendor) = (processor.id, processor.vendor);
    match (entry.purpose, vendor.does) {
        (Some(purpose), Some(does)) if purpose != does => {
            found
                .fails(
                    "purpose_differs",
                    entry.at("purpose"),
                    id,
                    format!("the published list says `{id}` does {purpose}, and it does {does}"),
                )
                .owned_by(vendor.owner.as_deref())
                .beside(vendor.at("does"), format!("{does} here"))
                .cure("publish what it really does");
        }
        (Some(_), None) => {
            found
                .untold(vendor.at("does"), id, format!("nobody says what `{id}` does, so nobody knows whether its published purpose is true"))
                .owned_by(vendor.owner.as_deref())
                .comparing("does")
                .cure("write `does`");
        }
        (Some(_) | None, Some(_) | None) => {}
    }
    let listed: Vec<Region> = entry.regions.iter().map(|region| region.value).collect();
    for region in &vendor.regions {
        let lies = match facts.lies_within(region.value, &listed) {
            Within::Yes => continue,
            Within::No => "processes",
            Within::Unknown => "may process",
        };
        let said = in_words(&regions_of(entry));
        found
            .fails(
                "region_unlisted",
                entry.at("regions"),
                id,
                format!("`{id}` {lies} in {region}, and the published list says {said}"),
            )
            .owned_by(vendor.owner.as_deref())
            .comparing(&region.to_string())
            .beside(region.here(), "here")
            .cure("publish every region, or pin the vendor to those that are published");
    }
    if vendor.regions.is_empty() {
        found
            .untold(vendor.at("regions"), id, format!("nobody says where `{id}` processes, so nobody knows whether the published regions are true"))
            .owned_by(vendor.owner.as_deref())
            .comparing("regions")
            .cure("write `regions`");
    }
}

fn check_annexes(cx: &Context<'_>, list: &Each<Subprocessor>, found: &mut Shortfalls) {
    let by_name = published(cx);
    let published: BTreeSet<&str> = list.iter().map(|entry| entry.name.as_str()).collect();
    let contracts = cx
        .manifest
        .contracts
        .given()
        .into_iter()
        .flat_map(|contracts| contracts.iter());
    for contract in contracts.filter(|contract| cx.is_in_force(contract)) {
        let Some(annex) = &contract.subprocessors else {
            continue;
        };
        let annexed: BTreeSet<&str> = annex.iter().map(|entry| entry.name.as_str()).collect();
        for name in published.symmetric_difference(&annexed) {
            let (here, there) = if annexed.contains(name) {
                ("the annex of its contract", "the published list")
            } else {
                ("the published list", "the annex of its contract")
            };
            found
                .fails(
                    "annex_differs",
                    contract.at("subprocessors"),
                    &contract.customer,
                    format!(
                        "for `{}`, `{name}` is in {here} and not in {there}",
                        contract.customer
                    ),
                )
                .owned_by(contract.owner.as_deref())
                .comparing(contract.id.as_deref().unwrap_or_default())
                .comparing(name)
                .cure("let both say the same: change the list, or agree on a new annex");
        }
        for entry in annex.iter().filter(|entry| !entry.regions.is_empty()) {
            let Some(listed) = by_name.get(entry.name.as_str()) else {
                continue;
            };
            let (annexed, listed) = (regions_of(entry), regions_of(listed));
            if !is_same_place(cx.facts, &annexed, &listed) {
                found
                    .fails("annex_differs", entry.at("regions"), &contract.customer, format!("for `{}`, `{}` processes in {} by the annex of its contract, and in {} by the published list", contract.customer, entry.name, in_words(&annexed), in_words(&listed)))
                    .owned_by(contract.owner.as_deref())
                    .comparing(contract.id.as_deref().unwrap_or_default())
                    .comparing(&entry.name)
                    .cure("let both say the same: change the list, or agree on a new annex");
            }
        }
    }
}

/// Whether two lists of regions come to the same, be it by country or by the cloud regions that lie there.
fn is_same_place(facts: &Facts, one: &BTreeSet<Region>, other: &BTreeSet<Region>) -> bool {
    let lie_within = |regions: &BTreeSet<Region>, others: &BTreeSet<Region>| {
        let others: Vec<Region> = others.iter().copied().collect();
        let mut regions = regions.iter();
        regions.all(|&region| facts.lies_within(region, &others) == Within::Yes)
    };
    lie_within(one, other) && lie_within(other, one)
}

fn regions_of(entry: &Subprocessor) -> BTreeSet<Region> {
    entry.regions.iter().map(|region| region.value).collect()
}

fn in_words(regions: &BTreeSet<Region>) -> String {
    if regions.is_empty() {
        return "no region".to_owned();
    }
    let names: Vec<String> = regions.iter().map(ToString::to_string).collect();
    names.join(", ")
}

/// How long before a new subprocessor starts customers must be told, and where that is said.
fn promised_notice<'a>(cx: &Context<'a>) -> (Span, Option<&'a Located<Promise>>) {
    cx.promises_of(PromiseKind::SubprocessorNotice)
        .filter_map(|promise| match promise.commitment {
            Commitment::Span(span) => Some((span, Some(promise))),
            _ => None,
        })
        .reduce(|longest, other| {
            if other.0.longest() > longest.0.longest() {
                other
            } else {
                longest
            }
        })
        .unwrap_or_else(|| (cx.parameters.span(SUBPROCESSOR_NOTICE), None))
}

/// The day of the first contract: from then on somebody has to be told.
enum FirstContract {
    /// There is no contract.
    None,
    /// It may have been any day.
    Unknown,
    /// That day.
    On(Day),
}

fn first_contract(cx: &Context<'_>) -> FirstContract {
    let Some(contracts) = cx.manifest.contracts.given() else {
        let is_promised = cx
            .promises_of(PromiseKind::SubprocessorNotice)
            .next()
            .is_some();
        let has_none = cx.exemption(&cx.manifest.contracts, "contracts").is_some();
        return if has_none && !is_promised {
            FirstContract::None
        } else {
            FirstContract::Unknown
        };
    };
    if contracts.is_empty() {
        return FirstContract::None;
    }
    let days: Option<Vec<Day>> = contracts.iter().map(|contract| contract.signed).collect();
    days.and_then(|days| days.into_iter().min())
        .map_or(FirstContract::Unknown, FirstContract::On)
}

fn check_notices(cx: &Context<'_>, processors: &Processors<'_>, found: &mut Shortfalls) {
    for promise in cx.unsaid(PromiseKind::SubprocessorNotice) {
        found
            .untold(
                promise.at("value"),
                &promise.id,
                format!(
                    "`{}` does not say how long before customers are told of a new subprocessor",
                    promise.id
                ),
            )
            .owned_by(promise.owner.as_deref())
            .cure("write `value`");
    }
    let first = first_contract(cx);
    if matches!(first, FirstContract::None) {
        return;
    }
    let (notice, promise) = promised_notice(cx);
    let published = published(cx);
    let sent = earliest_notices(cx);
    for processor in &processors.known {
        let (id, vendor) = (processor.id, processor.vendor);
        let Some(since) = vendor
            .since
            .or_else(|| published.get(id).and_then(|entry| entry.since))
        else {
            found
                .untold(vendor.at("since"), id, format!("nobody says since when `{id}` processes, so nobody knows whether customers were told in time"))
                .owned_by(vendor.owner.as_deref())
                .comparing("since")
                .cure("write `since`; or `contracts: []` where there is no customer yet");
            continue;
        };
        let was_first = matches!(first, FirstContract::On(first) if since <= first);
        let told = sent.get(id).copied();
        let is_due = !cx.is_yet_to_come(since.minus(&notice));
        if was_first || !is_due || told.is_some_and(|told| told.plus(&notice) <= since) {
            continue;
        }
        let what = match told.map(|told| (told, since.days_since(told))) {
            Some((told, days)) if days < 0 => {
                format!("customers were told on {told}, {} days after", -days)
            }
            Some((told, days)) => format!("customers were told on {told}, {days} days before"),
            None => "no customer was told before".to_owned(),
        };
        let message =
            format!("`{id}` processes since {since}; {what}, and {notice} of notice is due");
        let has_run = told.is_some_and(|told| !cx.is_yet_to_come(told.plus(&notice)));
        let shortfall = if has_run {
            found.warns("notice_was_late", vendor.at("since"), id, message)
        } else {
            found.fails("notice_too_short", vendor.at("since"), id, message)
        };
        shortfall
            .owned_by(vendor.owner.as_deref())
            .comparing("since");
        if let Some(promise) = promise {
            shortfall.beside(promise.at("value"), format!("{notice} promised here"));
        }
        shortfall.cure(match told {
            None => format!("tell customers now, record the notice under `subprocessor_notices`, and let {notice} run; next time before it starts"),
            Some(told) => match told.plus(&notice) {
                end if cx.is_yet_to_come(end) => format!("let the notice run until {end}, and hear who objects; tell customers of the next one before it starts"),
                _ => "nothing brings the lost days back; tell customers of the next one before it starts".to_owned(),
            },
        });
    }
}

fn check_flow_down(cx: &Context<'_>, processors: &Processors<'_>, found: &mut Shortfalls) {
    for Processor { id, vendor, .. } in &processors.known {
        let message = match vendor
            .subprocessors_reviewed
            .filter(|&day| !cx.is_yet_to_come(day))
        {
            Some(day) if !cx.is_older(day, &FLOW_DOWN_REVIEW) => continue,
            Some(day) => format!(
                "the suppliers of `{id}` were last looked at {} days ago; {FLOW_DOWN_REVIEW} is the limit",
                cx.age_days(day)
            ),
            None => format!("nobody looked at the suppliers of `{id}` itself"),
        };
        found
            .warns(
                "flow_down_unreviewed",
                vendor.at("subprocessors_reviewed"),
                id,
                message,
            )
            .owned_by(vendor.owner.as_deref())
            .cure("read its published list and write the day under `subprocessors_reviewed`");
    }
}
