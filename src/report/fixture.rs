//! Reports made by hand, for tests of their views.

mod gates;

use std::sync::Arc;

use super::model::{
    AcceptanceRow, Basis, DisabledGate, Effective, Finding, FindingOutcome, GateResult, Lapsing,
    LaxerSetting, LedgerRow, Location, Measure, Origin, Outcome, PolicySeal, Report, Seal, Unowned,
    Worsening,
};
use crate::gate::{Acceptability, Area, Definition, Example, Severities, Severity, SizeBand};
use crate::manifest::model::{Level, PromiseKind, Stage};
use crate::time::Day;
use crate::yaml::Position;

/// A company of eight that is not ready: every outcome, every kind of row.
///
/// 24 gates: 2 pass, 3 warn, 10 fail, 6 unknown, 1 accepted, 1 not applicable, 1 disabled. The 16 judged rest on 1 proven, 14
/// computed, 1 stated. 8 fails block (not the carried one, not the minor one), and 4 of the unknown (not the minor ones).
pub(crate) fn northlight() -> Report {
    Report {
        company: "Northlight Ltd".to_owned(),
        manifest: Seal {
            files: vec!["readiness.yaml".to_owned()],
            digest: "5d".repeat(32),
        },
        policy: PolicySeal {
            file: Some("readyctl.toml".to_owned()),
            digest: Some("07".repeat(32)),
            profile: Effective {
                value: SizeBand::Small,
                origin: Origin::CompanySize,
            },
            laxer_than_profile: vec![LaxerSetting {
                name: "cost_tolerance".to_owned(),
                preset: "0.15".to_owned(),
                value: "0.25".to_owned(),
            }],
            disabled_gates: vec![DisabledGate {
                gate: "security/sbom_and_inventory",
                reason: "nothing is shipped to customers, only hosted".to_owned(),
            }],
            facts: Vec::new(),
        },
        old_facts: Vec::new(),
        as_of: day(2026, 11, 12),
        stage: Stage::Production,
        narrowed: false,
        gates: gates::gates(),
        unowned: unowned(),
        promises: promises(),
        acceptances: acceptances(),
        lapsing: lapsing(),
        outlook: Some(outlook()),
    }
}

/// A report with nothing in it but the gates given.
pub(crate) fn report_of(gates: Vec<GateResult>) -> Report {
    Report {
        gates,
        unowned: Vec::new(),
        promises: Vec::new(),
        acceptances: Vec::new(),
        lapsing: Vec::new(),
        outlook: Some(Vec::new()),
        ..northlight()
    }
}

/// A result without findings, that blocks where its outcome and severity say so.
pub(crate) fn result(id: &'static str, severity: Severity, outcome: Outcome) -> GateResult {
    GateResult {
        gate: definition(id, severity),
        severity: Effective {
            value: severity,
            origin: Origin::Definition,
        },
        outcome,
        basis: Basis::Computed,
        blocking: severity > Severity::Minor && matches!(outcome, Outcome::Fail | Outcome::Unknown),
        carried_by: None,
        accepted_by: Vec::new(),
        reason: None,
        findings: Vec::new(),
    }
}

/// A finding at a line of `readiness.yaml`.
pub(crate) fn finding(
    outcome: FindingOutcome,
    subject: &str,
    message: &str,
    help: &str,
    location: Location,
) -> Finding {
    Finding {
        outcome,
        clause: "falls_short",
        severity: Severity::Blocker,
        subject: subject.to_owned(),
        compared: Vec::new(),
        owner: Some("ana".to_owned()),
        message: message.to_owned(),
        help: help.to_owned(),
        fingerprint: "c0ffee".to_owned(),
        accepted_by: None,
        location,
        related: Vec::new(),
    }
}

/// A place in `readiness.yaml` that is there.
pub(crate) fn at(path: &str, line: usize, column: usize) -> Location {
    let before = "\n".repeat(line - 1) + &" ".repeat(column - 1);
    Location {
        file: Arc::from("readiness.yaml"),
        path: path.to_owned(),
        position: Position::in_text(&before, before.len()),
        is_exact: true,
    }
}

/// A place in `readiness.yaml` that is missing; its nearest parent is there.
pub(crate) fn near(path: &str, line: usize, column: usize) -> Location {
    Location {
        is_exact: false,
        ..at(path, line, column)
    }
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd(year, month, day).expect("a day of the calendar")
}

fn definition(id: &'static str, severity: Severity) -> &'static Definition {
    let (area, name) = id.split_once('/').expect("a gate is `area/name`");
    let area: Area = area.parse().expect("an area of the playbook");
    Box::leak(Box::new(Definition {
        area,
        name,
        id,
        title: "What a ready company can say holds",
        severity: Severities {
            tiny: severity,
            small: severity,
            regulated: severity,
            reason: None,
        },
        severity_note: None,
        stage: Stage::Production,
        logic: &[],
        acceptable: if area == Area::Security {
            Acceptability::Yes {
                authority: Level::High,
                longest_days: Some(90),
                except: None,
            }
        } else {
            Acceptability::No
        },
        why: "",
        reads: &["services"],
        fails_when: &[],
        warns_when: &[],
        how_to_pass: "",
        evidence: &[],
        references: &[],
        parameters: &[],
        aliases: &[],
        since: "0.1.0",
        example: Example {
            fails: "",
            passes: "",
        },
    }))
}

fn unowned() -> Vec<Unowned> {
    let left = "owner `cy` left on 2026-09-30";
    vec![
        Unowned {
            kind: "finding",
            id: "F1".to_owned(),
            count: 1,
            level: Some(Level::High),
            severity: Severity::Blocker,
            reason: left.to_owned(),
            last_owner: Some("cy".to_owned()),
            location: at("security.findings[0].owner", 47, 118),
        },
        Unowned {
            kind: "service",
            id: "jobs".to_owned(),
            count: 1,
            level: None,
            severity: Severity::Blocker,
            reason: left.to_owned(),
            last_owner: Some("cy".to_owned()),
            location: at("services.jobs.owner", 15, 17),
        },
        Unowned {
            kind: "risk",
            id: "R7".to_owned(),
            count: 1,
            level: None,
            severity: Severity::Major,
            reason: "no owner is named".to_owned(),
            last_owner: None,
            location: near("risks[6].owner", 58, 5),
        },
    ]
}

fn promise(id: &str, kind: PromiseKind, says: &str, owner: &str, line: usize) -> LedgerRow {
    LedgerRow {
        id: id.to_owned(),
        kind,
        service: None,
        says: says.to_owned(),
        proven: None,
        margin: None,
        proof: None,
        proof_age_days: None,
        holds: None,
        gates: &[],
        measure: None,
        owner: Some(owner.parse().expect("a short name")),
        location: at("promises", line, 5),
    }
}

fn promises() -> Vec<LedgerRow> {
    let text = |text: &str| Some(text.to_owned());
    vec![
        LedgerRow {
            service: text("app"),
            proven: text("6h"),
            margin: text("-2h"),
            proof: text("R1"),
            proof_age_days: Some(194),
            holds: Some(false),
            gates: &["resilience/promised_rto_proven"],
            measure: Some(Measure {
                said: 240,
                proven: 360,
                more_is_better: false,
            }),
            ..promise("P1", PromiseKind::Rto, "4h", "ana", 21)
        },
        LedgerRow {
            service: text("app"),
            proven: text("99.9 %"),
            margin: text("-0.05 %"),
            holds: Some(false),
            ..promise(
                "P2",
                PromiseKind::Availability,
                "99.95 % a month",
                "ben",
                22,
            )
        },
        LedgerRow {
            proven: text("GB, IE, US"),
            holds: Some(false),
            ..promise("P3", PromiseKind::DataResidency, "GB", "ana", 23)
        },
        LedgerRow {
            proven: text("42d"),
            margin: text("-12d"),
            holds: Some(false),
            ..promise("P4", PromiseKind::DeletionWithin, "30d", "ana", 24)
        },
        LedgerRow {
            ..promise(
                "P5",
                PromiseKind::IncidentNotification,
                "24h from detection",
                "ben",
                25,
            )
        },
        LedgerRow {
            proven: text("mon-fri 09:00-17:30 Europe/London"),
            margin: text("-7h30min a week"),
            holds: Some(false),
            ..promise(
                "P6",
                PromiseKind::SupportHours,
                "mon-fri 08:00-18:00 Europe/London",
                "ben",
                26,
            )
        },
        LedgerRow {
            proven: text("no model receives customer data"),
            proof: text("E3"),
            proof_age_days: Some(1),
            holds: Some(true),
            ..promise("P7", PromiseKind::AiUse, "none", "ben", 27)
        },
    ]
}

fn acceptances() -> Vec<AcceptanceRow> {
    let text = |text: &str| Some(text.to_owned());
    vec![
        AcceptanceRow {
            id: "A1".to_owned(),
            covers: vec!["F2".to_owned()],
            level: Some(Level::Medium),
            by: text("ana"),
            role: text("cto"),
            co_signed: Vec::new(),
            until: Some(day(2026, 10, 1)),
            reason: text("cosmetic header on a static page"),
            void: text("it was to be reviewed by 2026-10-01"),
            location: at("acceptances[0]", 54, 5),
        },
        AcceptanceRow {
            id: "A2".to_owned(),
            covers: vec!["security/test_scope_covers_production".to_owned()],
            level: Some(Level::High),
            by: text("ana"),
            role: text("cto"),
            co_signed: vec!["ben".to_owned()],
            until: Some(day(2026, 12, 1)),
            reason: text("the worker has no door to the internet; the next test includes it"),
            void: None,
            location: at("acceptances[1]", 55, 5),
        },
    ]
}

fn lapsing() -> Vec<Lapsing> {
    vec![
        Lapsing {
            on: day(2026, 11, 28),
            kind: "evidence",
            id: "E7".to_owned(),
            gate: "governance/required_evidence_present",
            becomes: FindingOutcome::Warn,
            owner: None,
        },
        Lapsing {
            on: day(2026, 12, 2),
            kind: "acceptance",
            id: "A2".to_owned(),
            gate: "governance/acceptances_current",
            becomes: FindingOutcome::Fail,
            owner: Some("ana".to_owned()),
        },
    ]
}

/// Two gates that turn worse: one on 28 November, one on 1 April.
fn outlook() -> Vec<Worsening> {
    let worsening = |on, id, findings| Worsening {
        on,
        gate: definition(id, Severity::Blocker),
        severity: Severity::Blocker,
        blocking: true,
        findings,
    };
    let opens = |subject, message: &str, line| {
        finding(
            FindingOutcome::Fail,
            subject,
            message,
            "look again",
            at("services", line, 3),
        )
    };
    vec![
        worsening(
            day(2026, 11, 28),
            "governance/required_evidence_present",
            vec![
                opens("E7", "`E7` ended on 2026-11-27", 40),
                Finding {
                    owner: None,
                    ..opens("E8", "`E8` ended on 2026-11-27", 41)
                },
            ],
        ),
        worsening(
            day(2027, 4, 1),
            "resilience/recovery_test_current",
            vec![opens("R1", "`R1` is 181 days old; 180d is the limit", 50)],
        ),
    ]
}
