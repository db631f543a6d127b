use super::*;

const LONDON_OFFICE: &str = "mon-fri 09:00-17:30 Europe/London";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn schedules(texts: &[&str]) -> Vec<Schedule> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn gap_from(cover: &[&str], from: &str) -> Gap {
    let cover = schedules(cover);
    longest_gap(&cover.iter().collect::<Vec<_>>(), day(from))
}

/// The gap as length, place and zone.
fn gap(cover: &[&str]) -> String {
    match gap_from(cover, "2026-11-12") {
        Gap::Open(run) => format!("{} {run} {}", run.length, run.zone),
        Gap::Closed => "closed".to_owned(),
        Gap::Always => "always".to_owned(),
    }
}

fn shortage(promised: &[&str], cover: &[&str]) -> Shortage {
    let (promised, cover) = (schedules(promised), schedules(cover));
    uncovered(
        &promised.iter().collect::<Vec<_>>(),
        &cover.iter().collect::<Vec<_>>(),
        day("2026-11-12"),
    )
}

fn missing(promised: &[&str], cover: &[&str]) -> String {
    shortage(promised, cover).to_string()
}

fn carried(promised: &[&str], cover: &[&str]) -> Carried {
    let (promised, cover) = (schedules(promised), schedules(cover));
    minutes_within(
        &promised.iter().collect::<Vec<_>>(),
        &cover.iter().collect::<Vec<_>>(),
        day("2026-11-12"),
    )
}

#[test]
fn office_hours_leave_the_weekend_uncovered_in_every_season() {
    // Friday 17:30 to 24:00 is 6.5 h, two days are 48 h, Monday 00:00 to 09:00 is 9 h: 63.5 h
    for from in [
        "2026-11-12",
        "2027-03-26",
        "2027-03-28",
        "2027-07-01",
        "2027-10-31",
    ] {
        let Gap::Open(run) = gap_from(&[LONDON_OFFICE], from) else {
            panic!("the weekend is not covered");
        };
        assert_eq!(run.length, Minutes::new(3_810));
        assert_eq!(run.to_string(), "Friday 17:30 to Monday 09:00");
        assert_eq!(run.seen_from, day(from));
    }
    assert_eq!(
        gap(&["mon-fri 09:00-17:30 Australia/Sydney"]),
        "63h30min Friday 17:30 to Monday 09:00 Australia/Sydney"
    );
}

#[test]
fn a_gap_moves_with_each_minute_of_cover() {
    assert_eq!(
        gap(&["mon-fri 09:00-17:31 UTC"]),
        "63h29min Friday 17:31 to Monday 09:00 UTC"
    );
    assert_eq!(
        gap(&["mon-fri 08:59-17:30 UTC"]),
        "63h29min Friday 17:30 to Monday 08:59 UTC"
    );
    assert_eq!(
        gap(&["mon-fri 09:01-17:30 UTC"]),
        "63h31min Friday 17:30 to Monday 09:01 UTC"
    );
}

#[test]
fn windows_that_touch_leave_no_gap() {
    assert_eq!(
        gap(&["daily 08:00-20:00 UTC", "daily 20:00-08:00 UTC"]),
        "closed"
    );
    assert_eq!(
        gap(&["daily 08:00-20:00 UTC", "daily 20:01-08:00 UTC"]),
        "1min Monday 20:00 to Monday 20:01 UTC"
    );
    assert_eq!(
        gap(&["mon-sat 00:00-24:00 UTC", "sun 00:00-24:00 UTC"]),
        "closed"
    );
    assert_eq!(
        gap(&["mon-sat 00:00-24:00 UTC", "sun 00:00-23:59 UTC"]),
        "1min Sunday 23:59 to Monday 00:00 UTC"
    );
}

#[test]
fn a_gap_runs_over_sunday_midnight() {
    assert_eq!(
        gap(&["tue-sat 00:00-24:00 UTC"]),
        "48h Sunday 00:00 to Tuesday 00:00 UTC"
    );
    // Monday 04:00 to Sunday 20:00 is 6 days and 16 hours
    assert_eq!(
        gap(&["sun 20:00-04:00 UTC"]),
        "160h Monday 04:00 to Sunday 20:00 UTC"
    );
}

#[test]
fn no_cover_is_a_gap_without_end_and_full_cover_is_none() {
    assert_eq!(gap(&[]), "always");
    assert_eq!(gap(&["24x7"]), "closed");
    assert_eq!(gap(&[LONDON_OFFICE, "24x7"]), "closed");
    assert_eq!(Gap::Always.length(), None);
    assert_eq!(Gap::Closed.length(), Some(Minutes::new(0)));
}

#[test]
fn round_the_clock_is_judged_in_every_week_of_the_year() {
    let full = schedules(&["daily 06:00-18:00 UTC", "daily 18:00-06:00 UTC"]);
    assert!(covers_always(
        &full.iter().collect::<Vec<_>>(),
        day("2026-11-12")
    ));
    // in winter the two meet; in summer London is an hour early, and 05:00 to 06:00 UTC stays open
    let seasonal = schedules(&["daily 06:00-18:00 UTC", "daily 18:00-06:00 Europe/London"]);
    assert!(!covers_always(
        &seasonal.iter().collect::<Vec<_>>(),
        day("2026-11-12")
    ));
    assert_eq!(
        gap(&["daily 06:00-18:00 UTC", "daily 18:00-06:00 Europe/London"]),
        "1h Monday 05:00 to Monday 06:00 UTC"
    );
}

#[test]
fn zones_that_change_their_clocks_by_half_an_hour_are_followed() {
    // Lord Howe is 10.5 h ahead of UTC in its winter, so that 22:30 to 10:30 there is 12:00 to 24:00 UTC;
    // in its summer it is 11 h ahead, and 23:30 to 24:00 UTC stays open
    assert_eq!(
        gap(&[
            "daily 00:00-12:00 UTC",
            "daily 22:30-10:30 Australia/Lord_Howe"
        ]),
        "30min Monday 23:30 to Tuesday 00:00 UTC"
    );
}

#[test]
fn promised_hours_without_staff_are_told_in_local_time() {
    let shortage = shortage(&["mon-fri 08:00-18:00 Europe/London"], &[LONDON_OFFICE]);
    // one hour in the morning and half an hour in the evening, five days a week
    assert_eq!(shortage.per_week, Minutes::new(450));
    assert_eq!(shortage.runs.len(), 10);
    assert_eq!(shortage.runs[0].to_string(), "Monday 08:00 to Monday 09:00");
    assert_eq!(
        shortage.to_string(),
        "mon-fri 08:00-09:00 and 17:30-18:00, 1h30min a day"
    );
}

#[test]
fn a_shortage_begins_with_the_first_minute() {
    assert!(shortage(&[LONDON_OFFICE], &[LONDON_OFFICE]).is_empty());
    assert!(shortage(&["mon-fri 09:01-17:29 Europe/London"], &[LONDON_OFFICE]).is_empty());
    assert_eq!(
        missing(&["mon-fri 08:59-17:30 Europe/London"], &[LONDON_OFFICE]),
        "mon-fri 08:59-09:00, 1min a day"
    );
    assert!(shortage(&[], &[LONDON_OFFICE]).is_empty());
}

#[test]
fn a_shortage_is_folded_to_be_read() {
    for (promised, cover, shown) in [
        (
            "24x7",
            LONDON_OFFICE,
            "mon-thu 17:30-09:00; Friday 17:30 to Monday 09:00; 125h30min a week",
        ),
        (
            "mon-sat 09:00-17:30 Europe/London",
            LONDON_OFFICE,
            "sat 09:00-17:30, 8h30min a week",
        ),
        (
            "mon-fri 09:00-18:00, sat 10:00-14:00 Europe/London",
            LONDON_OFFICE,
            "mon-fri 17:30-18:00; sat 10:00-14:00; 6h30min a week",
        ),
        (
            "mon-sun 00:00-24:00 UTC",
            "mon-fri 00:00-24:00 UTC",
            "Saturday 00:00 to Monday 00:00, 48h a week",
        ),
        (
            "mon-sat 00:00-24:00 UTC",
            "mon-fri 00:00-24:00 UTC",
            "sat 00:00-24:00, 24h a week",
        ),
        (
            "mon 17:30-24:00, tue 00:00-17:30 UTC",
            "wed 01:00-02:00 UTC",
            "Monday 17:30 to Tuesday 17:30, 24h a week",
        ),
        (
            "daily 22:00-02:00 UTC",
            "daily 23:00-01:00 UTC",
            "daily 01:00-02:00 and 22:00-23:00, 2h a day",
        ),
        (
            "sun 22:00-06:00 UTC",
            "tue 09:00-10:00 UTC",
            "sun 22:00-06:00, 8h a week",
        ),
        ("24x7", "24x7", "nothing"),
    ] {
        assert_eq!(missing(&[promised], &[cover]), shown);
    }
    assert_eq!(missing(&["24x7"], &[]), "the whole week");
}

#[test]
fn cover_from_another_zone_is_judged_by_the_worst_week_of_the_year() {
    let promised = ["mon-fri 14:00-22:00 Europe/London"];
    // London is five hours ahead of New York, but four from 14 to 28 March and from 31 October to 7 November 2027:
    // then 09:00 to 17:00 there is 13:00 to 21:00 in London
    let cover = ["mon-fri 09:00-17:00 America/New_York"];
    let worst = shortage(&promised, &cover);
    assert_eq!(worst.to_string(), "mon-fri 21:00-22:00, 1h a day");
    assert_eq!(worst.per_week, Minutes::new(300));
    assert_eq!(worst.runs[0].seen_from, day("2027-03-14"));
    assert_eq!(
        missing(&promised, &["mon-fri 09:00-17:59 America/New_York"]),
        "mon-fri 21:59-22:00, 1min a day"
    );
    assert!(shortage(&promised, &["mon-fri 09:00-18:00 America/New_York"]).is_empty());
}

#[test]
fn zones_that_change_their_clocks_together_always_differ_alike() {
    // Berlin is an hour ahead of London in every week of the year
    assert!(
        shortage(
            &["mon-fri 09:00-17:00 Europe/London"],
            &["mon-fri 10:00-18:00 Europe/Berlin"]
        )
        .is_empty()
    );
    assert_eq!(
        missing(
            &["mon-fri 09:00-17:00 Europe/London"],
            &["mon-fri 10:00-17:59 Europe/Berlin"]
        ),
        "mon-fri 16:59-17:00, 1min a day"
    );
}

#[test]
fn zones_without_summer_time_are_followed_through_the_seasons_of_the_others() {
    // India is 5.5 h ahead of London in winter and 4.5 h in summer: 09:00 to 17:00 there is
    // 03:30 to 11:30 in London's winter and 04:30 to 12:30 in its summer
    let promised = ["mon-fri 09:00-17:00 Asia/Kolkata"];
    assert!(shortage(&promised, &["mon-fri 03:30-12:30 Europe/London"]).is_empty());
    let worst = shortage(&promised, &["mon-fri 03:30-11:30 Europe/London"]);
    assert_eq!(worst.to_string(), "mon-fri 16:00-17:00, 1h a day");
    assert_eq!(worst.runs[0].seen_from, day("2027-03-28"));
}

#[test]
fn southern_and_northern_summers_pull_apart() {
    // Sydney is 11 h ahead of London in the southern summer, 10 h for some weeks, and 9 h in the northern summer, when
    // 22:00 to 06:00 in London is 07:00 to 15:00 in Sydney; Sunday evening in London is Monday morning there
    let worst = shortage(
        &["mon-fri 09:00-17:00 Australia/Sydney"],
        &["sun-thu 22:00-06:00 Europe/London"],
    );
    assert_eq!(worst.to_string(), "mon-fri 15:00-17:00, 2h a day");
    assert_eq!(worst.runs[0].zone.name(), "Australia/Sydney");
    assert_eq!(worst.runs[0].seen_from, day("2027-04-04"));
}

#[test]
fn hours_without_a_zone_count_as_utc() {
    assert_eq!(
        missing(
            &["mon-fri 09:00-17:00"],
            &["mon-fri 09:00-17:00 Europe/London"]
        ),
        "mon-fri 16:00-17:00, 1h a day"
    );
    assert!(shortage(&["mon-fri 09:00-17:00"], &["mon-fri 09:00-17:00 UTC"]).is_empty());
}

#[test]
fn several_promises_and_several_people_add_up() {
    assert!(
        shortage(
            &["mon 09:00-12:00 UTC", "mon 11:00-14:00 UTC"],
            &[
                "mon 08:00-10:00 UTC",
                "mon 10:00-13:00 UTC",
                "mon 13:00-14:00 UTC"
            ],
        )
        .is_empty()
    );
}

#[test]
fn the_part_that_one_person_carries_is_measured_in_promised_time() {
    // 8.5 h of 10 h a day; hours outside the promise do not count
    let ana = carried(&["mon-fri 08:00-18:00 Europe/London"], &[LONDON_OFFICE]);
    assert_eq!(ana.within, Minutes::new(2_550));
    assert_eq!(ana.of, Minutes::new(3_000));
    assert!((ana.share() - 0.85).abs() < f64::EPSILON);
    let night = carried(&["mon-fri 08:00-18:00 UTC"], &["mon-fri 17:00-06:00 UTC"]);
    assert_eq!(night.within, Minutes::new(300));
    assert_eq!(
        carried(&["mon 08:00-18:00 UTC"], &[]).within,
        Minutes::new(0)
    );
    assert!(carried(&[], &[LONDON_OFFICE]).share().abs() < f64::EPSILON);
}

#[test]
fn the_part_that_one_person_carries_is_the_largest_of_the_year() {
    // eight hours of eight in most weeks, seven while London and New York are four hours apart
    let carried = carried(
        &["mon-fri 14:00-22:00 Europe/London"],
        &["mon-fri 09:00-17:00 America/New_York"],
    );
    assert_eq!(carried.within, Minutes::new(2_400));
    assert_eq!(carried.of, Minutes::new(2_400));
}
