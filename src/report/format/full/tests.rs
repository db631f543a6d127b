use super::*;
use crate::report::fixture::northlight;
use crate::report::format::Format;
use crate::report::format::tests::{options, rendered};

#[test]
fn without_the_text_a_finding_is_told_with_its_place() {
    let report = northlight();
    let text = rendered(Format::Full, &report, &options(&report));
    assert!(
        text.contains(
            "error[resilience/promised_rto_proven]: promise `P1` says 4h, the newest restore `R1` took 6h\n\
             --> readiness.yaml:21:28\n"
        ),
        "{text}"
    );
}

#[test]
fn what_nobody_told_is_counted_unless_all_is_asked() {
    let report = northlight();
    let attention = rendered(Format::Full, &report, &options(&report));
    // Six gates of this company are untold.
    assert!(
        attention.contains("\n6 gates wait for an answer; `--show all` shows which\n"),
        "{attention}"
    );
    let all = Options {
        show: Show::All,
        ..options(&report)
    };
    let all = rendered(Format::Full, &report, &all);
    assert!(all.contains("error[assurance/dpia_decided]"), "{all}");
    assert!(!all.contains("wait for an answer"));
}

#[test]
fn what_does_not_block_is_a_warning_and_what_is_accepted_a_note() {
    let report = northlight();
    let text = rendered(Format::Full, &report, &options(&report));
    for line in [
        "warning[commercial/support_promise_covered]",
        "warning[cost/run_cost_known_and_within_approval]",
        "note[security/test_scope_covers_production]",
    ] {
        assert!(text.contains(line), "{line} in:\n{text}");
    }
    assert!(
        text.contains("carried by action `AC1`; owner `ben`"),
        "{text}"
    );
}
