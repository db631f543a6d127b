//! The promise ledger of the company that is ready: each promise stands beside what proves it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

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
