//! Policies that are refused: what is told, where, and with which help.

use super::*;

#[test]
fn unknown_names_are_told_with_the_nearest() {
    let text = r#"
profil = "small"
colour = true
[parameters]
max_recovery_test_ages = "90d"
wholly_unlike_anything = 1
finding_sla = { hihg = "15d" }
max_age = { rotta = "15d" }
[severity]
promised_rto_prove = "major"
[gates_off]
"security/zzz" = { reason = "this gate is not for us at all", who = "ana" }
"#;
    let expected = [
        "2:1: the key `profil` is unknown [did you mean `profile`?]",
        "3:1: the key `colour` is unknown [it can be `profile`, `parameters`, `severity`, `gates_off` or `facts`]",
        "5:1: there is no parameter `max_recovery_test_ages` [did you mean `max_recovery_test_age`?]",
        "6:1: there is no parameter `wholly_unlike_anything`",
        "7:17: the key `hihg` is unknown [did you mean `high`?]",
        "8:13: the key `rotta` is unknown [did you mean `rota`?]",
        "10:1: there is no gate `promised_rto_prove` [did you mean `resilience/promised_rto_proven`?]",
        "12:1: there is no gate `security/zzz`",
        "12:63: the key `who` is unknown [it can be `reason` or `by`]",
    ];
    assert_eq!(problems(text), expected);
}

#[test]
fn words_that_are_none_of_the_known_are_told_with_the_nearest() {
    let text = r#"
profile = "smal"
[parameters]
min_strength_blocker = "E4"
[severity]
promised_rto_proven = "fatal"
"#;
    let expected = [
        "2:11: expected `tiny`, `small` or `regulated`, found `smal` [did you mean `small`?]",
        "4:24: expected `E0`, `E1`, `E2` or `E3`, found `E4`",
        "6:23: expected `minor`, `major` or `blocker`, found `fatal`",
    ];
    assert_eq!(problems(text), expected);
}

#[test]
fn values_of_another_kind_are_told_with_what_belongs_there() {
    let text = r#"
profile = 5
severity = ["major"]
gates_off = "all"
[parameters]
max_recovery_test_age = 90
max_pentest_age = 2026-01-01
patch_sla = "14m"
rto_headroom = "0.8"
owner_share_warn = nan
capacity_headroom = true
critical_cosign = 1.5
finding_sla = "15d"
max_age = { rota = 90 }
"#;
    let expected = [
        "2:11: expected `tiny`, `small` or `regulated`, found the number `5`",
        "3:12: expected a table of gates, found a list",
        "4:13: expected a table of gates, found the text `all`",
        "6:25: expected a span of time such as `\"90d\"`, found the number `90`",
        "7:19: expected a span of time such as `\"90d\"`, found a date",
        "8:13: `m` may mean minutes or months: write `14min` or `14mo`",
        "9:16: expected a number, found the text `0.8`",
        "10:20: expected a plain decimal number such as `1500` or `99.95`, found `nan`",
        "11:21: expected a number, found `true`",
        "12:19: expected a whole number, found the number `1.5`",
        "13:15: expected a table such as `{ high = \"30d\" }`, found the text `15d`",
        "14:20: expected a span of time such as `\"90d\"`, found the number `90`",
    ];
    assert_eq!(problems(text), expected);
}

#[test]
fn values_beyond_their_bounds_are_refused() {
    let problem = |setting: &str| problems(&format!("[parameters]\n{setting}")).concat();
    let share = "`rto_headroom` is at least 0.01 and at most 1, found";
    assert_eq!(problem("rto_headroom = 0"), format!("2:16: {share} `0`"));
    assert_eq!(
        problem("rto_headroom = 1.01"),
        format!("2:16: {share} `1.01`")
    );
    assert_eq!(
        problem("critical_cosign = 0"),
        "2:19: `critical_cosign` is at least 1, found `0`"
    );
    assert_eq!(
        problem("margin_warn = -1.1"),
        "2:15: `margin_warn` is at least -1 and at most 1, found `-1.1`"
    );
    assert_eq!(
        problem(r#"max_scan_age = "0d""#),
        "2:16: `max_scan_age` has to be longer than nothing"
    );
    assert_eq!(
        problem(r#"finding_sla = { low = "0h" }"#),
        "2:23: `finding_sla` has to be longer than nothing"
    );
    for allowed in [
        "rto_headroom = 1",
        "rto_headroom = 0.01",
        "critical_cosign = 1",
        "leaver_access_max = \"0d\"",
    ] {
        policy(&format!("[parameters]\n{allowed}"));
    }
}

#[test]
fn a_gate_is_not_turned_off_without_a_reason_that_tells_something() {
    let problem =
        |value: &str| problems(&format!("[gates_off]\npromised_rto_proven = {value}")).concat();
    assert_eq!(
        problem("{}"),
        "2:1: `promised_rto_proven` is turned off without a reason [write `{ reason = \"…\" }`; every report shows it]"
    );
    // 19 characters, and blanks around them.
    assert_eq!(
        problem(r#"{ reason = "  we promise no time.  " }"#),
        "2:34: the reason has 19 characters, it needs 20"
    );
    assert_eq!(
        problem("true"),
        "2:23: expected `{ reason = \"…\" }`, found `true`"
    );
    assert_eq!(
        problem("{ reason = 1 }"),
        "2:34: expected a reason, found the number `1`"
    );
}

#[test]
fn a_gate_that_stands_twice_under_two_names_is_told() {
    let text = r#"
[severity]
promised_rto_proven = "major"
"resilience/promised_rto_proven" = "minor"
[gates_off]
promised_rto_proven = { reason = "no customer was told any time" }
"resilience/promised_rto_proven" = { reason = "no customer was told any time" }
"#;
    let expected = [
        "4:1: the severity of `resilience/promised_rto_proven` is set twice",
        "7:1: `resilience/promised_rto_proven` is turned off twice",
    ];
    assert_eq!(problems(text), expected);
}

#[test]
fn a_text_that_is_no_toml_is_told_with_its_place_and_nothing_else() {
    let problems = problems("profile = \"smal\nunknown = 1\n[parameters]\nrto_headroom = \n");
    assert!(problems[0].starts_with("1:"), "{problems:?}");
    assert!(
        problems.iter().all(|problem| !problem.contains("unknown")),
        "{problems:?}"
    );
}

#[test]
fn hostile_text_gives_problems_and_never_a_panic() {
    for text in [
        "\u{feff}profile = 1",
        "\"\\u0000\" = 1",
        "a = \"\u{202e}\"",
        "[[parameters]]",
        "=",
        "é = é",
        "\r\r\n=",
    ] {
        assert!(
            PolicyFile::read("readyctl.toml", text, &catalog()).is_err(),
            "{text:?}"
        );
    }
}
