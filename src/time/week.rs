//! The week as the clock on the wall shows it, and sets of its hours.

use std::fmt;
use std::ops::Range;

use super::Minutes;

/// A moment of the week in local time, shown as `Friday 17:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WeekTime {
    since_monday: u32,
}

impl WeekTime {
    /// The moment so many minutes after Monday 00:00, in this week or a later one.
    pub(super) fn from_minutes(since_monday: u32) -> Self {
        Self {
            since_monday: since_monday % WEEK,
        }
    }

    /// Its day of the week.
    pub fn weekday(self) -> Weekday {
        Weekday::ALL[(self.since_monday / DAY) as usize]
    }

    /// Minutes since midnight.
    pub(super) fn minute_of_day(self) -> u32 {
        self.since_monday % DAY
    }
}

impl fmt::Display for WeekTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = TimeOfDay(self.minute_of_day());
        write!(out, "{} {time}", self.weekday())
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    /// The first day of the week.
    Monday,
    /// The second.
    Tuesday,
    /// The third.
    Wednesday,
    /// The fourth.
    Thursday,
    /// The fifth.
    Friday,
    /// The sixth.
    Saturday,
    /// The last.
    Sunday,
}

impl Weekday {
    /// All days, from Monday.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// The name as schedules write it: `mon`.
    pub fn short(self) -> &'static str {
        match self {
            Self::Monday => "mon",
            Self::Tuesday => "tue",
            Self::Wednesday => "wed",
            Self::Thursday => "thu",
            Self::Friday => "fri",
            Self::Saturday => "sat",
            Self::Sunday => "sun",
        }
    }

    /// Its place in the week, Monday being 0.
    pub(super) fn index(self) -> u8 {
        self as u8
    }
}

impl fmt::Display for Weekday {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
            Self::Wednesday => "Wednesday",
            Self::Thursday => "Thursday",
            Self::Friday => "Friday",
            Self::Saturday => "Saturday",
            Self::Sunday => "Sunday",
        })
    }
}

/// Days of the week, shown as `mon-fri`, `mon,wed-fri` or `daily`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Weekdays {
    marked: [bool; 7],
}

impl Weekdays {
    pub(super) const DAILY: Self = Self { marked: [true; 7] };

    pub(super) fn insert(&mut self, day: Weekday) {
        self.marked[usize::from(day.index())] = true;
    }

    /// All days from the first to the last, over Sunday where the last comes earlier in the week.
    pub(super) fn insert_through(&mut self, first: Weekday, last: Weekday) {
        for step in 0..7 {
            let day = Weekday::ALL[usize::from((first.index() + step) % 7)];
            self.insert(day);
            if day == last {
                break;
            }
        }
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Weekday> {
        Weekday::ALL
            .into_iter()
            .filter(move |day| self.marked[usize::from(day.index())])
    }

    pub(super) fn is_empty(self) -> bool {
        self.count() == 0
    }

    pub(super) fn count(self) -> usize {
        self.iter().count()
    }
}

impl fmt::Display for Weekdays {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::DAILY {
            return out.write_str("daily");
        }
        let days: Vec<Weekday> = self.iter().collect();
        let neighbours = |one: &Weekday, next: &Weekday| one.index() + 1 == next.index();
        for (place, run) in days.chunk_by(neighbours).enumerate() {
            if place > 0 {
                out.write_str(",")?;
            }
            match run {
                [first, .., last] => write!(out, "{}-{}", first.short(), last.short())?,
                [day] => out.write_str(day.short())?,
                [] => {}
            }
        }
        Ok(())
    }
}

/// A time of day in minutes since midnight, shown as `17:30`; the end of the day is `24:00`.
pub(super) struct TimeOfDay(pub(super) u32);

impl fmt::Display for TimeOfDay {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

pub(super) const DAY: u32 = 24 * 60;
pub(super) const WEEK: u32 = 7 * DAY;

/// A set of minutes of the week, as stretches in order that neither overlap nor touch.
///
/// The week is a circle: a stretch over Sunday midnight is held as two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hours {
    stretches: Vec<Range<u32>>,
}

impl Hours {
    pub(super) fn whole_week() -> Self {
        Self::union(std::iter::once(0..WEEK))
    }

    /// The minutes of all stretches; each may begin and end in any week, and lasts a week at most.
    pub(super) fn union(stretches: impl IntoIterator<Item = Range<u32>>) -> Self {
        let mut sorted = Vec::new();
        for Range { start, end } in stretches {
            let length = end - start;
            let (start, end) = (start % WEEK, start % WEEK + length);
            sorted.push(start..end.min(WEEK));
            if end > WEEK {
                sorted.push(0..end - WEEK);
            }
        }
        sorted.sort_unstable_by_key(|stretch| stretch.start);
        let mut joined: Vec<Range<u32>> = Vec::new();
        for stretch in sorted {
            match joined.last_mut() {
                Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
                Some(_) | None => joined.push(stretch),
            }
        }
        Self { stretches: joined }
    }

    /// The same minutes as a clock shows them that is so many minutes ahead.
    pub(super) fn seen_by_a_clock_ahead(&self, minutes: i32) -> impl Iterator<Item = Range<u32>> {
        let ahead = minutes.rem_euclid(WEEK.cast_signed()).cast_unsigned();
        self.stretches
            .iter()
            .map(move |stretch| stretch.start + ahead..stretch.end + ahead)
    }

    /// The minutes that are not in the set.
    pub(super) fn complement(&self) -> Self {
        let starts = std::iter::once(0).chain(self.stretches.iter().map(|stretch| stretch.end));
        let ends = self.stretches.iter().map(|stretch| stretch.start);
        Self {
            stretches: starts
                .zip(ends.chain([WEEK]))
                .filter(|(start, end)| start < end)
                .map(|(start, end)| start..end)
                .collect(),
        }
    }

    /// The minutes that are in both sets.
    pub(super) fn intersection(&self, other: &Self) -> Self {
        let (mut ours, mut theirs) = (
            self.stretches.iter().peekable(),
            other.stretches.iter().peekable(),
        );
        let mut stretches = Vec::new();
        while let (Some(one), Some(two)) = (ours.peek(), theirs.peek()) {
            let shared = one.start.max(two.start)..one.end.min(two.end);
            if !shared.is_empty() {
                stretches.push(shared);
            }
            if one.end < two.end {
                ours.next();
            } else {
                theirs.next();
            }
        }
        Self { stretches }
    }

    /// The stretches in order of their start, joined over Sunday midnight: the last may end in the next week.
    pub(super) fn runs(&self) -> Vec<Range<u32>> {
        let mut runs = self.stretches.clone();
        if runs.len() > 1
            && runs.first().is_some_and(|first| first.start == 0)
            && runs.last().is_some_and(|last| last.end == WEEK)
        {
            let first = runs.remove(0);
            if let Some(last) = runs.last_mut() {
                last.end += first.end;
            }
        }
        runs
    }

    pub(super) fn is_whole_week(&self) -> bool {
        self.minutes() == Minutes::new(u64::from(WEEK))
    }

    pub(super) fn minutes(&self) -> Minutes {
        let lengths = self
            .stretches
            .iter()
            .map(|stretch| stretch.end - stretch.start);
        Minutes::new(lengths.map(u64::from).sum())
    }
}

#[cfg(test)]
mod tests;
