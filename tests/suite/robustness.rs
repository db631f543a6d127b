//! No input makes the program panic, and none makes a verdict better by leaving something out.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use proptest::prelude::*;

use readyctl::evaluate::{Question, Selection, evaluate};
use readyctl::evidence::ProjectFiles;
use readyctl::findings::Scans;
use readyctl::gate::Catalog;
use readyctl::manifest::model::Stage;
use readyctl::manifest::{Loaded, SourceFile, Sources};
use readyctl::policy::Policy;
use readyctl::problem::InputProblem;
use readyctl::report::model::{Report, Seal, Verdict};
use readyctl::time::Day;
use readyctl::yaml::Limits;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(name)
}

fn example_text(name: &str) -> String {
    std::fs::read_to_string(example(name).join("readiness.yaml"))
        .expect("an example has a manifest")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn load(bytes: Vec<u8>) -> Result<Loaded, Vec<InputProblem>> {
    let catalog = Catalog::embedded();
    let names: Vec<&str> = catalog
        .gates()
        .iter()
        .map(|gate| gate.definition.id)
        .collect();
    let file = SourceFile::parse("readiness.yaml", bytes, &Limits::default())?;
    Loaded::from_sources(Sources { files: vec![file] }, &names)
}

fn judge(loaded: &Loaded, files: &ProjectFiles, as_of: Day) -> Report {
    let catalog = Catalog::embedded();
    let policy = Policy::default_for(loaded.manifest.headcount(as_of));
    let seal = Seal {
        files: vec!["readiness.yaml".to_owned()],
        digest: String::new(),
    };
    evaluate(Question {
        manifest: &loaded.manifest,
        sources: &loaded.sources,
        files,
        scans: &Scans::default(),
        seal: &seal,
        catalog: &catalog,
        policy: &policy,
        stage: Stage::Production,
        as_of,
        selection: &Selection::Everything,
    })
}

/// What lies beside the manifest of an example; read once, since edits of the manifest do not change it.
fn files_of(name: &str) -> ProjectFiles {
    let loaded = load(example_text(name).into_bytes())
        .unwrap_or_else(|_| panic!("examples/{name} is valid"));
    let folder = example(name).canonicalize().expect("the example exists");
    readyctl::commands::read_evidence(&loaded.manifest, &folder, &folder)
}

/// How good a verdict is; higher is better.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::NotReady | Verdict::SelectedNotMet => 0,
        Verdict::Conditional | Verdict::SelectedMet => 1,
        Verdict::Ready => 2,
    }
}

#[test]
fn no_gate_gets_better_by_passing_of_time_alone() {
    let files = files_of("ready");
    let loaded = load(example_text("ready").into_bytes()).expect("examples/ready is valid");
    let mut before = judge(&loaded, &files, day("2026-11-12"));
    for later in [
        "2026-11-20",
        "2026-12-12",
        "2027-02-12",
        "2027-06-12",
        "2028-01-12",
        "2031-01-12",
    ] {
        let after = judge(&loaded, &files, day(later));
        for (earlier, result) in before.gates.iter().zip(&after.gates) {
            assert!(
                crate::monotonicity::rank(result.outcome)
                    <= crate::monotonicity::rank(earlier.outcome),
                "{} went from {} to {} on {later}",
                result.gate.id,
                earlier.outcome.word(),
                result.outcome.word()
            );
        }
        before = after;
    }
}

#[test]
fn what_is_announced_to_lapse_fails_on_that_day_and_not_before() {
    for name in ["ready", "conditional", "northlight"] {
        let files = files_of(name);
        let loaded = load(example_text(name).into_bytes()).expect("the example is valid");
        let now = judge(&loaded, &files, day("2026-11-12"));
        for lapsing in &now.lapsing {
            let failing = |as_of: Day| -> usize {
                let report = judge(&loaded, &files, as_of);
                let gate = report
                    .gates
                    .iter()
                    .find(|result| result.gate.id == lapsing.gate)
                    .expect("the gate is asked");
                gate.findings
                    .iter()
                    .filter(|finding| finding.outcome == lapsing.becomes)
                    .count()
            };
            let (before, on) = (failing(lapsing.on.plus_days(-1)), failing(lapsing.on));
            assert!(
                before < on,
                "examples/{name}: {} `{}` does not make {} worse on {}",
                lapsing.kind,
                lapsing.id,
                lapsing.gate,
                lapsing.on
            );
        }
    }
}

#[test]
fn taking_back_the_acceptance_of_a_conditional_company_makes_it_not_ready() {
    let files = files_of("conditional");
    let revoked = example_text("conditional")
        .replace("  - id: A1\n", "  - id: A1\n    revoked: 2026-11-01\n");
    let loaded = load(revoked.into_bytes()).expect("a revoked acceptance is valid");
    assert_eq!(
        judge(&loaded, &files, day("2026-11-12")).verdict(),
        Verdict::NotReady
    );
}

#[test]
fn one_more_open_finding_never_improves_a_verdict() {
    let files = files_of("ready");
    for level in ["low", "medium", "high", "critical"] {
        let finding = format!(
            "  findings:\n    - {{id: EXTRA, severity: {level}, service: app, opened: 2026-11-01, status: open}}\n"
        );
        let text = example_text("ready").replacen("  findings:\n", &finding, 1);
        let loaded = load(text.into_bytes()).expect("one more finding is valid");
        assert!(
            rank(judge(&loaded, &files, day("2026-11-12")).verdict()) < 2,
            "{level}"
        );
    }
}

fn northlight() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| example_text("northlight"))
}

/// A piece of text that means something to YAML, to dates or to the vocabulary.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("{".to_owned()),
        Just("]".to_owned()),
        Just(": ".to_owned()),
        Just("\n  - ".to_owned()),
        Just("&a *a".to_owned()),
        Just("2026-02-30".to_owned()),
        Just("9999999999999d".to_owned()),
        Just("\u{202E}".to_owned()),
        Just("!!str".to_owned()),
        Just("not_applicable".to_owned()),
        Just("null".to_owned()),
        Just("-1".to_owned()),
        Just("99999999999999999999999999999".to_owned()),
        "[ -~]{0,8}",
        "\\PC{0,4}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn random_edits_of_an_example_never_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12, piece()), 1..4),
        days in -4_000_i64..40_000,
    ) {
        let mut text: Vec<char> = northlight().chars().collect();
        for (index, length, piece) in edits {
            let at = index.index(text.len());
            let end = (at + length).min(text.len());
            text.splice(at..end, piece.chars());
        }
        let text: String = text.into_iter().collect();
        match load(text.into_bytes()) {
            Ok(loaded) => drop(judge(&loaded, &ProjectFiles::default(), day("2026-11-12").plus_days(days))),
            Err(problems) => {
                let options = readyctl::problem::RenderOptions { colour: false, width: 80 };
                prop_assert!(!readyctl::problem::render(&problems, &options).is_empty());
            }
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(loaded) = load(bytes) {
            drop(judge(&loaded, &ProjectFiles::default(), day("2026-11-12")));
        }
    }
}
