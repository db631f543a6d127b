use super::*;

#[test]
fn minutes_are_shown_in_hours_up_to_three_days_and_then_in_whole_days() {
    // 63.5 h = 3810 min; 72 h = 4320 min; 42 d = 60480 min
    let shown = [
        (0, "0min"),
        (59, "59min"),
        (60, "1h"),
        (61, "1h1min"),
        (3_810, "63h30min"),
        (4_319, "71h59min"),
        (4_320, "72h"),
        (4_321, "72h1min"),
        (5_760, "4d"),
        (60_479, "1007h59min"),
        (60_480, "42d"),
    ];
    for (minutes, text) in shown {
        assert_eq!(Minutes::new(minutes).to_string(), text);
    }
}

#[test]
fn a_margin_carries_a_minus_sign_only_below_zero() {
    let promised = Minutes::new(240);
    assert_eq!((promised - Minutes::new(360)).to_string(), "-2h");
    assert_eq!((promised - Minutes::new(241)).to_string(), "-1min");
    assert_eq!((promised - Minutes::new(240)).to_string(), "0min");
    assert_eq!((promised - Minutes::new(239)).to_string(), "1min");
    assert!((promised - Minutes::new(241)).is_negative());
    assert!(!(promised - Minutes::new(240)).is_negative());
}

#[test]
fn margins_line_up_in_a_column() {
    let margin = Minutes::new(240) - Minutes::new(360);
    assert_eq!(format!("{margin:>6}"), "   -2h");
}

#[test]
fn sums_stop_at_the_largest_count() {
    let total: Minutes = [Minutes::new(u64::MAX), Minutes::new(1)].into_iter().sum();
    assert_eq!(total, Minutes::new(u64::MAX));
}

#[test]
fn margins_are_ordered_from_the_worst() {
    let promised = Minutes::new(240);
    let margin = |minutes| promised - Minutes::new(minutes);
    let mut margins = [margin(239), margin(360), margin(240), margin(241)];
    margins.sort();
    assert_eq!(
        margins,
        [margin(360), margin(241), margin(240), margin(239)]
    );
}
