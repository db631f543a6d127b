use crate::gate::Severity;
use crate::report::fixture::{northlight, report_of, result};
use crate::report::format::Format;
use crate::report::format::row::Row;
use crate::report::format::tests::{options, rendered};
use crate::report::model::Outcome;

#[test]
fn a_run_without_findings_is_a_row_too() {
    let report = report_of(vec![result("security/one", Severity::Major, Outcome::Pass)]);
    let text = rendered(Format::Jsonl, &report, &options(&report));
    let rows: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["verdict"], "ready");
    assert_eq!(rows[0]["pass"], 1);
    assert!(rows[0]["gate"].is_null());
}

#[test]
fn the_columns_keep_their_names_and_order() {
    let report = northlight();
    let text = rendered(Format::Jsonl, &report, &options(&report));
    for line in text.lines() {
        let keys = Row::COLUMNS.map(|column| line.find(&format!("\"{column}\":")).unwrap());
        assert!(keys.is_sorted(), "{line}");
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(row.as_object().unwrap().len(), Row::COLUMNS.len());
    }
}
