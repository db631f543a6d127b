//! Measured recoveries, and how long the worst one may take from the failure to the service being back.

use std::collections::BTreeSet;

use super::proofs::proofs;
use crate::gate::embedded::HOLIDAY_EXTENSION;
use crate::manifest::model::{
    AlertTest, Commitment, Cover, CoverDuty, EnvironmentKind, Holidays, Level, Promise,
    PromiseKind, RecoveryTest, RecoveryType, Route, Service, TestResult,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, Shortfalls};
use crate::time::coverage::{Gap, longest_gap};
use crate::time::{Day, Minutes, Schedule, Span};
use crate::yaml::Located;

/// A service in production, and a span of time that is promised for it.
#[derive(Debug, Clone, Copy)]
pub struct Promised<'a> {
    /// The service's id.
    pub id: &'a str,
    /// The service.
    pub service: &'a Located<Service>,
    /// The promise.
    pub promise: &'a Located<Promise>,
    /// What it says.
    pub limit: Span,
}

impl<'a> Promised<'a> {
    /// Who answers for the promise.
    pub fn owner(&self) -> Option<&'a str> {
        self.promise.value.owner.as_deref()
    }
}

/// The strictest promise of that kind for each service that has one.
pub fn strictest_promises<'a>(cx: &Context<'a>, kind: PromiseKind) -> Vec<Promised<'a>> {
    cx.production_services()
        .filter_map(|(id, service)| {
            let (promise, limit) = cx.strict_span(kind, id)?;
            Some(Promised {
                id,
                service,
                promise,
                limit,
            })
        })
        .collect()
}

/// The promises of that kind that do not say what is promised.
pub fn unsaid(cx: &Context<'_>, kind: PromiseKind) -> Shortfalls {
    let mut found = Shortfalls::none();
    let says_nothing =
        |promise: &&Located<Promise>| matches!(promise.commitment, Commitment::Unsaid);
    for promise in cx.promises_of(kind).filter(says_nothing) {
        found
            .untold(
                promise.at("value"),
                &promise.id,
                format!("promise `{}` does not say what is promised", promise.id),
            )
            .owned_by(promise.owner.as_deref())
            .cure("write `value`");
    }
    found
}

/// The recoveries of a service that count as tries: in talk only, or away from anything like production, counts as none.
///
/// One that names no service may be of any.
pub fn recoveries<'a>(
    cx: &Context<'a>,
    service: &str,
) -> impl Iterator<Item = &'a Located<RecoveryTest>> {
    every_recovery(cx).filter(move |test| is_of_service(test, service) && counts(test))
}

/// Whether a recovery is of a service; one that names none may be.
pub(super) fn is_of_service(test: &RecoveryTest, service: &str) -> bool {
    test.service
        .as_ref()
        .is_none_or(|of| of.as_str() == service)
}

/// Whether it was more than talk, in a place like production as far as anybody told.
pub(super) fn counts(test: &RecoveryTest) -> bool {
    test.r#type != Some(RecoveryType::Tabletop) && test.production_like != Some(false)
}

/// Every recovery on record, in the order of the manifest.
pub fn every_recovery<'a>(
    cx: &Context<'a>,
) -> impl Iterator<Item = &'a Located<RecoveryTest>> + use<'a> {
    let tests = cx
        .manifest
        .recovery
        .given()
        .and_then(|recovery| recovery.tests.as_ref());
    tests.into_iter().flat_map(|tests| tests.iter())
}

/// Why a recovery proves nothing: it did not pass, or is too old.
pub fn proof_shortfalls(
    cx: &Context<'_>,
    subject: &str,
    owner: Option<&str>,
    (test, date): (&Located<RecoveryTest>, Day),
    limit: &Span,
) -> Shortfalls {
    let mut found = Shortfalls::none();
    let newest = format!("the newest recovery of `{subject}`, `{}`,", test.id);
    if let Some(result) = test.result.filter(|&result| result != TestResult::Pass) {
        found
            .fails(
                "not_passed",
                test.at("result"),
                subject,
                format!("{newest} ended with {result}"),
            )
            .owned_by(owner)
            .comparing(&test.id)
            .cure("mend what failed and test again");
    }
    if cx.is_older(date, limit) {
        let message = format!(
            "{newest} is {} days old; {limit} is the limit",
            cx.age_days(date)
        );
        found
            .fails("too_old", test.at("date"), subject, message)
            .owned_by(owner)
            .comparing(&test.id)
            .cure("test again");
    }
    found
}

/// Asks for what the record of a recovery does not say.
pub fn ask(
    found: &mut Shortfalls,
    subject: &str,
    owner: Option<&str>,
    test: &Located<RecoveryTest>,
    field: &'static str,
) {
    found
        .untold(
            test.at(field),
            subject,
            format!("recovery `{}` does not say `{field}`", test.id),
        )
        .owned_by(owner)
        .comparing(&test.id)
        .comparing(field)
        .cure(format!("write `{field}`"));
}

/// Whether a recovery was tried in production or somewhere like it, as far as anybody told.
pub fn is_production_like(cx: &Context<'_>, test: &RecoveryTest) -> Option<bool> {
    test.production_like.or_else(|| {
        let environments = cx.manifest.environments.given()?;
        let environment = environments.get(test.environment.as_deref()?)?;
        (environment.kind == Some(EnvironmentKind::Production)).then_some(true)
    })
}

/// The covers that bring services back on the day judged, by people who are there.
pub fn on_call<'c, 'a>(
    cx: &'c Context<'a>,
) -> impl Iterator<Item = &'a Located<Cover>> + use<'c, 'a> {
    covers(cx, CoverDuty::OnCall)
}

/// The covers of a duty that hold on the day judged, by people who are there; a cover that names no duty serves both.
pub fn covers<'c, 'a>(
    cx: &'c Context<'a>,
    duty: CoverDuty,
) -> impl Iterator<Item = &'a Located<Cover>> + use<'c, 'a> {
    let covers = cx
        .manifest
        .cover
        .given()
        .into_iter()
        .flat_map(|covers| covers.iter());
    covers.filter(move |cover| {
        cover.duty.is_none_or(|of| of == duty)
            && cover.since.is_none_or(|first| first <= cx.as_of)
            && !cx.active_among(&cover.people).is_empty()
    })
}

/// How long one may wait for somebody who can bring a service back.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// The longest uncovered time of an ordinary week.
    pub week: Gap,
    /// How much longer it is around a public holiday.
    pub holidays: Minutes,
}

impl Wait {
    /// The longest wait, holidays included; nothing where it has no end.
    pub fn longest(&self) -> Option<Minutes> {
        self.week.length().map(|week| week + self.holidays)
    }

    /// The wait in words: `63h30min from Friday 17:30 to Monday 09:00 + 24h around uncovered holidays`.
    pub fn in_words(&self) -> String {
        let week = match &self.week {
            Gap::Closed => None,
            Gap::Open(run) => Some(format!("{} from {run}", run.length)),
            Gap::Always => return "without end".to_owned(),
        };
        let holidays = (self.holidays != Minutes::default())
            .then(|| format!("{} around uncovered holidays", self.holidays));
        let terms: Vec<String> = week.into_iter().chain(holidays).collect();
        if terms.is_empty() {
            "no wait".to_owned()
        } else {
            terms.join(" + ")
        }
    }
}

/// How long one may wait for somebody on call; around a holiday no longer than for those who are there on holidays.
pub fn longest_wait(cx: &Context<'_>) -> Wait {
    let week = gap_of(cx, on_call(cx));
    let on_holidays = gap_of(
        cx,
        on_call(cx).filter(|cover| cover.holidays == Holidays::Covered),
    );
    let longest = cx.parameters.span(HOLIDAY_EXTENSION).longest();
    let holidays = match (on_holidays.length(), week.length()) {
        (Some(on_holidays), Some(week)) => longest.min((on_holidays - week).magnitude()),
        (None, _) | (_, None) => longest,
    };
    Wait { week, holidays }
}

fn gap_of<'a>(cx: &Context<'_>, covers: impl Iterator<Item = &'a Located<Cover>>) -> Gap {
    let schedules: Vec<&Schedule> = covers
        .flat_map(|cover| cover.when.iter())
        .map(|schedule| &schedule.value)
        .collect();
    longest_gap(&schedules, cx.as_of)
}

/// The time between a failure and the service being back, step by step.
#[derive(Debug, Clone, PartialEq)]
pub struct WorstCase<'a> {
    /// Until somebody on call starts; nothing where nobody has to, or where the clock runs in support hours only.
    pub wait: Option<Wait>,
    /// What follows.
    pub steps: Vec<Step>,
    /// The measured recovery it rests on.
    pub recovery: Option<&'a Located<RecoveryTest>>,
}

/// A step between a failure and the service being back.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What happens in it.
    pub name: &'static str,
    /// How long it takes, where that was told.
    pub span: Option<Span>,
    /// Where it is told, or would be.
    pub path: ManifestPath,
}

impl WorstCase<'_> {
    /// The sum of the steps that were told; nothing where the wait has no end.
    pub fn known(&self) -> Option<Minutes> {
        let wait = match &self.wait {
            Some(wait) => wait.longest()?,
            None => Minutes::default(),
        };
        let steps = self.steps.iter().filter_map(|step| step.span);
        Some(steps.fold(wait, |sum, step| sum + step.longest()))
    }

    /// The steps that nobody told.
    pub fn untold(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.span.is_none())
    }

    /// The sum in words: `63h30min from Friday 17:30 to Monday 09:00 + 6h recovery = 69h30min`.
    pub fn in_words(&self) -> String {
        let wait = self.wait.as_ref().map(Wait::in_words);
        let steps = self
            .steps
            .iter()
            .filter_map(|step| step.span.map(|span| format!("{span} {}", step.name)));
        let terms: Vec<String> = wait.into_iter().chain(steps).collect();
        match self.known() {
            Some(sum) if terms.len() > 1 => format!("{} = {sum}", terms.join(" + ")),
            Some(_) | None => terms.join(" + "),
        }
    }
}

/// How long a failure of a service may last at the worst, with the clock running day and night.
pub fn worst_case<'a>(cx: &Context<'a>, service: &str) -> WorstCase<'a> {
    worst_of(cx, service, Some(&longest_wait(cx)))
}

/// How long a failure of a service may last at the worst, counted in covered hours only.
pub fn worst_case_in_hours<'a>(cx: &Context<'a>, service: &str) -> WorstCase<'a> {
    worst_of(cx, service, None)
}

/// The worst over the recoveries that a promise for the service rests on; one that is not told counts as the worst.
fn worst_of<'a>(cx: &Context<'a>, service: &str, wait: Option<&Wait>) -> WorstCase<'a> {
    let by_hand = [detection(cx), acknowledgement(cx)];
    let case = |recovery: Option<&'a Located<RecoveryTest>>| {
        let (wait, before) = if recovery.is_some_and(|test| is_automatic(test)) {
            (None, &[][..])
        } else {
            (wait.cloned(), &by_hand[..])
        };
        let last = Step {
            name: "recovery",
            span: recovery.and_then(|test| test.rto),
            path: recovery.map_or(ManifestPath::top("recovery.tests"), |test| test.at("rto")),
        };
        WorstCase {
            wait,
            steps: before.iter().cloned().chain([last]).collect(),
            recovery,
        }
    };
    let cases = proofs(cx, service).into_iter().rev();
    cases
        .map(|(test, _)| case(Some(test)))
        .max_by_key(|case| {
            let is_untold = case.recovery.is_some_and(|test| test.rto.is_none());
            (case.known().is_none(), is_untold, case.known())
        })
        .unwrap_or_else(|| case(None))
}

/// Whether a recovery began and ended without anybody; its time then holds at any hour.
pub fn is_automatic(test: &RecoveryTest) -> bool {
    test.automatic == Some(true) && !contradicts_itself(test)
}

/// Whether a recovery is said to have run by itself, and to have been done by somebody.
///
/// A service that fails over by itself does so because somebody took the other side away, so that a failover may name who did.
pub fn contradicts_itself(test: &RecoveryTest) -> bool {
    test.automatic == Some(true)
        && test.r#type != Some(RecoveryType::Failover)
        && !test.by.is_empty()
}

/// From the failure to the first signal, as the process has it.
pub fn detection(cx: &Context<'_>) -> Step {
    let process = cx
        .manifest
        .incidents
        .given()
        .and_then(|incidents| incidents.process.as_ref());
    Step {
        name: "detection",
        span: process.and_then(|process| process.detect_target),
        path: ManifestPath::top("incidents.process.detect_target"),
    }
}

/// From the first signal to a person at work: as the slowest of the newest alert tests of the routes that carry the worst measured it,
/// or as the process has it where none was made.
pub fn acknowledgement(cx: &Context<'_>) -> Step {
    let step = |span: Option<Span>, path: ManifestPath| Step {
        name: "acknowledgement",
        span,
        path,
    };
    let routes = cx.manifest.monitoring.given();
    let routes = routes.and_then(|monitoring| monitoring.routes.as_ref());
    let (worst, lesser): (Vec<_>, Vec<_>) = routes
        .into_iter()
        .flatten()
        .partition(|route| carries_the_worst(route));
    let lesser: BTreeSet<&str> = lesser
        .iter()
        .filter_map(|route| route.id.as_deref())
        .collect();
    let tests: Vec<&Located<AlertTest>> = cx
        .manifest
        .alert_tests
        .given()
        .into_iter()
        .flatten()
        .filter(|test| test.route.as_deref().is_none_or(|of| !lesser.contains(of)))
        .collect();
    if let Some(undated) = tests.iter().find(|test| test.date.is_none()) {
        return step(None, undated.at("date"));
    }
    let of_tests = tests.iter().map(|test| test.route.as_deref());
    let ends: BTreeSet<Option<&str>> = worst
        .iter()
        .map(|route| route.id.as_deref())
        .chain(of_tests)
        .collect();
    let is_named = ends.iter().any(Option::is_some);
    let newest = ends
        .into_iter()
        .filter(|end| end.is_some() || !is_named)
        .filter_map(|end| {
            let of_end = tests.iter().copied().filter(|test| {
                let of = test.route.as_deref();
                of.is_none() || of == end
            });
            cx.newest(of_end, |test| test.date)
        });
    let slowest = newest.max_by_key(|(test, _)| {
        let took = test.ack_time.map(|took| took.longest());
        (took.is_none(), took)
    });
    if let Some((test, _)) = slowest {
        return step(test.ack_time, test.at("ack_time"));
    }
    let process = cx
        .manifest
        .incidents
        .given()
        .and_then(|incidents| incidents.process.as_ref());
    step(
        process.and_then(|process| process.ack_within),
        ManifestPath::top("incidents.process.ack_within"),
    )
}

/// Whether a route carries alerts that say the worst; one that does not say how bad its alerts are may.
pub fn carries_the_worst(route: &Route) -> bool {
    route
        .severity
        .is_none_or(|severity| severity == Level::Critical)
}

/// The people who are there and can bring a service back: by duty, by their role in incidents, or by having done it.
pub fn operators<'a>(cx: &Context<'a>, service: &str) -> BTreeSet<&'a str> {
    let duty = cx
        .manifest
        .duties
        .given()
        .map(|duties| &duties.recovery_operator);
    let role = cx
        .manifest
        .incidents
        .given()
        .and_then(|incidents| incidents.roles.as_ref())
        .map(|roles| &roles.recovery);
    let done = recoveries(cx, service)
        .filter(|test| test.result == Some(TestResult::Pass))
        .map(|test| &test.by);
    duty.into_iter()
        .chain(role)
        .chain(done)
        .flat_map(|who| cx.active_among(who))
        .collect()
}
