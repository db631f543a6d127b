//! Every gate against its fixtures, and the catalogue against the folder tree.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use readyctl::gate::{Acceptability, Catalog, Definition, Logic, Severity};
use readyctl::report::model::Outcome;

use crate::fixtures::{Bar, Fixture, found, heaviest, judge_text, only};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixture_folder(gate: &Definition) -> PathBuf {
    root().join("tests/gates").join(gate.id)
}

pub fn fixtures(gate: &Definition) -> Vec<Fixture> {
    let folder = fixture_folder(gate);
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .collect();
    paths.sort();
    paths.iter().map(|path| Fixture::read(path)).collect()
}

fn outcome_in_name(stem: &str) -> Option<Outcome> {
    Outcome::ALL
        .into_iter()
        .find(|outcome| stem == outcome.word() || stem.starts_with(&format!("{}_", outcome.word())))
}

/// The one gate that `GATE=name cargo test` asks for, or all.
pub fn asked() -> Vec<readyctl::gate::Gate> {
    let catalog = Catalog::embedded();
    match std::env::var("GATE") {
        Ok(name) => catalog
            .gates()
            .iter()
            .filter(|gate| gate.definition.id.contains(&name))
            .copied()
            .collect(),
        Err(_) => catalog.gates().to_vec(),
    }
}

fn complain(problems: &[String]) {
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_fixture_gives_the_findings_it_expects() {
    let mut problems = Vec::new();
    for gate in asked() {
        for fixture in fixtures(gate.definition) {
            let report = fixture.judge(gate.definition);
            let [result] = report.gates.as_slice() else {
                problems.push(format!(
                    "{}: the gate was not judged at that stage",
                    fixture.path.display()
                ));
                continue;
            };
            let (expected, found) = (fixture.expected(), found(result));
            let wanted = outcome_in_name(fixture.stem());
            let heaviest = heaviest(result).map_or("", Severity::word);
            if let Some(weight) = fixture.weighs().filter(|weight| *weight != heaviest) {
                problems.push(format!(
                    "{}: what does not hold weighs {heaviest:?}, not {weight:?}",
                    fixture.path.display()
                ));
            }
            if wanted != Some(result.outcome) || expected != found {
                let messages: Vec<String> = result
                    .findings
                    .iter()
                    .map(|finding| {
                        format!(
                            "    {}: {} [{}]",
                            finding.location.position.line.get(),
                            finding.message,
                            finding.clause
                        )
                    })
                    .collect();
                problems.push(format!(
                    "{}: outcome {} {}\n  expected {expected:?}\n  found    {found:?}\n{}",
                    fixture.path.display(),
                    result.outcome.word(),
                    result.reason.as_deref().unwrap_or_default(),
                    messages.join("\n")
                ));
            }
        }
    }
    complain(&problems);
}

#[test]
fn findings_that_say_different_things_have_different_fingerprints() {
    let mut problems = Vec::new();
    for gate in asked() {
        for fixture in fixtures(gate.definition) {
            let report = fixture.judge(gate.definition);
            let mut known: BTreeMap<&str, &str> = BTreeMap::new();
            for finding in report.gates.iter().flat_map(|result| &result.findings) {
                let said = known
                    .entry(&finding.fingerprint)
                    .or_insert(&finding.message);
                if *said != finding.message {
                    problems.push(format!(
                        "{}: alike for `{said}` and `{}`",
                        fixture.path.display(),
                        finding.message
                    ));
                }
            }
        }
    }
    complain(&problems);
}

#[test]
fn every_clause_has_a_fixture_named_after_it() {
    let mut problems = Vec::new();
    for gate in asked() {
        let definition = gate.definition;
        let stems: Vec<String> = fixtures(definition)
            .iter()
            .map(|fixture| fixture.stem().to_owned())
            .collect();
        let kinds = [
            ("fail", definition.fails_when),
            ("warn", definition.warns_when),
        ];
        for (kind, clause) in kinds
            .iter()
            .flat_map(|(kind, clauses)| clauses.iter().map(move |clause| (kind, clause)))
        {
            let name = format!("{kind}_{}", clause.key);
            if !stems
                .iter()
                .any(|stem| *stem == name || stem.starts_with(&format!("{name}__")))
            {
                problems.push(format!(
                    "{}: no fixture `{name}.yaml` or `{name}__….yaml`",
                    definition.id
                ));
            }
        }
        for kind in ["pass", "realistic"] {
            if !stems
                .iter()
                .any(|stem| stem.starts_with(kind) || stem.ends_with(kind))
            {
                problems.push(format!("{}: no fixture `{kind}…`", definition.id));
            }
        }
    }
    complain(&problems);
}

#[test]
fn every_fixture_of_a_clause_shows_that_clause() {
    let mut problems = Vec::new();
    for gate in asked() {
        let definition = gate.definition;
        let clauses: BTreeSet<&str> = definition
            .fails_when
            .iter()
            .chain(definition.warns_when)
            .map(|clause| clause.key)
            .chain(["untold"])
            .collect();
        for fixture in fixtures(definition) {
            let expected = fixture.expected();
            for (line, clause) in &expected {
                if !clauses.contains(clause.as_str()) {
                    problems.push(format!(
                        "{}:{line}: {} has no clause `{clause}`",
                        fixture.path.display(),
                        definition.id
                    ));
                }
            }
            let stem = fixture.stem();
            let named = ["fail_", "warn_"]
                .iter()
                .find_map(|kind| stem.strip_prefix(kind))
                .map(|rest| rest.split("__").next().unwrap_or(rest));
            if let Some(clause) = named.filter(|clause| *clause != "realistic")
                && !expected.iter().any(|(_, found)| found == clause)
            {
                problems.push(format!("{}: expects no `{clause}`", fixture.path.display()));
            }
        }
    }
    complain(&problems);
}

#[test]
fn every_example_behaves_as_explain_says() {
    let mut problems = Vec::new();
    for gate in asked() {
        let definition = gate.definition;
        for (text, is_failing) in [
            (definition.example.fails, true),
            (definition.example.passes, false),
        ] {
            let folder = fixture_folder(definition);
            match judge_text(text, &folder, Bar::usual(), &only(definition)) {
                Err(problem) => problems.push(format!("{}: {problem}", definition.id)),
                Ok(report) => {
                    let outcome = report.gates[0].outcome;
                    let is_as_said = if is_failing {
                        outcome == Outcome::Fail
                    } else {
                        outcome == Outcome::Pass
                    };
                    if !is_as_said {
                        let messages: Vec<&str> = report.gates[0]
                            .findings
                            .iter()
                            .map(|finding| finding.message.as_str())
                            .collect();
                        problems.push(format!(
                            "{}: outcome {} where fails={is_failing}: {messages:?}",
                            definition.id,
                            outcome.word()
                        ));
                    }
                }
            }
        }
    }
    complain(&problems);
}

#[test]
fn every_definition_file_and_fixture_folder_belongs_to_a_gate() {
    let catalog = Catalog::embedded();
    let mut problems = Vec::new();
    for (folder, is_gate) in [("gates", true), ("tests/gates", false)] {
        for entry in walkdir::WalkDir::new(root().join(folder))
            .min_depth(2)
            .max_depth(2)
            .sort_by_file_name()
        {
            let entry = entry.expect("the folder can be read");
            let relative = entry
                .path()
                .strip_prefix(root().join(folder))
                .expect("below the folder")
                .with_extension("");
            let id = relative.to_string_lossy().replace('\\', "/");
            if id.starts_with("data/") {
                continue;
            }
            if catalog.find(&id).is_none() {
                problems.push(format!(
                    "{folder}/{id}: no gate of that name{}",
                    if is_gate {
                        " is listed in src/rules"
                    } else {
                        ""
                    }
                ));
            }
        }
    }
    complain(&problems);
}

#[test]
fn an_untrue_statement_to_customers_weighs_the_same_for_every_company() {
    let weakened: Vec<&str> = Catalog::embedded()
        .gates()
        .iter()
        .map(|gate| gate.definition)
        .filter(|definition| {
            definition.logic.contains(&Logic::CrossCheck)
                && definition.acceptable == Acceptability::No
        })
        .filter(|definition| {
            let severity = definition.severity;
            severity.tiny != severity.small || severity.small != severity.regulated
        })
        .map(|definition| definition.id)
        .collect();
    assert!(weakened.is_empty(), "{weakened:?}");
}

#[test]
fn a_severity_that_differs_says_why_in_a_sentence_and_never_falls_with_size() {
    const FEWEST_WORDS: usize = 6;

    for gate in Catalog::embedded().gates() {
        let (id, severity) = (gate.definition.id, gate.definition.severity);
        assert!(
            severity.tiny <= severity.small && severity.small <= severity.regulated,
            "{id}: a larger company is asked for less"
        );
        let differs = severity.tiny != severity.regulated;
        let words = severity
            .reason
            .map_or(0, |reason| reason.split(' ').count());
        assert!(
            differs == (words >= FEWEST_WORDS),
            "{id}: differs={differs}, and its reason is {:?}",
            severity.reason
        );
    }
}

#[test]
fn who_signed_in_a_role_of_somebody_else_reads_which_one_is_theirs() {
    let catalog = Catalog::embedded();
    let gate = catalog.find("acceptances_authorised");
    let gate = gate.expect("the gate is there").definition;
    let mut fixtures = fixtures(gate).into_iter();
    let fixture = fixtures.find(|fixture| fixture.stem() == "fail_not_entitled");
    let report = fixture.expect("the fixture is there").judge(gate);
    let mut findings = report.gates[0].findings.iter();
    let finding = findings.find(|finding| finding.subject == "A2");
    let finding = finding.expect("`ana` is no `ceo`");
    assert_eq!(
        (finding.message.as_str(), finding.help.as_str()),
        (
            "`ana` signed `A2` as `ceo`, a role they do not hold",
            "write the role that `ana` signed in: `cto`"
        )
    );
}
