//! Whether each critical duty has a second pair of hands, or a sealed way in.

use std::collections::BTreeSet;

use crate::gate::Severity;
use crate::manifest::Stands;
use crate::manifest::model::{Duties, Who};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::Day;
use crate::yaml::{Located, OneOrMany};

pub(super) fn critical_duties_covered(cx: &Context<'_>) -> RuleOutcome {
    let duties = cx.section(&cx.manifest.duties, "duties")?;
    let mut found = Shortfalls::none();
    let sealed = SealedWay::of(cx);
    for duty in every(duties) {
        let has_no_subject =
            duty.name == "billing_admin" && cx.exemption(&cx.manifest.billing, "billing").is_some();
        if !has_no_subject {
            check_duty(cx, duties, &duty, &sealed, &mut found);
        }
    }
    Ok(found)
}

/// A duty, who holds it, and how much it weighs that somebody does.
struct Duty<'a> {
    name: &'static str,
    holders: &'a OneOrMany<Who>,
    severity: Severity,
}

fn every(duties: &Duties) -> [Duty<'_>; 9] {
    let duty = |name, holders, severity| Duty {
        name,
        holders,
        severity,
    };
    [
        duty("incident_lead", &duties.incident_lead, Severity::Blocker),
        duty("customer_comms", &duties.customer_comms, Severity::Major),
        duty(
            "recovery_operator",
            &duties.recovery_operator,
            Severity::Blocker,
        ),
        duty(
            "release_approver",
            &duties.release_approver,
            Severity::Major,
        ),
        duty(
            "security_contact",
            &duties.security_contact,
            Severity::Major,
        ),
        duty("privacy_contact", &duties.privacy_contact, Severity::Major),
        duty("root_account", &duties.root_account, Severity::Major),
        duty("domain", &duties.domain, Severity::Major),
        duty("billing_admin", &duties.billing_admin, Severity::Major),
    ]
}

/// Whether there is a way in that was tried recently enough, or why there is none.
struct SealedWay(Result<(), String>);

impl SealedWay {
    fn of(cx: &Context<'_>) -> Self {
        Self(match cx.manifest.break_glass.given() {
            None => Err("there is no sealed way in".to_owned()),
            Some(record) => cx.why_break_glass_unproven(record).map_or(Ok(()), Err),
        })
    }
}

fn check_duty(
    cx: &Context<'_>,
    duties: &Located<Duties>,
    duty: &Duty<'_>,
    sealed: &SealedWay,
    found: &mut Shortfalls,
) {
    let people = cx.active_among(duty.holders);
    let name = duty.name;
    let mut named = people.iter();
    match (named.next(), named.next(), &sealed.0) {
        (None, _, _) => {
            found
                .fails(
                    "no_holder",
                    duties.at(name),
                    name,
                    format!("nobody who is there holds the duty `{name}`"),
                )
                .owned_by(duties.owner.as_deref())
                .weighs(duty.severity)
                .cure(format!("name two people under `duties.{name}`"));
        }
        (Some(only), None, Err(why)) => {
            found
                .fails(
                    "no_second",
                    duties.at(name),
                    name,
                    format!("only `{only}` holds the duty `{name}`, and {why}"),
                )
                .owned_by(Some(only))
                .weighs(duty.severity)
                .cure("name a deputy, or try the sealed way in and write the day under `break_glass.tested`");
        }
        (Some(_), None, Ok(())) => {}
        (Some(_), Some(_), _) => check_absences(cx, duties, duty, &people, found),
    }
}

fn check_absences(
    cx: &Context<'_>,
    duties: &Located<Duties>,
    duty: &Duty<'_>,
    people: &BTreeSet<&str>,
    found: &mut Shortfalls,
) {
    let go_live = cx.manifest.stage.go_live;
    let Some(day) = go_live.filter(|&day| !cx.is_past(day)) else {
        return;
    };
    if people.iter().all(|person| is_away(cx, person, day)) {
        let names: Vec<String> = people.iter().map(|person| format!("`{person}`")).collect();
        found
            .warns(
                "away_together",
                duties.at(duty.name),
                duty.name,
                format!(
                    "everybody who holds the duty `{}` is away when production begins on {day}: {}",
                    duty.name,
                    names.join(", ")
                ),
            )
            .owned_by(duties.owner.as_deref())
            .beside(cx.manifest.stage.at("go_live"), "production begins here")
            .weighs(duty.severity)
            .cure("move one absence, or name somebody else for that time");
    }
}

/// Whether a person is away on that day, or gone by then.
fn is_away(cx: &Context<'_>, person: &str, day: Day) -> bool {
    !cx.was_active(person, day)
        || cx.person(person).is_some_and(|person| {
            person
                .away
                .iter()
                .any(|absence| absence.from <= day && day <= absence.to)
        })
}
