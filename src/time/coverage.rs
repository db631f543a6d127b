//! Hours in which somebody is on duty, held against the hours of the week and against hours that were promised.
//!
//! A week is measured by the clocks on the wall. Where several time zones meet, their clocks differ by more in some weeks of
//! the year than in others: every difference that occurs in the year from a given day is judged, and the worst one reported.
//! The week in which a clock changes is judged as the ordinary weeks on either side of it.

use std::fmt;
use std::ops::Range;

use super::week::{DAY, Hours, TimeOfDay, WEEK, WeekTime, Weekdays};
use super::{Day, Minutes, Schedule, Zone};

/// The longest time of a week without anybody on duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Somebody is always on duty.
    Closed,
    /// Nobody is on duty between two shifts.
    Open(Run),
    /// Nobody is ever on duty: who waits, waits without end.
    Always,
}

impl Gap {
    /// How long one may have to wait for somebody; nothing where that has no end.
    pub fn length(&self) -> Option<Minutes> {
        match self {
            Self::Closed => Some(Minutes::default()),
            Self::Open(run) => Some(run.length),
            Self::Always => None,
        }
    }
}

/// A stretch of the week in local time, shown as `Friday 17:30 to Monday 09:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// When it begins.
    pub starts: WeekTime,
    /// When it ends.
    pub ends: WeekTime,
    /// How long it is by the clock on the wall.
    pub length: Minutes,
    /// The zone of its local time.
    pub zone: Zone,
    /// The first day on which clocks differ as they do in the week that was judged.
    pub seen_from: Day,
}

impl Run {
    fn new(run: &Range<u32>, zone: Zone, seen_from: Day) -> Self {
        Self {
            starts: WeekTime::from_minutes(run.start),
            ends: WeekTime::from_minutes(run.end),
            length: Minutes::new(u64::from(run.end - run.start)),
            zone,
            seen_from,
        }
    }
}

impl fmt::Display for Run {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} to {}", self.starts, self.ends)
    }
}

/// The longest time without anybody on duty, in the local time of the first of the schedules.
///
/// The first in the week among equally long ones.
pub fn longest_gap(cover: &[&Schedule], from: Day) -> Gap {
    if cover.is_empty() {
        return Gap::Always;
    }
    let clocks = Clocks::of(cover);
    let mut longest: Option<Run> = None;
    for week in clocks.weeks(from) {
        for run in week.hours(cover).complement().runs() {
            let run = Run::new(&run, clocks.reference, week.seen_from);
            if longest.is_none_or(|longest| run.length > longest.length) {
                longest = Some(run);
            }
        }
    }
    longest.map_or(Gap::Closed, Gap::Open)
}

/// Whether somebody is on duty in every minute of every week.
pub fn covers_always(cover: &[&Schedule], from: Day) -> bool {
    longest_gap(cover, from) == Gap::Closed
}

/// Promised hours in which nobody is on duty.
///
/// Shown as `mon-fri 08:00-09:00 and 17:30-18:00, 1h30min a day`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// How much is missing in a week.
    pub per_week: Minutes,
    /// What is missing, in the promise's local time and in the order of the week.
    pub runs: Vec<Run>,
}

impl Shortage {
    /// Whether nothing is missing.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }
}

/// The promised hours in which nobody is on duty, in the local time of the first promise.
///
/// Of all weeks of the year, that in which most is missing.
pub fn uncovered(promised: &[&Schedule], cover: &[&Schedule], from: Day) -> Shortage {
    let clocks = Clocks::of(&[promised, cover].concat());
    let mut worst = Shortage {
        per_week: Minutes::default(),
        runs: Vec::new(),
    };
    for week in clocks.weeks(from) {
        let missing = week
            .hours(promised)
            .intersection(&week.hours(cover).complement());
        if missing.minutes() > worst.per_week {
            worst = Shortage {
                per_week: missing.minutes(),
                runs: missing
                    .runs()
                    .iter()
                    .map(|run| Run::new(run, clocks.reference, week.seen_from))
                    .collect(),
            };
        }
    }
    worst
}

/// How much of the hours lies in the days from the first to the last.
///
/// Of all weeks of the year, by that in which it is least.
pub fn minutes_between(hours: &[&Schedule], first: Day, last: Day) -> Minutes {
    let days = u64::try_from(last.days_since(first) + 1).unwrap_or(0);
    let clocks = Clocks::of(hours);
    let sums = clocks.weeks(first).into_iter().map(|week| {
        let week = week.hours(hours);
        let on_day = |later: u64| {
            let weekday = (u64::from(first.weekday().index()) + later) % 7;
            let start = DAY * u32::try_from(weekday).unwrap_or(0);
            let day = Hours::union(std::iter::once(start..start + DAY));
            let how_often = (days + 6 - later) / 7;
            week.intersection(&day).minutes().count() * how_often
        };
        (0..7).map(on_day).sum::<u64>()
    });
    Minutes::new(sums.min().unwrap_or(0))
}

/// How much of the promised hours some cover carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carried {
    /// The promised time of a week with somebody on duty.
    pub within: Minutes,
    /// The promised time of a week.
    pub of: Minutes,
}

impl Carried {
    /// From 0, for nothing, to 1, for all; 0 where nothing is promised.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a week has few enough minutes to be exact in a float"
    )]
    pub fn share(self) -> f64 {
        if self.of == Minutes::default() {
            return 0.0;
        }
        self.within.count() as f64 / self.of.count() as f64
    }

    fn is_less_than(self, other: Self) -> bool {
        self.within.count() * other.of.count() < other.within.count() * self.of.count()
    }
}

/// How much of the promised hours the cover carries, in the week of the year in which it carries most.
pub fn minutes_within(promised: &[&Schedule], cover: &[&Schedule], from: Day) -> Carried {
    let clocks = Clocks::of(&[promised, cover].concat());
    let mut most = Carried {
        within: Minutes::default(),
        of: Minutes::default(),
    };
    for week in clocks.weeks(from) {
        let hours = week.hours(promised);
        let carried = Carried {
            within: hours.intersection(&week.hours(cover)).minutes(),
            of: hours.minutes(),
        };
        if most.of == Minutes::default() || most.is_less_than(carried) {
            most = carried;
        }
    }
    most
}

impl fmt::Display for Shortage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = folded(&self.runs);
        for (place, line) in lines.iter().enumerate() {
            if place > 0 {
                out.write_str("; ")?;
            }
            write!(out, "{line}")?;
        }
        match lines.as_slice() {
            [] => out.write_str("nothing"),
            [Line::WholeWeek] => Ok(()),
            [Line::Days { days, windows }] if days.count() > 1 => {
                let a_day = windows
                    .iter()
                    .map(|window| u64::from(window.end - window.start))
                    .sum();
                write!(out, ", {} a day", Minutes::new(a_day))
            }
            [_] => write!(out, ", {} a week", self.per_week),
            [_, ..] => write!(out, "; {} a week", self.per_week),
        }
    }
}

/// What is missing, folded to be read.
enum Line {
    /// The same windows on several days, in minutes since midnight.
    Days {
        days: Weekdays,
        windows: Vec<Range<u32>>,
    },
    /// A day or more at one stretch.
    Long(Run),
    /// All of it.
    WholeWeek,
}

impl fmt::Display for Line {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WholeWeek => out.write_str("the whole week"),
            Self::Long(run) => write!(out, "{run}"),
            Self::Days { days, windows } => {
                write!(out, "{days} ")?;
                for (place, window) in windows.iter().enumerate() {
                    if place > 0 {
                        out.write_str(" and ")?;
                    }
                    let end = if window.end > DAY {
                        window.end - DAY
                    } else {
                        window.end
                    };
                    write!(out, "{}-{}", TimeOfDay(window.start), TimeOfDay(end))?;
                }
                Ok(())
            }
        }
    }
}

/// Days with the same windows in one line, longer stretches in lines of their own, in the order of the week.
fn folded(runs: &[Run]) -> Vec<Line> {
    let mut lines = Vec::new();
    for day_runs in runs.chunk_by(|one, next| one.starts.weekday() == next.starts.weekday()) {
        let mut today = Vec::new();
        let mut long = None;
        for run in day_runs {
            let start = run.starts.minute_of_day();
            match u32::try_from(run.length.count()) {
                Ok(WEEK) => long = Some(Line::WholeWeek),
                Ok(length) if length < DAY || start + length == DAY => {
                    today.push(start..start + length);
                }
                Ok(_) | Err(_) => long = Some(Line::Long(*run)),
            }
        }
        let weekday = day_runs[0].starts.weekday();
        let same = lines.iter_mut().find_map(|line| match line {
            Line::Days { days, windows } if *windows == today => Some(days),
            Line::Days { .. } | Line::Long(_) | Line::WholeWeek => None,
        });
        if let Some(days) = same {
            days.insert(weekday);
        } else if !today.is_empty() {
            let mut days = Weekdays::default();
            days.insert(weekday);
            lines.push(Line::Days {
                days,
                windows: today,
            });
        }
        lines.extend(long);
    }
    lines
}

/// The clocks that schedules go by.
struct Clocks {
    /// The clock by which results are told.
    reference: Zone,
    /// All of them by name, each once.
    zones: Vec<Zone>,
}

impl Clocks {
    fn of(schedules: &[&Schedule]) -> Self {
        let mut zones: Vec<Zone> = schedules
            .iter()
            .filter_map(|schedule| schedule.clock())
            .collect();
        let reference = zones.first().copied().unwrap_or(Zone::UTC);
        zones.sort_unstable_by_key(|zone| zone.name());
        zones.dedup();
        Self { reference, zones }
    }

    /// The ordinary weeks of the year from a day, one for each way in which the clocks differ, by first occurrence.
    fn weeks(&self, from: Day) -> Vec<Week<'_>> {
        const DAYS_OF_A_YEAR: i64 = 366;
        // One clock never differs from itself. Looking up a year of its offsets was a tenth of a small check.
        let days = if self.zones.len() > 1 {
            DAYS_OF_A_YEAR
        } else {
            1
        };
        let mut weeks: Vec<Week<'_>> = Vec::new();
        for day in (0..days).map(|days| from.plus_days(days)) {
            let reference = self.reference.minutes_ahead_of_utc(day);
            let zones = self.zones.iter();
            let ahead: Vec<i32> = zones
                .map(|zone| reference - zone.minutes_ahead_of_utc(day))
                .collect();
            if weeks.iter().all(|week| week.reference_ahead != ahead) {
                weeks.push(Week {
                    clocks: self,
                    reference_ahead: ahead,
                    seen_from: day,
                });
            }
        }
        weeks
    }
}

/// A week in which no clock changes.
struct Week<'c> {
    clocks: &'c Clocks,
    /// For each zone, how many minutes the reference clock is ahead of it.
    reference_ahead: Vec<i32>,
    seen_from: Day,
}

impl Week<'_> {
    /// The hours of all schedules together, by the reference clock.
    fn hours(&self, schedules: &[&Schedule]) -> Hours {
        Hours::union(schedules.iter().flat_map(|schedule| {
            schedule
                .hours()
                .seen_by_a_clock_ahead(self.reference_ahead_of(schedule))
        }))
    }

    fn reference_ahead_of(&self, schedule: &Schedule) -> i32 {
        let Some(clock) = schedule.clock() else {
            return 0;
        };
        let place = self
            .clocks
            .zones
            .binary_search_by_key(&clock.name(), |zone| zone.name())
            .expect("the clocks were gathered from these schedules");
        self.reference_ahead[place]
    }
}

#[cfg(test)]
mod tests;
