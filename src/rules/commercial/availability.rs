//! How long a service may be down by its promise, and how long it is to be expected.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use rust_decimal::Decimal;

use crate::gate::embedded::{INCIDENTS_PER_YEAR_IF_UNKNOWN, SLA_LOOKBACK};
use crate::manifest::model::{
    Clock, Commitment, Incident, Number, Promise, PromiseKind, Service, Vendor, Window,
};
use crate::rules::Context;
use crate::rules::resilience::recovery::worst_case_in_hours;
use crate::time::coverage::minutes_between;
use crate::time::{Day, Minutes, Schedule};
use crate::yaml::{Located, Named};

const MINUTES_A_DAY: Decimal = Decimal::from_parts(1440, 0, 0, false, 0);
const DAYS_A_YEAR: Decimal = Decimal::from_parts(365, 0, 0, false, 0);

/// An availability promised for a service, and the downtime it leaves room for.
#[derive(Debug, Clone)]
pub(crate) struct Budget<'a> {
    /// The service.
    pub service: &'a str,
    /// The promise.
    pub promise: &'a Located<Promise>,
    /// The promised share in percent.
    pub percent: Decimal,
    /// The window that holds the day judged.
    pub window: CountedWindow,
    /// The downtime it leaves room for in that window, in minutes.
    pub minutes: Decimal,
    /// The promised hours of support, where these alone count.
    hours: Option<Vec<&'a Schedule>>,
}

/// The budget of each availability promised for a service.
///
/// No share of time is the strictest of several: windows differ, and so does what is left out of the count.
pub(crate) fn budgets<'a>(cx: &Context<'a>, service: &'a str) -> impl Iterator<Item = Budget<'a>> {
    let promised = cx.promised(PromiseKind::Availability, service);
    promised.filter_map(move |promise| {
        let Commitment::Percent(Number(percent)) = promise.commitment else {
            return None;
        };
        let window = CountedWindow::holding(promise.window.unwrap_or(Window::Month), cx.as_of);
        let is_in_hours = promise.clock == Some(Clock::SupportHours);
        let mut budget = Budget {
            service,
            promise,
            percent,
            window,
            minutes: Decimal::ZERO,
            hours: is_in_hours.then(|| cx.support_hours(service, promise.plan.as_deref())),
        };
        budget.minutes = budget.allowed(window);
        Some(budget)
    })
}

impl Budget<'_> {
    /// Whether only hours of support count, and nobody promised any: then the minutes are at most those of all hours.
    pub(crate) fn lacks_hours(&self) -> bool {
        self.hours.as_ref().is_some_and(Vec::is_empty)
    }

    /// The minutes of a window that count.
    pub(crate) fn counted(&self, window: CountedWindow) -> Decimal {
        match &self.hours {
            Some(hours) if !hours.is_empty() => {
                Decimal::from(minutes_between(hours, window.first, window.last).count())
            }
            Some(_) | None => window.minutes(),
        }
    }

    /// The downtime it leaves room for in a window, in minutes.
    fn allowed(&self, window: CountedWindow) -> Decimal {
        allowed(self.percent, self.counted(window))
    }

    /// The window as messages show it: `2026-11, a month of 30 days, in support hours`.
    pub(crate) fn window_in_words(&self) -> String {
        let hours = if self.hours.is_some() {
            ", in support hours"
        } else {
            ""
        };
        format!("{}{hours}", self.window)
    }

    /// Whether downtime that was announced before counts against the promise.
    pub(crate) fn counts_planned(&self) -> bool {
        !self
            .promise
            .exclusions
            .iter()
            .any(|exclusion| is_of_planned_work(exclusion))
    }

    /// Whether the nights count.
    pub(crate) fn counts_nights(&self) -> bool {
        self.promise.clock != Some(Clock::SupportHours) && !self.excludes("hours")
    }

    fn excludes(&self, word: &str) -> bool {
        self.promise
            .exclusions
            .iter()
            .any(|exclusion| exclusion.to_lowercase().contains(word))
    }
}

/// Whether an exclusion speaks of work that was planned; what it calls unplanned is none.
fn is_of_planned_work(exclusion: &str) -> bool {
    let text = exclusion.to_lowercase();
    let words: BTreeSet<&str> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .collect();
    words.contains("planned") || text.contains("maintenance") && !words.contains("unplanned")
}

/// The downtime that a share in percent of so many minutes leaves room for, in minutes.
fn allowed(percent: Decimal, minutes: Decimal) -> Decimal {
    (Decimal::ONE_HUNDRED - percent) / Decimal::ONE_HUNDRED * minutes
}

/// Minutes as messages show them.
pub(crate) fn shown(minutes: Decimal) -> String {
    format!("{} minutes", minutes.round_dp(1).normalize())
}

/// A calendar month, quarter or year over which availability is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CountedWindow {
    kind: Window,
    /// Its first day.
    pub first: Day,
    /// Its last day.
    pub last: Day,
}

impl CountedWindow {
    /// The window that holds a day.
    pub(crate) fn holding(kind: Window, day: Day) -> Self {
        let first_months: &[u32] = match kind {
            Window::Month => &[12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
            Window::Quarter => &[10, 7, 4, 1],
            Window::Year => &[1],
        };
        let starts = first_months
            .iter()
            .filter_map(|&month| Day::from_ymd(day.year(), month, 1));
        let first = starts.filter(|&first| first <= day).max().unwrap_or(day);
        let later = first_months
            .iter()
            .filter_map(|&month| Day::from_ymd(day.year(), month, 1))
            .filter(|&start| start > day)
            .min();
        let last = match later {
            Some(next) => next.plus_days(-1),
            None => Day::from_ymd(day.year(), 12, 31).unwrap_or(day),
        };
        Self { kind, first, last }
    }

    /// The window before this one.
    pub(crate) fn before(self) -> Self {
        Self::holding(self.kind, self.first.plus_days(-1))
    }

    /// How many days it has.
    pub(crate) fn days(self) -> Decimal {
        Decimal::from(self.last.days_since(self.first) + 1)
    }

    /// How many minutes it has.
    pub(crate) fn minutes(self) -> Decimal {
        self.days() * MINUTES_A_DAY
    }

    /// How much of a downtime lies in this window; one counts from the beginning of its first day, for the log tells no hour.
    fn share_of(self, start: Day, taken: Minutes) -> Minutes {
        let minutes_until = |day: Day| {
            let days = u64::try_from(day.days_since(start)).unwrap_or(0);
            taken.min(Minutes::new(days.saturating_mul(24 * 60)))
        };
        (minutes_until(self.last.plus_days(1)) - minutes_until(self.first)).magnitude()
    }
}

/// As messages show it: `2026-11, a month of 30 days`.
impl fmt::Display for CountedWindow {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Window::Month => write!(
                out,
                "{}, a month of {} days",
                self.first.month(),
                self.days()
            ),
            Window::Quarter => write!(
                out,
                "{} to {}, a quarter of {} days",
                self.first,
                self.last,
                self.days()
            ),
            Window::Year => write!(out, "{}, a year of {} days", self.first.year(), self.days()),
        }
    }
}

/// What happened so far, by the services it took down.
#[derive(Debug)]
pub(crate) struct Outages<'a> {
    services: &'a Named<Service>,
    /// Each with its place in the log.
    of_service: BTreeMap<&'a str, Vec<(usize, &'a Located<Incident>)>>,
    of_all: Vec<(usize, &'a Located<Incident>)>,
}

impl<'a> Outages<'a> {
    /// The log up to the day judged; nothing where nobody keeps one.
    pub(crate) fn logged(cx: &Context<'a>) -> Option<Self> {
        let log = cx
            .manifest
            .incidents
            .given()
            .and_then(|incidents| incidents.log.as_ref())?;
        let mut outages = Self {
            services: &cx.manifest.services,
            of_service: BTreeMap::new(),
            of_all: Vec::new(),
        };
        for (place, incident) in log.iter().enumerate() {
            if incident.start.is_some_and(|start| cx.is_yet_to_come(start)) {
                continue;
            }
            if incident.services.is_empty() {
                outages.of_all.push((place, incident));
            }
            let services: BTreeSet<&str> = incident
                .services
                .iter()
                .map(|service| service.as_str())
                .collect();
            for service in services {
                outages
                    .of_service
                    .entry(service)
                    .or_default()
                    .push((place, incident));
            }
        }
        Some(outages)
    }

    /// What counts against a promise for a service: what took it down, or another without which it fails.
    pub(crate) fn counted(
        &self,
        budget: &Budget<'_>,
    ) -> impl Iterator<Item = &'a Located<Incident>> {
        let counts_planned = budget.counts_planned();
        let needed = needed_by(self.services, budget.service);
        let of_services = needed.iter().filter_map(|id| self.of_service.get(*id));
        let each_once: BTreeMap<usize, &'a Located<Incident>> =
            of_services.flatten().chain(&self.of_all).copied().collect();
        each_once
            .into_values()
            .filter(move |incident| counts_planned || incident.planned != Some(true))
    }
}

/// The downtime to expect in a window.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expected {
    /// In minutes.
    pub minutes: Decimal,
    /// What it rests on, in words.
    pub because: String,
}

/// The downtime to expect in the window of a budget: as it was of late, else as the parameter and the newest recovery say.
pub(crate) fn expected(
    cx: &Context<'_>,
    budget: &Budget<'_>,
    outages: Option<&Outages<'_>>,
) -> Option<Expected> {
    match outages {
        Some(outages) => Some(expected_by_log(cx, budget, outages)),
        None => expected_by_assumption(cx, budget),
    }
}

fn expected_by_log(cx: &Context<'_>, budget: &Budget<'_>, outages: &Outages<'_>) -> Expected {
    let lookback = cx.parameters.span(SLA_LOOKBACK);
    let recent = outages.counted(budget).filter(|incident| {
        incident
            .start
            .is_none_or(|start| !cx.is_older(start, &lookback))
    });
    let lengths: Vec<Minutes> = recent
        .map(|incident| downtime(cx, budget.service, incident))
        .collect();
    let together: Minutes = lengths.iter().copied().sum();
    let days = Decimal::from(lookback.longest().count()) / MINUTES_A_DAY;
    let minutes = if days.is_zero() {
        Decimal::ZERO
    } else {
        Decimal::from(together.count()) * budget.window.days() / days
    };
    let incidents = if lengths.len() == 1 {
        "incident"
    } else {
        "incidents"
    };
    Expected {
        minutes,
        because: format!(
            "{} {incidents} within {lookback} took {together} together",
            lengths.len()
        ),
    }
}

fn expected_by_assumption(cx: &Context<'_>, budget: &Budget<'_>) -> Option<Expected> {
    let each = repair(cx, budget.service)?;
    let a_year = cx.parameters.number(INCIDENTS_PER_YEAR_IF_UNKNOWN);
    let minutes = a_year
        .saturating_mul(Decimal::from(each.count()))
        .saturating_mul(budget.window.days() / DAYS_A_YEAR);
    Some(Expected {
        minutes,
        because: format!(
            "{a_year} incidents a year are assumed where no log says how many, of {each} each"
        ),
    })
}

/// How long an incident took a service down: as logged, else as the newest recovery took.
pub(crate) fn downtime(cx: &Context<'_>, service: &str, incident: &Incident) -> Minutes {
    let logged = incident.duration.map(|duration| duration.longest());
    logged.or_else(|| repair(cx, service)).unwrap_or_default()
}

/// Detection, acknowledgement and the newest measured recovery together; nothing where no recovery was measured.
fn repair(cx: &Context<'_>, service: &str) -> Option<Minutes> {
    let worst = worst_case_in_hours(cx, service);
    worst.recovery.and_then(|test| test.rto)?;
    worst.known()
}

/// The complete windows before the present one in which a service was down for longer than its promise leaves room for.
pub(crate) fn missed_windows(
    cx: &Context<'_>,
    budget: &Budget<'_>,
    outages: &Outages<'_>,
    windows: usize,
) -> Vec<(CountedWindow, Minutes)> {
    let trailing: Vec<CountedWindow> =
        std::iter::successors(Some(budget.window.before()), |window| Some(window.before()))
            .take(windows)
            .collect();
    let mut down = vec![Minutes::default(); trailing.len()];
    for incident in outages.counted(budget) {
        let Some(start) = incident.start else {
            continue;
        };
        let taken = downtime(cx, budget.service, incident);
        for (window, down) in trailing.iter().zip(&mut down) {
            *down = *down + window.share_of(start, taken);
        }
    }
    trailing
        .into_iter()
        .zip(down)
        .filter(|(window, down)| Decimal::from(down.count()) > budget.allowed(*window))
        .collect()
}

/// The vendors without which a service fails, through other services too, in the order of their ids.
pub(crate) fn hard_suppliers<'a>(
    cx: &Context<'a>,
    service: &'a str,
) -> Vec<(&'a str, &'a Located<Vendor>)> {
    let vendors = cx.manifest.vendors.given();
    needed_by(&cx.manifest.services, service)
        .into_iter()
        .filter(|id| !cx.manifest.services.contains_key(*id))
        .filter_map(|id| Some((id, vendors?.get(id)?)))
        .collect()
}

/// What a service cannot do without and has only one of, through other services too: services and vendors, itself included.
fn needed_by<'a>(services: &'a Named<Service>, service: &'a str) -> BTreeSet<&'a str> {
    let mut needed = BTreeSet::new();
    let mut waiting = vec![service];
    while let Some(id) = waiting.pop() {
        if !needed.insert(id) {
            continue;
        }
        let deps = services.get(id).map(|service| &service.value.deps);
        let deps = deps.into_iter().flatten();
        let hard = deps.filter(|dependency| dependency.is_the_only_one());
        waiting.extend(hard.map(|dependency| dependency.value.on.as_str()));
    }
    needed
}

/// What several suppliers promise together, in percent; a share above all counts as all.
pub(crate) fn together(promised: impl IntoIterator<Item = Number>) -> Decimal {
    promised
        .into_iter()
        .fold(Decimal::ONE_HUNDRED, |product, Number(percent)| {
            product * percent.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED) / Decimal::ONE_HUNDRED
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn number(text: &str) -> Decimal {
        text.parse::<Number>().expect("a number").0
    }

    #[test]
    fn a_month_is_counted_by_the_calendar() {
        let november = CountedWindow::holding(Window::Month, day("2026-11-12"));
        assert_eq!(november.to_string(), "2026-11, a month of 30 days");
        // 0.05 % of 30 × 1440 = 43200 minutes
        assert_eq!(
            shown(allowed(number("99.95"), november.minutes())),
            "21.6 minutes"
        );
        // 0.1 % of 28 × 1440 = 40320 minutes is 40.32
        let february = CountedWindow::holding(Window::Month, day("2026-02-28"));
        assert_eq!(
            shown(allowed(number("99.9"), february.minutes())),
            "40.3 minutes"
        );
    }

    #[test]
    fn quarters_and_years_follow_the_calendar() {
        let quarter = CountedWindow::holding(Window::Quarter, day("2026-11-12"));
        assert_eq!(
            quarter.to_string(),
            "2026-10-01 to 2026-12-31, a quarter of 92 days"
        );
        assert_eq!(
            quarter.before().to_string(),
            "2026-07-01 to 2026-09-30, a quarter of 92 days"
        );
        let year = CountedWindow::holding(Window::Year, day("2028-02-29"));
        assert_eq!(year.to_string(), "2028, a year of 366 days");
        assert_eq!(year.before().to_string(), "2027, a year of 365 days");
    }

    #[test]
    fn the_window_before_january_is_december() {
        let january = CountedWindow::holding(Window::Month, day("2026-01-01"));
        assert_eq!(january.before().to_string(), "2025-12, a month of 31 days");
    }

    #[test]
    fn suppliers_in_a_row_promise_less_than_each_of_them() {
        // 0.999 × 0.995 = 0.994005
        assert_eq!(
            together([Number(number("99.9")), Number(number("99.5"))]),
            number("99.4005")
        );
        assert_eq!(together([]), Decimal::ONE_HUNDRED);
        assert_eq!(
            together([Number(number("1000000")), Number(number("99"))]),
            number("99")
        );
    }
}
