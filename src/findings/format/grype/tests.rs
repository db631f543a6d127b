use super::*;

fn read_text(text: &str) -> Result<ScannerReport, Refusal> {
    read(&mut text.as_bytes())
}

#[test]
fn ignored_matches_are_not_open() {
    let report = read_text(
        r#"{"matches": [], "ignoredMatches": [
            {"vulnerability": {"id": "CVE-2026-1"}, "appliedIgnoreRules": [{"reason": "no bandwidth"}]},
            {"vulnerability": {"id": "CVE-2026-2"}, "appliedIgnoreRules": [{"fix-state": "wont-fix"}]},
            {"vulnerability": {"id": "CVE-2026-3"}, "appliedIgnoreRules": [{"namespace": "vex", "vex-status": "not_affected", "vex-justification": "component_not_present"}]},
            {"vulnerability": {"id": "CVE-2026-4"}, "appliedIgnoreRules": [{"vex-status": "fixed"}]},
            {"vulnerability": {"id": "CVE-2026-5"}}]}"#,
    )
    .expect("readable");
    let standings: Vec<&Standing> = report
        .findings
        .iter()
        .map(|finding| &finding.standing)
        .collect();
    assert_eq!(
        standings,
        [
            &Standing::Suppressed(Some("no bandwidth".to_owned())),
            &Standing::Suppressed(Some("fix state wont-fix".to_owned())),
            &Standing::NotAffected(Some("component_not_present".to_owned())),
            &Standing::Fixed,
            &Standing::Suppressed(None),
        ]
    );
}

#[test]
fn one_related_vulnerability_is_another_name_and_several_are_not() {
    let report = read_text(
        r#"{"matches": [
            {"vulnerability": {"id": "GHSA-aaaa-bbbb-cccc", "severity": "Negligible"}, "relatedVulnerabilities": [{"id": "CVE-2026-1"}, {"id": "CVE-2026-1"}]},
            {"vulnerability": {"id": "ALAS-2026-1", "severity": "Unknown"}, "relatedVulnerabilities": [{"id": "CVE-2026-1"}, {"id": "CVE-2026-2"}]},
            {"vulnerability": {"id": "CVE-2026-3"}, "relatedVulnerabilities": [{"id": "CVE-2026-3"}]}],
          "source": {"type": "image", "target": {"userInput": "app:1", "layers": []}}}"#,
    )
    .expect("readable");
    let ids: Vec<usize> = report
        .findings
        .iter()
        .map(|finding| finding.ids.len())
        .collect();
    assert_eq!(ids, [2, 1, 1]);
    let severities: Vec<Severity> = report
        .findings
        .iter()
        .map(|finding| finding.severity)
        .collect();
    assert_eq!(
        severities,
        [Severity::Info, Severity::Unknown, Severity::Unknown]
    );
}

#[test]
fn the_image_is_where_a_package_was_found() {
    let matched = r#"{"vulnerability": {"id": "CVE-2026-1"}, "artifact": {"name": "p", "version": "1", "locations": [{"path": "yarn.lock"}]}}"#;
    for (source, place) in [
        (
            r#"{"type": "image", "target": {"userInput": "app:1"}}"#,
            "app:1",
        ),
        (r#"{"type": "directory", "target": "."}"#, "yarn.lock"),
    ] {
        let report = read_text(&format!(
            r#"{{"matches": [{matched}], "source": {source}}}"#
        ))
        .expect("readable");
        let Place::Package { found_in, .. } = &report.findings[0].places[0] else {
            panic!("a package");
        };
        assert_eq!(found_in.as_deref(), Some(place));
    }
}

#[test]
fn a_report_without_a_list_of_matches_is_no_clean_scan() {
    for text in [
        "{}",
        r#"{"matches": null}"#,
        r#"{"error": "db is old"}"#,
        r#"{"matches": [{}]}"#,
        r#"{"matches": [{"vulnerability": {"id": ""}}]}"#,
    ] {
        assert!(read_text(text).is_err(), "{text}");
    }
}
