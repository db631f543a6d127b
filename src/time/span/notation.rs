//! The two ways to write a span of time, and what to say to those who write it otherwise.

use std::ops::Range;

use super::{MONTHS_A_YEAR, Span};
use crate::time::minutes::MINUTES_AN_HOUR;
use crate::time::{Malformed, quoted};

/// The span that a text stands for, however long.
pub(super) fn read(text: &str) -> Result<Span, Malformed> {
    match text.strip_prefix('P') {
        Some(rest) => IsoParts { text, rest }.read(),
        None => plain(text),
    }
}

/// The refusal of a span that is too long.
pub(super) fn too_long(text: &str, range: Range<usize>) -> Malformed {
    Malformed::at(
        range,
        format!(
            "{} is more than 100 years: write at most `100y`",
            quoted(text)
        ),
    )
}

/// The form `1h30min`: whole numbers, each with its unit, largest unit first.
fn plain(text: &str) -> Result<Span, Malformed> {
    let mut span = Span::from_minutes(0);
    let mut previous = None;
    let mut at = 0;
    if text.trim().is_empty() {
        return Err(Malformed::at(
            0..text.len(),
            "a span of time is missing: write for example `4h` or `30d`",
        ));
    }
    while at < text.len() {
        let digits = leading(&text[at..], |letter| letter.is_ascii_digit());
        let number = at..at + digits.len();
        if digits.is_empty() {
            return Err(no_number(text, at));
        }
        let word = leading(&text[number.end..], char::is_alphabetic);
        let place = number.end..number.end + word.len();
        let unit = Unit::from_written(word).ok_or_else(|| no_unit(text, &number, &place))?;
        if previous.is_some_and(|previous| previous >= unit) {
            return Err(Malformed::at(
                number.start..place.end,
                "each unit stands once, the largest first, as in `1h30min`",
            ));
        }
        let part = digits.parse().ok().and_then(|count| unit.times(count));
        span = span + part.ok_or_else(|| too_long(text, number.start..place.end))?;
        previous = Some(unit);
        at = place.end;
    }
    Ok(span)
}

/// What is wrong where a number should begin.
fn no_number(text: &str, at: usize) -> Malformed {
    let rest = &text[at..];
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let wrong = match rest.as_bytes().first() {
        Some(b'-') => "a span of time has no sign: write how long it is, for example `4h`",
        Some(b'+') => "a span of time has no sign: write for example `4h`",
        Some(b' ') => {
            return Malformed::at(
                at..text.len(),
                "a span of time is written without spaces and nothing stands beside it: write for example `4h` or `1h30min`",
            );
        }
        Some(b'.' | b',') => "write whole numbers: `1h30min`, not `1.5h`",
        Some(b'p') => {
            "the letters of ISO 8601 spans are capitals: write for example `PT4H`, or `4h`"
        }
        _ => "a span of time is made of whole numbers with a unit: write for example `4h` or `30d`",
    };
    Malformed::at(at..at + first, wrong)
}

/// What is wrong where a unit should follow the number.
fn no_unit(text: &str, number: &Range<usize>, place: &Range<usize>) -> Malformed {
    let count = &text[number.clone()];
    let word = &text[place.clone()];
    if word.is_empty() {
        let rest = &text[place.start..];
        return match rest.chars().next() {
            None => Malformed::at(
                number.clone(),
                format!(
                    "{} has no unit: write for example `{}h` or `{}d`",
                    quoted(text),
                    shortened(count),
                    shortened(count)
                ),
            ),
            Some(_) => no_number(text, place.start),
        };
    }
    let units = "the units are `min`, `h`, `d`, `w`, `mo` and `y`";
    let message = match word {
        "m" | "M" => format!(
            "{} may mean minutes or months: write `{count}min` or `{count}mo`",
            quoted(word),
            count = shortened(count)
        ),
        "s" | "S" | "sec" | "secs" | "second" | "seconds" => {
            format!("{} is finer than a minute: {units}", quoted(word))
        }
        _ => match Unit::nearest(word) {
            Some(unit) => format!(
                "{} is no unit of time here: write `{}{}`",
                quoted(word),
                shortened(count),
                unit.written()
            ),
            None => format!("{} is no unit of time: {units}", quoted(word)),
        },
    };
    Malformed::at(place.clone(), message)
}

/// The number as it may stand in an example.
fn shortened(count: &str) -> &str {
    if count.len() > 4 { "4" } else { count }
}

/// The form `P1Y2M3W4DT5H6M` of ISO 8601, in whole numbers.
struct IsoParts<'t> {
    text: &'t str,
    rest: &'t str,
}

impl IsoParts<'_> {
    fn read(mut self) -> Result<Span, Malformed> {
        let mut span = Span::from_minutes(0);
        let mut previous = None;
        let mut in_time = false;
        while !self.rest.is_empty() {
            if let Some(rest) = self.rest.strip_prefix('T')
                && !in_time
            {
                self.rest = rest;
                in_time = true;
                continue;
            }
            let start = self.position();
            let digits = leading(self.rest, |letter| letter.is_ascii_digit());
            let mut after = self.rest[digits.len()..].chars();
            let unit = match after.next() {
                Some('Y') if !in_time => Unit::Years,
                Some('M') if !in_time => Unit::Months,
                Some('W') if !in_time => Unit::Weeks,
                Some('D') if !in_time => Unit::Days,
                Some('H') if in_time => Unit::Hours,
                Some('M') if in_time => Unit::Minutes,
                _ => return Err(self.misshapen()),
            };
            if digits.is_empty() || previous.is_some_and(|previous| previous >= unit) {
                return Err(self.misshapen());
            }
            self.rest = after.as_str();
            let part = digits.parse().ok().and_then(|count| unit.times(count));
            span = span + part.ok_or_else(|| too_long(self.text, start..self.position()))?;
            previous = Some(unit);
        }
        if previous.is_none() || self.text.ends_with('T') {
            return Err(self.misshapen());
        }
        Ok(span)
    }

    fn position(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    fn misshapen(&self) -> Malformed {
        let start = if self.rest.is_empty() {
            0
        } else {
            self.position()
        };
        Malformed::at(
            start..self.text.len(),
            format!(
                "{} is no ISO 8601 span in whole numbers down to minutes: write for example `P1D`, `PT4H` or `1h30min`",
                quoted(self.text)
            ),
        )
    }
}

/// The longest beginning of the text that is made of such letters only.
fn leading(text: &str, belongs: fn(char) -> bool) -> &str {
    let end = text.find(|letter| !belongs(letter)).unwrap_or(text.len());
    &text[..end]
}

/// The units of the plain form, largest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Years,
    Months,
    Weeks,
    Days,
    Hours,
    Minutes,
}

impl Unit {
    const ALL: [Self; 6] = [
        Self::Years,
        Self::Months,
        Self::Weeks,
        Self::Days,
        Self::Hours,
        Self::Minutes,
    ];

    fn written(self) -> &'static str {
        match self {
            Self::Years => "y",
            Self::Months => "mo",
            Self::Weeks => "w",
            Self::Days => "d",
            Self::Hours => "h",
            Self::Minutes => "min",
        }
    }

    /// What else people write for it.
    fn names(self) -> [&'static str; 4] {
        match self {
            Self::Years => ["years", "year", "yr", "yrs"],
            Self::Months => ["months", "month", "mon", "mth"],
            Self::Weeks => ["weeks", "week", "wk", "wks"],
            Self::Days => ["days", "day", "dy", "dys"],
            Self::Hours => ["hours", "hour", "hr", "hrs"],
            Self::Minutes => ["minutes", "minute", "mins", "mn"],
        }
    }

    fn from_written(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.written() == word)
    }

    /// The unit that is most likely meant by a word that is none.
    fn nearest(word: &str) -> Option<Self> {
        const ALIKE: f64 = 0.7;
        const LONGEST_NAME: usize = 7;
        if word.chars().nth(2 * LONGEST_NAME).is_some() {
            return None;
        }
        let word = word.to_lowercase();
        Self::ALL
            .into_iter()
            .map(|unit| {
                let alike = unit
                    .names()
                    .into_iter()
                    .chain([unit.written()])
                    .map(|name| strsim::normalized_damerau_levenshtein(&word, name))
                    .fold(0.0, f64::max);
                (unit, alike)
            })
            .filter(|(_, alike)| *alike >= ALIKE)
            .max_by(|(_, one), (_, other)| one.total_cmp(other))
            .map(|(unit, _)| unit)
    }

    /// So many of this unit, unless beyond counting.
    fn times(self, count: u32) -> Option<Span> {
        let (mut months, mut days, mut minutes) = (0, 0, 0);
        match self {
            Self::Years => months = count.checked_mul(MONTHS_A_YEAR)?,
            Self::Months => months = count,
            Self::Weeks => days = count.checked_mul(7)?,
            Self::Days => days = count,
            Self::Hours => minutes = u64::from(count) * MINUTES_AN_HOUR,
            Self::Minutes => minutes = u64::from(count),
        }
        Some(Span {
            months,
            days,
            minutes,
        })
    }
}
