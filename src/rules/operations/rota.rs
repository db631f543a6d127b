//! Whether those whom a rota names are there.

use crate::manifest::Stands;
use crate::manifest::model::Cover;
use crate::rules::{Context, Shortfalls};
use crate::time::Schedule;
use crate::time::coverage::uncovered;
use crate::yaml::Located;

/// Finds who is on a duty and gone, and hours of it in which everybody is away today and nobody stands in.
pub(crate) fn check_rota(cx: &Context<'_>, covers: &[&Located<Cover>], found: &mut Shortfalls) {
    let (mut manned, unmanned): (Vec<&Located<Cover>>, Vec<_>) =
        covers.iter().partition(|cover| is_somebody_here(cx, cover));
    manned.retain(|cover| cover.since.is_none_or(|first| !cx.is_yet_to_come(first)));
    let manned = hours_of(&manned);
    for cover in covers {
        check_lost(cx, cover, found);
    }
    for cover in unmanned {
        let hours = hours_of(&[cover]);
        if hours.is_empty() || !uncovered(&hours, &manned, cx.as_of).is_empty() {
            check_absences(cx, cover, found);
        }
    }
}

/// The hours of a week in which a duty is done.
pub(crate) fn hours_of<'a>(covers: &[&'a Located<Cover>]) -> Vec<&'a Schedule> {
    covers
        .iter()
        .flat_map(|cover| &cover.value.when)
        .map(|when| &when.value)
        .collect()
}

fn is_somebody_here(cx: &Context<'_>, cover: &Cover) -> bool {
    let people = cx.active_among(&cover.people);
    people.into_iter().any(|id| cx.absence(id).is_none())
}

fn name(cover: &Cover) -> &str {
    cover.id.as_deref().unwrap_or("cover")
}

fn check_lost(cx: &Context<'_>, cover: &Located<Cover>, found: &mut Shortfalls) {
    for who in &cover.people {
        let Some(lost) = cx.lost(who) else {
            continue;
        };
        let shortfall = found.fails(
            "people_lost",
            who.here(),
            name(cover),
            format!("the rota relies on `{who}`: {}", lost.reason),
        );
        shortfall.owned_by(cover.owner.as_deref()).comparing(who);
        if let Some(because) = lost.because {
            shortfall.beside(because, "because of this");
        }
        shortfall.cure("take the name off the rota, and see who is left");
    }
}

fn check_absences(cx: &Context<'_>, cover: &Located<Cover>, found: &mut Shortfalls) {
    for id in cx.active_among(&cover.people) {
        let Some(absence) = cx.absence(id).filter(|_| !cx.has_stand_in(id)) else {
            continue;
        };
        found
            .fails("away_without_deputy", absence.at("deputy"), name(cover), format!("`{id}` is away from {} to {}, nobody else is on this duty, and nobody stands in", absence.from, absence.to))
            .owned_by(Some(id))
            .comparing(id)
            .beside(cover.at("people"), "on duty here")
            .cure("name a `deputy` who is there, or put a second person on the duty");
    }
}
