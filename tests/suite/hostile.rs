//! A manifest whose texts and whose own name try to run, to hide and to break what is written, through the program as people run it.

use std::fs;
use std::path::Path;
use std::process::Command;

use readyctl::report::format::Format;

use super::findings::{listed, project, run};
use super::reports::sarif;

/// What stands in place of the company's name, and of the reason of an acceptance.
fn attack() -> String {
    let long = "x".repeat(10_000);
    format!(
        "\"::set-env name=mark1::y <script>alert(1)</script> =cmd|'/C calc' \\u202Emark2\\u202C ]]></failure> \\e[31m\\e]8;;x\\a \
         ##[add-mask]mark3 | `mark4` \\n::stop-commands::mark5\\r\\n@all #1 {long}\""
    )
}

const FILE: &str = "=mark6::set-env name=x::y,%0A<b>.yaml";

#[test]
fn nothing_in_a_manifest_or_its_name_gets_through() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/northlight/readiness.yaml");
    let text = fs::read_to_string(example).expect("an example has a manifest");
    let hostile = text
        .replacen("name: Northlight Ltd", &format!("name: {}", attack()), 1)
        .replacen(
            "reason: cosmetic header on a static page",
            &format!("reason: {}", attack()),
            1,
        );
    assert_eq!(
        hostile.matches("mark5").count(),
        2,
        "the example says something else"
    );
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(FILE), hostile).expect("a file");
    for format in Format::ALL {
        let output = Command::new(env!("CARGO_BIN_EXE_readyctl"))
            .args([
                "check",
                FILE,
                "--as-of",
                "2026-11-12",
                "--show",
                "all",
                "--format",
                format.name(),
            ])
            .current_dir(folder.path())
            .env_remove("CLICOLOR_FORCE")
            .output()
            .expect("the program runs");
        let shown = String::from_utf8(output.stdout).expect("the program prints UTF-8");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{format}: {said}");
        let obeyed = |character: char| character.is_control() && character != '\n';
        assert!(!shown.contains(obeyed), "{format}");
        assert!(!shown.contains(['\u{202E}', '\u{202C}']), "{format}");
        assert!(!shown.contains("##["), "{format}");
        for line in shown.lines().chain(said.lines()) {
            let is_command = line.trim_start().starts_with("::");
            let is_ours = match format {
                Format::Github => [
                    "::error ",
                    "::warning ",
                    "::notice ",
                    "::group::",
                    "::endgroup::",
                ]
                .iter()
                .any(|ours| line.starts_with(ours)),
                _ => line.trim_start().starts_with("::: "),
            };
            assert!(!is_command || is_ours, "{format}: {line}");
        }
        assert!(shown.contains("mark6"), "{format}");
        // Code Quality has no place for the company.
        if format != Format::Gitlab {
            assert!(shown.contains("mark1"), "{format}");
        }
    }
}

#[test]
fn nothing_in_a_report_of_a_scanner_gets_through_the_list_of_findings() {
    let message = "##vso[task.setvariable]mark1 ##[error]mark2 \u{202E}mark3\u{202C} =mark4";
    let report = sarif(&[("js/xss", "src/##[group]mark5.js", 9, message)]);
    let folder = project(
        "  sources: [{kind: sarif, path: code.sarif, service: shop}]\n",
        &[("code.sarif", &report)],
    );
    for format in ["table", "json", "csv"] {
        let ran = run(folder.path(), &["findings", "list", "--format", format]);
        assert_eq!(ran.status, Some(0), "{format}: {}", ran.err);
        assert!(ran.out.contains("js/xss"), "{format}: {}", ran.out);
        for obeyed in ["##vso[", "##[", "\u{202E}", "\u{202C}"] {
            assert!(
                !ran.out.contains(obeyed),
                "{format} has {obeyed:?}: {}",
                ran.out
            );
        }
    }
    let listed = listed(&folder, &[]);
    let place = &listed["findings"][0]["sightings"][0]["places"][0];
    assert!(
        place
            .as_str()
            .is_some_and(|place| place.contains("##[group]mark5")),
        "a program reads what was written: {listed}"
    );
}
