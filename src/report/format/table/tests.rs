use unicode_width::UnicodeWidthStr;

use crate::facts::{OldFacts, OwnFacts};
use crate::gate::Severity::{Blocker, Major};
use crate::report::fixture::{at, day, finding, northlight, report_of, result};
use crate::report::format::tests::{options, rendered};
use crate::report::format::{Format, Options, Show};
use crate::report::model::{
    AcceptanceRow, Finding, FindingOutcome, GateResult, Lapsing, LedgerRow, Outcome, Report,
    Unowned,
};

const HOSTILE: &str = "\u{1b}[2Jgone\u{9b}1m\u{7}\u{202e}desrever\u{200b}\r\nsecond\tline";

fn screen(report: &Report, width: usize) -> String {
    rendered(
        Format::Table,
        report,
        &Options {
            width,
            ..options(report)
        },
    )
}

fn full_screen(report: &Report, width: usize) -> String {
    let options = Options {
        width,
        show: Show::All,
        ..options(report)
    };
    rendered(Format::Table, report, &options)
}

fn without_styles(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or("").to_owned();
    for part in parts {
        plain += part.split_once('m').expect("only styles are used").1;
    }
    plain
}

fn last_line(screen: &str) -> &str {
    screen.lines().last().unwrap()
}

/// Northlight, with every text of its own replaced.
fn with_every_text(text: &str) -> Report {
    let text = || text.to_owned();
    let mut report = northlight();
    report.company = text();
    report.policy.file = Some(text());
    report.policy.laxer_than_profile[0].name = text();
    report.policy.laxer_than_profile[0].value = text();
    report.policy.laxer_than_profile[0].preset = text();
    report.policy.disabled_gates[0].reason = text();
    for result in &mut report.gates {
        result.reason = result.reason.as_ref().map(|_| text());
        result.carried_by = result.carried_by.as_ref().map(|_| text());
        for finding in &mut result.findings {
            finding.subject = text();
            finding.owner = Some(text());
            finding.message = text();
            finding.help = text();
            finding.location.file = text().into();
            finding.location.path = text();
            for related in &mut finding.related {
                related.label = text();
                related.location.path = text();
            }
        }
    }
    for unowned in &mut report.unowned {
        (unowned.id, unowned.reason, unowned.last_owner) = (text(), text(), Some(text()));
    }
    for row in &mut report.promises {
        (row.id, row.says, row.service) = (text(), text(), Some(text()));
        (row.proven, row.margin, row.proof) = (Some(text()), Some(text()), Some(text()));
    }
    for row in &mut report.acceptances {
        (row.id, row.covers, row.co_signed) = (text(), vec![text()], vec![text()]);
        (row.by, row.role, row.reason) = (Some(text()), Some(text()), Some(text()));
    }
    for lapsing in &mut report.lapsing {
        (lapsing.id, lapsing.owner) = (text(), Some(text()));
    }
    report
}

#[test]
fn the_screen_at_80_columns() {
    insta::assert_snapshot!(screen(&northlight(), 80));
}

#[test]
fn the_screen_at_140_columns() {
    insta::assert_snapshot!(screen(&northlight(), 140));
}

#[test]
fn the_full_screen_lists_every_gate() {
    let screen = full_screen(&northlight(), 100);
    for result in northlight().gates {
        assert!(screen.contains(result.gate.id), "{}", result.gate.id);
    }
}

#[test]
fn the_short_screen_folds_what_passes_or_is_untold() {
    let screen = screen(&northlight(), 80);
    assert!(!screen.contains("trust/trust_pack_current"));
    assert!(!screen.contains("assurance/dpia_decided"));
}

#[test]
fn no_line_is_wider_than_the_screen() {
    let wide = "日本語のとても長い会社の名前です ".repeat(9);
    let long = "x".repeat(2_000);
    let texts = [
        None,
        Some(wide.as_str()),
        Some(long.as_str()),
        Some(HOSTILE),
        Some(""),
    ];
    for report in texts.map(|text| text.map_or_else(northlight, with_every_text)) {
        for width in [40, 41, 80, 119, 120, 160] {
            for line in full_screen(&report, width).lines() {
                assert!(line.width() <= width, "{} > {width}: {line}", line.width());
            }
        }
    }
}

#[test]
fn nothing_is_lost_at_80_columns() {
    for width in [80, 120] {
        let screen = full_screen(&northlight(), width);
        for finding in northlight()
            .gates
            .iter()
            .flat_map(|result| &result.findings)
        {
            for word in finding.message.split(' ').chain(finding.help.split(' ')) {
                assert!(screen.contains(word), "{word} at {width}");
            }
        }
    }
}

#[test]
fn what_a_terminal_obeys_does_not_get_through() {
    let screen = full_screen(&with_every_text(HOSTILE), 80);
    let obeyed = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{200b}');
    assert_eq!(screen.chars().find(|&c| obeyed(c)), None);
}

#[test]
fn a_long_text_is_shortened_before_it_hides_the_rest() {
    let screen = screen(&with_every_text(&"x".repeat(10_000)), 80);
    assert!(screen.lines().count() < 1_000, "{}", screen.lines().count());
    assert!(last_line(&screen).starts_with("Next: "));
}

#[test]
fn colour_adds_nothing_but_styles() {
    let report = northlight();
    for width in [80, 140] {
        let coloured = Options {
            width,
            colour: true,
            ..options(&report)
        };
        let coloured = rendered(Format::Table, &report, &coloured);
        assert!(coloured.contains("\u{1b}[1m"));
        assert_eq!(without_styles(&coloured), screen(&report, width));
    }
}

#[test]
fn sections_come_in_the_order_in_which_they_matter() {
    let screen = full_screen(&northlight(), 80);
    let sections = [
        "Northlight Ltd, production, as of 2026-11-12",
        "Not ready:",
        "Laxer than the profile:",
        "Turned off by the policy:",
        "Unowned:",
        "What blocks:",
        "Open, without blocking:",
        "Promises:",
        "Accepted:",
        "Lapsing:",
        "Not told yet:",
        "The rest:",
        "Next: ",
    ];
    let places: Vec<usize> = sections
        .iter()
        .map(|section| screen.find(&format!("\n{section}")).unwrap_or(0))
        .collect();
    assert!(places.is_sorted_by(|a, b| a < b), "{places:?}");
}

#[test]
fn of_many_findings_the_worst_is_told_and_the_rest_counted() {
    let many = (1..=100_000).map(|index| Finding {
        severity: if index == 70_000 { Blocker } else { Major },
        ..finding(
            FindingOutcome::Fail,
            &format!("F{index}"),
            &format!("finding `F{index}` is open"),
            "fix it",
            at("security", 7, 1),
        )
    });
    let gate = GateResult {
        findings: many.collect(),
        ..result("security/findings_within_sla", Blocker, Outcome::Fail)
    };
    let report = report_of(vec![gate]);

    let short = screen(&report, 80);
    assert!(short.contains("finding `F70000` is open"));
    // Three of 100,000 are told, seven are named: 99,990 are left.
    assert!(
        short.contains("also: finding `F1` is open (in line 7)"),
        "{short}"
    );
    assert!(
        short.contains("also: finding `F2` is open (in line 7)"),
        "{short}"
    );
    assert!(
        short.contains("and 99,997 more: `F3` in line 7, `F4` in line 7,"),
        "{short}"
    );
    assert!(short.contains("`F9` in line 7,"), "{short}");
    assert!(!short.contains("F10"), "{short}");
    assert!(short.contains("99,990 not"), "{short}");

    let full = full_screen(&report, 80);
    assert_eq!(full.matches("→ fix it").count(), 10);
    assert!(full.contains("and 99,990 more"), "{full}");
    assert!(full.lines().count() < 60, "{full}");
}

#[test]
fn of_many_unowned_things_twenty_are_listed_and_the_rest_grouped() {
    let thing = |kind, section: &str, index: usize| Unowned {
        kind,
        id: format!("X{index}"),
        count: 1,
        level: None,
        severity: Major,
        reason: "no owner is named".to_owned(),
        last_owner: None,
        location: at(&format!("{section}[{index}].owner"), 9, 1),
    };
    // 4,000 findings, then 2 policies: 20 findings are listed, 3,980 findings and 2 policies are left.
    let findings = (0..4_000).map(|index| thing("finding", "security", index));
    let report = Report {
        unowned: findings
            .chain((0..2).map(|index| thing("policy", "trust_pack", index)))
            .collect(),
        ..report_of(vec![result(
            "governance/everything_owned",
            Major,
            Outcome::Fail,
        )])
    };
    let screen = screen(&report, 80);
    assert!(
        screen.contains("Unowned: 4,002 things have no living owner, worst first"),
        "{screen}"
    );
    assert_eq!(screen.matches("no owner is named").count(), 20);
    assert!(
        screen.contains(
            "\n  and 3,980 more findings of `security`\n  and 2 more policies of `trust_pack`\n"
        ),
        "{screen}"
    );
}

#[test]
fn long_ledgers_are_cut_to_what_does_not_hold() {
    let report = northlight();
    let holding = report
        .promises
        .iter()
        .find(|row| row.holds == Some(true))
        .unwrap();
    let broken = report
        .promises
        .iter()
        .find(|row| row.holds == Some(false))
        .unwrap();
    // 50 hold and come first in the report, 3 do not: 3 and 37 are listed, 13 that hold are left.
    let rows = std::iter::repeat_n(holding, 50).chain(std::iter::repeat_n(broken, 3));
    let report = Report {
        promises: rows.cloned().collect::<Vec<LedgerRow>>(),
        ..report
    };
    let screen = screen(&report, 140);
    assert!(
        screen.contains("Promises: of 53, 3 do not hold and 50 hold"),
        "{screen}"
    );
    assert_eq!(screen.matches("✗ no").count(), 3);
    assert_eq!(screen.matches("✓ yes").count(), 37);
    assert!(screen.contains("\n  and 13 more: 13 hold\n"), "{screen}");
}

#[test]
fn long_lists_of_acceptances_and_lapses_are_cut() {
    let report = northlight();
    let acceptances: Vec<AcceptanceRow> = std::iter::repeat_n(&report.acceptances[1], 30)
        .cloned()
        .collect();
    let lapsing: Vec<Lapsing> = std::iter::repeat_n(&report.lapsing[0], 25)
        .cloned()
        .collect();
    let screen = screen(
        &Report {
            acceptances,
            lapsing,
            ..report
        },
        140,
    );
    assert_eq!(screen.matches("2026-11-28").count(), 20);
    assert!(screen.contains("\n  and 10 more\n"), "{screen}");
    assert!(screen.contains("\n  and 5 more\n"), "{screen}");
}

#[test]
fn an_acceptance_names_the_gates_it_covers_without_saying_so() {
    let mut report = northlight();
    report.acceptances[1].covers = vec!["F9".to_owned()];
    assert!(
        screen(&report, 160).contains("`F9` and `security/test_scope_covers_production`, high")
    );
}

#[test]
fn the_last_line_is_the_next_command_to_type() {
    let one = |severity, outcome| {
        screen(
            &report_of(vec![result("security/one", severity, outcome)]),
            80,
        )
    };
    let explain = "Next: readyctl explain security/one";
    assert_eq!(last_line(&one(Blocker, Outcome::Fail)), explain);
    assert_eq!(last_line(&one(Blocker, Outcome::Unknown)), explain);
    assert_eq!(last_line(&one(Major, Outcome::Warn)), explain);
    assert_eq!(
        last_line(&one(Major, Outcome::Pass)),
        "Next: readyctl check --show all"
    );
    let lapsing = Report {
        lapsing: northlight().lapsing,
        ..report_of(vec![result("security/one", Major, Outcome::Pass)])
    };
    assert_eq!(
        last_line(&screen(&lapsing, 80)),
        format!("Next: readyctl check --as-of {}", day(2026, 11, 28))
    );
}

#[test]
fn the_heaviest_failure_comes_first_and_is_explained_next() {
    let report = report_of(vec![
        result("governance/first_by_name", Major, Outcome::Fail),
        result("security/heaviest", Blocker, Outcome::Fail),
    ]);
    let screen = screen(&report, 80);
    assert!(
        screen.find("security/heaviest") < screen.find("governance/first_by_name"),
        "{screen}"
    );
    assert_eq!(
        last_line(&screen),
        "Next: readyctl explain security/heaviest"
    );
}

#[test]
fn a_quiet_report_is_a_short_screen() {
    let report = report_of(vec![result("security/one", Major, Outcome::Pass)]);
    insta::assert_snapshot!(screen(&report, 80), @r"
    Northlight Ltd, production, as of 2026-11-12
    Profile `small` after the company's size; policy `readyctl.toml`.

    Ready: every gate that applies holds.
    1 gate: 1 passes.
    Judged by declared facts 1.

    Laxer than the profile: `cost_tolerance` is 0.25, the profile asks 0.15.
    Turned off by the policy: `security/sbom_and_inventory`, because nothing is
    shipped to customers, only hosted.

    Next: readyctl check --show all
    ");
}

#[test]
fn facts_to_look_at_twice_stand_at_the_top() {
    let mut report = report_of(vec![result("security/one", Major, Outcome::Pass)]);
    report.policy.laxer_than_profile.clear();
    report.policy.disabled_gates.clear();
    report.policy.facts.push(OwnFacts {
        name: "facts.adequate.UK".to_owned(),
        source: "counsel's letter".to_owned(),
        read: "2026-10-01".parse().expect("a day"),
    });
    report.old_facts.push(OldFacts {
        name: "end_of_life".to_owned(),
        read: "2025-08-22".parse().expect("a day"),
    });
    insta::assert_snapshot!(screen(&report, 100), @r"
    Northlight Ltd, production, as of 2026-11-12
    Profile `small` after the company's size; policy `readyctl.toml`.

    Ready: every gate that applies holds.
    1 gate: 1 passes.
    Judged by declared facts 1.

    Set by the policy: `facts.adequate.UK`, after counsel's letter, read on 2026-10-01.
    Read more than a year before that day, and perhaps no longer so: `end_of_life` of 2025-08-22.

    Next: readyctl check --show all
    ");
}

#[test]
fn a_screen_of_no_width_is_still_readable() {
    assert_eq!(screen(&northlight(), 0), screen(&northlight(), 40));
    assert_eq!(
        screen(&northlight(), usize::MAX),
        screen(&northlight(), 160)
    );
}
