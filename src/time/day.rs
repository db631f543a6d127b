//! Calendar days and months.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::week::Weekday;
use super::{Malformed, Span, Written, quoted};

/// A day of the calendar, written `YYYY-MM-DD`.
///
/// Days run from 0001-01-01 to 9999-12-31; arithmetic stops at these ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    const FIRST: Self = Self(NaiveDate::from_ymd_opt(1, 1, 1).expect("a real day"));
    const LAST: Self = Self(NaiveDate::from_ymd_opt(9999, 12, 31).expect("a real day"));

    /// The day of that year, month and day of the month, all counted from one, if there is one.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        let day = Self(NaiveDate::from_ymd_opt(year, month, day)?);
        (Self::FIRST..=Self::LAST).contains(&day).then_some(day)
    }

    /// Today in UTC: the only reading of the clock.
    pub fn today_utc() -> Self {
        Self(Utc::now().date_naive()).held_within_the_calendar()
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month in which the day lies.
    pub fn month(self) -> Month {
        Month(Self(
            self.0.with_day(1).expect("every month has a first day"),
        ))
    }

    /// Whole days since `earlier`; negative where `earlier` is the later one.
    pub fn days_since(self, earlier: Self) -> i64 {
        self.0.signed_duration_since(earlier.0).num_days()
    }

    /// The day that many days later, or earlier where negative.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let end = if days < 0 { Self::FIRST } else { Self::LAST };
        TimeDelta::try_days(days)
            .and_then(|days| self.0.checked_add_signed(days))
            .map_or(end, |day| Self(day).held_within_the_calendar())
    }

    /// The day a span later: months first (31 January and `1mo` give 28 February), then days.
    ///
    /// Hours count as far as they make whole days: `36h` moves by one day.
    #[must_use]
    pub fn plus(self, span: &Span) -> Self {
        self.0
            .checked_add_months(Months::new(span.months()))
            .and_then(|day| day.checked_add_days(Days::new(span.days_beside_months())))
            .map_or(Self::LAST, |day| Self(day).held_within_the_calendar())
    }

    /// The day a span earlier, by the rules of [`Day::plus`].
    #[must_use]
    pub fn minus(self, span: &Span) -> Self {
        self.0
            .checked_sub_months(Months::new(span.months()))
            .and_then(|day| day.checked_sub_days(Days::new(span.days_beside_months())))
            .map_or(Self::FIRST, |day| Self(day).held_within_the_calendar())
    }

    fn held_within_the_calendar(self) -> Self {
        self.clamp(Self::FIRST, Self::LAST)
    }

    /// The day in the terms of the calendar crate.
    pub(super) fn weekday(self) -> Weekday {
        Weekday::ALL[self.0.weekday().num_days_from_monday() as usize]
    }

    pub(super) fn date(self) -> NaiveDate {
        self.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.0;
        write!(
            out,
            "{:04}-{:02}-{:02}",
            date.year(),
            date.month(),
            date.day()
        )
    }
}

impl FromStr for Day {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let Some([year, month, day]) = fields(text, [4, 2, 2]) else {
            return Err(misshapen_day(text));
        };
        let first = month_of(text, year, month)?.first_day();
        first.0.with_day(day).map(Self).ok_or_else(|| {
            let length = first.month().last_day().0.day();
            Malformed::at(
                8..10,
                format!(
                    "`{text}` is no day of the calendar: the month has {length} days, counted from 01"
                ),
            )
        })
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Written::expecting("a day, written `YYYY-MM-DD`"))
    }
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            "description": "A day, written YYYY-MM-DD",
        })
    }
}

/// A month of the calendar, written `YYYY-MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Day);

impl Month {
    /// Its first day.
    pub fn first_day(self) -> Day {
        self.0
    }

    /// Its last day.
    pub fn last_day(self) -> Day {
        let Self(Day(first)) = self;
        let next = first
            .checked_add_months(Months::new(1))
            .expect("the crate's calendar goes far beyond the year 9999");
        Day(next.pred_opt().expect("a later month has a day before it"))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(Day(first)) = self;
        write!(out, "{:04}-{:02}", first.year(), first.month())
    }
}

impl FromStr for Month {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let Some([year, month]) = fields(text, [4, 2]) else {
            return Err(Malformed::at(
                0..text.len(),
                format!("{} is no month: write it as `YYYY-MM`", quoted(text)),
            ));
        };
        month_of(text, year, month)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Written::expecting("a month, written `YYYY-MM`"))
    }
}

impl JsonSchema for Month {
    fn schema_name() -> Cow<'static, str> {
        "Month".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}$",
            "description": "A month, written YYYY-MM",
        })
    }
}

/// The numbers of a text made of digits between dashes, each with exactly so many digits.
fn fields<const N: usize>(text: &str, digits: [usize; N]) -> Option<[u32; N]> {
    let mut parts = text.split('-');
    let mut numbers = [0; N];
    for (number, width) in numbers.iter_mut().zip(digits) {
        let part = parts.next()?;
        if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

/// The month of a text that begins with four digits, a dash and two digits.
fn month_of(text: &str, year: u32, month: u32) -> Result<Month, Malformed> {
    const YEAR: Range<usize> = 0..4;
    const MONTH: Range<usize> = 5..7;

    let year = i32::try_from(year)
        .ok()
        .filter(|year| *year > 0)
        .ok_or_else(|| {
            Malformed::at(
                YEAR,
                format!("`{text}` is not in the calendar: years count from 0001"),
            )
        })?;
    Day::from_ymd(year, month, 1).map(Month).ok_or_else(|| {
        Malformed::at(
            MONTH,
            format!("`{text}` is not in the calendar: months run from 01 to 12"),
        )
    })
}

fn misshapen_day(text: &str) -> Malformed {
    if let Some((day, rest)) = text.split_at_checked(10)
        && rest.starts_with(['T', 't', ' '])
        && let Some(day) = real_day(day)
    {
        return Malformed::at(
            10..text.len(),
            format!("a day without a time of day is wanted here: write `{day}`"),
        );
    }
    let meant = unpadded(text).map_or_else(
        || "write it as `YYYY-MM-DD`".to_owned(),
        |day| format!("write `{day}`"),
    );
    Malformed::at(
        0..text.len(),
        format!("{} is no day: {meant}", quoted(text)),
    )
}

/// The day that is meant by a text that only lacks zeros, such as `2026-1-3`.
fn unpadded(text: &str) -> Option<Day> {
    let mut parts = text.split('-');
    let [year, month, day] = [parts.next()?, parts.next()?, parts.next()?];
    if parts.next().is_some() {
        return None;
    }
    real_day(&format!("{year}-{month:0>2}-{day:0>2}"))
}

fn real_day(text: &str) -> Option<Day> {
    let [year, month, day] = fields(text, [4, 2, 2])?;
    Day::from_ymd(i32::try_from(year).ok()?, month, day)
}

#[cfg(test)]
mod tests;
