use super::*;

fn read_text(text: &str) -> Result<ScannerReport, Refusal> {
    read(&mut text.as_bytes())
}

fn package(fields: &str) -> Vec<Reported> {
    let text = format!(
        r#"{{"results": [{{"source": {{"path": "go.mod"}}, "packages": [{{"package": {{"name": "p", "version": "1"}}, {fields}}}]}}]}}"#
    );
    read_text(&text).expect("readable").findings
}

const RECORDS: &str = r#""vulnerabilities": [
    {"id": "GO-1", "aliases": ["CVE-2026-1"], "summary": "a panic", "affected": [
        {"package": {"name": "p"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.2"}]}, {"type": "GIT", "events": [{"fixed": "abc"}]}]},
        {"package": {"name": "other"}, "ranges": [{"events": [{"fixed": "9"}]}]}]},
    {"id": "GHSA-1", "aliases": ["CVE-2026-1"], "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}], "database_specific": {"severity": "MODERATE"}}]"#;

#[test]
fn a_group_is_one_finding_under_all_its_names() {
    let found = package(&format!(
        r#"{RECORDS}, "groups": [{{"ids": ["GO-1", "GHSA-1"], "aliases": ["CVE-2026-1", "GO-1"], "max_severity": "5.3"}}]"#
    ));
    let [one] = found.as_slice() else {
        panic!("one finding");
    };
    assert_eq!(one.ids, ["GO-1", "GHSA-1", "CVE-2026-1"]);
    assert_eq!(
        (one.severity, one.severity_said.as_deref()),
        (Severity::Medium, Some("5.3 (max_severity)"))
    );
    assert_eq!(one.fixed_in, ["1.2"]);
    assert_eq!(one.title, "a panic");
}

#[test]
fn without_a_score_the_vector_counts_and_then_the_word() {
    // The vector has the published score 9.8.
    let group = r#""groups": [{"ids": ["GO-1", "GHSA-1"], "max_severity": ""}]"#;
    assert_eq!(
        package(&format!("{RECORDS}, {group}"))[0].severity,
        Severity::Critical
    );
    let worded = RECORDS
        .replace("CVSS_V3", "x")
        .replace("CVSS:3.1/AV:N/", "");
    assert_eq!(
        package(&format!("{worded}, {group}"))[0].severity,
        Severity::Medium
    );
    let silent = worded.replace("MODERATE", "");
    assert_eq!(
        package(&format!("{silent}, {group}"))[0].severity,
        Severity::Unknown
    );
}

#[test]
fn records_without_groups_are_a_finding_each() {
    assert_eq!(package(RECORDS).len(), 2);
}

#[test]
fn only_what_no_name_is_called_by_is_not_affected() {
    for (analysis, standing) in [
        (
            r#"{"A": {"called": false}, "B": {"called": false}}"#,
            Standing::NotAffected(Some("the vulnerable code is not called".to_owned())),
        ),
        (
            r#"{"A": {"called": false}, "B": {"called": true}}"#,
            Standing::Open,
        ),
        (r#"{"A": {"called": false}}"#, Standing::Open),
        ("null", Standing::Open),
    ] {
        let found = package(&format!(
            r#""vulnerabilities": [], "groups": [{{"ids": ["A", "B"], "experimentalAnalysis": {analysis}}}]"#
        ));
        assert_eq!(found[0].standing, standing, "{analysis}");
    }
}

#[test]
fn licence_violations_and_deprecated_parts_are_findings_beside_no_vulnerability() {
    let found =
        package(r#""vulnerabilities": [], "groups": [], "license_violations": ["GPL-3.0-only"]"#);
    assert_eq!(
        (found[0].class, found[0].ids[0].as_str()),
        (Class::Licence, "GPL-3.0-only")
    );
    let text = r#"{"results": [{"packages": [{"package": {"name": "p", "deprecated": true}}]}]}"#;
    assert_eq!(
        read_text(text).expect("readable").findings[0].class,
        Class::Upkeep
    );
}

#[test]
fn a_report_without_results_is_no_clean_scan() {
    for text in [
        "{}",
        r#"{"results": null}"#,
        r#"{"results": [{}]}"#,
        r#"{"results": [{"packages": [{"groups": [{"ids": []}]}]}]}"#,
    ] {
        assert!(read_text(text).is_err(), "{text}");
    }
}
