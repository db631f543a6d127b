use std::io::{self, Write};

use super::*;
use crate::gate::Severity::{Blocker, Major};
use crate::report::fixture::{northlight, report_of, result};
use crate::report::model::Outcome;
use crate::report::{Strictness, exit_status};

pub(super) fn options(report: &Report) -> Options {
    Options {
        width: 80,
        colour: false,
        show: Show::Attention,
        exit_status: exit_status(report, Strictness::Normal),
    }
}

pub(super) fn rendered(format: Format, report: &Report, options: &Options) -> String {
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
    assert_eq!(told("jsn"), "unknown format `jsn`, the nearest is `json`");
    assert_eq!(
        told("parchment"),
        "unknown format `parchment`, expected one of `table`, `json`, `html`"
    );
    assert_eq!(told("tab\u{1b}[2Jle").find('\u{1b}'), None);
}

/// What every format must say alike of a report.
struct Alike {
    report: Report,
    /// The verdict in JSON and on the screen.
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
            ..options(&report)
        };
        assert_eq!(options.exit_status.code(), exit_code, "{verdict:?}");
        for format in Format::ALL {
            let text = rendered(format, &report, &options);
            match format {
                Format::Json => {
                    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
                    assert_eq!(json["verdict"], verdict.0);
                    assert_eq!(json["exit_code"], exit_code);
                    assert_eq!(json["summary"]["gates"], counts.iter().sum::<u64>());
                    for (outcome, count) in Outcome::ALL.into_iter().zip(counts) {
                        assert_eq!(
                            json["summary"][outcome.word()],
                            count,
                            "{outcome:?} of {verdict:?}"
                        );
                        let gates = json["gates"].as_array().unwrap().iter();
                        let listed = gates
                            .filter(|gate| gate["outcome"] == outcome.word())
                            .count();
                        assert_eq!(
                            u64::try_from(listed).unwrap(),
                            count,
                            "{outcome:?} of {verdict:?}"
                        );
                    }
                }
                Format::Html => {
                    let (_, told) = verdict.1.split_once(": ").unwrap_or(("", verdict.1));
                    // The first letter may be written large.
                    assert!(text.contains(&told[1..]), "{verdict:?}");
                    for (outcome, count) in Outcome::ALL.into_iter().zip(counts) {
                        let word = html::word(outcome);
                        let told = format!("<b>{count}</b> {word}</li>");
                        assert_eq!(text.contains(&told), count > 0, "{told} of {verdict:?}");
                        let listed = text.matches("<article id=\"gate-").count();
                        assert_eq!(listed, report.gates.len());
                    }
                }
                Format::Table => {
                    assert!(text.lines().any(|line| line == verdict.1), "{text}");
                    let totals = text
                        .lines()
                        .find(|line| line.contains(" gates: ") || line.contains("1 gate: "))
                        .unwrap();
                    let numbers: Vec<u64> = totals
                        .split(' ')
                        .filter_map(|word| word.parse().ok())
                        .collect();
                    let told: Vec<u64> = counts.into_iter().filter(|&count| count > 0).collect();
                    assert_eq!(
                        numbers,
                        [&[told.iter().sum::<u64>()], told.as_slice()].concat(),
                        "{totals}"
                    );
                }
            }
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
