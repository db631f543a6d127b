use super::*;
use crate::findings::Severity;

fn read_text(text: &str) -> Result<ScannerReport, Refusal> {
    read(&mut text.as_bytes())
}

fn document(fields: &str) -> ScannerReport {
    read_text(&format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": "urn:uuid:s1", {fields}}}"#)).expect("readable")
}

const PART: &str = r#""components": [{"bom-ref": "c", "name": "outer", "components": [{"bom-ref": "p", "group": "g", "name": "n", "version": "1", "purl": "pkg:maven/g/n@1"}]}]"#;

#[test]
fn the_rating_of_the_own_source_counts_and_otherwise_the_worst() {
    for (ratings, severity, said) in [
        (
            r#"[{"source": {"name": "Other"}, "severity": "critical"}, {"source": {"name": "nvd"}, "severity": "low"}]"#,
            Severity::Low,
            Some("low (nvd), others say critical (Other)"),
        ),
        (
            r#"[{"source": {"name": "A"}, "severity": "low"}, {"source": {"name": "B"}, "severity": "high"}]"#,
            Severity::High,
            Some("high (B), others say low (A)"),
        ),
        (
            r#"[{"severity": "unknown", "method": "CVSSv31", "score": 9.0}]"#,
            Severity::Critical,
            Some("unknown (CVSSv31)"),
        ),
        (
            r#"[{"method": "CVSSv2", "score": 10}]"#,
            Severity::High,
            Some("10 (CVSSv2)"),
        ),
        // 9.8, written without the prefix of its version.
        (
            r#"[{"method": "CVSSv31", "vector": "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]"#,
            Severity::Critical,
            Some("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H (CVSSv31)"),
        ),
        (
            r#"[{"method": "OWASP", "score": 9}]"#,
            Severity::Unknown,
            None,
        ),
        ("[]", Severity::Unknown, None),
        ("null", Severity::Unknown, None),
    ] {
        let report = document(&format!(
            r#""vulnerabilities": [{{"id": "V", "source": {{"name": "NVD"}}, "ratings": {ratings}}}]"#
        ));
        let finding = &report.findings[0];
        assert_eq!(
            (finding.severity, finding.severity_said.as_deref()),
            (severity, said),
            "{ratings}"
        );
    }
}

#[test]
fn an_analysis_of_a_listed_part_gives_the_standing_of_a_finding() {
    for (state, standing) in [
        ("exploitable", Standing::Open),
        ("in_triage", Standing::Open),
        (
            "not_affected",
            Standing::NotAffected(Some("code_not_reachable: because".to_owned())),
        ),
        (
            "false_positive",
            Standing::NotAffected(Some("code_not_reachable: because".to_owned())),
        ),
        ("resolved", Standing::Fixed),
        ("resolved_with_pedigree", Standing::Fixed),
        ("something_new", Standing::Open),
    ] {
        let report = document(&format!(
            r#"{PART}, "vulnerabilities": [{{"id": "V", "references": [{{"id": "W"}}, {{"id": "V"}}], "affects": [{{"ref": "p"}}],
                "analysis": {{"state": "{state}", "justification": "code_not_reachable", "detail": "because"}}}}]"#
        ));
        let [finding] = report.findings.as_slice() else {
            panic!("one finding");
        };
        assert_eq!(finding.standing, standing, "{state}");
        assert_eq!(finding.ids, ["V", "W"]);
        assert_eq!(
            finding.places,
            [Place::Package {
                name: "g/n".to_owned(),
                version: Some("1".to_owned()),
                purl: Some("pkg:maven/g/n@1".to_owned()),
                found_in: None,
            }]
        );
        assert!(report.statements.is_empty());
    }
}

#[test]
fn an_analysis_of_a_part_that_stands_elsewhere_is_a_statement() {
    for (state, findings, status) in [
        ("exploitable", 1, StatementStatus::Affected),
        ("in_triage", 1, StatementStatus::UnderInvestigation),
        ("not_affected", 0, StatementStatus::NotAffected),
        ("resolved", 0, StatementStatus::Fixed),
    ] {
        let report = document(&format!(
            r#""vulnerabilities": [{{"id": "V", "affects": [{{"ref": "urn:cdx:other/1#pkg:npm/p@1"}}], "analysis": {{"state": "{state}"}}}}]"#
        ));
        assert_eq!(report.findings.len(), findings, "{state}");
        assert_eq!(report.statements[0].status, status);
        assert_eq!(
            report.statements[0].products,
            ["urn:cdx:other/1#pkg:npm/p@1"]
        );
    }
    let own = document(&format!(
        r#"{PART}, "vulnerabilities": [{{"id": "V", "affects": [{{"ref": "urn:cdx:s1/1#p"}}], "analysis": {{"state": "not_affected"}}}}]"#
    ));
    assert_eq!((own.findings.len(), own.statements.len()), (1, 0));
}

#[test]
fn a_bill_of_materials_that_lists_no_vulnerabilities_is_no_scan() {
    for (text, message) in [
        (
            r#"{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": []}"#,
            "no list `vulnerabilities`",
        ),
        (
            r#"{"bomFormat": "CycloneDX", "specVersion": "1.5", "vulnerabilities": null}"#,
            "no list `vulnerabilities`",
        ),
        (
            r#"{"bomFormat": "CycloneDX", "specVersion": "2.0", "vulnerabilities": []}"#,
            "version `2.0`",
        ),
        (
            r#"{"bomFormat": "Other", "specVersion": "1.5", "vulnerabilities": []}"#,
            "does not say that it is CycloneDX",
        ),
        (
            r#"{"bomFormat": "CycloneDX", "specVersion": "1.5", "vulnerabilities": [{}]}"#,
            "has no id",
        ),
        (
            r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components/></bom>"#,
            "no list `vulnerabilities`",
        ),
        (
            r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><vulnerabilities>"#,
            "ends in the middle",
        ),
        (
            r#"<bom xmlns="http://example.com"><vulnerabilities/></bom>"#,
            "does not say that it is CycloneDX",
        ),
        ("<html/>", "the root element is `html`, expected `bom`"),
        ("a,b", "neither JSON nor XML"),
    ] {
        let found = read_text(text).expect_err(text).message;
        assert!(found.contains(message), "{text}: {found}");
    }
    assert!(document(r#""vulnerabilities": []"#).findings.is_empty());
}

#[test]
fn the_extension_stands_within_a_part_too() {
    let report = read_text(
        r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.3" xmlns:v="http://cyclonedx.org/schema/ext/vulnerability/1.0"><components>
            <component bom-ref="p"><name>n</name><version>1</version>
                <v:vulnerabilities><v:vulnerability><v:id>V</v:id><v:ratings><v:rating><v:score><v:base>7.0</v:base></v:score><v:method>CVSSv3</v:method></v:rating></v:ratings></v:vulnerability></v:vulnerabilities>
            </component></components></bom>"#,
    )
    .expect("readable");
    let [finding] = report.findings.as_slice() else {
        panic!("one finding");
    };
    assert_eq!(
        (finding.severity, finding.severity_said.as_deref()),
        (Severity::High, Some("7 (CVSSv3)"))
    );
    assert!(matches!(&finding.places[..], [Place::Package { name, .. }] if name == "n"));
}
