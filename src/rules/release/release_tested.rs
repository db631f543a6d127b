//! The release that counts, against the test suites that it has to pass.

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::Stands;
use crate::manifest::model::{
    Level, QuarantinedTest, Release, ReleaseStatus, Service, Suite, SuiteRun, TestResult, Testing,
};
use crate::rules::context::ToldRun;
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::text::is_same_hash;
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn release_tested(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.releases, "releases")?;
    let testing = cx.section(&cx.manifest.testing, "testing")?;
    let mut found = Shortfalls::none();
    check_records(cx, &mut found);
    let newest = newest_by_service(cx);
    for (id, service) in cx.built_services() {
        match newest.get(id) {
            Some((release, _)) => check_suites(cx, id, service, release, testing, &mut found),
            None => {
                found
                    .fails(
                        "no_release",
                        service.here(),
                        id,
                        format!("no release of `{id}` is a candidate or stayed in production"),
                    )
                    .owned_by(service.owner.as_deref())
                    .cure("record the release that goes to production under `releases`");
            }
        }
    }
    for test in &testing.quarantined {
        check_quarantine(cx, test, &mut found);
    }
    check_defects(cx, &mut found);
    Ok(found)
}

fn is_meant_for_production(release: &Release) -> bool {
    match release.status {
        _ if release.did_not_stay() => false,
        Some(ReleaseStatus::Candidate | ReleaseStatus::Deployed) | None => true,
        Some(ReleaseStatus::Superseded | ReleaseStatus::Rejected) => false,
    }
}

/// A release that does not say what it is of, when it was or where it stands may be the newest.
fn check_records(cx: &Context<'_>, found: &mut Shortfalls) {
    for release in cx
        .releases()
        .filter(|release| is_meant_for_production(release))
    {
        let fields = [
            release.service.is_none().then_some("service"),
            release.status.is_none().then_some("status"),
            cx.untold_day(release),
        ];
        for field in fields.into_iter().flatten() {
            found
                .untold(
                    release.at(field),
                    &release.id,
                    format!(
                        "nobody told the {field} of release `{}`, so nobody knows which one counts",
                        release.id
                    ),
                )
                .owned_by(release.owner.as_deref())
                .comparing(field)
                .cure(format!("write `{field}`"));
        }
    }
}

/// The newest release of each service that is a candidate or stayed in production; of one day, the one written last.
fn newest_by_service<'a>(cx: &Context<'a>) -> BTreeMap<&'a str, (&'a Located<Release>, Day)> {
    let mut newest: BTreeMap<&str, (&Located<Release>, Day)> = BTreeMap::new();
    for release in cx
        .releases()
        .filter(|release| is_meant_for_production(release))
    {
        let (Some(service), Some(_), Some(day)) =
            (release.service.as_deref(), release.status, release.day())
        else {
            continue;
        };
        if cx.is_yet_to_come(day) {
            continue;
        }
        let so_far = newest.entry(service).or_insert((release, day));
        if day >= so_far.1 {
            *so_far = (release, day);
        }
    }
    newest
}

fn check_suites(
    cx: &Context<'_>,
    id: &str,
    service: &Located<Service>,
    release: &Located<Release>,
    testing: &Located<Testing>,
    found: &mut Shortfalls,
) {
    let owner = release.owner.as_deref().or(service.owner.as_deref());
    let required: BTreeSet<Suite> = [id, "all"]
        .into_iter()
        .filter_map(|name| testing.required_suites.get(name))
        .flat_map(|required| required.suites.iter().map(|suite| suite.value))
        .collect();
    if required.is_empty() {
        found
            .untold(
                testing.at("required_suites"),
                id,
                format!("nobody told which suites a release of `{id}` has to pass"),
            )
            .owned_by(service.owner.as_deref())
            .cure(format!("write `required_suites`, for `{id}` or for `all`"));
    }
    if release.commit.is_none() {
        found
            .untold(
                release.at("commit"),
                id,
                format!("nobody told of which commit release `{}` is", release.id),
            )
            .owned_by(owner)
            .comparing(&release.id)
            .cure("write `commit`");
    }
    for suite in required {
        let run = release.tests.iter().rev().find(|run| run.suite == suite);
        match run {
            Some(run) => {
                check_run(id, release, run, owner, found);
                check_report(cx, id, release, run, owner, found);
            }
            None => {
                found
                    .fails(
                        "suite_missing",
                        release.at("tests"),
                        id,
                        format!(
                            "`{suite}` is required of `{id}`, and did not run on release `{}`",
                            release.id
                        ),
                    )
                    .owned_by(owner)
                    .comparing(&release.id)
                    .comparing(suite.word())
                    .cure("run the pipeline on the release");
            }
        }
    }
}

fn check_run(
    id: &str,
    release: &Located<Release>,
    run: &Located<SuiteRun>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let suite = run.suite;
    let result = match run.result {
        Some(TestResult::Pass) => None,
        Some(result @ (TestResult::Partial | TestResult::Fail)) => Some(
            found
                .fails(
                    "suite_not_passed",
                    run.at("result"),
                    id,
                    format!("`{suite}` ended with {result} on release `{}`", release.id),
                )
                .cure("mend it, and run the pipeline on the release"),
        ),
        None => Some(
            found
                .untold(
                    run.at("result"),
                    id,
                    format!(
                        "nobody told how `{suite}` ended on release `{}`",
                        release.id
                    ),
                )
                .cure("write `result`"),
        ),
    };
    if let Some(shortfall) = result {
        shortfall
            .owned_by(owner)
            .comparing(&release.id)
            .comparing(suite.word());
    }
    let commit = match (&run.commit, &release.commit) {
        (Some(tested), Some(released)) if !is_same_hash(tested, released) => found
            .fails(
                "other_commit",
                run.at("commit"),
                id,
                format!(
                    "`{suite}` ran on commit `{tested}`, and release `{}` is of `{released}`",
                    release.id
                ),
            )
            .beside(release.at("commit"), "released here")
            .cure("run the pipeline on the release"),
        (None, Some(released)) => found
            .untold(
                run.at("commit"),
                id,
                format!(
                    "nobody told on which commit `{suite}` ran; release `{}` is of `{released}`",
                    release.id
                ),
            )
            .cure("write `commit`"),
        (Some(_) | None, Some(_) | None) => return,
    };
    commit
        .owned_by(owner)
        .comparing(&release.id)
        .comparing(suite.word());
}

/// Holds a run that is told to have passed against the report of its tests.
fn check_report(
    cx: &Context<'_>,
    id: &str,
    release: &Located<Release>,
    run: &Located<SuiteRun>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    if run.result != Some(TestResult::Pass) {
        return;
    }
    if let Some(evidence) = &run.evidence {
        let told = ToldRun {
            evidence,
            place: run.at("evidence"),
            what: format!("`{}` on release `{}`", run.suite, release.id),
            subject: id,
            owner,
            date: None,
        };
        cx.hold_against_report(&told, found);
    }
}

fn check_quarantine(cx: &Context<'_>, test: &Located<QuarantinedTest>, found: &mut Shortfalls) {
    let name = test.name.as_str();
    let is_over = test.until.is_some_and(|last| cx.is_past(last));
    let gone = test.owner.as_deref().and_then(|owner| cx.lost(owner));
    if test.owner.is_some() && gone.is_none() && test.until.is_some() && !is_over {
        return;
    }
    let state = match (test.until, &test.owner) {
        (Some(last), _) if is_over => format!("was to be back on {last}"),
        (Some(_), _) => gone.map_or_else(
            || "has no owner".to_owned(),
            |owner| format!("has an owner who is gone: {}", owner.reason),
        ),
        (None, Some(_)) => "has no day on which it is back".to_owned(),
        (None, None) => "has neither owner nor a day on which it is back".to_owned(),
    };
    let shortfall = match &test.covers {
        Some(covers) => found
            .fails(
                "quarantined_for_good",
                test.here(),
                name,
                format!("`{name}` covers {covers}, is switched off, and {state}"),
            )
            .cure("mend it, or give it an owner and a day under `until`"),
        None => found
            .untold(
                test.at("covers"),
                name,
                format!("`{name}` is switched off, {state}, and nobody told what it covers"),
            )
            .cure("write `covers`, `owner` and `until`"),
    };
    shortfall.owned_by(test.owner.as_deref());
}

fn check_defects(cx: &Context<'_>, found: &mut Shortfalls) {
    let Ok(findings) = cx.findings() else {
        return;
    };
    let may_be_high = |level: Option<Level>| level.is_none_or(|level| level >= Level::High);
    let open = findings.filter(|finding| may_be_high(finding.level()) && cx.is_open(finding));
    for finding in open.filter(|finding| finding.customer_note.is_none()) {
        let id = finding.id.as_str();
        found
            .warns(
                "customers_untold",
                finding.at("customer_note"),
                id,
                format!(
                    "`{id}`, {}, is open, and no note tells customers",
                    finding.level().map_or("which nobody rated", Level::word)
                ),
            )
            .owned_by(finding.owner.as_deref())
            .about_item(id)
            .cure("write what customers are told as `customer_note`, or fix it");
    }
}
