//! The day in a time stamp, in the many ways in which scanners write one.

use crate::time::Day;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The day a time stamp names: in UTC where it tells its offset from UTC, else as written.
///
/// Understood are ISO 8601 (`2023-03-02T10:30:43-06:00`) and everything that names month, day and a year of four digits:
/// `Tue, 12 May 2020 20:59:12 GMT`, `Sat Sep 13 22:39:44 CEST 2014`, `Feb 9, 2024 10:48:42 UTC`.
pub(super) fn day_said(text: &str) -> Option<Day> {
    let text = text.trim();
    iso_day(text).or_else(|| spelt_day(text))
}

fn iso_day(text: &str) -> Option<Day> {
    let (date, time) = text.split_at_checked(10)?;
    let day = date.parse().ok()?;
    let Some(time) = time.strip_prefix(['T', 't', ' ']) else {
        return time.is_empty().then_some(day);
    };
    let minute = minutes(time.get(..5)?)?;
    let moved = minute - offset(time.get(5..)?).unwrap_or(0);
    Some(day.plus_days(moved.div_euclid(24 * 60)))
}

/// Minutes ahead of UTC in what follows hours and minutes: `:43-06:00`, `:43.5+0200`, `:43Z`.
fn offset(rest: &str) -> Option<i64> {
    let at = rest.find(['+', '-'])?;
    let (sign, written) = rest[at..].split_at(1);
    let written = written.trim();
    let minutes = match (written.len(), written.split_at_checked(2)) {
        (4, Some((hours, minutes))) => minutes_of(hours, minutes)?,
        (5, _) => minutes(written)?,
        _ => return None,
    };
    Some(if sign == "-" { -minutes } else { minutes })
}

fn minutes(written: &str) -> Option<i64> {
    let (hours, minutes) = written.split_once(':')?;
    minutes_of(hours, minutes)
}

fn minutes_of(hours: &str, minutes: &str) -> Option<i64> {
    let hours: i64 = hours.parse().ok()?;
    let minutes: i64 = minutes.parse().ok()?;
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

fn spelt_day(text: &str) -> Option<Day> {
    let mut month = None;
    let mut day = None;
    let mut year = None;
    for word in text.split([' ', ',', '-']).filter(|word| !word.is_empty()) {
        let number = word.parse::<u32>().ok();
        match (word.len(), number) {
            (1 | 2, Some(number)) if day.is_none() => day = Some(number),
            (4, Some(number)) if year.is_none() => year = i32::try_from(number).ok(),
            (_, None) if month.is_none() => month = month_named(word),
            _ => {}
        }
    }
    Day::from_ymd(year?, month?, day?)
}

fn month_named(word: &str) -> Option<u32> {
    let start = word.get(..3)?.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| *month == start)?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<String> {
        day_said(text).map(|day| day.to_string())
    }

    #[test]
    fn a_stamp_with_an_offset_gives_the_day_in_utc() {
        // 20:30 six hours behind UTC is 02:30 of the next day; 05:30 six hours ahead is 23:30 of the day before.
        for (text, day) in [
            ("2023-03-02T17:59:43-06:00", "2023-03-02"),
            ("2023-03-02T18:00:43-06:00", "2023-03-03"),
            ("2023-03-02T05:59:43+0600", "2023-03-01"),
            ("2023-03-02T06:00:43.123456789+06:00", "2023-03-02"),
            ("2023-03-02T23:59:59Z", "2023-03-02"),
            ("2020-09-04T16:18:04.966371", "2020-09-04"),
            ("2020-09-04", "2020-09-04"),
        ] {
            assert_eq!(said(text).as_deref(), Some(day), "{text}");
        }
    }

    #[test]
    fn stamps_in_words_give_the_day_as_written() {
        for (text, day) in [
            ("Tue, 12 May 2020 20:59:12", "2020-05-12"),
            ("Sat, 03 Dec 2022 23:10:07 GMT", "2022-12-03"),
            ("Sat Sep 13 22:39:44 CEST 2014", "2014-09-13"),
            ("Tue Mar  2 10:11:12 2021", "2021-03-02"),
            ("Feb 9, 2024 10:48:42 UTC", "2024-02-09"),
            ("12-May-2020", "2020-05-12"),
        ] {
            assert_eq!(said(text).as_deref(), Some(day), "{text}");
        }
    }

    #[test]
    fn what_names_no_day_gives_none() {
        for text in [
            "",
            "yesterday",
            "None",
            "2020-02-30",
            "2020-09-04T",
            "2020-09-04Tx",
            "31 Feb 2020",
            "1606590000",
            "2020",
            "ÄÖÜÄÖÜ",
            "Mär 2 2021",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
