//! Spans of time as people write them, and the minutes they come to.

mod notation;

use std::borrow::Cow;
use std::fmt;
use std::iter::Sum;
use std::ops::Add;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::minutes::{MINUTES_A_DAY, MINUTES_AN_HOUR, Minutes, in_hours};
use super::{Malformed, Written};

/// A span of time: `30min`, `4h`, `7d`, `6w`, `2mo`, `1y`, `1h30min`, or ISO 8601 such as `P1D` and `PT4H`.
///
/// Months keep their own count, for a month is not a number of days; weeks are seven days and years twelve months.
/// Equality is of what was written: `24h` and `1d` are as long as each other and yet not equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    months: u32,
    days: u32,
    minutes: u64,
}

impl Span {
    /// The longest span that can be written.
    pub const LONGEST: Self = Self {
        months: 100 * MONTHS_A_YEAR,
        days: 0,
        minutes: 0,
    };

    /// A span of exactly so many minutes.
    pub const fn from_minutes(minutes: u64) -> Self {
        Self {
            months: 0,
            days: 0,
            minutes,
        }
    }

    /// A span of exactly so many hours.
    pub const fn from_hours(hours: u32) -> Self {
        Self::from_minutes(hours as u64 * MINUTES_AN_HOUR)
    }

    /// A span of so many days.
    pub const fn from_days(days: u32) -> Self {
        Self {
            months: 0,
            days,
            minutes: 0,
        }
    }

    /// A span of so many months of the calendar.
    pub const fn from_months(months: u32) -> Self {
        Self {
            months,
            days: 0,
            minutes: 0,
        }
    }

    /// The least that the span can come to, over all places of the calendar where it may start.
    pub fn shortest(&self) -> Minutes {
        self.beside_months() + Minutes::from_days(MonthWindow::of(self.months).shortest_days)
    }

    /// The most that the span can come to, over all places of the calendar where it may start.
    pub fn longest(&self) -> Minutes {
        self.beside_months() + Minutes::from_days(MonthWindow::of(self.months).longest_days)
    }

    /// Whether the span always comes to the same, having no months.
    pub fn is_exact(&self) -> bool {
        self.months == 0
    }

    /// Whether the span is nothing at all.
    pub fn is_zero(&self) -> bool {
        self.longest() == Minutes::new(0)
    }

    /// Whether this span stays within `limit` wherever in the calendar the two start together.
    ///
    /// `1mo` fits within `31d` and within `1mo`, but not within `30d`.
    pub fn fits_within(&self, limit: &Self) -> bool {
        let (span, limit) = self.without_shared_months(limit);
        span.longest() <= limit.shortest()
    }

    /// Whether this span goes beyond `limit` wherever in the calendar the two start together.
    ///
    /// `1mo` exceeds `27d`; it neither exceeds `30d` nor fits within it.
    pub fn exceeds(&self, limit: &Self) -> bool {
        let (span, limit) = self.without_shared_months(limit);
        span.shortest() > limit.longest()
    }

    pub(super) fn months(&self) -> u32 {
        self.months
    }

    /// The days, and the whole days among the hours.
    pub(super) fn days_beside_months(&self) -> u64 {
        self.beside_months().count() / MINUTES_A_DAY
    }

    fn beside_months(&self) -> Minutes {
        Minutes::from_days(self.days) + Minutes::new(self.minutes)
    }

    /// Both spans less the months that they have in common, which come to the same for both.
    fn without_shared_months(&self, other: &Self) -> (Self, Self) {
        let shared = self.months.min(other.months);
        let less = |span: &Self| Self {
            months: span.months - shared,
            ..*span
        };
        (less(self), less(other))
    }
}

impl Add for Span {
    type Output = Self;

    /// Both spans one after the other; stops at what the counts can hold.
    fn add(self, other: Self) -> Self {
        Self {
            months: self.months.saturating_add(other.months),
            days: self.days.saturating_add(other.days),
            minutes: self.minutes.saturating_add(other.minutes),
        }
    }
}

impl Sum for Span {
    fn sum<I: Iterator<Item = Self>>(spans: I) -> Self {
        spans.fold(Self::from_minutes(0), Add::add)
    }
}

/// The shortest form that reads back as the same span: `7h30min`, `35d`, `2mo`, `1y`.
impl fmt::Display for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.months {
            0 => {}
            months if months % MONTHS_A_YEAR == 0 => write!(out, "{}y", months / MONTHS_A_YEAR)?,
            months => write!(out, "{months}mo")?,
        }
        if self.days > 0 {
            write!(out, "{}d", self.days)?;
        }
        let nothing_yet = self.months == 0 && self.days == 0;
        if self.minutes > 0 || nothing_yet {
            out.write_str(&in_hours(self.minutes))?;
        }
        Ok(())
    }
}

impl FromStr for Span {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let span = notation::read(text)?;
        if span.exceeds(&Self::LONGEST) {
            return Err(notation::too_long(text, 0..text.len()));
        }
        Ok(span)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Written::expecting("a span of time such as `4h` or `30d`"))
    }
}

impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^([0-9]+(min|h|d|w|mo|y))+$|^P([0-9]+[YMWD])*(T([0-9]+[HM])+)?$",
            "description": "A span of time: 30min, 4h, 7d, 6w, 2mo, 1y, 1h30min, or ISO 8601 such as P1D and PT4H",
            "examples": ["30min", "4h", "7d", "2mo"],
        })
    }
}

const MONTHS_A_YEAR: u32 = 12;

/// How many days so many consecutive months of the calendar can have.
struct MonthWindow {
    shortest_days: u32,
    longest_days: u32,
}

impl MonthWindow {
    fn of(months: u32) -> Self {
        let (years, months) = (months / MONTHS_A_YEAR, months % MONTHS_A_YEAR);
        let mut window = Self {
            shortest_days: u32::MAX,
            longest_days: 0,
        };
        for first in 0..MONTHS_A_YEAR {
            let mut common_days = years.saturating_mul(365);
            let mut februaries = years;
            for month in first..first + months {
                let month = month % MONTHS_A_YEAR;
                common_days = common_days.saturating_add(COMMON_YEAR[month as usize]);
                februaries += u32::from(month == FEBRUARY);
            }
            let (fewest, most) = leap_years_among(februaries);
            window.shortest_days = window.shortest_days.min(common_days.saturating_add(fewest));
            window.longest_days = window.longest_days.max(common_days.saturating_add(most));
        }
        window
    }
}

const COMMON_YEAR: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const FEBRUARY: u32 = 1;

/// The fewest and the most leap years among so many consecutive years.
///
/// Every fourth year is one, but for three out of four turns of the century.
fn leap_years_among(years: u32) -> (u32, u32) {
    let turns_of_the_century = years.div_ceil(100);
    (
        (years / 4).saturating_sub(turns_of_the_century),
        years.div_ceil(4),
    )
}

#[cfg(test)]
mod tests;
