//! What a report tells the shell.

use super::model::{GateResult, Report, Verdict};
use crate::exit_status::ExitStatus;

/// How much is asked for success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// Ready under conditions is enough.
    Normal,
    /// Ready under conditions is not enough.
    Strict,
}

/// What a report tells the shell; computed once, before anything is printed.
pub fn exit_status(report: &Report, strictness: Strictness) -> ExitStatus {
    if !report.judged_anything() {
        return ExitStatus::NothingJudged;
    }
    match report.verdict() {
        Verdict::NotReady | Verdict::SelectedNotMet => ExitStatus::NotMet,
        Verdict::Ready | Verdict::Conditional | Verdict::SelectedMet => match strictness {
            Strictness::Strict if report.gates.iter().any(GateResult::is_conditional) => {
                ExitStatus::NotMet
            }
            Strictness::Strict | Strictness::Normal => ExitStatus::Met,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::Severity::{Major, Minor};
    use crate::report::fixture::{report_of, result};
    use crate::report::model::Outcome;

    const PASS: &str = "security/passes";
    const OTHER: &str = "security/other";

    fn both(report: &Report) -> (u8, u8) {
        let code = |strictness| exit_status(report, strictness).code();
        (code(Strictness::Normal), code(Strictness::Strict))
    }

    fn beside_a_pass(severity: crate::gate::Severity, outcome: Outcome) -> Report {
        report_of(vec![
            result(PASS, Major, Outcome::Pass),
            result(OTHER, severity, outcome),
        ])
    }

    #[test]
    fn what_blocks_is_told_to_the_shell() {
        assert_eq!(both(&beside_a_pass(Major, Outcome::Pass)), (0, 0));
        assert_eq!(both(&beside_a_pass(Major, Outcome::Fail)), (1, 1));
        assert_eq!(both(&beside_a_pass(Major, Outcome::Unknown)), (1, 1));
        assert_eq!(both(&beside_a_pass(Minor, Outcome::Fail)), (0, 0));
    }

    #[test]
    fn conditions_are_enough_unless_asked_strictly() {
        assert_eq!(both(&beside_a_pass(Major, Outcome::Accepted)), (0, 1));
        assert_eq!(both(&beside_a_pass(Major, Outcome::Warn)), (0, 1));
        assert_eq!(both(&beside_a_pass(Minor, Outcome::Warn)), (0, 0));
    }

    #[test]
    fn a_narrowed_run_can_be_asked_strictly_too() {
        let narrowed = Report {
            narrowed: true,
            ..beside_a_pass(Major, Outcome::Accepted)
        };
        assert_eq!(narrowed.verdict(), Verdict::SelectedMet);
        assert_eq!(both(&narrowed), (0, 1));
    }

    #[test]
    fn where_nothing_was_judged_nothing_is_ready() {
        for gates in [
            vec![],
            vec![result(OTHER, Major, Outcome::NotApplicable)],
            vec![result(OTHER, Major, Outcome::Disabled)],
        ] {
            let report = report_of(gates);
            assert_eq!(both(&report), (3, 3));
            assert_eq!(report.verdict(), Verdict::NotReady);
            assert_eq!(
                Report {
                    narrowed: true,
                    ..report
                }
                .verdict(),
                Verdict::SelectedNotMet
            );
        }
    }
}
