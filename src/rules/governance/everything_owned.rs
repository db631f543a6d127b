//! Whether somebody who is there answers for everything that has to be owned.

use crate::rules::ownership::{Losses, OwnedItem, Owner, owned_items};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};

/// The most members a group may have for each of them to feel that the item is theirs.
const LARGEST_GROUP: usize = 4;

pub(super) fn everything_owned(cx: &Context<'_>) -> RuleOutcome {
    let mut items = owned_items(cx).peekable();
    if items.peek().is_none() {
        return Err(Unjudged::not_applicable("nothing needs an owner yet"));
    }
    let mut losses = Losses::of(cx);
    let mut found = Shortfalls::none();
    for item in items {
        match &item.owner {
            None => no_owner(&item, &mut found),
            Some(owner) => check_owner(cx, &item, owner, &mut losses, &mut found),
        }
    }
    Ok(found)
}

fn no_owner(item: &OwnedItem<'_>, found: &mut Shortfalls) {
    found
        .fails(
            "no_owner",
            item.path.clone(),
            item.id,
            format!("nobody owns {} `{}`", item.kind.name(), item.id),
        )
        .comparing(item.kind.name())
        .weighs(item.severity_unowned())
        .cure("write `owner`: one name");
}

fn check_owner<'a>(
    cx: &Context<'a>,
    item: &OwnedItem<'a>,
    owner: &Owner<'a>,
    losses: &mut Losses<'_, 'a>,
    found: &mut Shortfalls,
) {
    let kind = item.kind.name();
    if let Some(lost) = losses.lost(owner.who) {
        let shortfall = found.fails(
            "owner_lost",
            owner.path.clone(),
            item.id,
            format!(
                "nobody who is there owns {kind} `{}`: {}",
                item.id, lost.reason
            ),
        );
        if let Some(because) = &lost.because {
            shortfall.beside(because.clone(), "because of this");
        }
        shortfall
            .owned_by(Some(owner.who))
            .comparing(kind)
            .weighs(item.severity_unowned())
            .cure("name somebody who is there, and tell them");
    } else if owner.is_inherited && item.needs_its_own() {
        let why = item
            .level
            .map_or("a promise".to_owned(), |level| level.to_string());
        found
            .fails(
                "inherited",
                item.path.clone(),
                item.id,
                format!(
                    "{kind} `{}` is {why} and has no owner of its own, only `{}` for all of its like",
                    item.id, owner.who
                ),
            )
            .owned_by(Some(owner.who))
            .beside(owner.path.clone(), "inherited from here")
            .comparing(kind)
            .weighs(item.severity_unowned())
            .cure(format!("write `owner: {}` here, if that is so", owner.who));
    } else if let Some(members) = members_of_large_group(cx, owner.who) {
        found
            .warns(
                "large_group",
                owner.path.clone(),
                item.id,
                format!(
                    "{kind} `{}` is owned by the {members} members of `{}`; more than {LARGEST_GROUP} are nobody",
                    item.id, owner.who
                ),
            )
            .owned_by(Some(owner.who))
            .comparing(kind)
            .weighs(item.severity_unowned())
            .cure("name one of them");
    }
}

/// How many a group has, where each of them feels that the item is somebody else's; those of a group within it count.
fn members_of_large_group(cx: &Context<'_>, who: &str) -> Option<usize> {
    if cx.person(who).is_some() {
        return None;
    }
    let named = cx.manifest.groups.get(who)?.members.len();
    let members = named.max(cx.people_behind(who).len());
    (members > LARGEST_GROUP).then_some(members)
}
