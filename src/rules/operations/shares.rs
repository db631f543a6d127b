//! How the weeks of a duty are shared among those who are there.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::gate::embedded::MAX_ONCALL_LOAD;
use crate::manifest::Stands;
use crate::manifest::model::Cover;
use crate::rules::{Context, Shortfalls};
use crate::yaml::Located;

/// Where a cover does not say how its weeks are shared, they are shared evenly; of several covers the heaviest counts.
pub(super) fn check_load(cx: &Context<'_>, covers: &[&Located<Cover>], found: &mut Shortfalls) {
    let most = cx.parameters.number(MAX_ONCALL_LOAD);
    let far_too_much = most * Decimal::new(15, 1);
    let mut heaviest: BTreeMap<&str, (Decimal, &Located<Cover>)> = BTreeMap::new();
    for cover in covers {
        let people = cx.active_among(&cover.people);
        let even = Decimal::ONE / Decimal::from(people.len().max(1));
        for person in people {
            let share = cover.share.get(person).map_or(even, |share| share.0);
            let load = heaviest.entry(person).or_insert((share, cover));
            if share > load.0 {
                *load = (share, cover);
            }
        }
    }
    for (person, (share, cover)) in heaviest {
        let message = format!("`{person}` is on call in {} of the weeks", percent(share));
        let path = cover.at(if cover.share.contains_key(person) {
            "share"
        } else {
            "people"
        });
        let shortfall = if share > far_too_much {
            found.fails(
                "overloaded",
                path,
                person,
                format!("{message}; {} is far too much", percent(far_too_much)),
            )
        } else if share > most {
            found.warns(
                "loaded",
                path,
                person,
                format!("{message}; {} is the limit", percent(most)),
            )
        } else {
            continue;
        };
        shortfall
            .owned_by(Some(person))
            .cure("share the weeks among more people, or promise fewer hours");
    }
}

/// Shares that are rounded down come to a little less than all the weeks.
const NEARLY_ALL: Decimal = Decimal::from_parts(95, 0, 0, false, 2);

/// The shares of those on duty at the same hours have to come to all the weeks; else somebody carries more, or nobody is there.
pub(super) fn check_shares(cx: &Context<'_>, covers: &[&Located<Cover>], found: &mut Shortfalls) {
    for cover in covers.iter().filter(|cover| !cover.share.is_empty()) {
        let together = covers.iter().filter(|other| other.when == cover.when);
        let told: Decimal = together.map(|other| shares_of(cx, other)).sum();
        if told < NEARLY_ALL {
            found
                .untold(
                    cover.at("share"),
                    "cover",
                    format!("the shares of a duty come to {} of the weeks, and nobody told who is on call in the others", percent(told)),
                )
                .owned_by(cover.owner.as_deref())
                .comparing("share")
                .cure("write under `share` how the weeks are shared by those who are there, so that they come to 1");
        }
    }
}

fn shares_of(cx: &Context<'_>, cover: &Cover) -> Decimal {
    let people = cx.active_among(&cover.people);
    let even = Decimal::ONE / Decimal::from(people.len().max(1));
    people
        .iter()
        .map(|person| cover.share.get(*person).map_or(even, |share| share.0))
        .sum()
}

fn percent(share: Decimal) -> String {
    format!(
        "{}%",
        (share * Decimal::ONE_HUNDRED).round_dp(1).normalize()
    )
}
