#![expect(
    clippy::single_range_in_vec_init,
    reason = "a set of hours may be a single stretch"
)]

use proptest::prelude::*;

use super::super::week::{DAY, WEEK};
use super::*;

fn schedule(text: &str) -> Schedule {
    text.parse().unwrap()
}

#[test]
fn every_written_form_is_read() {
    // minutes since Monday 00:00; 09:00 is 540, 17:30 is 1050, 22:00 is 1320, 06:00 is 360
    let weekdays = |start: u32, end: u32| (0..5).map(move |day| day * DAY + start..day * DAY + end);
    for (text, hours) in [
        (
            "mon-fri 09:00-17:30 Europe/London",
            weekdays(540, 1_050).collect(),
        ),
        (
            "mon,tue,wed-fri 09:00-17:30 Europe/London",
            weekdays(540, 1_050).collect(),
        ),
        (
            "mon, tue, wed-fri 09:00-17:30 Europe/London",
            weekdays(540, 1_050).collect(),
        ),
        (
            "mon-fri 09:00-12:00, 13:00-17:30 UTC",
            weekdays(540, 720).chain(weekdays(780, 1_050)).collect(),
        ),
        (
            "mon 09:00-12:00, wed 13:00-14:00",
            vec![540..720, 2 * DAY + 780..2 * DAY + 840],
        ),
        ("sat-sun 00:00-24:00", vec![5 * DAY..WEEK]),
        ("sun-mon 00:00-24:00", vec![6 * DAY..WEEK, 0..DAY]),
        ("fri 22:00-06:00 UTC", vec![4 * DAY + 1_320..5 * DAY + 360]),
        ("sun 22:00-06:00 UTC", vec![6 * DAY + 1_320..WEEK, 0..360]),
        ("mon 22:00-00:00", vec![1_320..DAY]),
        ("mon 22:00-24:00", vec![1_320..DAY]),
        ("daily 00:00-24:00", vec![0..WEEK]),
        ("daily 06:00-22:00, 22:00-06:00", vec![0..WEEK]),
        ("24x7", vec![0..WEEK]),
        ("24x7 Europe/London", vec![0..WEEK]),
        ("  mon   00:00-00:01  ", vec![0..1]),
    ] {
        assert_eq!(*schedule(text).hours(), Hours::union(hours), "{text}");
        assert_eq!(schedule(text).to_string(), text);
    }
}

#[test]
fn hours_without_a_zone_are_read_and_flagged() {
    assert_eq!(schedule("mon 09:00-10:00 UTC").zone(), Some(Zone::UTC));
    assert!(!schedule("mon 09:00-10:00 UTC").lacks_zone());
    assert_eq!(schedule("mon 09:00-10:00").zone(), None);
    assert!(schedule("mon 09:00-10:00").lacks_zone());
    assert!(!schedule("24x7").lacks_zone());
    assert!(!schedule("daily 00:00-24:00").lacks_zone());
    assert!(schedule("daily 00:00-23:59").lacks_zone());
}

#[test]
fn other_forms_are_refused_with_the_form_to_use_and_its_place() {
    for (text, range, advice) in [
        ("", 0..0, "the hours are missing"),
        ("Europe/London", 0..13, "the hours are missing"),
        ("mon-fri", 0..7, "the hours of these days are missing"),
        (
            "mon, wed Europe/London",
            0..8,
            "the hours of these days are missing",
        ),
        (
            "mon 09:00-10:00, wed",
            17..20,
            "the hours of these days are missing",
        ),
        (
            "09:00-17:30 Europe/London",
            0..11,
            "`mon-fri 09:00-17:30` or `daily 09:00-17:30`",
        ),
        ("mon-fri 9:00-17:30", 8..12, "as in `09:00`"),
        ("mon-fri 9am-5pm", 8..11, "as in `09:00`"),
        ("mon-fri 09:00-17.30", 14..19, "as in `09:00`"),
        (
            "mon-fri 09:00–17:30",
            8..21,
            "write for example `09:00-17:30`",
        ),
        ("mon-fri 09:00", 8..13, "write for example `09:00-17:30`"),
        ("mon-fri 09:60-17:30", 8..13, "from `00:00` to `24:00`"),
        ("mon-fri 09:00-24:01", 14..19, "from `00:00` to `24:00`"),
        (
            "mon-fri 24:00-06:00",
            8..13,
            "write `00:00` of the next day",
        ),
        ("mon-fri 09:00-09:00", 8..19, "a whole day is `00:00-24:00`"),
        ("Mon-fri 09:00-17:30", 0..3, "write `mon`"),
        ("mon-friday 09:00-17:30", 4..10, "write `fri`"),
        ("mon-fry 09:00-17:30", 4..7, "the days are"),
        ("mon-mon 09:00-17:30", 0..7, "write `mon` or `daily`"),
        ("weekdays 09:00-17:30", 0..8, "the days are"),
        (
            "mon-fri, 09:00-17:30",
            9..20,
            "no comma stands between days and their hours",
        ),
        (
            "mon wed 09:00-17:30",
            4..7,
            "a comma is missing before these days",
        ),
        (
            "mon 09:00-12:00 wed 09:00-12:00",
            16..19,
            "a comma is missing before these days",
        ),
        (
            "mon 09:00-12:00 13:00-17:00",
            16..27,
            "a comma is missing between the two windows",
        ),
        ("mon 09:00-12:00,, tue 09:00-12:00", 16..16, "nowhere else"),
        ("mon 09:00-12:00,", 16..16, "nowhere else"),
        (", mon 09:00-12:00", 0..0, "nowhere else"),
        (
            "mon 09:00-12:00, UTC",
            17..20,
            "no comma stands before the time zone",
        ),
        (
            "mon 09:00-12:00 UTC, tue 09:00-12:00 UTC",
            21..24,
            "once, at the end",
        ),
        ("mon 09:00-12:00 UTC GMT", 20..23, "once, at the end"),
        (
            "mon 09:00-12:00 Europe/Londn",
            16..28,
            "did you mean `Europe/London`?",
        ),
        (
            "mon 09:00-12:00 london",
            16..22,
            "did you mean `Europe/London`?",
        ),
        ("mon 09:00-12:00 +01:00", 16..22, "write a place such as"),
        ("24/7", 0..4, "is written `24x7` here"),
        ("24x7, mon 09:00-12:00", 6..9, "nothing but a time zone"),
        ("mon 09:00-12:00, 24x7", 17..21, "or `24x7`"),
        ("always", 0..6, "the days are"),
    ] {
        let malformed = text.parse::<Schedule>().unwrap_err();
        assert_eq!(malformed.range, range, "{text}: {malformed}");
        assert!(malformed.message.contains(advice), "{text}: {malformed}");
    }
}

#[test]
fn a_schedule_is_read_from_text_only() {
    assert_eq!(
        serde_json::from_str::<Schedule>("\"24x7\"").unwrap(),
        schedule("24x7")
    );
    let number = serde_json::from_str::<Schedule>("247").unwrap_err();
    assert!(number.to_string().contains("or `24x7`"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_within_its_bounds(
        text in "\\PC{0,16}|((mon|fri-sun|daily|09:00-17:30|22:00-06:00|24x7|UTC|,|-|é)[ ,]{0,2}){0,8}"
    ) {
        if let Err(malformed) = text.parse::<Schedule>() {
            prop_assert!(text.get(malformed.range).is_some());
        }
    }
}
