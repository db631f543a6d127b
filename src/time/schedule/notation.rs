//! How a schedule is written, and what to say to those who write it otherwise.

use std::ops::Range;

use crate::time::week::{DAY, Hours, Weekday, Weekdays};
use crate::time::{Malformed, Zone, quoted};

/// The hours and the time zone that a text stands for.
pub(super) fn read(text: &str) -> Result<(Hours, Option<Zone>), Malformed> {
    let mut reader = Reader::default();
    for piece in pieces(text) {
        reader.take(&piece)?;
    }
    reader.finish(text)
}

/// A part of the text between spaces and commas.
struct Piece<'t> {
    text: &'t str,
    start: usize,
    after_comma: bool,
}

impl Piece<'_> {
    fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    fn refused(&self, message: impl Into<String>) -> Malformed {
        Malformed::at(self.range(), message)
    }

    /// The refusal of a part of the piece, as placed in the whole text.
    fn placed(&self, malformed: Malformed) -> Malformed {
        let Malformed { range, message } = malformed;
        Malformed::at(self.start + range.start..self.start + range.end, message)
    }
}

/// The pieces in order; an empty one stands for a comma with nothing before it, or for one at the end.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut after_comma = false;
    let mut start = 0;
    let separators = text.match_indices(|letter: char| letter == ',' || letter.is_whitespace());
    for (end, separator) in separators.chain([(text.len(), "")]) {
        let is_comma = separator == ",";
        let is_empty = start == end;
        let nothing_before_comma = is_comma && is_empty && (after_comma || pieces.is_empty());
        if !is_empty || nothing_before_comma {
            pieces.push(Piece {
                text: &text[start..end],
                start,
                after_comma,
            });
            after_comma = false;
        }
        after_comma |= is_comma;
        start = end + separator.len();
    }
    if after_comma {
        pieces.push(Piece {
            text: "",
            start: text.len(),
            after_comma,
        });
    }
    pieces
}

/// What has been read so far.
#[derive(Default)]
struct Reader {
    windows: Vec<Range<u32>>,
    days: Weekdays,
    /// Where the days stand that have no hours yet.
    days_without_hours: Option<Range<usize>>,
    zone: Option<Zone>,
    is_always: bool,
}

impl Reader {
    fn take(&mut self, piece: &Piece<'_>) -> Result<(), Malformed> {
        if piece.text.is_empty() {
            return Err(
                piece.refused("a comma stands between two windows or two days, and nowhere else")
            );
        }
        if self.zone.is_some() {
            return Err(piece.refused("the time zone stands once, at the end of the schedule"));
        }
        match Part::of(piece.text) {
            Part::Zone => self.take_zone(piece),
            Part::Days | Part::Hours if self.is_always => {
                Err(piece.refused("nothing but a time zone stands beside `24x7`"))
            }
            Part::Days => self.take_days(piece),
            Part::Hours => self.take_hours(piece),
        }
    }

    fn take_days(&mut self, piece: &Piece<'_>) -> Result<(), Malformed> {
        let begins = self.windows.is_empty() && self.days_without_hours.is_none();
        if !begins && !piece.after_comma {
            return Err(piece.refused(
                "a comma is missing before these days: `mon,wed 09:00-17:30, sat 10:00-14:00`",
            ));
        }
        if self.days_without_hours.is_none() {
            self.days = Weekdays::default();
        }
        read_days(piece.text, &mut self.days).map_err(|malformed| piece.placed(malformed))?;
        let start = self
            .days_without_hours
            .take()
            .map_or(piece.start, |days| days.start);
        self.days_without_hours = Some(start..piece.range().end);
        Ok(())
    }

    fn take_hours(&mut self, piece: &Piece<'_>) -> Result<(), Malformed> {
        if piece.text == ALWAYS && self.windows.is_empty() && self.days.is_empty() {
            self.windows.extend(Hours::whole_week().runs());
            self.is_always = true;
            return Ok(());
        }
        let window = read_hours(piece.text).map_err(|malformed| piece.placed(malformed))?;
        if self.days.is_empty() {
            return Err(piece.refused(format!(
                "the days of these hours are missing: write for example `mon-fri {hours}` or `daily {hours}`",
                hours = piece.text
            )));
        }
        match (&self.days_without_hours, piece.after_comma) {
            (Some(_), true) => {
                return Err(piece.refused(
                    "no comma stands between days and their hours: `mon-fri 09:00-17:30`",
                ));
            }
            (None, false) => {
                return Err(piece.refused("a comma is missing between the two windows: `mon-fri 09:00-12:00, 13:00-17:00`"));
            }
            (Some(_), false) | (None, true) => {}
        }
        self.days_without_hours = None;
        self.windows.extend(self.days.iter().map(|day| {
            let midnight = u32::from(day.index()) * DAY;
            midnight + window.start..midnight + window.end
        }));
        Ok(())
    }

    fn take_zone(&mut self, piece: &Piece<'_>) -> Result<(), Malformed> {
        let zone = piece
            .text
            .parse()
            .map_err(|malformed| piece.placed(malformed))?;
        if piece.after_comma {
            return Err(piece.refused(
                "no comma stands before the time zone: `mon-fri 09:00-17:30 Europe/London`",
            ));
        }
        self.zone = Some(zone);
        Ok(())
    }

    fn finish(self, text: &str) -> Result<(Hours, Option<Zone>), Malformed> {
        if let Some(days) = self.days_without_hours {
            return Err(Malformed::at(
                days,
                "the hours of these days are missing: write for example `mon-fri 09:00-17:30`, or `00:00-24:00` for whole days",
            ));
        }
        if self.windows.is_empty() {
            return Err(Malformed::at(
                0..text.len(),
                "the hours are missing: write for example `mon-fri 09:00-17:30 Europe/London` or `24x7`",
            ));
        }
        // at most seven windows for each one written
        let hours = Hours::union(self.windows);
        Ok((hours, self.zone))
    }
}

const ALWAYS: &str = "24x7";

/// What a piece is, by its looks.
enum Part {
    Days,
    Hours,
    Zone,
}

impl Part {
    fn of(text: &str) -> Self {
        let looks_like_a_day = text
            .get(..3)
            .is_some_and(|beginning| weekday(&beginning.to_lowercase()).is_some());
        if text.starts_with(|letter: char| letter.is_numeric()) {
            Self::Hours
        } else if looks_like_a_day && !text.contains('/') {
            Self::Days
        } else if text.contains('/')
            || text.starts_with(|letter: char| letter.is_uppercase() || letter == '+')
            || Zone::meant_by(text).is_some()
        {
            Self::Zone
        } else {
            Self::Days
        }
    }
}

fn weekday(text: &str) -> Option<Weekday> {
    Weekday::ALL.into_iter().find(|day| day.short() == text)
}

/// Marks the days of `mon`, `mon-fri` or `daily`.
fn read_days(text: &str, days: &mut Weekdays) -> Result<(), Malformed> {
    if text == "daily" {
        *days = Weekdays::DAILY;
        return Ok(());
    }
    let Some(dash) = text.find('-') else {
        days.insert(read_day(text, 0..text.len())?);
        return Ok(());
    };
    let first = read_day(text, 0..dash)?;
    let last = read_day(text, dash + 1..text.len())?;
    if first == last {
        return Err(Malformed::at(
            0..text.len(),
            format!(
                "{} begins and ends on one day: write `{}` or `daily`",
                quoted(text),
                first.short()
            ),
        ));
    }
    days.insert_through(first, last);
    Ok(())
}

fn read_day(text: &str, range: Range<usize>) -> Result<Weekday, Malformed> {
    let word = &text[range.clone()];
    weekday(word).ok_or_else(|| {
        let lower = word.to_lowercase();
        let meant = Weekday::ALL
            .into_iter()
            .find(|day| lower.starts_with(day.short()));
        let advice = meant.map_or_else(
            || {
                "the days are `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun` and `daily`"
                    .to_owned()
            },
            |day| format!("write `{}`", day.short()),
        );
        Malformed::at(
            range,
            format!("{} is no day of a schedule: {advice}", quoted(word)),
        )
    })
}

/// The minutes since midnight of `09:00-17:30`; a window that ends no later than it starts ends on the next day.
fn read_hours(text: &str) -> Result<Range<u32>, Malformed> {
    if matches!(text, "24/7" | "24x7x365" | "24/7/365" | "24X7" | "7x24") {
        return Err(Malformed::at(
            0..text.len(),
            format!("{} is written `{ALWAYS}` here", quoted(text)),
        ));
    }
    let Some(dash) = text.find('-') else {
        return Err(Malformed::at(
            0..text.len(),
            format!(
                "{} is no window of hours: write for example `09:00-17:30`, or `{ALWAYS}`",
                quoted(text)
            ),
        ));
    };
    let start = read_time(text, 0..dash)?;
    let end = read_time(text, dash + 1..text.len())?;
    if start == DAY {
        return Err(Malformed::at(
            0..dash,
            "a window does not begin at `24:00`: write `00:00` of the next day",
        ));
    }
    if start == end {
        return Err(Malformed::at(
            0..text.len(),
            format!(
                "{} ends where it begins: a whole day is `00:00-24:00`",
                quoted(text)
            ),
        ));
    }
    Ok(start..if end < start { end + DAY } else { end })
}

fn read_time(text: &str, range: Range<usize>) -> Result<u32, Malformed> {
    let word = &text[range.clone()];
    let refused = |advice: &str| {
        Malformed::at(
            range.clone(),
            format!("{} is no time of day: {advice}", quoted(word)),
        )
    };
    let digits = |part: &str| match part.as_bytes() {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            Some(u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
        }
        _ => None,
    };
    let Some((hour, minute)) = word
        .split_once(':')
        .and_then(|(hour, minute)| Some((digits(hour)?, digits(minute)?)))
    else {
        return Err(refused(
            "write hours and minutes with two digits each, as in `09:00`",
        ));
    };
    let time = hour * 60 + minute;
    if minute > 59 || time > DAY {
        return Err(refused("times run from `00:00` to `24:00`"));
    }
    Ok(time)
}
