use super::*;

fn read_text(text: &str) -> Result<ScannerReport, Refusal> {
    read(&mut text.as_bytes())
}

fn result(extra: &str) -> Reported {
    let text = format!(
        r#"{{"results": [{{"check_id": "r", "path": "a.py", "start": {{"line": 3}}, "extra": {{{extra}}}}}], "errors": []}}"#
    );
    read_text(&text).expect("readable").findings.remove(0)
}

#[test]
fn old_and_new_words_are_mapped_and_others_are_unknown() {
    for (word, severity) in [
        ("ERROR", Severity::High),
        ("WARNING", Severity::Medium),
        ("INFO", Severity::Low),
        ("CRITICAL", Severity::Critical),
        ("HIGH", Severity::High),
        ("MEDIUM", Severity::Medium),
        ("LOW", Severity::Low),
        ("INVENTORY", Severity::Unknown),
    ] {
        assert_eq!(
            result(&format!(r#""severity": "{word}""#)).severity,
            severity,
            "{word}"
        );
    }
    assert_eq!(result("").severity, Severity::Unknown);
}

#[test]
fn what_semgrep_withholds_is_not_kept() {
    let withheld = result(r#""lines": "requires login", "fingerprint": "requires login""#);
    assert_eq!((withheld.snippet, withheld.fingerprint), (None, None));
    let told = result(r#""lines": "eval(x)", "fingerprint": "f", "is_ignored": true"#);
    assert_eq!(
        (told.snippet.as_deref(), told.fingerprint.as_deref()),
        (Some("eval(x)"), Some("f"))
    );
    assert_eq!(
        told.standing,
        Standing::Suppressed(Some("nosemgrep".to_owned()))
    );
}

#[test]
fn a_finding_in_a_part_is_a_vulnerability_of_that_part() {
    let told = result(
        r#""metadata": {"sca-vuln-database-identifier": "CVE-2026-1"}, "sca_info": {"dependency_match": {"lockfile": "yarn.lock", "found_dependency": {"package": "p", "version": "1"}}}"#,
    );
    assert_eq!(told.class, Class::Vulnerability);
    assert_eq!(told.ids, ["r", "CVE-2026-1"]);
    assert!(matches!(&told.places[..], [Place::Package { name, .. }] if name == "p"));
    assert_eq!(
        result(r#""metadata": {"technology": ["secrets"]}"#).class,
        Class::Secret
    );
}

#[test]
fn a_scan_that_failed_or_saw_no_file_is_no_clean_scan() {
    for (text, message) in [
        (r#"{"errors": []}"#, "no list `results`"),
        (r#"{"results": null, "errors": []}"#, "no list `results`"),
        (
            r#"{"results": [], "errors": [{"level": "error", "message": "bad rule"}]}"#,
            "the scan failed: bad rule",
        ),
        (
            r#"{"results": [], "errors": [], "paths": {"scanned": []}}"#,
            "scanned no file",
        ),
        (
            r#"{"results": [{"test_id": "B101"}], "errors": []}"#,
            "no `check_id`",
        ),
    ] {
        let found = read_text(text).expect_err(text).message;
        assert!(found.contains(message), "{text}: {found}");
    }
    let told = read_text(r#"{"results": [{"check_id": "r"}], "errors": [{"level": "error", "type": "Timeout"}, {"level": "warn"}]}"#).expect("readable");
    assert_eq!(
        told.notes,
        ["Semgrep tells of 1 error while it ran, the first: Timeout"]
    );
}
