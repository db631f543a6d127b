use serde_json::{Value, json};

use crate::report::fixture::{northlight, report_of, result};
use crate::report::format::tests::{options, rendered};
use crate::report::format::{Format, Show};
use crate::report::model::{Outcome, Report};
use crate::{gate::Severity, report::format::Options};

fn written(report: &Report) -> Value {
    serde_json::from_str(&rendered(Format::Json, report, &options(report))).unwrap()
}

fn gate<'j>(report: &'j Value, name: &str) -> &'j Value {
    let gates = report["gates"].as_array().unwrap();
    gates.iter().find(|gate| gate["gate"] == name).unwrap()
}

#[test]
fn the_form_keeps_to_its_own_schema() {
    let schema = serde_json::to_value(super::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for report in [northlight(), report_of(Vec::new())] {
        let report = written(&report);
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, [] as [&str; 0]);
    }
}

#[test]
fn the_schema_refuses_words_and_shapes_that_the_form_never_has() {
    let schema = serde_json::to_value(super::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let report = written(&northlight());
    let broken: [(&str, Value); 7] = [
        ("/schema_version", json!(2)),
        ("/verdict", json!("green")),
        ("/exit_code", json!(2)),
        ("/as_of", json!("12 November 2026")),
        ("/manifest/digest", json!("5d5d")),
        ("/gates/0/outcome", json!("waived")),
        ("/gates/0/findings/0/location", Value::Null),
    ];
    for (pointer, value) in broken {
        let mut report = report.clone();
        *report.pointer_mut(pointer).unwrap() = value;
        assert!(!validator.is_valid(&report), "{pointer}");
    }
}

#[test]
fn the_summary_of_northlight_is_as_counted_by_hand() {
    assert_eq!(
        written(&northlight())["summary"],
        json!({
            "gates": 24, "pass": 2, "warn": 3, "fail": 10, "unknown": 6, "accepted": 1, "not_applicable": 1, "disabled": 1,
            "blocking": 12,
            "unowned": 3,
            "basis": {"proven": 1, "computed": 14, "stated": 1}
        })
    );
}

#[test]
fn a_gate_is_written_with_its_finding_and_where_that_stands() {
    assert_eq!(
        *gate(&written(&northlight()), "resilience/promised_rto_proven"),
        json!({
            "gate": "resilience/promised_rto_proven", "area": "resilience", "stage": "production",
            "title": "What a ready company can say holds",
            "severity": "blocker", "severity_origin": "definition", "blocking": true,
            "outcome": "fail", "basis": "computed", "acceptable": false, "accepted_by": [], "carried_by": null,
            "reason": null,
            "findings": [{
                "outcome": "fail", "clause": "falls_short", "severity": "blocker", "subject": "app", "owner": "ana",
                "message": "promise `P1` says 4h, the newest restore `R1` took 6h",
                "help": "test again, speed up the restore, or promise 7h30min",
                "fingerprint": "c0ffee",
                "accepted_by": null,
                "location": {"file": "readiness.yaml", "path": "promises[0].value", "line": 21, "column": 28, "exact": true},
                "related": [{
                    "label": "measured here",
                    "file": "readiness.yaml", "path": "recovery.tests[0].rto", "line": 50, "column": 75, "exact": true
                }]
            }]
        })
    );
}

#[test]
fn results_that_were_not_judged_rest_on_nothing() {
    let report = written(&northlight());
    assert_eq!(
        gate(&report, "assurance/dpia_decided")["basis"],
        Value::Null
    );
    assert_eq!(
        gate(&report, "assurance/ai_position_recorded")["basis"],
        Value::Null
    );
    assert_eq!(
        gate(&report, "security/sbom_and_inventory")["basis"],
        Value::Null
    );
    assert_eq!(gate(&report, "trust/trust_pack_current")["basis"], "proven");
}

#[test]
fn who_what_and_until_when_is_written_in_full() {
    let report = written(&northlight());
    assert_eq!(
        report["unowned"][0],
        json!({
            "kind": "finding", "id": "F1", "count": 1, "severity": "high", "weight": "blocker",
            "reason": "owner `cy` left on 2026-09-30", "last_owner": "cy",
            "location": {"file": "readiness.yaml", "path": "security.findings[0].owner", "line": 47, "column": 118, "exact": true}
        })
    );
    assert_eq!(
        report["promises"][0],
        json!({
            "id": "P1", "kind": "rto", "service": "app", "says": "4h", "proven": "6h", "margin": "-2h", "proof": "R1",
            "proof_age_days": 194, "holds": false, "gates": ["resilience/promised_rto_proven"],
            "measure": {"said": 240, "proven": 360, "more_is_better": false},
            "owner": "ana",
            "location": {"file": "readiness.yaml", "path": "promises", "line": 21, "column": 5, "exact": true}
        })
    );
    assert_eq!(
        report["lapsing"][1],
        json!({
            "on": "2026-12-02", "kind": "acceptance", "id": "A2", "gate": "governance/acceptances_current", "becomes": "fail",
            "owner": "ana"
        })
    );
    assert_eq!(
        report["acceptances"][0]["void"],
        "it was to be reviewed by 2026-10-01"
    );
    assert_eq!(report["acceptances"][1]["until"], "2026-12-01");
    assert_eq!(report["policy"]["laxer_than_profile"][0]["preset"], "0.15");
    assert_eq!(
        report["policy"]["disabled_gates"][0]["gate"],
        "security/sbom_and_inventory"
    );
}

#[test]
fn facts_to_look_at_twice_are_told_with_their_days() {
    let mut report = northlight();
    report.policy.facts.push(crate::facts::OwnFacts {
        name: "facts.adequate.UK".to_owned(),
        source: "counsel's letter".to_owned(),
        read: "2026-10-01".parse().expect("a day"),
    });
    report.old_facts.push(crate::facts::OldFacts {
        name: "end_of_life".to_owned(),
        read: "2025-08-22".parse().expect("a day"),
    });
    let text = rendered(Format::Json, &report, &options(&report));
    let json: Value = serde_json::from_str(&text).expect("it is JSON");
    let own = &json["policy"]["facts"][0];
    assert_eq!(own["name"], "facts.adequate.UK");
    assert_eq!(own["source"], "counsel's letter");
    assert_eq!(own["read"], "2026-10-01");
    let old = &json["old_facts"][0];
    assert_eq!(
        (old["name"].as_str(), old["read"].as_str()),
        (Some("end_of_life"), Some("2025-08-22"))
    );
}

#[test]
fn days_to_come_and_what_hangs_on_whom_are_written() {
    let report = written(&northlight());
    let outlook = &report["outlook"];
    assert_eq!(outlook.as_array().map(Vec::len), Some(2));
    assert_eq!(outlook[1]["on"], "2027-04-01");
    assert_eq!(outlook[1]["gate"], "resilience/recovery_test_current");
    assert_eq!(outlook[1]["blocking"], true);
    assert_eq!(outlook[0]["findings"][1]["subject"], "E8");
    // Six gates are not told, and nobody answers for them nor for E8. Of what fails, one is Ben's and eleven are Ana's: acceptances,
    // two leavers, two regions, deletion, one fix clock, a subprocessor, the recovery time twice, the cost.
    assert_eq!(
        report["load"],
        json!([
            {"owner": null, "findings": 6, "promises": 0, "acceptances": 0, "lapsing": 1},
            {"owner": "ana", "findings": 11, "promises": 3, "acceptances": 1, "lapsing": 2},
            {"owner": "ben", "findings": 1, "promises": 4, "acceptances": 0, "lapsing": 0}
        ])
    );
    let quick = Report {
        outlook: None,
        ..northlight()
    };
    assert_eq!(written(&quick)["outlook"], Value::Null);
}

#[test]
fn keys_come_in_the_order_of_the_published_form() {
    let text = rendered(Format::Json, &northlight(), &options(&northlight()));
    let top_level = text
        .lines()
        .filter_map(|line| line.strip_prefix("  \"")?.split('"').next());
    let published = [
        "schema_version",
        "tool",
        "company",
        "manifest",
        "policy",
        "old_facts",
        "as_of",
        "stage",
        "narrowed",
        "verdict",
        "exit_code",
        "summary",
        "unowned",
        "gates",
        "lapsing",
        "promises",
        "acceptances",
        "outlook",
        "load",
    ];
    assert_eq!(top_level.collect::<Vec<_>>(), published);
}

#[test]
fn nothing_that_a_terminal_obeys_is_written_and_nothing_is_lost() {
    let company = "a\u{1b}[31m\u{9b}2J\u{7f}\u{202e}b\u{200b}\n\"\\\u{e0041}ü日";
    let report = Report {
        company: company.to_owned(),
        ..report_of(vec![result("security/one", Severity::Major, Outcome::Pass)])
    };
    let text = rendered(Format::Json, &report, &options(&report));
    assert!(
        text.contains(r#""a\u001b[31m\u009b2J\u007f\u202eb\u200b\n\"\\\udb40\udc41ü日""#),
        "{text}"
    );
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["company"], company);
}

#[test]
fn the_form_is_the_same_for_every_screen() {
    let report = northlight();
    let other = Options {
        width: 40,
        colour: true,
        show: Show::All,
        ..options(&report)
    };
    assert_eq!(
        rendered(Format::Json, &report, &other),
        rendered(Format::Json, &report, &options(&report))
    );
}
