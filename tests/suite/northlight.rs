//! What 54 lines of an invented company already tell, with the numbers worked out by hand.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn report() -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_readyctl"))
        .args([
            "check",
            "examples/northlight",
            "--as-of",
            "2026-11-12",
            "--format",
            "json",
        ])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(1));
    serde_json::from_slice(&output.stdout).expect("the report is JSON")
}

/// Whether a gate has a finding on that line whose message holds every piece of text.
fn says(report: &Value, gate: &str, outcome: &str, line: u64, pieces: &[&str]) -> bool {
    let gates = report["gates"].as_array().expect("a list of gates");
    let result = gates
        .iter()
        .find(|result| result["gate"] == gate)
        .unwrap_or_else(|| panic!("{gate} was not judged"));
    let findings = result["findings"].as_array().expect("a list of findings");
    findings.iter().any(|finding| {
        let message = finding["message"].as_str().unwrap_or_default();
        finding["outcome"] == outcome
            && finding["location"]["line"] == line
            && finding["location"]["file"] == "examples/northlight/readiness.yaml"
            && pieces.iter().all(|piece| message.contains(piece))
    })
}

/// Gate, outcome, line, and what its message must hold.
type Expected = (&'static str, &'static str, u64, &'static [&'static str]);

const EXPECTED: &[Expected] = &[
    // Promised 4 h, measured 6 h; from 2 May to 12 November 2026 are 29 + 30 + 31 + 31 + 30 + 31 + 12 = 194 days.
    (
        "resilience/promised_rto_proven",
        "fail",
        21,
        &["`P1`", "4h", "6h"],
    ),
    (
        "resilience/promised_rto_proven",
        "fail",
        49,
        &["194 days", "180d"],
    ),
    // Friday 17:30 to Monday 09:00 are 6.5 + 48 + 9 = 63.5 hours; with a day around holidays 87.5, with the restore 93.5.
    (
        "resilience/rto_survives_uncovered_hours",
        "fail",
        21,
        &["4h", "63h30min", "Friday 17:30 to Monday 09:00", "93h30min"],
    ),
    // Host 99.9 % against 99.95 %; 0.05 % of 30 days are 21.6 minutes, one rehearsed restore takes 360.
    (
        "commercial/sla_arithmetic_holds",
        "fail",
        22,
        &["99.95 %", "`aws` 99.9 %"],
    ),
    (
        "commercial/sla_arithmetic_holds",
        "fail",
        22,
        &["21.6 minutes"],
    ),
    (
        "commercial/sla_arithmetic_holds",
        "warn",
        22,
        &["21.6 minutes", "6h"],
    ),
    // 48 h to tell + 63.5 h + 24 h = 135.5 h, against 24 h.
    (
        "commercial/notification_timings_hold",
        "fail",
        25,
        &["24h", "48h", "63h30min", "135h30min"],
    ),
    // 08:00 to 09:00 and 17:30 to 18:00 are 1.5 hours a day; Ana alone is on duty.
    (
        "commercial/support_promise_covered",
        "fail",
        26,
        &["08:00-09:00", "17:30-18:00", "1h30min a day"],
    ),
    (
        "commercial/support_promise_covered",
        "warn",
        38,
        &["`ana` alone"],
    ),
    (
        "assurance/residency_matches_locations",
        "fail",
        19,
        &["`sentry`", "`US`", "`GB`"],
    ),
    (
        "assurance/residency_matches_locations",
        "fail",
        18,
        &["`stripe`", "`IE`", "`US`", "`GB`"],
    ),
    (
        "trust/subprocessors_match",
        "fail",
        32,
        &["`sentry`", "published list"],
    ),
    (
        "trust/subprocessors_match",
        "fail",
        19,
        &["`sentry`", "2026-07-10", "30d"],
    ),
    (
        "trust/pack_newer_than_reality",
        "fail",
        19,
        &["`sentry`", "2026-07-10", "2026-06-01"],
    ),
    (
        "trust/pack_newer_than_reality",
        "warn",
        42,
        &["`T1`", "2026-08-20", "2026-06-01"],
    ),
    // 7 d + 35 d = 42 d, against 30 d.
    (
        "assurance/retention_and_deletion_proven",
        "fail",
        36,
        &["30d", "7d", "35d", "42d"],
    ),
    (
        "security/findings_reconciled",
        "fail",
        43,
        &["2 medium", "1"],
    ),
    // From 20 August to 12 November 2026 are 11 + 30 + 31 + 12 = 84 days.
    (
        "security/findings_within_sla",
        "fail",
        45,
        &["`F1`", "84 days", "30d"],
    ),
    (
        "governance/owners_active",
        "fail",
        45,
        &["`F1`", "`cy`", "2026-09-30"],
    ),
    (
        "governance/owners_active",
        "fail",
        15,
        &["`jobs`", "`cy`", "2026-09-30"],
    ),
    (
        "security/test_scope_covers_production",
        "fail",
        15,
        &["`jobs`", "personal"],
    ),
    // From 1 October to 12 November 2026 are 30 + 12 = 42 days.
    (
        "governance/acceptances_current",
        "fail",
        54,
        &["`A1`", "2026-10-01", "42 days"],
    ),
    (
        "security/findings_disposition_proven",
        "fail",
        46,
        &["`F2`", "`A1`", "2026-10-01"],
    ),
    ("cost/cost_decision_owned", "fail", 50, &["decision"]),
    ("governance/risk_authority_defined", "fail", 10, &["1 of 2"]),
];

#[test]
fn northlight_gives_the_results_that_follow_from_its_54_lines() {
    let report = report();
    let missing: Vec<String> = EXPECTED
        .iter()
        .filter(|(gate, outcome, line, pieces)| !says(&report, gate, outcome, *line, pieces))
        .map(|(gate, outcome, line, pieces)| {
            format!("{gate}: no {outcome} in line {line} with {pieces:?}")
        })
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn what_nobody_living_owns_heads_the_report() {
    let report = report();
    let unowned = report["unowned"].as_array().expect("a list");
    let first = &unowned[0];
    assert_eq!(
        (first["kind"].as_str(), first["id"].as_str()),
        (Some("finding"), Some("F1"))
    );
    assert_eq!(first["location"]["line"], 45);
    assert_eq!(first["reason"], "owner `cy` left on 2026-09-30");
    assert!(
        unowned
            .iter()
            .any(|item| item["id"] == "jobs" && item["location"]["line"] == 15)
    );
}

#[test]
fn the_counts_add_up_to_the_gates() {
    let report = report();
    let summary = &report["summary"];
    let count = |name: &str| {
        summary[name]
            .as_u64()
            .unwrap_or_else(|| panic!("a count of {name}"))
    };
    let outcomes = [
        "pass",
        "warn",
        "fail",
        "unknown",
        "accepted",
        "not_applicable",
        "disabled",
    ];
    assert_eq!(
        outcomes.iter().map(|name| count(name)).sum::<u64>(),
        count("gates")
    );
    assert_eq!(
        report["gates"].as_array().map(Vec::len),
        usize::try_from(count("gates")).ok()
    );
    assert_eq!(report["verdict"], "not_ready");
    assert_eq!(report["exit_code"], 1);
}
