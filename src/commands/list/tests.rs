use super::*;
use crate::gate::embedded::resilience::promised_rto_proven;
use crate::gate::{Gate, Severity};
use crate::policy::PolicyFile;
use crate::rules::Shortfalls;

const GATES: [&Definition; 1] = [&promised_rto_proven];

fn policy(text: &str) -> Policy {
    let catalog = Catalog::of(vec![Gate {
        definition: &promised_rto_proven,
        rule: |_| Ok(Shortfalls::none()),
    }]);
    let file = PolicyFile::read("readyctl.toml", text, &catalog).expect("the policy is valid");
    Policy::resolve(Some(file), Some(8))
}

fn shown(policy: &Policy) -> String {
    let options = Options {
        width: 80,
        colour: false,
        show: Show::All,
        exit_status: ExitStatus::Met,
        excerpt: &|_| None,
        typed: crate::report::format::Typed::default(),
    };
    let mut out = Vec::new();
    table(&GATES, policy, &options, &mut out).expect("memory takes everything");
    String::from_utf8(out).expect("the list is text")
}

fn listed(policy: &Policy) -> serde_json::Value {
    let mut out = Vec::new();
    json(&GATES, policy, &mut out).expect("memory takes everything");
    serde_json::from_slice(&out).expect("the list is JSON")
}

fn list(areas: &[&str]) -> List {
    List {
        areas: areas.iter().map(|&area| area.to_owned()).collect(),
        stage: Stage::Production,
        policy: PolicyChoice::None,
        format: ListFormat::Table,
    }
}

#[test]
fn the_list_fits_a_narrow_terminal() {
    let expected = "\
resilience (1)
  gate                 weighs   acceptable  title
  ──────────────────────────────────────────────────────────────────────────────
  promised_rto_proven  blocker  no          The promised recovery time is proven
                                            by the newest test

1 gate, weighed under profile `small`. Next: readyctl explain GATE
";
    assert_eq!(shown(&policy("")), expected);
    assert!(expected.lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn the_list_tells_what_a_gate_weighs_here() {
    let moved = policy("[severity]\npromised_rto_proven = \"minor\"");
    assert!(shown(&moved).contains("promised_rto_proven  minor "));
    let off =
        policy("[gates_off]\npromised_rto_proven = { reason = \"no customer was told any time\" }");
    assert!(shown(&off).contains("promised_rto_proven  off "));
}

#[test]
fn the_json_form_is_stable() {
    let expected = serde_json::json!({
        "schema_version": 1,
        "profile": "small",
        "gates": [{
            "gate": "resilience/promised_rto_proven",
            "area": "resilience",
            "title": "The promised recovery time is proven by the newest test",
            "stage": "production",
            "severity": "blocker",
            "acceptable": false,
            "disabled": false,
        }],
    });
    assert_eq!(listed(&policy("")), expected);
}

#[test]
fn the_json_form_keeps_the_severity_of_a_gate_that_is_turned_off() {
    let off =
        policy("[gates_off]\npromised_rto_proven = { reason = \"no customer was told any time\" }");
    let gate = &listed(&off)["gates"][0];
    assert_eq!(gate["disabled"], true);
    assert_eq!(gate["severity"], Severity::Blocker.word());
}

#[test]
fn every_unknown_area_is_told() {
    let problems = list(&["resillience", "cost", "xyz"])
        .areas()
        .expect_err("two are unknown");
    let told: Vec<(&str, Option<&str>)> = problems
        .iter()
        .map(|problem| (problem.message.as_str(), problem.help.as_deref()))
        .collect();
    let expected = [
        (
            "there is no area `resillience`",
            Some("did you mean `resilience`?"),
        ),
        (
            "there is no area `xyz`",
            Some("`readyctl list` shows all of them"),
        ),
    ];
    assert_eq!(told, expected);
}

#[test]
fn without_an_area_all_are_listed() {
    assert_eq!(list(&[]).areas().expect("all are known"), Area::ALL);
}
