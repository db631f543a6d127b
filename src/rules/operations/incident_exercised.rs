//! Exercises and reviewed incidents, against what is promised and who would have to act.

use std::collections::BTreeSet;

use super::incident_roles_named::role_holders;
use crate::gate::Severity;
use crate::gate::embedded::MAX_EXERCISE_AGE;
use crate::manifest::Stands;
use crate::manifest::model::{
    DataClass, Exercise, ExerciseScenario, Incident, IncidentRoles, Incidents, PromiseKind,
};
use crate::rules::resilience::recovery::unsaid;
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::{Day, Span};
use crate::yaml::Located;

/// How long ago a breach may last have been played where personal data is held.
const BREACH_WITHIN: Span = Span::from_days(365);

pub(super) fn incident_exercised(cx: &Context<'_>) -> RuleOutcome {
    let incidents = cx.section(&cx.manifest.incidents, "incidents")?;
    let practice = Practice::of(cx, incidents);
    if incidents.exercises.is_none() && practice.reviewed.is_empty() {
        cx.part(
            None::<&()>,
            incidents.at("exercises"),
            "incidents.exercises",
        )
        .map_err(|absent| absent.weighing(Severity::Blocker))?;
    }
    let mut found = Shortfalls::none();
    check_newest(cx, incidents, &practice, &mut found);
    check_breach(cx, incidents, &practice, &mut found);
    cx.told(&cx.manifest.promises, "promises", &mut found);
    found.extend(unsaid(cx, PromiseKind::IncidentNotification));
    check_notification(cx, &practice, &mut found);
    check_variety(incidents, &practice, &mut found);
    Ok(found)
}

/// What the team has been through: exercises that took place, and incidents that were looked back on.
struct Practice<'a> {
    exercises: Vec<(&'a Located<Exercise>, Day)>,
    reviewed: Vec<(&'a Located<Incident>, Day)>,
}

impl<'a> Practice<'a> {
    fn of(cx: &Context<'a>, incidents: &'a Incidents) -> Self {
        let has_been = |day: &Day| !cx.is_yet_to_come(*day);
        let exercises = incidents
            .exercises
            .iter()
            .flat_map(|exercises| exercises.iter());
        let log = incidents.log.iter().flat_map(|log| log.iter());
        Self {
            exercises: exercises
                .filter(|exercise| exercise.planned != Some(true))
                .filter_map(|exercise| Some((exercise, exercise.date.filter(has_been)?)))
                .collect(),
            reviewed: log
                .filter(|incident| incident.planned != Some(true))
                .filter(|incident| {
                    let review = incident.review.as_ref().and_then(|review| review.date);
                    review.as_ref().is_some_and(has_been)
                })
                .filter_map(|incident| Some((incident, incident.start.filter(has_been)?)))
                .collect(),
        }
    }

    fn newest(&self) -> Option<Day> {
        let exercises = self.exercises.iter().map(|(_, day)| *day);
        exercises
            .chain(self.reviewed.iter().map(|(_, day)| *day))
            .max()
    }
}

fn check_newest(
    cx: &Context<'_>,
    incidents: &Located<Incidents>,
    practice: &Practice<'_>,
    found: &mut Shortfalls,
) {
    let limit = cx.parameters.span(MAX_EXERCISE_AGE);
    let path = incidents.at("exercises");
    let owner = incidents.owner.as_deref();
    match practice.newest() {
        None => {
            found
                .fails(
                    "never_exercised",
                    path,
                    "incidents",
                    "an incident was never played, and none was looked back on",
                )
                .owned_by(owner)
                .weighs(Severity::Blocker)
                .cure("take ninety minutes and one failure, and play it through");
        }
        Some(newest) if cx.is_older(newest, &limit) => {
            found
                .fails(
                    "too_old",
                    path,
                    "incidents",
                    format!(
                        "the last exercise was {} days ago; {limit} is the limit",
                        cx.age_days(newest)
                    ),
                )
                .owned_by(owner)
                .cure("play an incident again");
        }
        Some(_) => {
            match &incidents.roles {
                Some(roles) => check_participants(cx, roles, practice, &limit, found),
                None => {
                    found
                    .untold(incidents.at("roles"), "incidents.roles", "nobody told who would have to act, so nobody knows whether they took part")
                    .owned_by(owner)
                    .cure("write `incidents.roles`");
                }
            }
        }
    }
}

/// Whoever lived through a real incident took part; of exercises those say so who are there now.
fn check_participants(
    cx: &Context<'_>,
    roles: &Located<IncidentRoles>,
    practice: &Practice<'_>,
    limit: &Span,
    found: &mut Shortfalls,
) {
    let is_recent = |day: Day| !cx.is_older(day, limit);
    if practice.reviewed.iter().any(|(_, day)| is_recent(*day)) {
        return;
    }
    let recent = practice.exercises.iter().filter(|(_, day)| is_recent(*day));
    let took_part: BTreeSet<&str> = recent
        .flat_map(|(exercise, _)| cx.active_among(&exercise.participants))
        .collect();
    let holders = role_holders(cx, roles);
    if took_part.is_disjoint(&holders) {
        found
            .fails(
                "without_role_holders",
                roles.here(),
                "incidents",
                format!(
                    "none of those who would have to act took part in an exercise: {}",
                    in_words(&holders)
                ),
            )
            .cure("play again with the people who hold the roles now");
    }
}

fn in_words(people: &BTreeSet<&str>) -> String {
    if people.is_empty() {
        "nobody is named".to_owned()
    } else {
        people.iter().copied().collect::<Vec<_>>().join(", ")
    }
}

fn check_breach(
    cx: &Context<'_>,
    incidents: &Located<Incidents>,
    practice: &Practice<'_>,
    found: &mut Shortfalls,
) {
    let holds_personal_data = |data: Option<DataClass>| match data {
        Some(DataClass::Personal | DataClass::Special) | None => true,
        Some(DataClass::None | DataClass::Customer) => false,
    };
    let Some((service, _)) = cx
        .production_services()
        .find(|(id, service)| holds_personal_data(cx.data_of(id, service)))
    else {
        return;
    };
    let is_breach = |exercise: &Exercise| {
        matches!(
            exercise.scenario,
            Some(ExerciseScenario::Breach | ExerciseScenario::TenantLeak)
        )
    };
    let is_recent = |day: Day| !cx.is_older(day, &BREACH_WITHIN);
    let was_played = practice
        .exercises
        .iter()
        .any(|(exercise, day)| is_breach(exercise) && is_recent(*day));
    let was_real = practice
        .reviewed
        .iter()
        .any(|(incident, day)| incident.data == Some(true) && is_recent(*day));
    if !was_played && !was_real && practice.newest().is_some() {
        found
            .fails(
                "no_breach",
                incidents.at("exercises"),
                "breach",
                format!("`{service}` may hold personal data, and a breach was not played within {BREACH_WITHIN}"),
            )
            .owned_by(incidents.owner.as_deref())
            .cure("play one in which somebody got in, with the clock for telling authorities running");
    }
}

/// The newest exercise that measured how long customers waited, against the strictest promise.
fn check_notification(cx: &Context<'_>, practice: &Practice<'_>, found: &mut Shortfalls) {
    let measured = practice.exercises.iter().filter_map(|(exercise, day)| {
        let timings = exercise.timings.as_ref()?;
        Some((*day, *exercise, timings, timings.notify?))
    });
    let Some((day, exercise, timings, took)) = measured.max_by_key(|(day, ..)| *day) else {
        return;
    };
    let strictest = cx
        .production_services()
        .filter_map(|(id, _)| cx.strict_span(PromiseKind::IncidentNotification, id))
        .min_by_key(|(_, limit)| limit.shortest());
    let Some((promise, limit)) = strictest.filter(|(_, limit)| !took.fits_within(limit)) else {
        return;
    };
    if exercise
        .actions
        .iter()
        .any(|action| cx.is_done(action.done) && action.done.is_some_and(|done| done >= day))
    {
        return;
    }
    let name = exercise.id.as_deref().unwrap_or("the newest exercise");
    found
        .fails(
            "notified_too_late",
            timings.at("notify"),
            name,
            format!("customers were told after {took} in `{name}`, promise `{}` says {limit}, and nothing was mended since", promise.id),
        )
        .owned_by(exercise.owner.as_deref().or(promise.owner.as_deref()))
        .comparing(&promise.id)
        .beside(promise.at("value"), format!("{limit} promised here"))
        .weighs(Severity::Major)
        .cure("mend what took so long, write that under `actions` as done, and play it again");
}

fn check_variety(incidents: &Located<Incidents>, practice: &Practice<'_>, found: &mut Shortfalls) {
    let scenarios: BTreeSet<_> = practice
        .exercises
        .iter()
        .filter_map(|(exercise, _)| exercise.scenario)
        .collect();
    if practice.exercises.len() > 1 && scenarios.len() < 2 {
        let what = scenarios
            .first()
            .map_or("nobody told which", |scenario| scenario.word());
        found
            .warns(
                "same_scenario",
                incidents.at("exercises"),
                "scenarios",
                format!(
                    "all {} exercises played the same: {what}",
                    practice.exercises.len()
                ),
            )
            .owned_by(incidents.owner.as_deref())
            .cure("play another one next");
    }
}
