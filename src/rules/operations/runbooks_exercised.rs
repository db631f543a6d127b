//! Written recovery tasks, against who followed them, when, and what changed since.

use std::collections::{BTreeMap, BTreeSet};

use crate::gate::Severity;
use crate::manifest::model::{
    PromiseKind, RecoveryType, Runbook, RunbookExercise, RunbookTask, TestResult,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::resilience::recovery::{every_recovery, strictest_promises};
use crate::rules::resilience::services::{changes_since, voids_proofs};
use crate::rules::{Asked, Context, RuleOutcome, Shortfalls};
use crate::time::{Day, Span};
use crate::yaml::{Each, Located};

/// How long ago somebody may last have followed a runbook.
const FOLLOWED_WITHIN: Span = Span::from_days(365);

pub(super) fn runbooks_exercised(cx: &Context<'_>) -> RuleOutcome {
    let promised: BTreeMap<&str, Option<&str>> = strictest_promises(cx, PromiseKind::Rto)
        .iter()
        .map(|promised| (promised.id, promised.service.value.owner.as_deref()))
        .collect();
    let runbooks = match cx.section(&cx.manifest.runbooks, "runbooks") {
        Err(absent) if !promised.is_empty() => return Err(absent.weighing(Severity::Blocker)),
        answer => answer?,
    };
    let mut found = Shortfalls::none();
    cx.told(&cx.manifest.promises, "promises", &mut found);
    check_tasks(cx, runbooks, &promised, &mut found);
    for runbook in runbooks
        .iter()
        .filter(|runbook| runbook.task != Some(RunbookTask::Other))
    {
        let severity = restores_promised(runbook, &promised).then_some(Severity::Blocker);
        let mut of_runbook = check_runbook(cx, runbook);
        if let Some(severity) = severity {
            of_runbook.weigh(severity);
        }
        found.extend(of_runbook);
    }
    Ok(found)
}

fn is_about(runbook: &Runbook, service: &str) -> bool {
    runbook.services.is_empty() || runbook.services.iter().any(|of| of.as_str() == service)
}

fn restores(runbook: &Runbook) -> bool {
    matches!(
        runbook.task,
        Some(RunbookTask::Restore | RunbookTask::Failover | RunbookTask::Rebuild)
    )
}

fn restores_promised(runbook: &Runbook, promised: &BTreeMap<&str, Option<&str>>) -> bool {
    restores(runbook) && promised.keys().any(|service| is_about(runbook, service))
}

/// What has to be written down: bringing back each promised service, and what any company may have to do in a hurry.
fn check_tasks(
    cx: &Context<'_>,
    runbooks: &Each<Runbook>,
    promised: &BTreeMap<&str, Option<&str>>,
    found: &mut Shortfalls,
) {
    let path = || ManifestPath::top("runbooks");
    let all: BTreeSet<&str> = runbooks
        .iter()
        .filter(|runbook| restores(runbook) && runbook.services.is_empty())
        .map(|runbook| runbook.id.as_str())
        .collect();
    let named: BTreeSet<&str> = runbooks
        .iter()
        .filter(|runbook| restores(runbook))
        .flat_map(|runbook| runbook.services.iter())
        .map(|service| service.as_str())
        .collect();
    for (service, owner) in promised
        .iter()
        .filter(|(service, _)| all.is_empty() && !named.contains(*service))
    {
        found
            .fails(
                "not_written",
                path(),
                service,
                format!("nothing says how to bring `{service}` back, and that is promised"),
            )
            .owned_by(*owner)
            .weighs(Severity::Blocker)
            .cure("write down the steps of the last restore");
    }
    let fails_over = every_recovery(cx).any(|test| test.r#type == Some(RecoveryType::Failover));
    let failover = fails_over.then_some(RunbookTask::Failover);
    let always = [
        RunbookTask::KeyRotation,
        RunbookTask::Rollback,
        RunbookTask::EmergencyAccess,
    ];
    for task in always.into_iter().chain(failover) {
        let written: Vec<_> = runbooks
            .iter()
            .filter(|runbook| runbook.task == Some(task))
            .collect();
        if written.is_empty() {
            found
                .fails(
                    "not_written",
                    path(),
                    task.word(),
                    format!("no runbook is there for `{task}`"),
                )
                .cure("write down the steps, so that a tired colleague can follow them");
        } else if task != RunbookTask::Failover {
            check_reach(cx, task, &written, found);
        }
    }
}

/// A runbook that names services is for those alone.
fn check_reach(
    cx: &Context<'_>,
    task: RunbookTask,
    written: &[&Located<Runbook>],
    found: &mut Shortfalls,
) {
    let is_left_out = |id: &str| !written.iter().any(|runbook| is_about(runbook, id));
    for (id, service) in cx.production_services().filter(|(id, _)| is_left_out(id)) {
        found
            .fails(
                "not_written",
                ManifestPath::top("runbooks"),
                task.word(),
                format!("no runbook for `{task}` is about `{id}`"),
            )
            .owned_by(service.owner.as_deref())
            .comparing(id)
            .cure("write down the steps for it as well; or name it under `services` of the runbook that serves it too");
    }
}

fn check_runbook(cx: &Context<'_>, runbook: &Located<Runbook>) -> Shortfalls {
    let id = &runbook.id;
    let owner = runbook.owner.as_deref();
    let mut found = Shortfalls::none();
    let followed = runbook.exercised.as_ref();
    let day = followed
        .and_then(|exercise| exercise.date)
        .filter(|&day| !cx.is_yet_to_come(day));
    if let (Some(exercise), Some(day)) = (followed, day) {
        check_exercise(cx, runbook, exercise, day, &mut found);
    } else {
        found
            .fails(
                "never_followed",
                runbook.at("exercised"),
                id,
                format!("nobody ever followed runbook `{id}`"),
            )
            .owned_by(owner)
            .cure("let the newest engineer run it, and write down who, when and how long");
    }
    let is_absent = [
        ("task", runbook.task.is_none()),
        ("path", runbook.path.is_none()),
        ("author", runbook.author.is_none() && !found.any_fails()),
    ];
    Asked::of(runbook, id, owner).ask(
        is_absent,
        |field| format!("runbook `{id}` does not say `{field}`"),
        &mut found,
    );
    if runbook.copies.is_empty() {
        found
            .warns(
                "kept_inside",
                runbook.at("copies"),
                id,
                format!(
                    "runbook `{id}` is kept only in the system that it recovers, as far as told"
                ),
            )
            .owned_by(owner)
            .cure("keep a copy elsewhere, and write `copies`");
    }
    if let Some(message) = check_time(runbook, followed) {
        found
            .warns("time_off", runbook.at("expected_time"), id, message)
            .owned_by(owner)
            .cure("write the time it really takes");
    }
    found
}

fn check_exercise(
    cx: &Context<'_>,
    runbook: &Located<Runbook>,
    exercise: &Located<RunbookExercise>,
    day: Day,
    found: &mut Shortfalls,
) {
    let id = &runbook.id;
    let owner = runbook.owner.as_deref();
    match exercise.result {
        Some(TestResult::Pass) => {}
        Some(result) => {
            found
                .fails(
                    "did_not_work",
                    exercise.at("result"),
                    id,
                    format!("runbook `{id}` was followed on {day} and ended with {result}"),
                )
                .owned_by(owner)
                .cure("mend it, and follow it again");
        }
        None => {
            found
                .untold(
                    exercise.at("result"),
                    id,
                    format!("runbook `{id}` was followed on {day}, and nobody told how that ended"),
                )
                .owned_by(owner)
                .comparing("result")
                .cure("write `result`");
        }
    }
    if cx.is_older(day, &FOLLOWED_WITHIN) {
        found
            .fails(
                "too_old",
                exercise.at("date"),
                id,
                format!(
                    "runbook `{id}` was last followed {} days ago; {FOLLOWED_WITHIN} is the limit",
                    cx.age_days(day)
                ),
            )
            .owned_by(owner)
            .cure("follow it again");
    }
    match (&exercise.by, &runbook.author) {
        (None, _) => {
            found
                .untold(
                    exercise.at("by"),
                    id,
                    format!("nobody told who followed runbook `{id}`"),
                )
                .owned_by(owner)
                .comparing("by")
                .cure("write `by`");
        }
        (Some(by), Some(author)) if by == author || is_same_person(cx, by, author) => {
            found
                .fails(
                    "only_by_author",
                    exercise.at("by"),
                    id,
                    format!("runbook `{id}` was followed only by `{author}`, who wrote it"),
                )
                .owned_by(owner)
                .cure("let somebody else run it");
        }
        (Some(_), Some(_) | None) => {}
    }
    check_changes(cx, runbook, exercise, day, found);
}

fn is_same_person(cx: &Context<'_>, one: &str, other: &str) -> bool {
    let (one, other) = (cx.people_behind(one), cx.people_behind(other));
    one.len() == 1 && one == other
}

fn check_changes(
    cx: &Context<'_>,
    runbook: &Located<Runbook>,
    exercise: &Located<RunbookExercise>,
    day: Day,
    found: &mut Shortfalls,
) {
    let id = &runbook.id;
    for (service, entry) in cx
        .production_services()
        .filter(|(service, _)| is_about(runbook, service))
    {
        for change in changes_since(cx, entry, day) {
            let shortfall = match voids_proofs(change) {
                Some(false) => continue,
                Some(true) => found.fails(
                    "changed_since",
                    change.at("date"),
                    id,
                    format!("`{service}` changed on {}, after runbook `{id}` was last followed on {day}", change.date),
                ),
                None => found.untold(
                    change.at("major"),
                    id,
                    format!("`{service}` changed on {}, after runbook `{id}` was last followed, and nobody told whether that was major", change.date),
                ),
            };
            shortfall
                .owned_by(runbook.owner.as_deref())
                .comparing(service)
                .comparing(&change.date.to_string())
                .beside(exercise.at("date"), "followed here")
                .cure("follow it again, as the service is now; or write `major: false`");
        }
    }
}

/// What is wrong with the expected time: it is missing, or more than half off what was measured.
fn check_time(runbook: &Runbook, followed: Option<&Located<RunbookExercise>>) -> Option<String> {
    let id = &runbook.id;
    let Some(expected) = runbook.expected_time else {
        return Some(format!(
            "runbook `{id}` does not say how long it should take"
        ));
    };
    let took = followed.and_then(|exercise| exercise.took)?;
    let off = expected.longest().count().abs_diff(took.longest().count());
    (off * 2 > expected.longest().count())
        .then(|| format!("runbook `{id}` should take {expected}, and took {took}"))
}
