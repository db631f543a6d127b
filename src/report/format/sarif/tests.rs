use crate::report::fixture::northlight;
use crate::report::format::Format;
use crate::report::format::tests::{options, rendered};

fn results(gate: &str) -> Vec<serde_json::Value> {
    let report = northlight();
    let text = rendered(Format::Sarif, &report, &options(&report));
    let mut log: serde_json::Value = serde_json::from_str(&text).unwrap();
    let results = log["runs"][0]["results"].take();
    let serde_json::Value::Array(results) = results else {
        panic!("results are a list")
    };
    results
        .into_iter()
        .filter(|result| result["ruleId"] == gate)
        .collect()
}

#[test]
fn an_accepted_finding_is_suppressed_with_its_reason_and_its_end() {
    let accepted = &results("security/test_scope_covers_production")[0];
    assert_eq!(accepted["level"], "note");
    assert_eq!(
        accepted["suppressions"],
        serde_json::json!([{
            "kind": "external",
            "status": "accepted",
            "justification": "accepted by `A2` until 2026-12-01: the worker has no door to the internet; the next test includes it"
        }])
    );
}

#[test]
fn only_what_blocks_is_an_error() {
    let level = |gate: &str| results(gate)[0]["level"].clone();
    assert_eq!(level("governance/owners_active"), "error");
    assert_eq!(level("assurance/dpia_decided"), "error");
    assert_eq!(level("commercial/support_promise_covered"), "warning");
    assert_eq!(level("cost/run_cost_known_and_within_approval"), "warning");
    assert_eq!(level("cost/cost_decision_owned"), "warning");
    assert_eq!(level("resilience/recovery_test_current"), "note");
}

#[test]
fn what_is_missing_points_at_its_nearest_parent() {
    let result = &results("cost/cost_decision_owned")[0];
    let place = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!(
        *place,
        serde_json::json!({"startLine": 52, "startColumn": 3})
    );
    assert_eq!(result["properties"]["exact"], false);
}

#[test]
fn text_that_means_something_to_a_viewer_is_escaped() {
    assert_eq!(super::literal(r"[a](b) {0} \"), r"\[a\](b) {{0}} \\");
    assert_eq!(
        super::Place::of(&crate::report::model::Location {
            file: "a b/ü?#.yaml".into(),
            ..crate::report::fixture::at("x", 1, 1)
        })
        .physical_location
        .artifact_location
        .uri,
        "a%20b/%C3%BC%3F%23.yaml"
    );
}
