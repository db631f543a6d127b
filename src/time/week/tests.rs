#![expect(
    clippy::single_range_in_vec_init,
    reason = "a set of hours may be a single stretch"
)]

use proptest::prelude::*;

use super::*;

#[test]
fn moments_of_the_week_are_told_by_day_and_time() {
    assert_eq!(WeekTime::from_minutes(0).to_string(), "Monday 00:00");
    assert_eq!(
        WeekTime::from_minutes(4 * DAY + 17 * 60 + 30).to_string(),
        "Friday 17:30"
    );
    assert_eq!(WeekTime::from_minutes(WEEK - 1).to_string(), "Sunday 23:59");
    assert_eq!(WeekTime::from_minutes(WEEK).to_string(), "Monday 00:00");
}

#[test]
fn weekdays_are_shown_as_schedules_write_them() {
    for (first, last, shown) in [
        (Weekday::Monday, Weekday::Friday, "mon-fri"),
        (Weekday::Saturday, Weekday::Sunday, "sat-sun"),
        (Weekday::Wednesday, Weekday::Wednesday, "wed"),
        (Weekday::Saturday, Weekday::Tuesday, "mon-tue,sat-sun"),
        (Weekday::Monday, Weekday::Sunday, "daily"),
        (Weekday::Wednesday, Weekday::Tuesday, "daily"),
    ] {
        let mut days = Weekdays::default();
        days.insert_through(first, last);
        assert_eq!(days.to_string(), shown);
    }
}

#[test]
fn stretches_that_touch_are_one() {
    let touching = Hours::union([60..120, 0..60, 100..110]);
    assert_eq!(touching, Hours::union([0..120]));
    let apart = Hours::union([0..60, 61..120]);
    assert_eq!(apart.complement().runs(), [60..61, 120..WEEK]);
}

#[test]
fn a_stretch_over_sunday_midnight_is_one_run() {
    let night = Hours::union([WEEK - 60..WEEK + 30]);
    assert_eq!(night.runs(), [WEEK - 60..WEEK + 30]);
    assert_eq!(night.complement().runs(), [30..WEEK - 60]);
    assert_eq!(night.minutes(), Minutes::new(90));
}

#[test]
fn the_whole_week_is_one_run_and_leaves_nothing() {
    assert_eq!(Hours::whole_week().runs(), [0..WEEK]);
    assert!(Hours::whole_week().complement().runs().is_empty());
    assert_eq!(Hours::union([]).complement(), Hours::whole_week());
    assert_eq!(Hours::union([500..500 + WEEK]), Hours::whole_week());
}

#[test]
fn another_clock_shows_the_same_hours_elsewhere_in_the_week() {
    let monday_nine = Hours::union([540..600]);
    let seen = |minutes| Hours::union(monday_nine.seen_by_a_clock_ahead(minutes));
    assert_eq!(seen(60), Hours::union([600..660]));
    assert_eq!(seen(-540), Hours::union([0..60]));
    // ten hours back is Sunday 23:00 to 24:00
    assert_eq!(seen(-600), Hours::union([WEEK - 60..WEEK]));
    assert_eq!(seen(-570).runs(), [WEEK - 30..WEEK + 30]);
}

fn stretches() -> impl Strategy<Value = Vec<Range<u32>>> {
    let stretch = (0..2 * WEEK, 1..=WEEK / 3).prop_map(|(start, length)| start..start + length);
    prop::collection::vec(stretch, 0..6)
}

fn contains(stretches: &[Range<u32>], minute: u32) -> bool {
    (0..4).any(|week| {
        stretches
            .iter()
            .any(|stretch| stretch.contains(&(minute + week * WEEK)))
    })
}

proptest! {
    #[test]
    fn sets_of_hours_hold_the_minutes_that_they_should(one in stretches(), two in stretches(), minute in 0..WEEK) {
        let (first, second) = (Hours::union(one.clone()), Hours::union(two.clone()));
        let (in_one, in_two) = (contains(&one, minute), contains(&two, minute));
        prop_assert_eq!(contains(&first.runs(), minute), in_one);
        prop_assert_eq!(contains(&first.complement().runs(), minute), !in_one);
        prop_assert_eq!(contains(&first.intersection(&second).runs(), minute), in_one && in_two);
    }

    #[test]
    fn hours_and_the_rest_make_a_week(one in stretches()) {
        let hours = Hours::union(one);
        prop_assert_eq!(hours.minutes() + hours.complement().minutes(), Minutes::new(u64::from(WEEK)));
        prop_assert_eq!(hours.complement().complement(), hours);
    }
}
