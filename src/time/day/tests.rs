use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn span(text: &str) -> Span {
    text.parse().unwrap()
}

fn refusal_of_day(text: &str) -> Malformed {
    text.parse::<Day>().unwrap_err()
}

#[test]
fn only_the_two_digit_form_is_a_day() {
    for text in [
        "",
        "2026",
        "2026-11",
        "26-1-2",
        "01/02/2026",
        "2026/11/12",
        "20261112",
        "2026-11-12 ",
        " 2026-11-12",
        "+2026-11-12",
        "2026-+1-12",
        "2026-11-1x",
        "2026-11-12-1",
        "12026-11-12",
        "２０２６-11-12",
        "today",
    ] {
        let malformed = refusal_of_day(text);
        assert_eq!(malformed.range.end, text.len(), "{text}");
    }
    assert_eq!(day("2026-11-12").to_string(), "2026-11-12");
    assert_eq!(day("0001-01-01").to_string(), "0001-01-01");
    assert_eq!(day("9999-12-31").to_string(), "9999-12-31");
}

#[test]
fn days_that_the_calendar_lacks_are_refused_at_the_part_that_is_wrong() {
    for (text, range) in [
        ("2026-02-29", 8..10),
        ("2026-02-30", 8..10),
        ("2026-04-31", 8..10),
        ("2026-11-00", 8..10),
        ("2026-13-01", 5..7),
        ("2026-00-01", 5..7),
        ("0000-01-01", 0..4),
    ] {
        assert_eq!(refusal_of_day(text).range, range, "{text}");
    }
    assert_eq!(day("2028-02-29").to_string(), "2028-02-29");
    assert!(refusal_of_day("2026-02-30").message.contains("28 days"));
}

#[test]
fn a_refusal_names_the_day_that_was_meant_where_there_is_one() {
    assert!(
        refusal_of_day("2026-1-3")
            .message
            .ends_with("write `2026-01-03`")
    );
    assert!(
        refusal_of_day("01/02/2026")
            .message
            .ends_with("write it as `YYYY-MM-DD`")
    );
    let with_time = refusal_of_day("2026-11-12T10:00Z");
    assert_eq!(with_time.range, 10..17);
    assert!(with_time.message.ends_with("write `2026-11-12`"));
}

#[test]
fn long_texts_are_cut_in_messages() {
    assert!(refusal_of_day(&"é".repeat(1_000)).message.len() < 200);
}

#[test]
fn days_between_count_both_ways_and_across_years() {
    // 2026-05-02 to 2026-11-12: 29 + 30 + 31 + 31 + 30 + 31 + 12 = 194
    assert_eq!(day("2026-11-12").days_since(day("2026-05-02")), 194);
    assert_eq!(day("2026-05-02").days_since(day("2026-11-12")), -194);
    assert_eq!(day("2026-11-12").days_since(day("2026-11-12")), 0);
    assert_eq!(day("2028-03-01").days_since(day("2028-02-28")), 2);
}

#[test]
fn months_move_to_the_last_day_where_the_month_is_shorter() {
    assert_eq!(day("2026-01-31").plus(&span("1mo")), day("2026-02-28"));
    assert_eq!(day("2028-01-31").plus(&span("1mo")), day("2028-02-29"));
    assert_eq!(day("2028-02-29").plus(&span("1y")), day("2029-02-28"));
    assert_eq!(day("2026-03-31").minus(&span("1mo")), day("2026-02-28"));
    assert_eq!(day("2026-01-31").plus(&span("1mo1d")), day("2026-03-01"));
}

#[test]
fn hours_move_a_day_only_where_they_make_a_whole_one() {
    assert_eq!(day("2026-11-12").plus(&span("23h59min")), day("2026-11-12"));
    assert_eq!(day("2026-11-12").plus(&span("24h")), day("2026-11-13"));
    assert_eq!(day("2026-11-12").plus(&span("24h1min")), day("2026-11-13"));
    assert_eq!(day("2026-11-12").minus(&span("48h")), day("2026-11-10"));
}

#[test]
fn arithmetic_stops_at_the_ends_of_the_calendar() {
    assert_eq!(Day::LAST.plus_days(1), Day::LAST);
    assert_eq!(Day::LAST.plus_days(i64::MAX), Day::LAST);
    assert_eq!(Day::LAST.plus(&span("100y")), Day::LAST);
    assert_eq!(Day::FIRST.plus_days(-1), Day::FIRST);
    assert_eq!(Day::FIRST.plus_days(i64::MIN), Day::FIRST);
    assert_eq!(Day::FIRST.minus(&span("100y")), Day::FIRST);
    let endless = Span::from_minutes(u64::MAX) + span("100y");
    assert_eq!(day("2026-11-12").plus(&endless), Day::LAST);
    assert_eq!(day("2026-11-12").minus(&endless), Day::FIRST);
}

#[test]
fn numbers_make_a_day_only_where_the_calendar_has_it() {
    assert_eq!(Day::from_ymd(2026, 11, 30), Some(day("2026-11-30")));
    assert_eq!(Day::from_ymd(2026, 11, 31), None);
    assert_eq!(Day::from_ymd(0, 1, 1), None);
    assert_eq!(Day::from_ymd(10_000, 1, 1), None);
}

#[test]
fn a_month_knows_its_ends() {
    let month: Month = "2026-10".parse().unwrap();
    assert_eq!(month.to_string(), "2026-10");
    assert_eq!(month.first_day(), day("2026-10-01"));
    assert_eq!(month.last_day(), day("2026-10-31"));
    assert_eq!(day("2028-02-11").month().last_day(), day("2028-02-29"));
    assert_eq!("9999-12".parse::<Month>().unwrap().last_day(), Day::LAST);
    assert!(month < day("2026-11-01").month());
}

#[test]
fn other_forms_are_no_month() {
    for (text, range) in [
        ("2026-10-01", 0..10),
        ("2026-1", 0..6),
        ("2026-13", 5..7),
        ("", 0..0),
    ] {
        assert_eq!(text.parse::<Month>().unwrap_err().range, range, "{text}");
    }
}

#[test]
fn a_day_is_read_from_text_only() {
    assert_eq!(
        serde_json::from_str::<Day>("\"2026-11-12\"").unwrap(),
        day("2026-11-12")
    );
    let number = serde_json::from_str::<Day>("20261112").unwrap_err();
    assert!(
        number
            .to_string()
            .contains("expected a day, written `YYYY-MM-DD`")
    );
    let unreal = serde_json::from_str::<Day>("\"2026-02-30\"").unwrap_err();
    assert!(unreal.to_string().contains("28 days"));
}
