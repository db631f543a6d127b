//! What is on record of each change of production.

use rust_decimal::Decimal;

use crate::gate::embedded::MAX_SELF_APPROVAL_SHARE;
use crate::manifest::Stands;
use crate::manifest::model::{
    Authority, DeployerKind, Release, ReleaseOutcome, ReleaseStatus, TestResult, Who,
};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged, absent, quoted};
use crate::yaml::Located;

pub(super) fn release_traceable_and_approved(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.releases, "releases")?;
    let deployed: Vec<&Located<Release>> = cx
        .releases()
        .filter(|release| reached_production(cx, release))
        .collect();
    if deployed.is_empty() {
        return Err(Unjudged::not_applicable(
            "no release has reached production yet",
        ));
    }
    let newest = newest(&deployed);
    let mut found = Shortfalls::none();
    let authority = cx.told(&cx.manifest.authority, "authority", &mut found);
    for release in &newest {
        check_fields(release, &mut found);
        check_smoke(release, &mut found);
        if let Some(authority) = authority {
            check_approver(cx, authority, release, &mut found);
        }
        check_self_approval(cx, release, &mut found);
        check_agent(cx, release, &mut found);
    }
    check_share(cx, &newest, &mut found);
    check_outcomes(&deployed, &mut found);
    Ok(found)
}

/// How many of the newest releases are looked at.
const LOOKED_AT: usize = 10;

/// Among more releases than this at least one does not go well.
const NEVER_ALL_GOOD: usize = 30;

fn reached_production(cx: &Context<'_>, release: &Release) -> bool {
    let is_there = match release.status {
        Some(ReleaseStatus::Deployed | ReleaseStatus::Superseded) => true,
        Some(ReleaseStatus::Candidate | ReleaseStatus::Rejected) | None => {
            release.deployed_at.is_some() || release.outcome.is_some()
        }
    };
    is_there
        && !release
            .deployed_at
            .is_some_and(|day| cx.is_yet_to_come(day))
}

/// The newest releases; those that do not say when they reached production first, for they may be newer than any.
fn newest<'a>(deployed: &[&'a Located<Release>]) -> Vec<&'a Located<Release>> {
    let (undated, mut dated): (Vec<_>, Vec<_>) = deployed
        .iter()
        .copied()
        .partition(|release| release.deployed_at.is_none());
    dated.sort_by_key(|release| std::cmp::Reverse(release.deployed_at));
    undated
        .into_iter()
        .chain(dated.into_iter().take(LOOKED_AT))
        .collect()
}

fn check_fields(release: &Located<Release>, found: &mut Shortfalls) {
    let fields = [
        ("changes", release.changes.is_none()),
        ("approved_by", release.approved_by.is_none()),
        ("author", release.author.is_none()),
        ("deployed_at", release.deployed_at.is_none()),
        ("outcome", release.outcome.is_none()),
        ("smoke", release.smoke.is_none()),
    ];
    let missing = absent(fields);
    if let [first, ..] = missing.as_slice() {
        let list = quoted(&missing);
        found
            .fails(
                "field_missing",
                release.at(*first),
                &release.id,
                format!("release `{}` does not say {list}", release.id),
            )
            .owned_by(release.owner.as_deref())
            .cure(format!(
                "write {list}, from the pull request and the pipeline"
            ));
    }
}

/// A success after which the service did not answer is none.
fn check_smoke(release: &Located<Release>, found: &mut Shortfalls) {
    if let (
        Some(ReleaseOutcome::Success),
        Some(result @ (TestResult::Partial | TestResult::Fail)),
    ) = (release.outcome, release.smoke)
    {
        found
            .untold(
                release.at("smoke"),
                &release.id,
                format!("release `{}` is called a success, and the check afterwards ended with {result}", release.id),
            )
            .owned_by(release.owner.as_deref())
            .comparing("smoke")
            .cure("write how it really ended under `outcome`, or the result of the check after it was mended");
    }
}

fn check_approver(
    cx: &Context<'_>,
    authority: &Authority,
    release: &Located<Release>,
    found: &mut Shortfalls,
) {
    let (Some(by), Some(day)) = (release.approved_by.as_deref(), release.deployed_at) else {
        return;
    };
    let hurried = authority
        .emergency_change
        .iter()
        .filter(|_| release.emergency == Some(true));
    let entitled: Vec<&Located<Who>> = authority
        .change
        .iter()
        .chain(hurried.flat_map(|emergency| emergency.roles.iter()))
        .collect();
    let reason = if !cx.was_active(by, day) {
        format!(
            "`{by}`, who approved release `{}`, was not there on {day}",
            release.id
        )
    } else if !cx.held_any(by, entitled.iter().copied(), day) {
        let roles: Vec<String> = entitled.iter().map(|role| format!("`{role}`")).collect();
        let roles = if roles.is_empty() {
            "nobody's role".to_owned()
        } else {
            roles.join(" or ")
        };
        format!(
            "`{by}` approved release `{}`, and only {roles} may change production",
            release.id
        )
    } else {
        return;
    };
    found
        .fails(
            "approver_not_entitled",
            release.at("approved_by"),
            &release.id,
            reason,
        )
        .owned_by(release.owner.as_deref())
        .comparing(by)
        .cure("have somebody look at the change who may, and write that down");
}

fn is_self_approved(release: &Release) -> bool {
    release.approved_by.is_some() && release.approved_by == release.author
}

fn check_self_approval(cx: &Context<'_>, release: &Located<Release>, found: &mut Shortfalls) {
    if !is_self_approved(release) {
        return;
    }
    let declared = cx
        .manifest
        .authority
        .given()
        .and_then(|authority| authority.self_approval.as_ref())
        .filter(|declared| declared.allowed == Some(true));
    let reason = match declared.map(|declared| declared.until) {
        Some(Some(last)) if !cx.is_past(last) => return,
        Some(Some(last)) => format!("that is allowed until {last}"),
        Some(None) => "that is allowed without an end".to_owned(),
        None => "nobody allowed that".to_owned(),
    };
    let by = release.approved_by.as_deref().unwrap_or_default();
    found
        .fails(
            "approved_by_author",
            release.at("approved_by"),
            &release.id,
            format!(
                "`{by}` wrote and approved release `{}`, and {reason}",
                release.id
            ),
        )
        .owned_by(release.owner.as_deref())
        .cure(
            "have somebody else approve, or allow it until a day under `authority.self_approval`",
        );
}

fn check_agent(cx: &Context<'_>, release: &Located<Release>, found: &mut Shortfalls) {
    let deployers = cx
        .manifest
        .access
        .given()
        .into_iter()
        .flat_map(|access| access.deployers.iter());
    let mut agents = deployers.filter(|deployer| deployer.kind == Some(DeployerKind::Agent));
    let is_by_agent = release.by_agent == Some(true)
        || agents.any(|agent| release.author.as_ref() == Some(&agent.id));
    let is_person = |who: &Who| cx.person(who).is_some() || cx.is_human(who);
    if is_by_agent && !release.approved_by.as_ref().is_some_and(is_person) {
        found
            .warns(
                "agent_unapproved",
                release.at("approved_by"),
                &release.id,
                format!(
                    "an agent made release `{}`, and no person approved it",
                    release.id
                ),
            )
            .owned_by(release.owner.as_deref())
            .cure("have a person approve what an agent releases");
    }
}

fn check_share(cx: &Context<'_>, newest: &[&Located<Release>], found: &mut Shortfalls) {
    let limit = cx.parameters.number(MAX_SELF_APPROVAL_SHARE);
    let own: Vec<_> = newest
        .iter()
        .filter(|release| is_self_approved(release))
        .collect();
    let share_exceeds = Decimal::from(own.len()) > limit * Decimal::from(newest.len());
    if let Some(release) = own.first().filter(|_| share_exceeds) {
        found
            .warns("often_approved_by_author", release.at("approved_by"), "releases", format!("{} of the {} newest releases were approved by their author; {limit} of them is the limit", own.len(), newest.len()))
            .owned_by(release.owner.as_deref())
            .cure("let a second person look at more of them");
    }
}

fn check_outcomes(deployed: &[&Located<Release>], found: &mut Shortfalls) {
    let went_wrong = deployed.iter().any(|release| release.did_not_stay());
    if let Some(last) = deployed
        .last()
        .filter(|_| deployed.len() > NEVER_ALL_GOOD && !went_wrong)
    {
        found
            .warns(
                "nothing_ever_failed",
                last.at("outcome"),
                "releases",
                format!(
                    "none of {} releases failed or was taken back, as far as the record goes",
                    deployed.len()
                ),
            )
            .cure("look into the pipeline's own history, and complete the record");
    }
}
