use rust_decimal::Decimal;

use super::*;
use crate::evidence::Strength;
use crate::gate::embedded::resilience::promised_rto_proven;
use crate::gate::embedded::{
    CARRY_MAX, CRITICAL_COSIGN, FINDING_SLA, MAX_AGE, MAX_RECOVERY_TEST_AGE, MIN_STRENGTH_BLOCKER,
    RTO_HEADROOM,
};
use crate::gate::{Catalog, Gate, Severity, SizeBand};
use crate::manifest::model::Level;
use crate::report::model::{Effective, Origin};
use crate::rules::Shortfalls;
use crate::time::Span;

mod facts;
mod refusals;

fn catalog() -> Catalog {
    Catalog::of(vec![Gate {
        definition: &promised_rto_proven,
        rule: |_| Ok(Shortfalls::none()),
    }])
}

/// The policy of a company of eight, for which the profile is `small`.
fn policy(text: &str) -> Policy {
    policy_for(text, Some(8))
}

fn policy_for(text: &str, company_size: Option<u32>) -> Policy {
    let file = PolicyFile::read("readyctl.toml", text, &catalog()).expect("the policy is valid");
    Policy::resolve(Some(file), company_size)
}

/// What is wrong with a policy: line and column, message, help.
fn problems(text: &str) -> Vec<String> {
    PolicyFile::read("readyctl.toml", text, &catalog())
        .expect_err("the policy is invalid")
        .into_iter()
        .map(|problem| {
            let position = problem.position().expect("every problem has a place");
            let (line, column) = (position.line.get(), position.column.get());
            let help = problem.help.map(|help| format!(" [{help}]"));
            format!(
                "{line}:{column}: {}{}",
                problem.message,
                help.unwrap_or_default()
            )
        })
        .collect()
}

/// What is laxer than the profile, as `name: preset -> value`.
fn laxer(policy: &Policy) -> Vec<String> {
    let settings = policy.laxer_than_profile.iter();
    settings
        .map(|setting| format!("{}: {} -> {}", setting.name, setting.preset, setting.value))
        .collect()
}

#[test]
fn the_profile_follows_the_size_of_the_company() {
    let profile = |size| Policy::default_for(size).profile.value;
    assert_eq!(profile(Some(5)), SizeBand::Tiny);
    assert_eq!(profile(Some(6)), SizeBand::Small);
    assert_eq!(profile(Some(30)), SizeBand::Small);
    assert_eq!(profile(Some(31)), SizeBand::Regulated);
    assert_eq!(profile(Some(u32::MAX)), SizeBand::Regulated);
}

#[test]
fn a_company_that_does_not_tell_its_size_is_held_against_small() {
    let policy = Policy::default_for(None);
    assert_eq!(policy.profile.value, SizeBand::Small);
    assert_eq!(policy.profile.origin, Origin::CompanySize);
    assert_eq!(
        policy.parameters.span(MAX_RECOVERY_TEST_AGE),
        Span::from_days(180)
    );
    assert!(policy.laxer_than_profile.is_empty());
}

#[test]
fn an_empty_policy_changes_nothing_but_is_named() {
    let policy = policy("");
    assert_eq!(policy.parameters, Policy::default_for(Some(8)).parameters);
    let seal = policy.seal();
    assert_eq!(seal.file.as_deref(), Some("readyctl.toml"));
    assert_eq!(
        seal.digest.as_deref(),
        Some("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        "the SHA-256 of nothing"
    );
}

#[test]
fn a_policy_may_choose_a_stricter_profile() {
    let policy = policy("profile = \"regulated\"");
    assert_eq!(policy.profile.value, SizeBand::Regulated);
    assert_eq!(policy.profile.origin, Origin::Policy);
    assert_eq!(
        policy.parameters.span(MAX_RECOVERY_TEST_AGE),
        Span::from_days(90)
    );
    assert!(laxer(&policy).is_empty());
}

#[test]
fn a_profile_below_the_size_of_the_company_is_laxer() {
    let tiny = "profile = \"tiny\"";
    assert_eq!(
        laxer(&policy_for(tiny, Some(12))),
        ["profile: small -> tiny"]
    );
    assert_eq!(
        laxer(&policy_for(tiny, Some(31))),
        ["profile: regulated -> tiny"]
    );
    assert_eq!(laxer(&policy_for(tiny, None)), ["profile: small -> tiny"]);
    assert!(laxer(&policy_for(tiny, Some(5))).is_empty());
}

#[test]
fn every_kind_of_parameter_can_be_set() {
    let policy = policy(
        r#"
[parameters]
max_recovery_test_age = "90d"
rto_headroom = 0.75
critical_cosign = 3
min_strength_blocker = "E3"
carry_max = "0d"
"#,
    );
    let parameters = &policy.parameters;
    assert_eq!(parameters.span(MAX_RECOVERY_TEST_AGE), Span::from_days(90));
    assert_eq!(parameters.number(RTO_HEADROOM), Decimal::new(75, 2));
    assert_eq!(parameters.count(CRITICAL_COSIGN), 3);
    assert_eq!(
        parameters.strength(MIN_STRENGTH_BLOCKER),
        Strength::Independent
    );
    assert_eq!(parameters.span(CARRY_MAX), Span::from_days(0));
    assert!(laxer(&policy).is_empty(), "all of these ask more");
}

#[test]
fn a_partial_table_leaves_the_other_entries_to_the_preset() {
    let policy = policy(
        r#"
[parameters]
finding_sla = { high = "15d" }
max_age = { default = "200d", dpia = "300d" }
"#,
    );
    let sla = policy.parameters.by_level(FINDING_SLA);
    assert_eq!(sla.at(Level::High), Span::from_days(15));
    assert_eq!(sla.at(Level::Critical), Span::from_days(14), "the preset");
    let age = |kind| policy.parameters.by_name(MAX_AGE, kind);
    assert_eq!(age("dpia"), Span::from_days(300));
    assert_eq!(
        age("dpa"),
        Span::from_days(200),
        "the default of the policy"
    );
    assert_eq!(age("rota"), Span::from_days(90), "the preset");
    assert!(
        laxer(&policy).is_empty(),
        "300 days are fewer than the preset's default of 365"
    );
}

#[test]
fn a_table_may_have_a_header_of_its_own() {
    let policy = policy("[parameters.finding_sla]\nhigh = \"15d\"\n");
    let sla = policy.parameters.by_level(FINDING_SLA);
    assert_eq!(sla.at(Level::High), Span::from_days(15));
}

#[test]
fn a_parameter_is_laxer_in_the_direction_that_asks_less() {
    let laxer = |setting: &str| laxer(&policy(&format!("[parameters]\n{setting}")));
    // Higher is laxer; the preset of `small` is 180d.
    assert!(laxer(r#"max_recovery_test_age = "179d""#).is_empty());
    assert!(laxer(r#"max_recovery_test_age = "180d""#).is_empty());
    assert_eq!(
        laxer(r#"max_recovery_test_age = "181d""#),
        ["max_recovery_test_age: 180d -> 181d"]
    );
    // Lower is laxer; the preset of `small` is 2.
    assert!(laxer("critical_cosign = 3").is_empty());
    assert!(laxer("critical_cosign = 2").is_empty());
    assert_eq!(laxer("critical_cosign = 1"), ["critical_cosign: 2 -> 1"]);
    // Higher is laxer; the preset of `small` is 0.8, however it is spelt.
    assert!(laxer("rto_headroom = 0.80").is_empty());
    assert_eq!(laxer("rto_headroom = 0.81"), ["rto_headroom: 0.8 -> 0.81"]);
    // Lower is laxer; the preset of `small` is E2.
    assert!(laxer(r#"min_strength_blocker = "E3""#).is_empty());
    assert_eq!(
        laxer(r#"min_strength_blocker = "E1""#),
        ["min_strength_blocker: E2 -> E1"]
    );
}

#[test]
fn a_month_is_laxer_than_thirty_days_as_it_may_have_thirty_one() {
    // `carry_max` is 90d: three months have 89 to 92 days. `horizon` is 30d, and lower is laxer: a month may have 28.
    let laxer = |setting: &str| laxer(&policy(&format!("[parameters]\n{setting}")));
    assert_eq!(laxer(r#"carry_max = "3mo""#), ["carry_max: 90d -> 3mo"]);
    assert!(laxer(r#"carry_max = "2mo""#).is_empty());
    assert_eq!(laxer(r#"horizon = "1mo""#), ["horizon: 30d -> 1mo"]);
    assert!(laxer(r#"horizon = "2mo""#).is_empty());
    assert!(laxer(r#"horizon = "720h""#).is_empty(), "30 days, in hours");
}

#[test]
fn each_laxer_entry_of_a_table_is_told_by_itself() {
    let policy = policy(
        r#"
[parameters]
finding_sla = { critical = "14d", high = "31d", low = "181d" }
max_age = { rota = "91d", dpia = "366d" }
"#,
    );
    let expected = [
        "finding_sla.high: 30d -> 31d",
        "finding_sla.low: 180d -> 181d",
        "max_age.dpia: 365d -> 366d",
        "max_age.rota: 90d -> 91d",
    ];
    assert_eq!(laxer(&policy), expected);
}

#[test]
fn laxer_is_measured_against_the_chosen_profile() {
    let text = "profile = \"regulated\"\n[parameters]\nmax_recovery_test_age = \"100d\"";
    assert_eq!(laxer(&policy(text)), ["max_recovery_test_age: 90d -> 100d"]);
}

#[test]
fn a_severity_below_the_definition_is_laxer() {
    let policy = policy("[severity]\npromised_rto_proven = \"major\"");
    let severity = Effective {
        value: Severity::Major,
        origin: Origin::Policy,
    };
    assert_eq!(policy.severity(&promised_rto_proven), severity);
    assert_eq!(
        laxer(&policy),
        ["resilience/promised_rto_proven: blocker -> major"]
    );
}

#[test]
fn a_severity_as_the_definition_has_it_is_not_laxer() {
    let policy = policy("[severity]\n\"resilience/promised_rto_proven\" = \"blocker\"");
    assert!(laxer(&policy).is_empty());
}

#[test]
fn without_a_word_of_the_policy_the_definition_decides_the_severity() {
    let severity = Effective {
        value: Severity::Blocker,
        origin: Origin::Definition,
    };
    assert_eq!(policy("").severity(&promised_rto_proven), severity);
    assert_eq!(policy("").why_disabled(&promised_rto_proven), None);
}

#[test]
fn a_gate_is_turned_off_with_its_reason() {
    // Exactly 20 characters.
    let policy =
        policy("[gates_off]\npromised_rto_proven = { reason = \"we promise no time so\" }");
    assert_eq!(
        policy.why_disabled(&promised_rto_proven),
        Some("we promise no time so")
    );
    let disabled = policy.seal().disabled_gates;
    assert_eq!(disabled.len(), 1);
    assert_eq!(disabled[0].gate, "resilience/promised_rto_proven");
    assert!(
        laxer(&policy).is_empty(),
        "reports list gates that are turned off by themselves"
    );
}

#[test]
fn the_reason_names_who_decided() {
    let text = "[gates_off]\npromised_rto_proven = { reason = \"no customer was told any time\", by = \"ana\" }";
    let reason = policy(text)
        .why_disabled(&promised_rto_proven)
        .map(str::to_owned);
    assert_eq!(
        reason.as_deref(),
        Some("no customer was told any time (decided by ana)")
    );
}

#[test]
fn every_value_tells_where_it_comes_from() {
    let policy = policy(
        "profile = \"tiny\"\n[parameters]\n\nrto_headroom = 0.5\n[severity]\npromised_rto_proven = \"minor\"",
    );
    let shown = |name| {
        let in_force = policy.in_force(name).expect("there is such a parameter");
        format!("{} ({})", in_force.value, in_force.source)
    };
    assert_eq!(shown("rto_headroom"), "0.5 (readyctl.toml:4)");
    assert_eq!(
        shown("max_recovery_test_age"),
        "365d (preset of profile `tiny`)"
    );
    assert_eq!(
        policy.severity_source(&promised_rto_proven).to_string(),
        "readyctl.toml:6"
    );
    assert!(policy.in_force("rto_headrom").is_none());
}

#[test]
fn the_schema_takes_and_refuses_what_the_reader_does() {
    let schema = serde_json::to_value(schema(&catalog())).expect("a schema is JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("the schema is one");
    let is_valid = |text: &str| {
        let policy: toml::Table = text.parse().expect("the text is TOML");
        let policy = serde_json::to_value(policy).expect("TOML without dates is JSON");
        let by_reader = PolicyFile::read("readyctl.toml", text, &catalog()).is_ok();
        assert_eq!(validator.is_valid(&policy), by_reader, "{text}");
        by_reader
    };
    for valid in [
        "",
        "profile = \"tiny\"",
        "[parameters]\nrto_headroom = 1\nmax_scan_age = \"1d\"\nmin_strength_blocker = \"E1\"",
        "[parameters]\nfinding_sla = { high = \"15d\" }\nmax_age = { default = \"1y\", rota = \"1mo\" }",
        "[severity]\npromised_rto_proven = \"minor\"",
        "[gates_off]\npromised_rto_proven = { reason = \"no customer was told any time\", by = \"ana\" }",
    ] {
        assert!(is_valid(valid), "{valid}");
    }
    for invalid in [
        "profile = \"huge\"",
        "colour = true",
        "[parameters]\nrto_headroom = 1.01",
        "[parameters]\ncritical_cosign = 1.5",
        "[parameters]\ncritical_cosign = 0",
        "[parameters]\nmax_scan_age = 90",
        "[parameters]\nmax_scan_age = \"14m\"",
        "[parameters]\nunheard_of = 1",
        "[parameters]\nfinding_sla = { hihg = \"15d\" }",
        "[severity]\npromised_rto_proven = \"fatal\"",
        "[severity]\nunheard_of = \"minor\"",
        "[gates_off]\npromised_rto_proven = {}",
        "[gates_off]\npromised_rto_proven = { reason = \"too short\" }",
    ] {
        assert!(!is_valid(invalid), "{invalid}");
    }
}
