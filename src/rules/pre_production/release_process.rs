//! Who approves a release, and whether that is on record.

use crate::manifest::model::{Authority, Release};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::yaml::Located;

#[expect(clippy::unnecessary_wraps, reason = "every rule has one signature")]
pub(super) fn release_process(cx: &Context<'_>) -> RuleOutcome {
    let mut found = Shortfalls::none();
    if let Some(authority) = cx.told(&cx.manifest.authority, "authority", &mut found) {
        check_approvers(cx, authority, &mut found);
        check_self_approval(cx, authority, &mut found);
    }
    if cx
        .told(&cx.manifest.releases, "releases", &mut found)
        .is_some()
    {
        check_record(cx, &mut found);
    }
    Ok(found)
}

fn check_approvers(cx: &Context<'_>, authority: &Located<Authority>, found: &mut Shortfalls) {
    if cx.holders_on(&authority.release, cx.as_of).is_empty() {
        let message = if authority.release.is_empty() {
            "no role may take a release to production".to_owned()
        } else {
            "nobody who is there holds a role that may take a release to production".to_owned()
        };
        found
            .fails(
                "no_approval_path",
                authority.at("release"),
                "release",
                message,
            )
            .owned_by(authority.owner.as_deref())
            .cure("name under `authority.release` a role that somebody holds");
    }
}

fn check_self_approval(cx: &Context<'_>, authority: &Located<Authority>, found: &mut Shortfalls) {
    let owner = authority.owner.as_deref();
    let Some(position) = &authority.self_approval else {
        found
            .untold(
                authority.at("self_approval"),
                "self_approval",
                "nobody told whether authors may approve their own releases",
            )
            .owned_by(owner)
            .cure("write `self_approval: {allowed: false}`, or `allowed: true` with `until`");
        return;
    };
    let owner = position.owner.as_deref().or(owner);
    match (position.allowed, position.until) {
        (Some(false), _) => {}
        (Some(true), Some(until)) if !cx.is_past(until) => {}
        (Some(true), until) => {
            let end = until.map_or("without an end".to_owned(), |until| {
                format!("only until {until}")
            });
            found
                .fails(
                    "self_approval_without_end",
                    position.at("until"),
                    "self_approval",
                    format!("authors may approve their own releases, {end}"),
                )
                .owned_by(owner)
                .cure("write the day on which that is looked at again as `until`");
        }
        (None, _) => {
            found
                .untold(
                    position.at("allowed"),
                    "self_approval",
                    "nobody told whether authors may approve their own releases",
                )
                .owned_by(owner)
                .cure("write `allowed`");
        }
    }
}

/// The newest release shows whether the process is walked; a dateless one may be the newest.
fn check_record(cx: &Context<'_>, found: &mut Shortfalls) {
    let undated: Vec<_> = cx
        .releases()
        .filter_map(|release| Some((release, cx.untold_day(release)?)))
        .collect();
    let newest = cx.newest(cx.releases(), Release::day);
    if newest.is_none() && undated.is_empty() {
        found
            .fails(
                "no_record",
                ManifestPath::top("releases"),
                "releases",
                "no release is on record",
            )
            .cure("record the next one under `releases`: what, who made it, who approved it");
    }
    for (release, field) in undated {
        found
            .untold(
                release.at(field),
                &release.id,
                format!(
                    "release `{}` does not tell its `{field}`, so nobody knows which one is the newest",
                    release.id
                ),
            )
            .owned_by(release.owner.as_deref())
            .comparing(field)
            .cure(format!("write `{field}`"));
    }
    if let Some((release, _)) = newest.filter(|(release, _)| release.approved_by.is_none()) {
        found
            .fails(
                "not_approved",
                release.at("approved_by"),
                &release.id,
                format!(
                    "nobody approved the newest release, `{}`, as far as told",
                    release.id
                ),
            )
            .owned_by(release.owner.as_deref())
            .cure("let somebody entitled approve it, and write `approved_by`");
    }
}
