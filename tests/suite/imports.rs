//! Every sample of a scanner report is read to the numbers counted by other means, or refused for the right reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use readyctl::findings::{
    CheckOutcome, Kind, Refusal, Results, ScannerReport, StatementStatus, read,
};
use serde::Deserialize;

mod documents;

/// What an independent count finds in a report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    source: String,
    licence: Option<String>,
    refused: Option<String>,
    #[serde(default)]
    open: BTreeMap<String, usize>,
    #[serde(default)]
    suppressed: BTreeMap<String, usize>,
    #[serde(default)]
    dismissed: BTreeMap<String, usize>,
    #[serde(default)]
    not_affected: BTreeMap<String, usize>,
    #[serde(default)]
    fixed: BTreeMap<String, usize>,
    #[serde(default)]
    passed: BTreeMap<String, usize>,
    #[serde(default)]
    statements: BTreeMap<String, usize>,
    #[serde(default)]
    tests: BTreeMap<String, usize>,
    #[serde(default)]
    checks: BTreeMap<String, usize>,
    places: Option<usize>,
    doubt: Option<String>,
    #[serde(default = "yes")]
    auto: bool,
    #[serde(default)]
    columns: BTreeMap<String, String>,
}

fn yes() -> bool {
    true
}

struct Sample {
    kind: Kind,
    path: PathBuf,
    bytes: Vec<u8>,
    expected: Expected,
}

impl Sample {
    fn read(&self, kind: Option<Kind>) -> Result<ScannerReport, Refusal> {
        read(kind, &self.expected.columns, &mut self.bytes.as_slice())
    }

    /// How often it is cut and garbled: large ones less often.
    fn rounds(&self) -> usize {
        (300_000 / self.bytes.len().max(1)).clamp(3, 40)
    }

    fn name(&self) -> String {
        let name = self.path.file_name().expect("a file").to_string_lossy();
        format!("{}/{name}", self.kind)
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports")
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

/// Every sample of every format; a report that is not listed, or listed and not there, fails.
fn samples() -> Vec<Sample> {
    let mut samples = Vec::new();
    for kind in Kind::ALL {
        let folder = folder().join(kind.word());
        if !folder.exists() {
            continue;
        }
        let listed = fs::read_to_string(folder.join("expected.toml"))
            .unwrap_or_else(|error| panic!("{kind}/expected.toml: {error}"));
        let listed: BTreeMap<String, Expected> =
            toml::from_str(&listed).unwrap_or_else(|error| panic!("{kind}/expected.toml: {error}"));
        let mut there = names_in(&folder);
        there.remove("expected.toml");
        assert_eq!(
            there,
            listed.keys().cloned().collect(),
            "reports of kind `{kind}`"
        );
        for (name, expected) in listed {
            let path = folder.join(name);
            samples.push(Sample {
                kind,
                bytes: fs::read(&path).expect("a readable sample"),
                path,
                expected,
            });
        }
    }
    samples
}

type Counts = BTreeMap<&'static str, BTreeMap<String, usize>>;

fn status_word(status: StatementStatus) -> &'static str {
    match status {
        StatementStatus::NotAffected => "not_affected",
        StatementStatus::Affected => "affected",
        StatementStatus::Fixed => "fixed",
        StatementStatus::UnderInvestigation => "under_investigation",
    }
}

fn counts(report: &ScannerReport) -> Counts {
    let mut counts = Counts::new();
    for finding in &report.findings {
        *counts
            .entry(finding.standing.word())
            .or_default()
            .entry(finding.severity.word().to_owned())
            .or_default() += 1;
    }
    for statement in &report.statements {
        *counts
            .entry("statements")
            .or_default()
            .entry(status_word(statement.status).to_owned())
            .or_default() += 1;
    }
    match &report.results {
        Some(Results::Tests(tests)) => {
            let numbers = [
                ("cases", tests.cases),
                ("failures", tests.failures),
                ("errors", tests.errors),
                ("skipped", tests.skipped),
                ("outside_cases", tests.outside_cases),
            ];
            let counted = numbers
                .into_iter()
                .filter(|(word, number)| *word == "cases" || *number > 0)
                .map(|(word, number)| (word.to_owned(), usize::try_from(number).expect("few")))
                .collect();
            counts.insert("tests", counted);
        }
        Some(Results::Checks(checks)) => {
            for check in checks {
                *counts
                    .entry("checks")
                    .or_default()
                    .entry(outcome_word(check.outcome))
                    .or_default() += 1;
            }
        }
        None => {}
    }
    counts
}

fn outcome_word(outcome: CheckOutcome) -> String {
    match outcome {
        CheckOutcome::Score(score) => score.to_string(),
        CheckOutcome::Holds => "holds".to_owned(),
        CheckOutcome::DoesNotHold => "does_not_hold".to_owned(),
        CheckOutcome::Inconclusive => "inconclusive".to_owned(),
    }
}

fn expected_counts(expected: &Expected) -> Counts {
    [
        ("open", &expected.open),
        ("suppressed", &expected.suppressed),
        ("dismissed", &expected.dismissed),
        ("not_affected", &expected.not_affected),
        ("fixed", &expected.fixed),
        ("passed", &expected.passed),
        ("statements", &expected.statements),
        ("tests", &expected.tests),
        ("checks", &expected.checks),
    ]
    .into_iter()
    .filter(|(_, counts)| !counts.is_empty())
    .map(|(word, counts)| (word, counts.clone()))
    .collect()
}

#[test]
fn every_format_has_a_folder_of_samples_and_every_folder_is_a_format() {
    let mut folders = names_in(&folder());
    folders.remove("README.md");
    folders.remove("SOURCES.md");
    folders.remove("LICENSES");
    let kinds = Kind::ALL
        .iter()
        .map(|kind| kind.word().to_owned())
        .collect();
    assert_eq!(folders, kinds);
}

#[test]
fn every_sample_names_its_source_and_a_licence_that_is_kept_here() {
    let kept = names_in(&folder().join("LICENSES"));
    let mut used = BTreeSet::new();
    for sample in samples() {
        match sample.expected.licence.clone() {
            Some(licence) => {
                assert!(kept.contains(&licence), "{}: `{licence}`", sample.name());
                assert!(sample.expected.source.contains('@'), "{}", sample.name());
                used.insert(licence);
            }
            None => assert_eq!(
                sample.expected.source,
                "written for this test",
                "{}",
                sample.name()
            ),
        }
    }
    assert_eq!(used, kept);
}

#[test]
fn every_sample_is_read_to_the_counted_numbers_or_refused() {
    let mut wrong = Vec::new();
    for sample in samples() {
        let name = sample.name();
        match (sample.read(Some(sample.kind)), &sample.expected.refused) {
            (Ok(report), None) => {
                let (found, expected) = (counts(&report), expected_counts(&sample.expected));
                if found != expected {
                    wrong.push(format!("{name}: {found:?}, expected {expected:?}"));
                }
                let places: usize = report
                    .findings
                    .iter()
                    .map(|finding| finding.places.len())
                    .sum();
                let doubt = report.doubt.as_deref().unwrap_or_default();
                let expected = sample.expected.doubt.as_deref().unwrap_or_default();
                if doubt.is_empty() != expected.is_empty() || !doubt.contains(expected) {
                    wrong.push(format!("{name}: doubt `{doubt}`, expected `{expected}`"));
                }
                if let Some(expected) = sample.expected.places
                    && places != expected
                {
                    wrong.push(format!("{name}: {places} places, expected {expected}"));
                }
            }
            (Err(refusal), Some(expected)) => {
                if !refusal.message.contains(expected) {
                    wrong.push(format!(
                        "{name}: refused with {refusal:?}, expected `{expected}`"
                    ));
                }
            }
            (Ok(report), Some(expected)) => {
                wrong.push(format!(
                    "{name}: {:?}, expected to be refused: `{expected}`",
                    counts(&report)
                ));
            }
            (Err(refusal), None) => wrong.push(format!("{name}: refused with {refusal:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_format_of_a_sample_is_recognised() {
    for sample in samples() {
        if sample.expected.auto {
            assert_eq!(
                sample.read(None),
                sample.read(Some(sample.kind)),
                "{}",
                sample.name()
            );
        } else {
            let refusal = sample.read(None).expect_err(&sample.name());
            assert!(
                refusal.message.contains("no format"),
                "{}: {refusal}",
                sample.name()
            );
        }
    }
}

#[test]
fn a_sample_of_another_format_is_refused_and_never_read_as_no_findings() {
    for sample in samples() {
        if sample.expected.refused.is_some() || !sample.expected.auto {
            continue;
        }
        for kind in Kind::ALL {
            if kind != sample.kind && kind != Kind::Csv {
                let report = sample.read(Some(kind));
                assert!(
                    report.is_err(),
                    "{} was read as `{kind}`: {report:?}",
                    sample.name()
                );
            }
        }
    }
}

#[test]
fn what_every_finding_must_have_is_there() {
    for sample in samples() {
        for finding in sample
            .read(Some(sample.kind))
            .into_iter()
            .flat_map(|report| report.findings)
        {
            let name = sample.name();
            assert!(
                !finding.ids.is_empty() && finding.ids.iter().all(|id| !id.trim().is_empty()),
                "{name}: {finding:?}"
            );
            assert!(!finding.title.trim().is_empty(), "{name}: {finding:?}");
        }
        for statement in sample
            .read(Some(sample.kind))
            .into_iter()
            .flat_map(|report| report.statements)
        {
            assert!(
                !statement.ids.is_empty(),
                "{}: {statement:?}",
                sample.name()
            );
        }
    }
}

/// Numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        // The constants of Knuth's MMIX generator.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }
}

#[test]
fn a_cut_report_is_refused_and_never_read_as_fewer_findings() {
    let mut dice = Dice(20_261_112);
    for sample in samples() {
        let Ok(whole) = sample.read(Some(sample.kind)) else {
            continue;
        };
        let length = sample.bytes.len();
        let is_table = !sample.bytes.trim_ascii_start().starts_with(b"{")
            && !sample.bytes.trim_ascii_start().starts_with(b"[")
            && !sample.bytes.trim_ascii_start().starts_with(b"<")
            && sample.bytes.trim_ascii() != b"null";
        for _ in 0..sample.rounds() {
            let cut = dice.below(length);
            let mut bytes = &sample.bytes[..cut];
            let report = read(Some(sample.kind), &sample.expected.columns, &mut bytes);
            // A table has no end to miss; what is cut off after the end of a document is no part of it.
            if let Ok(report) = report
                && !is_table
            {
                assert_eq!(
                    report,
                    whole,
                    "{} cut after {cut} of {length} bytes",
                    sample.name()
                );
            }
        }
    }
}

#[test]
fn a_garbled_report_never_panics() {
    let mut dice = Dice(12_112_026);
    for sample in samples() {
        if sample.bytes.is_empty() {
            continue;
        }
        for _ in 0..sample.rounds() {
            let mut bytes = sample.bytes.clone();
            for _ in 0..=dice.below(8) {
                let at = dice.below(bytes.len());
                bytes[at] = u8::try_from(dice.below(256)).expect("a byte");
            }
            let _ = read(
                Some(sample.kind),
                &sample.expected.columns,
                &mut bytes.as_slice(),
            );
            let _ = read(None, &sample.expected.columns, &mut bytes.as_slice());
        }
    }
}

#[test]
fn reports_in_utf_16_and_with_a_byte_order_mark_are_read_the_same() {
    for sample in samples() {
        let Ok(text) = std::str::from_utf8(&sample.bytes) else {
            continue;
        };
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let marked = format!("\u{FEFF}{text}");
        let wide: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let plain = sample.read(Some(sample.kind));
        for bytes in [marked.as_bytes(), wide.as_slice()] {
            let report = read(Some(sample.kind), &sample.expected.columns, &mut &*bytes);
            assert_eq!(report.is_ok(), plain.is_ok(), "{}", sample.name());
            if plain.is_ok() {
                assert_eq!(report, plain, "{}", sample.name());
            }
        }
    }
}
