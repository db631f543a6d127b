use crate::report::fixture::northlight;
use crate::report::format::Format;
use crate::report::format::tests::{options, rendered};

fn entry(gate: &str) -> serde_json::Value {
    let report = northlight();
    let text = rendered(Format::Gitlab, &report, &options(&report));
    let entries: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    entries
        .into_iter()
        .find(|entry| entry["check_name"] == gate)
        .unwrap()
}

#[test]
fn severity_is_what_the_finding_weighs() {
    for (gate, severity) in [
        ("governance/owners_active", "blocker"),
        ("assurance/dpia_decided", "blocker"),
        ("commercial/support_promise_covered", "major"),
        ("cost/run_cost_known_and_within_approval", "minor"),
        ("cost/cost_decision_owned", "minor"),
        ("resilience/recovery_test_current", "info"),
        ("security/test_scope_covers_production", "info"),
    ] {
        assert_eq!(entry(gate)["severity"], severity, "{gate}");
    }
}

#[test]
fn what_is_accepted_or_untold_says_so() {
    let told = |gate| entry(gate)["description"].as_str().unwrap().to_owned();
    assert!(
        told("security/test_scope_covers_production")
            .starts_with("accepted by `A2`: service `jobs`")
    );
    assert!(told("assurance/dpia_decided").starts_with("not told: nobody told"));
}
