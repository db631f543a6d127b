//! Text that tries to run, to break the form, to hide, or to get lost; in every field that a manifest fills.

use std::sync::Arc;

use super::said::{Said, json, json_lines, markdown_text, sheet};
use super::*;
use crate::report::model::Related;

/// The attacks; each carries a mark by which it is found again.
fn attacks() -> Vec<(&'static str, String)> {
    vec![
        ("mark01", "<script>alert('mark01')</script>".to_owned()),
        ("mark02", "::set-env name=mark02::y".to_owned()),
        (
            "mark03",
            "\n::add-mask::mark03\r\n##[add-mask]x ##vso[task.setvariable]y".to_owned(),
        ),
        ("mark04", "=cmd|'/C calc'!mark04".to_owned()),
        ("mark05", "@SUM(mark05)".to_owned()),
        (
            "mark06",
            "mark06\u{202e}txt.exe\u{202c}\u{200b}\u{2066}".to_owned(),
        ),
        ("mark07", format!("mark07{}", "x".repeat(10_000))),
        (
            "mark08",
            "mark08]]></failure><x a=\"b\" c='d'>&amp;&#x0;".to_owned(),
        ),
        (
            "mark09",
            "mark09\u{1b}[31m\u{1b}]8;;http://evil.example\u{7}\u{9b}2J\0\u{fffe}\u{ffff}"
                .to_owned(),
        ),
        (
            "mark10",
            "![mark10](http://evil.example/x.png) [a](javascript:b) | ** __x__ `` ` <b> #1 @all"
                .to_owned(),
        ),
        (
            "mark11",
            "mark11,title=x::y%0A::error::z\",\"a\";b\n- c".to_owned(),
        ),
        (
            "mark12",
            "[mark12](http://evil.example) {0} \\[x\\](2)".to_owned(),
        ),
        ("mark13", "-mark13\t\u{feff}".to_owned()),
    ]
}

/// A report with an attack in every text, and every attack in a finding.
pub(super) fn report() -> Report {
    let attacks: Vec<String> = attacks().into_iter().map(|(_, text)| text).collect();
    let all = attacks.join(" ");
    let mut report = northlight();
    report.company.clone_from(&attacks[1]);
    report.policy.file = Some(attacks[2].clone());
    report.policy.laxer_than_profile[0]
        .name
        .clone_from(&attacks[3]);
    report.policy.laxer_than_profile[0].value.clone_from(&all);
    report.policy.disabled_gates[0].reason.clone_from(&all);
    for (index, result) in report.gates.iter_mut().enumerate() {
        let attack = &attacks[index % attacks.len()];
        result.reason = result.reason.as_ref().map(|_| attack.clone());
        result.carried_by = result.carried_by.as_ref().map(|_| attack.clone());
        for finding in &mut result.findings {
            finding.subject.clone_from(attack);
            finding.message = format!("{attack} is wrong");
            finding.help.clone_from(attack);
            finding.owner = Some(attack.clone());
            finding.location.file = Arc::from(attack.as_str());
            finding.location.path.clone_from(attack);
            finding.related = vec![Related {
                label: attack.clone(),
                location: finding.location.clone(),
            }];
        }
    }
    let finding = &report.gates[0].findings[0];
    let findings = attacks.iter().map(|attack| crate::report::model::Finding {
        message: attack.clone(),
        subject: attack.clone(),
        ..finding.clone()
    });
    report.gates[0].findings = findings.collect();
    for unowned in &mut report.unowned {
        unowned.id.clone_from(&attacks[0]);
        unowned.reason.clone_from(&all);
    }
    for (row, attack) in report.promises.iter_mut().zip(&attacks) {
        row.id.clone_from(attack);
        row.says.clone_from(&all);
        row.service = Some(attack.clone());
        row.proof = Some(attack.clone());
    }
    for row in &mut report.acceptances {
        row.id.clone_from(&attacks[9]);
        row.covers = attacks.clone();
        row.reason = Some(all.clone());
        row.by = Some(all.clone());
    }
    for lapsing in &mut report.lapsing {
        lapsing.id.clone_from(&attacks[9]);
        lapsing.owner = Some(all.clone());
    }
    report
}

fn shown(format: Format) -> String {
    let report = report();
    rendered(
        format,
        &report,
        &Options {
            width: 160,
            show: Show::All,
            ..options(&report)
        },
    )
}

#[test]
fn nothing_that_a_terminal_obeys_or_a_reader_cannot_see_gets_through() {
    for format in Format::ALL {
        for character in shown(format).chars().filter(|character| *character != '\n') {
            assert!(
                !character.is_control()
                    && crate::text::printable(&character.to_string()).len() == character.len_utf8(),
                "{format}: {character:?}"
            );
        }
    }
}

#[test]
fn no_line_of_a_log_commands_a_pipeline() {
    const OURS: [&str; 5] = ["error ", "warning ", "notice ", "group::", "endgroup::"];
    for format in Format::ALL {
        for line in shown(format).lines() {
            for command in ["##[", "##vso[", "##teamcity["] {
                assert!(!line.contains(command), "{format}: {line}");
            }
            if let Some(command) = line.trim_start().strip_prefix("::") {
                let is_ours =
                    format == Format::Github && OURS.iter().any(|ours| command.starts_with(ours));
                // `::: FILE` leads to a further place in a diagnostic, and no command is called `:`.
                let is_place = format == Format::Full && command.starts_with(": ");
                assert!(is_ours || is_place, "{format}: {line}");
            }
        }
    }
}

#[test]
fn the_properties_of_a_command_are_ours() {
    let text = shown(Format::Github);
    let commands = text.lines().filter_map(|line| line.strip_prefix("::"));
    for command in commands.filter(|command| !command.contains("group::")) {
        let (properties, _) = command.split_once("::").unwrap();
        let (_, properties) = properties.split_once(' ').unwrap();
        let names: Vec<&str> = properties
            .split(',')
            .map(|property| property.split('=').next().unwrap())
            .collect();
        assert_eq!(names, ["file", "line", "col", "title"], "{command}");
    }
}

#[test]
fn no_cell_of_a_sheet_is_a_formula() {
    for row in sheet(&shown(Format::Csv)) {
        for (column, cell) in row.as_object().unwrap() {
            let cell = cell.as_str().unwrap();
            let is_formula = cell.trim_start().starts_with(['=', '+', '-', '@']);
            assert!(!is_formula, "{column}: {cell}");
            assert!(!cell.contains('\n'), "{column}: {cell}");
        }
    }
}

#[test]
fn a_viewer_of_sarif_finds_no_link_but_ours() {
    let json = json(&shown(Format::Sarif));
    for result in json["runs"][0]["results"].as_array().unwrap() {
        let text = result["message"]["text"].as_str().unwrap();
        let plain = text
            .replace("\\\\", "")
            .replace("\\[", "")
            .replace("\\]", "");
        assert_eq!(plain.matches('[').count(), 1, "{text}");
        assert!(plain.ends_with("](1)"), "{text}");
    }
}

#[test]
fn the_form_holds_and_the_run_is_told_as_ever() {
    let report = report();
    for format in Format::ALL {
        let said = Said::by(format, &shown(format));
        said.agrees(format, "not_ready", 1, [2, 3, 10, 6, 1, 1, 1]);
    }
    assert_eq!(report.counts().blocking, 12);
}

#[test]
fn everything_is_found_again() {
    for format in Format::ALL {
        let text = shown(format);
        for (mark, _) in attacks() {
            assert!(text.contains(mark), "{format}: {mark}");
        }
    }
}

#[test]
fn forms_for_machines_give_every_text_back_whole() {
    let wanted: Vec<String> = attacks().into_iter().map(|(_, text)| text).collect();
    let first = |subjects: Vec<String>| subjects.into_iter().take(wanted.len()).collect::<Vec<_>>();
    let of = |rows: &[serde_json::Value], pointer: &str| {
        let subjects = rows.iter().filter_map(|row| row.pointer(pointer)?.as_str());
        first(subjects.map(str::to_owned).collect())
    };
    let sarif = json(&shown(Format::Sarif));
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(of(results, "/properties/subject"), wanted);
    assert_eq!(of(&json_lines(&shown(Format::Jsonl)), "/subject"), wanted);
    let json = json(&shown(Format::JsonV1));
    let findings = json["gates"][0]["findings"].as_array().unwrap();
    assert_eq!(of(findings, "/subject"), wanted);
    for text in of(&sheet(&shown(Format::Csv)), "/subject") {
        assert!(!text.is_empty());
    }
    assert!(shown(Format::Csv).contains(&"x".repeat(10_000)));
    assert!(shown(Format::Junit).contains(&"x".repeat(10_000)));
    assert!(shown(Format::Gitlab).contains(&"x".repeat(10_000)));
}

#[test]
fn a_document_shows_text_as_text() {
    let seen = markdown_text(&shown(Format::Markdown));
    assert!(seen.contains("<script>alert('mark01')</script>"), "{seen}");
    assert!(
        seen.contains("![mark10](http://evil.example/x.png)"),
        "{seen}"
    );
}
