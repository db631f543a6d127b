//! Scanner reports of any size, always the same bytes for the same number; all of it invented.

use std::fmt::Write as _;

/// A SARIF log of one run with so many results, in the layout of tools that write it indented: messages, places with the line of
/// code, fingerprints, and the way of the data, which most of the file consists of and nobody keeps.
pub fn sarif(results: usize) -> String {
    const RULES: usize = 120;
    let mut text = String::with_capacity(results * 2_600 + RULES * 900);
    text.push_str("{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n  \"version\": \"2.1.0\",\n  \"runs\": [\n    {\n      \"tool\": {\n        \"driver\": {\n          \"name\": \"Harrow\",\n          \"semanticVersion\": \"4.2.0\",\n          \"rules\": [\n");
    for rule in 0..RULES {
        sarif_rule(&mut text, rule);
        text.push_str(if rule + 1 < RULES { ",\n" } else { "\n" });
    }
    text.push_str("          ]\n        }\n      },\n      \"invocations\": [{\"executionSuccessful\": true, \"endTimeUtc\": \"2026-11-11T04:12:00Z\"}],\n      \"results\": [\n");
    for number in 0..results {
        sarif_result(&mut text, number, number % RULES);
        text.push_str(if number + 1 < results { ",\n" } else { "\n" });
    }
    text.push_str("      ],\n      \"columnKind\": \"utf16CodeUnits\"\n    }\n  ]\n}\n");
    text
}

fn sarif_rule(text: &mut String, rule: usize) {
    let (kind, level) = KINDS[rule % KINDS.len()];
    let score = [9.1, 7.5, 5.3, 3.1][rule % 4];
    write!(
        text,
        r##"            {{
              "id": "py/{kind}-{rule}",
              "name": "py/{kind}-{rule}",
              "shortDescription": {{"text": "Untrusted input reaches {kind} ({rule})"}},
              "fullDescription": {{"text": "What comes from outside is used for {kind} without being checked, so that whoever sends it decides what happens."}},
              "defaultConfiguration": {{"enabled": true, "level": "{level}"}},
              "help": {{"text": "Check it first.", "markdown": "# {kind}\n\nCheck what comes from outside against what is expected, and refuse the rest.\n\n```python\nif name in ALLOWED:\n    run(name)\n```\n"}},
              "helpUri": "https://rules.example/py/{kind}-{rule}",
              "properties": {{"tags": ["security", "external/cwe/cwe-0{}"], "precision": "high", "security-severity": "{score}"}}
            }}"##,
        20 + rule % 70
    )
    .expect("a text grows");
}

fn sarif_result(text: &mut String, number: usize, rule: usize) {
    let (kind, level) = KINDS[rule % KINDS.len()];
    let (file, line) = (number % 4_000, 1 + number % 900);
    write!(
        text,
        r#"        {{
          "ruleId": "py/{kind}-{rule}",
          "ruleIndex": {rule},
          "rule": {{"id": "py/{kind}-{rule}", "index": {rule}}},
          "level": "{level}",
          "message": {{"text": "This use of {kind} depends on a [value that a user gives](1), which reaches it unchecked through {} calls."}},
          "locations": [
            {{
              "physicalLocation": {{
                "artifactLocation": {{"uri": "src/part_{}/module_{file}.py", "uriBaseId": "%SRCROOT%", "index": {file}}},
                "region": {{
                  "startLine": {line},
                  "startColumn": 12,
                  "endColumn": 41,
                  "snippet": {{"text": "        answer = run(request.args[\"name_{number}\"])  # naïve\n"}}
                }}
              }}
            }}
          ],
          "partialFingerprints": {{
            "primaryLocationLineHash": "{:016x}:1",
            "primaryLocationStartColumnFingerprint": "4"
          }},
          "codeFlows": [
            {{
              "threadFlows": [
                {{
                  "locations": ["#,
        2 + number % 5,
        file % 40,
        mixed(number)
    )
    .expect("a text grows");
    for step in 0..3 {
        let comma = if step < 2 { "," } else { "" };
        write!(
            text,
            r#"
                    {{
                      "location": {{
                        "physicalLocation": {{
                          "artifactLocation": {{"uri": "src/part_{}/module_{file}.py", "uriBaseId": "%SRCROOT%", "index": {file}}},
                          "region": {{"startLine": {}, "startColumn": 5, "endColumn": 30}}
                        }},
                        "message": {{"text": "ControlFlowNode for Subscript, step {step}"}}
                      }}
                    }}{comma}"#,
            file % 40,
            line + step
        )
        .expect("a text grows");
    }
    text.push_str(
        "\n                  ]\n                }\n              ]\n            }\n          ]\n        }",
    );
}

/// A report of Trivy about one image with so many vulnerabilities, in its own layout: most of it is descriptions and links.
pub fn trivy(vulnerabilities: usize) -> String {
    let mut text = String::with_capacity(vulnerabilities * 2_000 + 1_000);
    text.push_str("{\n  \"SchemaVersion\": 2,\n  \"CreatedAt\": \"2026-11-11T04:12:00.123456789Z\",\n  \"ArtifactName\": \"registry.example/app:4.2.0\",\n  \"ArtifactType\": \"container_image\",\n  \"Results\": [\n    {\n      \"Target\": \"registry.example/app:4.2.0 (debian 12.8)\",\n      \"Class\": \"os-pkgs\",\n      \"Type\": \"debian\",\n      \"Vulnerabilities\": [\n");
    for number in 0..vulnerabilities {
        trivy_vulnerability(&mut text, number);
        text.push_str(if number + 1 < vulnerabilities {
            ",\n"
        } else {
            "\n"
        });
    }
    text.push_str("      ]\n    }\n  ]\n}\n");
    text
}

fn trivy_vulnerability(text: &mut String, number: usize) {
    let severity = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"][number % 5];
    let (package, id) = (number % 700, 10_000 + number / 3);
    write!(
        text,
        r#"        {{
          "VulnerabilityID": "CVE-2026-{id}",
          "PkgID": "libpart{package}@2.{package}.1-3",
          "PkgName": "libpart{package}",
          "PkgIdentifier": {{
            "PURL": "pkg:deb/debian/libpart{package}@2.{package}.1-3?arch=amd64\u0026distro=debian-12.8",
            "UID": "{:016x}"
          }},
          "InstalledVersion": "2.{package}.1-3",
          "FixedVersion": "2.{package}.1-4",
          "Status": "fixed",
          "Layer": {{
            "DiffID": "sha256:{:016x}{:016x}{:016x}{:016x}"
          }},
          "SeveritySource": "debian",
          "PrimaryURL": "https://advisories.example/CVE-2026-{id}",
          "DataSource": {{
            "ID": "debian",
            "Name": "Debian Security Tracker",
            "URL": "https://salsa.example/security-tracker-team/security-tracker"
          }},
          "Title": "libpart{package}: a length that is not checked lets a caller write past the end",
          "Description": "A flaw was found in libpart{package} before 2.{package}.1-4. A length that a caller gives is not held against the size of the buffer. Whoever can send a \"frame\" of their own making\nmay write past its end, stop the program, or run code of their choice.\n\nOnly builds with the option \u003cframes\u003e are affected.",
          "Severity": "{severity}",
          "CweIDs": [
            "CWE-787",
            "CWE-20"
          ],
          "VendorSeverity": {{
            "debian": {},
            "nvd": 3,
            "redhat": 2
          }},
          "CVSS": {{
            "nvd": {{
              "V3Vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
              "V3Score": 9.8
            }}
          }},
          "References": [
            "https://access.example/security/cve/CVE-2026-{id}",
            "https://lists.example/archives/list/announce/thread/{:016x}",
            "https://nvd.example/vuln/detail/CVE-2026-{id}",
            "https://www.example/cve/CVE-2026-{id}"
          ],
          "PublishedDate": "2026-10-02T11:15:00Z",
          "LastModifiedDate": "2026-10-20T08:00:00Z"
        }}"#,
        mixed(number),
        mixed(package),
        mixed(package + 1),
        mixed(package + 2),
        mixed(package + 3),
        number % 4 + 1,
        mixed(number + 7),
    )
    .expect("a text grows");
}

/// What the invented rules look for, and the level of each.
const KINDS: [(&str, &str); 5] = [
    ("shell-command", "error"),
    ("sql-query", "error"),
    ("file-path", "warning"),
    ("log-entry", "warning"),
    ("redirect", "note"),
];

/// A number that looks random, as hashes do.
fn mixed(number: usize) -> u64 {
    // The constant of Fibonacci hashing; the shift brings the upper half down.
    let number = (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    number ^ (number >> 29)
}
