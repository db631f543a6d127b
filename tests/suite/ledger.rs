//! The promise ledger of the company that is ready: each promise stands beside what proves it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use readyctl::evaluate::Selection;
use readyctl::report::model::{LedgerRow, Report};

use crate::fixtures::{Bar, judge_text};

fn ledger() -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_readyctl"))
        .args("check examples/ready --as-of 2026-11-12 --format json".split(' '))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .expect("the program runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    report["promises"].as_array().expect("a list").clone()
}

#[test]
fn no_promise_holds_without_a_word_of_what_proves_it() {
    for row in ledger() {
        if row["holds"] == true {
            assert!(row["proven"].is_string(), "{row}");
        }
    }
}

#[test]
fn promises_of_one_time_stand_beside_what_was_measured() {
    // P8: critical 2h against 1h leaves 1h, high 4h against 2h leaves 2h, medium 1d against 6h leaves 18h, low 2d against 1d leaves
    // 1d: 1h is the least. P13: 2d = 48h against 3h leaves 45h. P15: 30d against 1d leaves 29d. P16: 14d against 3d leaves 11d.
    // P17: 20d against 20d leaves nothing. P20: 2h against 1h leaves 1h.
    let wanted = [
        (
            "P8",
            "critical 1h, high 2h, medium 6h, low 1d",
            Some("1h"),
            Some("64 tickets"),
        ),
        ("P9", "no AI, as declared", None, None),
        ("P11", "logical", None, None),
        ("P13", "3h", Some("45h"), Some("L1")),
        ("P15", "1d", Some("29d"), Some("cancel test")),
        ("P16", "3d", Some("11d"), Some("refund test")),
        ("P17", "20d", Some("0min"), None),
        ("P20", "1h", Some("1h"), None),
    ];
    let ledger = ledger();
    for (id, proven, margin, proof) in wanted {
        let row = ledger
            .iter()
            .find(|row| row["id"] == id)
            .unwrap_or_else(|| panic!("no row {id}"));
        let found = (&row["proven"], &row["margin"], &row["proof"]);
        let wanted = (
            &Value::from(proven),
            &margin.map_or(Value::Null, Value::from),
            &proof.map_or(Value::Null, Value::from),
        );
        assert_eq!(found, wanted, "{id}");
    }
}

/// The company that is ready, with some of its lines changed.
fn judged_with(changes: &[(&str, &str)]) -> Report {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ready");
    let path = folder.join("readiness.yaml");
    let mut text = std::fs::read_to_string(path).expect("the example is there");
    for (from, to) in changes {
        assert!(text.contains(from), "the example says `{from}`");
        text = text.replacen(from, to, 1);
    }
    judge_text(&text, &folder, Bar::usual(), &Selection::Everything)
        .unwrap_or_else(|problems| panic!("{problems}"))
}

/// What the row of a promise says for one service: what is proven, the margin, and whether it holds.
fn row(changes: &[(&str, &str)], id: &str, service: Option<&str>) -> [String; 3] {
    let report = judged_with(changes);
    let is_it = |row: &&LedgerRow| row.id == id && row.service.as_deref() == service;
    let row = report.promises.iter().find(is_it).expect("there is a row");
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        text(&row.proven),
        text(&row.margin),
        format!("{:?}", row.holds),
    ]
}

#[test]
fn a_recovery_time_shows_what_comes_before_the_recovery_where_that_breaks_it() {
    // On call on weekdays from 8 to 18: 62h from Friday evening, 10min to notice, 6min to acknowledge, 3h of recovery: 65h16min of 8h.
    let by_day = (
        "clock: support_hours, limitations: counted",
        "clock: 24x7, limitations: counted",
    );
    assert_eq!(
        row(&[by_day], "P1", Some("app")),
        ["65h16min", "-57h16min", "Some(false)"]
    );
    // 66h hold it.
    let longer = (
        "id: P1, kind: rto, value: 8h",
        "id: P1, kind: rto, value: 66h",
    );
    assert_eq!(
        row(&[by_day, longer], "P1", Some("app")),
        ["3h", "63h", "Some(true)"]
    );
}

#[test]
fn a_deletion_shows_the_backups_where_they_break_it_and_no_records_that_it_leaves_out() {
    let backups = ("backups_within: 35d", "backups_within: 34d");
    assert_eq!(row(&[backups], "P5", None), ["35d", "-24h", "Some(false)"]);
    // Invoices are kept for years, as customers read.
    let invoices = ("      retention: 14d", "      retention: 7y");
    assert_eq!(row(&[invoices], "P5", None), ["21d", "9d", "Some(true)"]);
}

#[test]
fn a_promise_for_what_no_gate_judges_does_not_hold() {
    let tool = (
        "services:\n",
        "services:\n  tool: {owner: eli, production: false, data: none}\n",
    );
    let promise = (
        "promises:\n",
        "promises:\n  - {id: P99, kind: rto, value: 10h, services: [tool], source: contract, limitations: none known, owner: dee}\n",
    );
    let [_, _, holds] = row(&[tool, promise], "P99", Some("tool"));
    assert_eq!(holds, "None");
}

#[test]
fn copies_made_too_rarely_break_their_promise_in_the_ledger_too() {
    let promise = (
        "promises:\n",
        "promises:\n  - {id: P99, kind: backup_interval, value: 1min, services: all, source: trust_pack, owner: dee}\n",
    );
    // Copies every 5min, 1min promised.
    assert_eq!(
        row(&[promise], "P99", None),
        ["5min", "-4min", "Some(false)"]
    );
}

#[test]
fn the_cure_of_a_deletion_that_takes_too_long_breaks_no_other_place() {
    // 21d live and 30d of backups are 51d; elsewhere backups stay 35d.
    let changes = [(
        "kind: deletion_within, value: 30d, backups_within: 35d",
        "kind: deletion_within, value: 50d",
    )];
    let report = judged_with(&changes);
    let findings = report.gates.iter().flat_map(|gate| &gate.findings);
    let cures: Vec<&str> = findings
        .filter(|finding| finding.clause == "total_past_promise")
        .map(|finding| finding.help.as_str())
        .collect();
    assert_eq!(cures.len(), 1);
    assert!(
        cures[0].contains("stay for 35d (`backups_within`)"),
        "{}",
        cures[0]
    );
}

#[test]
fn a_finding_blames_the_promises_that_it_names_and_no_others() {
    // Invoices have to be kept six years in GB; no promise about a flow of billing is about that. P15: 30d against 1d.
    let invoices = ("invoice_retention: 7y", "invoice_retention: 5y");
    assert_eq!(row(&[invoices], "P15", None), ["1d", "29d", "Some(true)"]);
    // The terms say more than P3 does; nothing of that is about encryption.
    let terms = ("sla: {position: 99.5", "sla: {position: 99.9");
    let report = judged_with(&[terms]);
    let backed = report
        .gates
        .iter()
        .find(|gate| gate.gate.id == "governance/promises_backed");
    assert!(backed.is_some_and(|gate| !gate.findings.is_empty()));
    let encryption = report
        .promises
        .iter()
        .filter(|row| row.kind.word().starts_with("encryption"));
    let holds: Vec<Option<bool>> = encryption.map(|row| row.holds).collect();
    assert_eq!(holds, [Some(true), Some(true)]);
}

#[test]
fn a_limit_of_lost_data_shows_the_copies_where_they_lose_more_than_the_recovery_did() {
    // The newest recovery lost 20min. Copies every 1h that take 5min lose 1h5min of the promised 1h.
    let copies = (
        "  bookings: {method: pitr, interval: 5min, last_success: 2026-11-12, duration: 1min",
        "  bookings: {method: snapshot, interval: 1h, last_success: 2026-11-12, duration: 5min",
    );
    assert_eq!(
        row(&[copies], "P2", Some("app")),
        ["1h5min", "-5min", "Some(false)"]
    );
}
