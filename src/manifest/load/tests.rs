use super::*;
use crate::manifest::{ManifestPath, Stands};
use crate::problem::{RenderOptions, render};

const FIRST: &str = include_str!("../../../tests/manifests/first.yaml");
const GATES: &[&str] = &["resilience/promised_rto_proven", "release/release_tested"];

pub(in crate::manifest) fn load(files: &[(&str, &str)]) -> Result<Loaded, Vec<InputProblem>> {
    let parsed = files
        .iter()
        .map(|(name, text)| SourceFile::parse(name, text.as_bytes().to_vec(), &Limits::default()));
    let files = parsed.collect::<Result<Vec<_>, _>>()?;
    Loaded::from_sources(Sources { files }, GATES)
}

/// Each problem as `file:line:column message; help`.
pub(in crate::manifest) fn told(mut problems: Vec<InputProblem>) -> Vec<String> {
    problems.sort_by_key(|problem| (problem.file.clone(), problem.position()));
    let lines = problems.into_iter().map(|problem| {
        let at = problem
            .position()
            .map(|at| format!(":{}:{}", at.line.get(), at.column.get()))
            .unwrap_or_default();
        format!(
            "{}{at} {}; {}",
            problem.file,
            problem.message,
            problem.help.unwrap_or_default()
        )
    });
    lines.collect()
}

#[test]
fn the_first_manifest_holds_together() {
    let loaded = load(&[("readiness.yaml", FIRST)]).unwrap_or_else(|problems| {
        panic!(
            "{}",
            render(
                &problems,
                &RenderOptions {
                    colour: false,
                    width: 100
                }
            )
        )
    });
    let promises = loaded.manifest.promises.given().expect("promises");
    let rto = loaded.sources.locate(&promises[0].at("value"));
    assert_eq!(
        (&*rto.file, rto.path.as_str(), rto.is_exact),
        ("readiness.yaml", "promises[0].value", true)
    );
    assert_eq!(
        (rto.position.line.get(), rto.position.column.get()),
        (21, 32)
    );
    let missing = loaded.sources.locate(&ManifestPath::top("backups"));
    assert!(!missing.is_exact);
}

#[test]
fn mistakes_of_reading_and_dangling_names_are_told_in_one_run() {
    let text = FIRST
        .replace("date: 2026-08-25", "date: 2026-02-30")
        .replace("deps: [aws, stripe, sentry]", "deps: [aws, strpe]")
        .replace("id: F2, from: T1", "id: F2, form: T1")
        .replace("value: 99.95", "value: 199.95");
    let problems = told(load(&[("readiness.yaml", &text)]).expect_err("four things are wrong"));
    let places: Vec<&str> = problems
        .iter()
        .map(|problem| problem.split([' ', ';']).next().unwrap_or_default())
        .collect();
    assert_eq!(
        places,
        [
            "readiness.yaml:14:69",
            "readiness.yaml:22:41",
            "readiness.yaml:46:16",
            "readiness.yaml:54:62"
        ],
        "{problems:#?}"
    );
}

#[test]
fn what_could_not_be_read_is_not_called_missing_where_it_is_named() {
    let text = FIRST
        .replace("works_from: GB}\n  ben", "works_from: Atlantis}\n  ben")
        .replace("{id: T1, by", "{id: [T1], by")
        .replace("sla: 99.9}", "sla: [99.9]}");
    let problems = told(load(&[("readiness.yaml", &text)]).expect_err("three things are wrong"));
    let messages: Vec<&str> = problems
        .iter()
        .map(|problem| problem.split([':', ';']).nth(2).unwrap_or_default())
        .collect();
    assert_eq!(
        messages,
        [
            "35 `Atlantis` is no known region",
            "85 expected a text, found a list",
            "8 expected a text, found a list"
        ]
    );
}
