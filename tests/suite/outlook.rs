//! What a report says of days to come is what the report of that day says.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use readyctl::time::Day;
use serde_json::Value;

fn report(example: &str, as_of: Day) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_readyctl"))
        .args(["check", "--exit-zero", "--format", "json", "--as-of"])
        .arg(as_of.to_string())
        .arg(format!("examples/{example}"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .expect("the program runs");
    serde_json::from_slice(&output.stdout).expect("the report is JSON")
}

fn today() -> Day {
    "2026-11-12".parse().expect("a day")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// The fingerprints of everything that is open in a gate.
fn open(report: &Value, gate: &Value) -> BTreeSet<String> {
    let result = list(&report["gates"])
        .iter()
        .find(|result| result["gate"] == *gate)
        .unwrap_or_else(|| panic!("{gate} is not judged"));
    let findings = list(&result["findings"]).iter();
    findings
        .filter(|finding| finding["outcome"] == "fail" || finding["outcome"] == "unknown")
        .map(|finding| finding["fingerprint"].to_string())
        .collect()
}

#[test]
fn a_day_of_the_outlook_is_the_first_on_which_it_is_so() {
    for example in ["ready", "northlight"] {
        let now = report(example, today());
        let outlook = list(&now["outlook"]);
        let days: BTreeSet<Day> = outlook
            .iter()
            .map(|row| row["on"].as_str().expect("a text").parse().expect("a day"))
            .collect();
        // The first, the middle and the last day stand for all.
        let days: Vec<Day> = days.into_iter().collect();
        let picked: BTreeSet<Day> = [0, days.len() / 2, days.len().saturating_sub(1)]
            .into_iter()
            .filter_map(|at| days.get(at).copied())
            .collect();
        for day in picked {
            let (before, then) = (report(example, day.plus_days(-1)), report(example, day));
            for row in outlook.iter().filter(|row| row["on"] == day.to_string()) {
                let (before, then) = (open(&before, &row["gate"]), open(&then, &row["gate"]));
                for finding in list(&row["findings"]) {
                    let print = finding["fingerprint"].to_string();
                    assert!(!before.contains(&print), "{example}, {day}: {finding}");
                    assert!(then.contains(&print), "{example}, {day}: {finding}");
                }
            }
        }
    }
}

#[test]
fn a_recovery_test_is_too_old_when_its_limit_has_passed() {
    // `R1` is of 3 October 2026, and 180 days are let pass: 28 of October, 30, 31, 31, 28 and 31 up to March make 179, so that 1 April
    // is its last day.
    let now = report("ready", today());
    let row = list(&now["outlook"])
        .iter()
        .find(|row| row["gate"] == "resilience/promised_rto_proven")
        .expect("recovery tests grow old");
    assert_eq!(row["on"], "2027-04-02");
    assert_eq!(row["blocking"], true);
    assert_eq!(row["findings"][0]["subject"], "app");
}

#[test]
fn soonest_stands_first_and_nothing_lies_beyond_the_outlook() {
    let now = report("ready", today());
    let days: Vec<&str> = list(&now["outlook"])
        .iter()
        .map(|row| row["on"].as_str().expect("a text"))
        .collect();
    assert!(days.is_sorted() && !days.is_empty());
    // 180 days after 12 November 2026 is 11 May 2027.
    assert!(
        days.iter()
            .all(|day| ("2026-11-13"..="2027-05-11").contains(day))
    );
}
