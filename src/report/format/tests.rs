mod hostile;
mod manifests;
mod said;
mod schemas;

use std::io::{self, Write};

use super::*;
use crate::gate::Severity::{Blocker, Major};
use crate::report::fixture::{northlight, report_of, result};
use crate::report::model::Outcome;
use crate::report::{Strictness, exit_status};
use said::Said;

pub(super) fn options(report: &Report) -> Options<'static> {
    Options {
        width: 80,
        colour: false,
        show: Show::Attention,
        exit_status: exit_status(report, Strictness::Normal),
        excerpt: &|_| None,
        typed: Typed::default(),
    }
}

pub(super) fn rendered(format: Format, report: &Report, options: &Options<'_>) -> String {
    let mut out = Vec::new();
    render(format, report, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_format_is_found_by_its_name() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
}

#[test]
fn an_unknown_format_is_told_with_what_there_is() {
    let told = |text: &str| text.parse::<Format>().unwrap_err();
    let known = Format::ALL.map(|format| format!("`{format}`"));
    assert_eq!(told("jsn"), "unknown format `jsn`, the nearest is `json`");
    assert_eq!(
        told("parchment"),
        format!(
            "unknown format `parchment`, expected one of {}",
            known.join(", ")
        )
    );
    assert_eq!(told("tab\u{1b}[2Jle").find('\u{1b}'), None);
}

/// What every format must say alike of a report.
struct Alike {
    report: Report,
    /// The verdict for programs and for people.
    verdict: (&'static str, &'static str),
    exit_code: u8,
    /// Passed, warned, failed, untold, accepted, not applicable, turned off.
    counts: [u64; 7],
}

fn alike() -> Vec<Alike> {
    let gates = |outcomes: &[Outcome]| {
        let names = ["security/one", "security/three", "security/two"];
        let results = names.into_iter().zip(outcomes);
        report_of(
            results
                .map(|(name, outcome)| result(name, Major, *outcome))
                .collect(),
        )
    };
    vec![
        Alike {
            report: northlight(),
            verdict: (
                "not_ready",
                "Not ready: 12 of 24 gates block; of these 8 fail and 4 are not told.",
            ),
            exit_code: 1,
            counts: [2, 3, 10, 6, 1, 1, 1],
        },
        Alike {
            report: gates(&[Outcome::Pass, Outcome::Pass, Outcome::NotApplicable]),
            verdict: ("ready", "Ready: every gate that applies holds."),
            exit_code: 0,
            counts: [2, 0, 0, 0, 0, 1, 0],
        },
        Alike {
            report: gates(&[Outcome::Pass, Outcome::Accepted, Outcome::Warn]),
            verdict: (
                "conditional",
                "Ready under conditions: nothing blocks; 1 is accepted and 1 is to be watched.",
            ),
            exit_code: 0,
            counts: [1, 1, 0, 0, 1, 0, 0],
        },
        Alike {
            report: gates(&[Outcome::Unknown, Outcome::Unknown, Outcome::Pass]),
            verdict: (
                "not_ready",
                "Not ready: 2 of 3 gates are not told and block.",
            ),
            exit_code: 1,
            counts: [1, 0, 0, 2, 0, 0, 0],
        },
        Alike {
            report: gates(&[Outcome::NotApplicable, Outcome::Disabled]),
            verdict: (
                "not_ready",
                "Nothing was judged: no gate applies to this company here.",
            ),
            exit_code: 3,
            counts: [0, 0, 0, 0, 0, 1, 1],
        },
        Alike {
            report: Report {
                narrowed: true,
                ..gates(&[Outcome::Pass])
            },
            verdict: (
                "selected_met",
                "The selected gates are met; nothing is said of the others.",
            ),
            exit_code: 0,
            counts: [1, 0, 0, 0, 0, 0, 0],
        },
        Alike {
            report: Report {
                narrowed: true,
                ..gates(&[Outcome::Fail])
            },
            verdict: (
                "selected_not_met",
                "The selected gates are not met: 1 of 1 gate fails and blocks.",
            ),
            exit_code: 1,
            counts: [0, 0, 1, 0, 0, 0, 0],
        },
    ]
}

#[test]
fn every_format_says_the_same_verdict_counts_and_exit_code() {
    for Alike {
        report,
        verdict,
        exit_code,
        counts,
    } in alike()
    {
        let options = Options {
            width: 160,
            show: Show::All,
            ..options(&report)
        };
        assert_eq!(options.exit_status.code(), exit_code, "{verdict:?}");
        for format in Format::ALL {
            let text = rendered(format, &report, &options);
            let said = Said::by(format, &text);
            said.agrees(format, verdict.0, exit_code, counts);
            if let Some(sentence) = said.sentence {
                assert_eq!(sentence, verdict.1, "{format}");
            }
        }
    }
}

#[test]
fn every_format_that_tells_of_the_run_names_what_the_policy_loosened() {
    let report = northlight();
    let options = Options {
        width: 160,
        ..options(&report)
    };
    for format in Format::ALL {
        // These hold findings, and nothing of the run.
        if matches!(format, Format::Jsonl | Format::Csv | Format::Gitlab) {
            continue;
        }
        let text = rendered(format, &report, &options);
        for piece in ["cost_tolerance", "0.25", "0.15", "only hosted"] {
            assert!(text.contains(piece), "{format} has no {piece}:\n{text}");
        }
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for format in Format::ALL {
        let report = northlight();
        assert_eq!(
            rendered(format, &report, &options(&report)),
            rendered(format, &northlight(), &options(&report))
        );
    }
}

#[test]
fn a_reader_that_went_away_is_told_as_such() {
    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let report = report_of(vec![result("security/one", Blocker, Outcome::Fail)]);
    for format in Format::ALL {
        let error = render(format, &report, &options(&report), &mut Gone).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{format}");
    }
}
