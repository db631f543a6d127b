//! What turns worse by passing of time alone, on a line of days.

use std::collections::{BTreeMap, BTreeSet};

use super::charts::share;
use super::folded::Folded;
use super::look::{self, Look};
use super::picks::{Marks, Picks, as_of_gate};
use super::words::{GateName, Words};
use crate::report::format::wording::counted;
use crate::report::model::{Finding, OUTLOOK_DAYS, Outcome, Report, Verdict, Worsening};
use crate::time::Day;

/// The line and the list.
pub(super) struct Outlook<'r> {
    pub(super) days: i64,
    pub(super) until: String,
    /// The first day on which the verdict turns to not ready, where it holds today.
    pub(super) turns: Option<Turn>,
    pub(super) months: Vec<MonthMark>,
    pub(super) points: Vec<Point>,
    pub(super) rows: Folded<WorseningRow<'r>>,
}

/// The day on which the verdict turns.
pub(super) struct Turn {
    pub(super) on: String,
    pub(super) within: String,
    pub(super) x: String,
}

/// The first day of a month on the line.
pub(super) struct MonthMark {
    pub(super) name: String,
    pub(super) x: String,
}

/// A day on which gates turn worse.
pub(super) struct Point {
    pub(super) x: String,
    pub(super) radius: usize,
    pub(super) says: String,
    pub(super) tone: &'static str,
}

/// A gate that turns worse.
pub(super) struct WorseningRow<'r> {
    pub(super) marks: Marks,
    pub(super) on: String,
    pub(super) within: String,
    pub(super) gate: GateName,
    pub(super) title: &'static str,
    pub(super) then: Look,
    pub(super) weight: Look,
    pub(super) fact: Option<Words<'r>>,
    pub(super) others: Vec<Words<'r>>,
    pub(super) others_say: String,
    pub(super) owners: Vec<Words<'r>>,
}

pub(super) fn outlook<'r>(report: &'r Report, picks: &Picks<'r>) -> Outlook<'r> {
    const SEEN: usize = 8;
    let worsenings = report.outlook.as_deref().unwrap_or_default();
    let rows = worsenings
        .iter()
        .map(|worsening| row(worsening, report.as_of, picks));
    Outlook {
        days: OUTLOOK_DAYS,
        until: report.as_of.plus_days(OUTLOOK_DAYS).to_string(),
        turns: turn(report, worsenings),
        months: months(report.as_of),
        points: points(report.as_of, worsenings),
        rows: Folded::of(rows.collect(), SEEN, |row| {
            format!("of weight {}", row.weight.word)
        }),
    }
}

fn turn(report: &Report, worsenings: &[Worsening]) -> Option<Turn> {
    match report.verdict() {
        Verdict::NotReady | Verdict::SelectedNotMet => return None,
        Verdict::Ready | Verdict::Conditional | Verdict::SelectedMet => {}
    }
    let first = worsenings.iter().find(|worsening| worsening.blocking)?;
    Some(Turn {
        on: first.on.to_string(),
        within: within(report.as_of, first.on),
        x: share_of_line(place(report.as_of, first.on)),
    })
}

fn row<'r>(worsening: &'r Worsening, today: Day, picks: &Picks<'r>) -> WorseningRow<'r> {
    let findings = &worsening.findings;
    let owners = findings.iter().map(|finding| finding.owner.as_deref());
    let owners: BTreeSet<Option<&str>> = owners.collect();
    let then = findings
        .first()
        .map_or(Outcome::Fail, |first| as_of_gate(first.outcome));
    let mut facts = findings
        .iter()
        .map(|finding: &Finding| Words::of(&finding.message));
    let fact = facts.next();
    let others: Vec<Words<'r>> = facts.collect();
    WorseningRow {
        marks: picks
            .owned_by(owners.iter().copied())
            .of_area(worsening.gate.area)
            .coming_out(then),
        on: worsening.on.to_string(),
        within: within(today, worsening.on),
        gate: GateName(worsening.gate.id),
        title: worsening.gate.title,
        then: look::outcome(then),
        weight: look::severity(worsening.severity),
        fact,
        others_say: format!("and {}", counted(others.len(), "more finding")),
        others,
        owners: owners
            .into_iter()
            .map(|owner| Words::of(owner.unwrap_or("nobody named")))
            .collect(),
    }
}

fn within(today: Day, day: Day) -> String {
    let days = usize::try_from(day.days_since(today)).unwrap_or(0);
    format!("in {}", counted(days, "day"))
}

/// The place of a day on the line.
fn place(today: Day, day: Day) -> u64 {
    u64::try_from(day.days_since(today)).unwrap_or(0)
}

fn share_of_line(days: u64) -> String {
    share(days, OUTLOOK_DAYS.unsigned_abs())
}

/// The months that begin on the line.
fn months(today: Day) -> Vec<MonthMark> {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let end = today.plus_days(OUTLOOK_DAYS);
    let mut marks = Vec::new();
    let mut first = today.month().last_day().plus_days(1);
    while first < end && first > today && marks.len() < NAMES.len() {
        let month = first.month().to_string();
        let (year, number) = month.split_once('-').expect("a month is written `YYYY-MM`");
        let index = number.parse::<usize>().map_or(0, |number| number - 1);
        let name = match index {
            0 => format!("{} {year}", NAMES[index]),
            _ => NAMES[index].to_owned(),
        };
        marks.push(MonthMark {
            name,
            x: share_of_line(place(today, first)),
        });
        first = first.month().last_day().plus_days(1);
    }
    marks
}

/// One point for each day, larger where more gates turn worse.
fn points(today: Day, worsenings: &[Worsening]) -> Vec<Point> {
    let mut by_day: BTreeMap<Day, Vec<&Worsening>> = BTreeMap::new();
    for worsening in worsenings {
        by_day.entry(worsening.on).or_default().push(worsening);
    }
    by_day
        .into_iter()
        .map(|(day, gates)| {
            let blocks = gates.iter().any(|worsening| worsening.blocking);
            Point {
                x: share_of_line(place(today, day)),
                radius: 5 + 2 * gates.len().ilog2() as usize,
                says: format!("{day}: {}", counted(gates.len(), "gate")),
                tone: if blocks { "bad" } else { "caution" },
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{day, northlight};

    #[test]
    fn months_stand_where_they_begin() {
        // From 12 November: December begins after 19 days, January after 50, February after 81, March after 109, April after 140, May
        // after 170; 180 days end on 11 May.
        let marks = months(day(2026, 11, 12));
        let told: Vec<_> = marks.iter().map(|mark| (&*mark.name, &*mark.x)).collect();
        assert_eq!(
            told,
            [
                ("Dec", "10.55%"),
                ("Jan 2027", "27.77%"),
                ("Feb", "45.00%"),
                ("Mar", "60.55%"),
                ("Apr", "77.77%"),
                ("May", "94.44%")
            ]
        );
    }

    #[test]
    fn the_line_ends_with_the_calendar() {
        assert!(months(day(9999, 12, 31)).is_empty());
    }

    #[test]
    fn gates_of_one_day_share_a_point() {
        let mut outlook = northlight().outlook.unwrap();
        outlook.push(outlook[0].clone());
        let points = points(day(2026, 11, 12), &outlook);
        let told: Vec<_> = points
            .iter()
            .map(|point| (&*point.x, point.radius))
            .collect();
        // 28 November is 16 days away, 1 April 140: 8.88 % and 77.77 % of 180 days; two gates make a point of radius 5 + 2.
        assert_eq!(told, [("8.88%", 7), ("77.77%", 5)]);
    }
}
