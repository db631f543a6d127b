//! Decisions about reported findings that have no effect, and decisions that nobody answers for.

use std::collections::BTreeMap;

use crate::findings::{IdleStatement, State};
use crate::gate::Severity;
use crate::manifest::Stands;
use crate::register::{Entry, Idle, IdleRule};
use crate::rules::{Context, Shortfalls};

/// Finds triage rules and VEX statements that are about nothing, and findings that were only silenced in their scanner.
pub(super) fn check(cx: &Context<'_>, found: &mut Shortfalls) {
    for entry in cx.register.entries() {
        check_silenced(cx, entry, found);
    }
    for rule in cx.register.idle_rules() {
        check_rule(cx, rule, found);
    }
    check_statements(cx, found);
}

fn check_silenced(cx: &Context<'_>, entry: &Entry<'_>, found: &mut Shortfalls) {
    let id = entry.finding.id.as_str();
    let silenced = entry
        .weaknesses
        .iter()
        .find_map(|weakness| match &weakness.state {
            State::Silenced(reason) => Some(reason.as_deref()),
            State::Open | State::NotAffected(_) | State::Fixed | State::Passed => None,
        });
    let Some(reason) = silenced.filter(|_| cx.is_open(&entry.finding) && cx.accepted(id).is_none())
    else {
        return;
    };
    let why = reason.map_or(String::new(), |reason| {
        format!(", because `{}`", reason.trim())
    });
    let message =
        format!("`{id}` was silenced in its scanner{why}: an acceptance without owner and end");
    found
        .warns("silenced", entry.finding.here(), id, message)
        .owned_by(entry.finding.owner.as_deref())
        .weighs(Severity::Minor)
        .cure("have it accepted under `acceptances`, or call it a false positive under `security.triage`");
}

fn check_rule(cx: &Context<'_>, idle: &IdleRule, found: &mut Shortfalls) {
    let security = cx.manifest.security.given();
    let Some(rule) = security.and_then(|security| security.triage.get(idle.rule)) else {
        return;
    };
    let name = match rule.id.first() {
        Some(id) => format!("the triage rule for `{}`", id.value),
        None => format!("triage rule {}", idle.rule + 1),
    };
    let (message, cure) = match idle.reason {
        Idle::MatchesNothing => (
            format!("{name} matches no finding"),
            "take it out, or correct what it is about",
        ),
        Idle::ComesTooLate => (
            format!("{name} decides nothing: earlier rules decide about all that it matches"),
            "put it before them, or take it out",
        ),
        Idle::MatchesInPart => (
            format!("{name} does not close findings that are also in places it does not match"),
            "name the findings by `id`, once somebody looked at every place",
        ),
    };
    let subject = format!("security.triage[{}]", idle.rule);
    found
        .warns("matches_nothing", rule.here(), &subject, message)
        .owned_by(rule.owner.as_deref())
        .weighs(Severity::Minor)
        .cure(cure);
}

/// Statements about nothing, one warning for each document: a vendor states much that is not here.
fn check_statements(cx: &Context<'_>, found: &mut Shortfalls) {
    const NAMED: usize = 3;
    let scans = cx.register.scans();
    let mut by_report: BTreeMap<usize, Vec<&IdleStatement>> = BTreeMap::new();
    for statement in &scans.idle_statements {
        by_report
            .entry(statement.report)
            .or_default()
            .push(statement);
    }
    for (report, mut idle) in by_report {
        let (Some(head), Some(source)) = (scans.reports.get(report), cx.register.source_of(report))
        else {
            continue;
        };
        // What was found, only not in the product that is named, is most likely a slip.
        idle.sort_by_key(|statement| !statement.is_found_elsewhere);
        let names: Vec<String> = idle
            .iter()
            .take(NAMED)
            .map(|statement| format!("`{}`", statement.id))
            .collect();
        let more = idle.len() - names.len();
        let more = if more == 0 {
            String::new()
        } else {
            format!(" and {more} more")
        };
        let elsewhere = idle
            .iter()
            .filter(|statement| statement.is_found_elsewhere)
            .count();
        let elsewhere = match elsewhere {
            0 => String::new(),
            count => format!("; {count} of them found, in no product that is named"),
        };
        let message = format!(
            "{} of {} statements in `{}` are about nothing that was found: {}{more}{elsewhere}",
            idle.len(),
            head.statements,
            head.file,
            names.join(", ")
        );
        found
            .warns("matches_nothing", source.here(), &head.file, message)
            .owned_by(source.owner.as_deref())
            .weighs(Severity::Minor)
            .cure("compare the products of the statements with what the scanner calls them");
    }
}
