//! Reports of scanners, as small as they can be.

use serde_json::Value;

/// A Trivy report of vulnerabilities in npm packages: id, package, severity.
pub fn trivy(vulnerabilities: &[(&str, &str, &str)]) -> String {
    let vulnerabilities: Vec<Value> = vulnerabilities
        .iter()
        .map(|(id, package, severity)| {
            serde_json::json!({
                "VulnerabilityID": id, "PkgName": package, "InstalledVersion": "1.0.0", "FixedVersion": "1.0.1",
                "PkgIdentifier": {"PURL": format!("pkg:npm/{package}@1.0.0")},
                "Severity": severity, "SeveritySource": "ghsa", "Title": format!("{package} lets a stranger in"),
            })
        })
        .collect();
    serde_json::json!({
        "SchemaVersion": 2, "CreatedAt": "2026-11-11T02:00:00Z", "ArtifactName": "shop", "ArtifactType": "filesystem",
        "Results": [{"Target": "package-lock.json", "Class": "lang-pkgs", "Type": "npm", "Vulnerabilities": vulnerabilities}],
    })
    .to_string()
}

/// A SARIF report of results in files: rule, file, line, message.
pub fn sarif(results: &[(&str, &str, u32, &str)]) -> String {
    let results: Vec<Value> = results
        .iter()
        .map(|(rule, file, line, message)| {
            serde_json::json!({
                "ruleId": rule, "level": "error", "message": {"text": message},
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": file}, "region": {"startLine": line}}}],
            })
        })
        .collect();
    serde_json::json!({
        "version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{"tool": {"driver": {"name": "CodeQL"}}, "results": results}],
    })
    .to_string()
}

pub fn vex(id: &str, product: &str, status: &str) -> String {
    serde_json::json!({
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/vex/1", "author": "dee", "version": 1,
        "timestamp": "2026-11-10T08:00:00Z",
        "statements": [{
            "vulnerability": {"name": id}, "products": [{"@id": product}], "status": status,
            "justification": "vulnerable_code_not_in_execute_path",
        }],
    })
    .to_string()
}
