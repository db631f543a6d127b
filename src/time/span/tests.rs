use chrono::{Months, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::time::Day;

fn span(text: &str) -> Span {
    text.parse().unwrap()
}

fn refusal(text: &str) -> Malformed {
    text.parse::<Span>().unwrap_err()
}

#[test]
fn every_written_form_is_read() {
    for (text, months, days, minutes) in [
        ("30min", 0, 0, 30),
        ("90min", 0, 0, 90),
        ("4h", 0, 0, 240),
        ("1h30min", 0, 0, 90),
        ("7d", 0, 7, 0),
        ("6w", 0, 42, 0),
        ("2mo", 2, 0, 0),
        ("1y", 12, 0, 0),
        ("1y6mo", 18, 0, 0),
        ("1y2mo3w4d5h6min", 14, 25, 306),
        ("P1D", 0, 1, 0),
        ("PT4H", 0, 0, 240),
        ("PT30M", 0, 0, 30),
        ("P1M", 1, 0, 0),
        ("P2W", 0, 14, 0),
        ("P1Y2M3W4DT5H6M", 14, 25, 306),
        ("0h", 0, 0, 0),
        ("P0D", 0, 0, 0),
        ("007d", 0, 7, 0),
    ] {
        let expected = Span {
            months,
            days,
            minutes,
        };
        assert_eq!(span(text), expected, "{text}");
    }
}

#[test]
fn spans_are_shown_in_the_form_that_people_write() {
    for (written, shown) in [
        ("240min", "4h"),
        ("7h30min", "7h30min"),
        ("5w", "35d"),
        ("2mo", "2mo"),
        ("12mo", "1y"),
        ("18mo", "18mo"),
        ("63h30min", "63h30min"),
        ("0d", "0min"),
        ("P1Y1DT1M", "1y1d1min"),
    ] {
        assert_eq!(span(written).to_string(), shown);
    }
}

#[test]
fn other_forms_are_refused_with_the_form_to_use_and_its_place() {
    for (text, range, advice) in [
        ("4m", 1..2, "write `4min` or `4mo`"),
        ("1M", 1..2, "write `1min` or `1mo`"),
        ("-1h", 0..1, "no sign"),
        ("+1h", 0..1, "no sign"),
        ("1.5h", 1..2, "`1h30min`, not `1.5h`"),
        ("1,5h", 1..2, "`1h30min`, not `1.5h`"),
        ("4hours ago", 1..6, "write `4h`"),
        ("4h ago", 2..6, "without spaces"),
        ("4 h", 1..3, "without spaces"),
        ("30 days", 2..7, "without spaces"),
        ("30days", 2..6, "write `30d`"),
        ("3hurs", 1..5, "write `3h`"),
        ("3H", 1..2, "write `3h`"),
        ("90s", 2..3, "finer than a minute"),
        ("5parsecs", 1..8, "the units are"),
        ("30", 0..2, "write for example `30h` or `30d`"),
        ("h", 0..1, "whole numbers with a unit"),
        ("", 0..0, "missing"),
        ("  ", 0..2, "missing"),
        ("30min1h", 5..7, "largest first"),
        ("1h2h", 2..4, "stands once"),
        ("４h", 0..3, "whole numbers with a unit"),
        ("1h½", 2..4, "whole numbers with a unit"),
        ("P", 0..1, "`PT4H`"),
        ("PT", 0..2, "`PT4H`"),
        ("P1DT", 0..4, "`PT4H`"),
        ("P4H", 1..3, "`PT4H`"),
        ("PT1D", 2..4, "`PT4H`"),
        ("P1.5D", 1..5, "`PT4H`"),
        ("PT30S", 2..5, "`PT4H`"),
        ("P1D2D", 3..5, "`PT4H`"),
        ("PTT1H", 2..5, "`PT4H`"),
        ("P1é", 1..4, "`PT4H`"),
        ("pt4h", 0..1, "capitals"),
    ] {
        let malformed = refusal(text);
        assert_eq!(malformed.range, range, "{text}: {malformed}");
        assert!(malformed.message.contains(advice), "{text}: {malformed}");
    }
}

#[test]
fn a_hundred_years_is_the_longest_span() {
    // 100 years of the calendar have 36,524 or 36,525 days
    for text in ["100y", "1200mo", "36525d", "876600h", "99y12mo", "P100Y"] {
        assert!(text.parse::<Span>().is_ok(), "{text}");
    }
    for text in [
        "101y",
        "1201mo",
        "100y1min",
        "36526d",
        "876601h",
        "99y400d",
        "P101Y",
        "4294967295y",
        "4294967296min",
        "99999999999999999999999999d",
    ] {
        assert!(refusal(text).message.contains("100 years"), "{text}");
    }
}

#[test]
fn months_are_windows_of_the_calendar() {
    // the shortest two months are February and March of a common year, the longest July and August
    for (text, shortest, longest) in [
        ("1mo", 28, 31),
        ("2mo", 59, 62),
        ("3mo", 89, 92),
        ("11mo", 334, 337),
        ("12mo", 365, 366),
        ("1y1mo", 393, 397),
        ("4y", 1_460, 1_461),
        ("35d", 35, 35),
    ] {
        assert_eq!(
            span(text).shortest(),
            Minutes::from_days(shortest),
            "{text}"
        );
        assert_eq!(span(text).longest(), Minutes::from_days(longest), "{text}");
    }
}

#[test]
fn windows_of_months_are_those_of_the_whole_calendar() {
    let firsts: Vec<NaiveDate> = (1_890..2_110)
        .flat_map(|year| {
            (1..=12).map(move |month| NaiveDate::from_ymd_opt(year, month, 1).unwrap())
        })
        .collect();
    for months in (0..40).chain([47, 48, 49, 95, 96, 97, 100, 101, 107, 108]) {
        let lengths = firsts
            .iter()
            .map(|first| (*first + Months::new(months) - *first).num_days());
        let (least, most) = lengths.fold((i64::MAX, 0), |(least, most), length| {
            (least.min(length), most.max(length))
        });
        let window = MonthWindow::of(months);
        assert_eq!(i64::from(window.shortest_days), least, "{months}");
        assert_eq!(i64::from(window.longest_days), most, "{months}");
    }
}

#[test]
fn what_may_or_may_not_fit_neither_fits_nor_exceeds() {
    for (text, limit, fits, exceeds) in [
        ("30d", "30d", true, false),
        ("31d", "30d", false, true),
        ("29d", "30d", true, false),
        ("24h", "1d", true, false),
        ("24h1min", "1d", false, true),
        ("1mo", "1mo", true, false),
        ("1mo1min", "1mo", false, true),
        ("1mo", "31d", true, false),
        ("1mo", "30d", false, false),
        ("1mo", "28d", false, false),
        ("1mo", "27d", false, true),
        ("28d", "1mo", true, false),
        ("29d", "1mo", false, false),
        ("31d", "1mo", false, false),
        ("32d", "1mo", false, true),
        ("1mo3d", "1mo4d", true, false),
        ("13mo", "1y31d", true, false),
        ("13mo", "1y30d", false, false),
        ("365d", "1y", true, false),
        ("366d", "1y", false, false),
        ("367d", "1y", false, true),
    ] {
        assert_eq!(
            span(text).fits_within(&span(limit)),
            fits,
            "{text} within {limit}"
        );
        assert_eq!(
            span(text).exceeds(&span(limit)),
            exceeds,
            "{text} beyond {limit}"
        );
    }
}

#[test]
fn spans_add_up_part_by_part() {
    assert_eq!(span("7d") + span("35d"), span("42d"));
    assert_eq!(
        [span("1mo"), span("1d"), span("90min")]
            .into_iter()
            .sum::<Span>()
            .to_string(),
        "1mo1d1h30min"
    );
    let endless = Span::LONGEST + Span::from_minutes(u64::MAX) + Span::from_days(u32::MAX);
    assert_eq!(
        endless + Span::from_days(1) + Span::from_minutes(1),
        endless
    );
    assert!(endless.exceeds(&Span::LONGEST));
}

#[test]
fn only_spans_without_months_are_exact() {
    assert!(span("365d23h").is_exact());
    assert!(!span("1mo").is_exact());
    assert!(span("0mo").is_zero());
    assert!(!span("1min").is_zero());
    assert!(!span("1mo").is_zero());
}

#[test]
fn a_span_is_read_from_text_only() {
    assert_eq!(
        serde_json::from_str::<Span>("\"4h\"").unwrap(),
        Span::from_hours(4)
    );
    let number = serde_json::from_str::<Span>("4").unwrap_err();
    assert!(
        number
            .to_string()
            .contains("expected a span of time such as `4h` or `30d`")
    );
}

proptest! {
    #[test]
    fn what_is_shown_reads_back_the_same(months in 0_u32..=1_188, days in 0_u32..300, minutes in 0_u64..9_000) {
        let span = Span { months, days, minutes };
        prop_assert_eq!(span.to_string().parse::<Span>(), Ok(span));
    }

    #[test]
    fn what_fits_or_exceeds_does_so_from_every_day(
        start in 0_i64..110_000,
        months in (0_u32..30, 0_u32..30),
        days in (0_u32..70, 0_u32..70),
        minutes in (0_u64..4_000, 0_u64..4_000),
    ) {
        let day = Day::from_ymd(1_890, 1, 1).unwrap().plus_days(start);
        let one = Span { months: months.0, days: days.0, minutes: minutes.0 };
        let two = Span { months: months.1, days: days.1, minutes: minutes.1 };
        prop_assert!(!one.fits_within(&two) || day.plus(&one) <= day.plus(&two));
        prop_assert!(!one.exceeds(&two) || day.plus(&one) >= day.plus(&two));
        prop_assert!(!(one.fits_within(&two) && one.exceeds(&two)));
        prop_assert!(day.plus(&one) <= day.plus_days(i64::try_from(one.longest().count() / 1_440).unwrap()));
        prop_assert!(day.plus(&one) >= day.plus_days(i64::try_from(one.shortest().count() / 1_440).unwrap()));
    }

    #[test]
    fn any_text_is_read_or_refused_within_its_bounds(text in "\\PC{0,12}|P?[0-9YMWDTHhdwmoy. -]{0,12}") {
        if let Err(malformed) = text.parse::<Span>() {
            prop_assert!(text.get(malformed.range).is_some());
        }
    }
}
