//! Past incidents: over, understood, and what remains of them fixed or accepted.

use std::collections::BTreeMap;

use crate::gate::Severity;
use crate::gate::embedded::REVIEW_DEADLINE;
use crate::manifest::Stands;
use crate::manifest::model::{DetectedBy, Incident, Incidents, Residual};
use crate::rules::{Context, RuleOutcome, Shortfall, Shortfalls};
use crate::time::Day;
use crate::yaml::{Each, Located};

/// Incidents as bad as this or worse have to be closed by the book; one without a severity may be.
const SEVERE: u32 = 2;

pub(super) fn incidents_closed_and_learned(cx: &Context<'_>) -> RuleOutcome {
    let incidents = cx.section(&cx.manifest.incidents, "incidents")?;
    // the worst that may stand in it weighs as much
    let log = cx
        .part(incidents.log.as_ref(), incidents.at("log"), "incidents.log")
        .map_err(|absent| absent.weighing(Severity::Blocker))?;
    let mut found = Shortfalls::none();
    for incident in log.iter().filter(|incident| is_severe(incident)) {
        let mut check = Check {
            cx,
            incidents,
            incident,
            found: &mut found,
        };
        check.start();
        check.end();
        check.review();
        check.actions();
        check.residual();
    }
    check_causes(cx, incidents, log, &mut found);
    check_detection(incidents, log, &mut found);
    check_silence(cx, incidents, log, &mut found);
    Ok(found)
}

/// Who answers for an incident: its own owner, or that of the section.
fn owner<'i>(incidents: &'i Incidents, incident: &'i Incident) -> Option<&'i str> {
    incident.owner.as_deref().or(incidents.owner.as_deref())
}

fn is_severe(incident: &Incident) -> bool {
    incident.severity.is_none_or(|severity| severity <= SEVERE)
}

/// The check of one incident.
struct Check<'c, 'a> {
    cx: &'c Context<'a>,
    incidents: &'a Incidents,
    incident: &'a Located<Incident>,
    found: &'c mut Shortfalls,
}

impl Check<'_, '_> {
    fn end(&mut self) {
        let Incident {
            id,
            resolved,
            recovered,
            severity,
            ..
        } = &self.incident.value;
        let has_been = |day: &Option<Day>| {
            day.is_some_and(|day| !self.cx.is_yet_to_come(day) && self.is_after_its_beginning(day))
        };
        let (clause, field, message, cure) = if has_been(recovered) {
            return;
        } else if has_been(resolved) {
            (
                "not_recovered",
                "recovered",
                format!(
                    "the symptom of incident `{id}` is gone, and nobody told when everything was as before"
                ),
                "bring everything back, and write `recovered`",
            )
        } else {
            (
                "still_open",
                "resolved",
                format!("incident `{id}` is not over"),
                "end it, and write `resolved` and `recovered`",
            )
        };
        let is_worst = severity.is_none_or(|severity| severity <= 1);
        let shortfall = self.fails(clause, field, message);
        shortfall.cure(cure);
        if is_worst {
            shortfall.weighs(Severity::Blocker);
        }
    }

    /// A late review is late once; what counts from then on is that it was held.
    fn review(&mut self) {
        let incident = self.incident;
        let held = incident.review.as_ref().and_then(|review| review.date);
        if held.is_some_and(|day| !self.cx.is_yet_to_come(day) && self.is_after_its_beginning(day))
        {
            return;
        }
        let Some(over) = incident.resolved.or(incident.start) else {
            return;
        };
        let deadline = self.cx.parameters.span(REVIEW_DEADLINE);
        if self.cx.is_older(over, &deadline) {
            let message = format!(
                "incident `{}` was over {} days ago and was not looked back on; {deadline} is the limit",
                incident.id,
                self.cx.age_days(over)
            );
            self.fails("not_reviewed", "review", message)
                .cure("look back on it with those who were there, and write `review`");
        }
    }

    fn actions(&mut self) {
        let cx = self.cx;
        for (place, action) in (1..).zip(&self.incident.actions) {
            let is_meant = |done: Day| self.is_after_its_beginning(done);
            if cx.is_done(action.done) && action.done.is_some_and(is_meant) {
                continue;
            }
            let name = action
                .id
                .as_ref()
                .map_or_else(|| format!("action {place}"), ToString::to_string);
            let of = format!("`{name}` of incident `{}`", self.incident.id);
            let owner = action.owner.as_deref();
            let (field, message) = if !owner.is_some_and(|owner| cx.is_human(owner)) {
                ("owner", format!("nobody who is there owns {of}"))
            } else if let Some(due) = action.due {
                if !cx.is_past(due) {
                    continue;
                }
                ("due", format!("{of} was due on {due}, and is not done"))
            } else {
                ("due", format!("{of} does not say by when"))
            };
            self.found
                .fails(
                    "action_adrift",
                    action.at(field),
                    &self.incident.id,
                    message,
                )
                .about_item(&self.incident.id)
                .owned_by(owner)
                .comparing(&name)
                .cure("do it, or name somebody and a day");
        }
    }

    /// What was done before an incident began was not learned from it.
    fn is_after_its_beginning(&self, day: Day) -> bool {
        self.incident.start.is_none_or(|start| start <= day)
    }

    fn start(&mut self) {
        let Incident { id, .. } = &self.incident.value;
        if self.incident.start.is_none() {
            self.found
                .untold(
                    self.incident.at("start"),
                    id,
                    format!("nobody told when incident `{id}` began"),
                )
                .about_item(id)
                .owned_by(owner(self.incidents, self.incident))
                .comparing("start")
                .cure("write `start`");
        }
    }

    fn residual(&mut self) {
        let incident = self.incident;
        let id = &incident.id;
        let is_accepted = |name: &str| self.cx.accepted(name).is_some();
        let message = match incident.residual {
            Some(Residual::None | Residual::Fixed) => return,
            Some(Residual::Open) => {
                format!("what remains of incident `{id}` is neither fixed nor accepted")
            }
            Some(Residual::Accepted) => {
                if is_accepted(id) || incident.residual_risk.as_deref().is_some_and(is_accepted) {
                    return;
                }
                format!(
                    "what remains of incident `{id}` is called accepted, and no acceptance in force covers it"
                )
            }
            None => {
                self.found
                    .untold(
                        incident.at("residual"),
                        id,
                        format!("nobody told what remains of incident `{id}`"),
                    )
                    .about_item(id)
                    .owned_by(owner(self.incidents, incident))
                    .comparing("residual")
                    .cure("write `residual`: `none`, `fixed`, `accepted` or `open`");
                return;
            }
        };
        self.fails("residual_open", "residual", message)
            .cure("fix it, or let somebody entitled accept it until a day");
    }

    fn fails(
        &mut self,
        clause: &'static str,
        field: &'static str,
        message: String,
    ) -> &mut Shortfall {
        let id = &self.incident.value.id;
        self.found
            .fails(clause, self.incident.at(field), id, message)
            .about_item(id)
            .owned_by(owner(self.incidents, self.incident))
    }
}

/// A text without case, marks and how it is spaced: two people write one cause in two ways.
fn in_plain_words(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

/// The same cause twice means that what was done after the first time did not help.
fn check_causes(
    cx: &Context<'_>,
    incidents: &Incidents,
    log: &Each<Incident>,
    found: &mut Shortfalls,
) {
    let mut in_order: Vec<&Located<Incident>> = log.iter().collect();
    in_order.sort_by_key(|incident| incident.start);
    let mut earlier_of: BTreeMap<String, Vec<&Located<Incident>>> = BTreeMap::new();
    for incident in in_order {
        let Some(cause) = &incident.cause else {
            if is_severe(incident) {
                found
                    .untold(
                        incident.at("cause"),
                        &incident.id,
                        format!("nobody told why incident `{}` happened", incident.id),
                    )
                    .about_item(&incident.id)
                    .owned_by(owner(incidents, incident))
                    .comparing("cause")
                    .cure("write `cause`");
            }
            continue;
        };
        let earlier = earlier_of.entry(in_plain_words(cause)).or_default();
        let was_mended = |before: &Incident| {
            before.actions.iter().any(|action| {
                let in_time = |done: Day| incident.start.is_none_or(|start| done <= start);
                cx.is_done(action.done) && action.done.is_some_and(in_time)
            })
        };
        if let Some(mended) = earlier.iter().find(|before| was_mended(before)) {
            found
                .fails(
                    "cause_repeats",
                    incident.at("cause"),
                    &incident.id,
                    format!(
                        "incident `{}` has the cause of `{}`, after which something was done",
                        incident.id, mended.id
                    ),
                )
                .about_item(&incident.id)
                .owned_by(owner(incidents, incident))
                .comparing(&mended.id)
                .beside(mended.at("actions"), "done here")
                .cure("tell the temporary fix from the cure, and cure it");
        }
        earlier.push(incident);
    }
}

fn check_detection(incidents: &Located<Incidents>, log: &Each<Incident>, found: &mut Shortfalls) {
    let by_others = log
        .iter()
        .filter(|incident| matches!(incident.detected_by, Some(DetectedBy::Customer) | None))
        .count();
    if by_others * 2 > log.len() {
        found
            .warns(
                "customers_noticed",
                incidents.at("log"),
                "incidents.log",
                format!(
                    "{by_others} of {} incidents were noticed by customers, or nobody told by whom",
                    log.len()
                ),
            )
            .owned_by(incidents.owner.as_deref())
            .cure("watch what customers noticed first, and write `detected_by`");
    }
}

fn check_silence(
    cx: &Context<'_>,
    incidents: &Located<Incidents>,
    log: &Each<Incident>,
    found: &mut Shortfalls,
) {
    if !log.is_empty() {
        return;
    }
    let releases = cx
        .manifest
        .releases
        .given()
        .into_iter()
        .flat_map(|releases| releases.iter());
    let mut failed = releases.filter(|release| release.did_not_stay());
    if let Some(release) = failed.next() {
        found
            .warns(
                "nothing_recorded",
                incidents.at("log"),
                "incidents.log",
                format!(
                    "no incident is on record, although release `{}` did not end well",
                    release.id
                ),
            )
            .owned_by(incidents.owner.as_deref())
            .beside(release.at("outcome"), "did not end well")
            .cure("write down what happened then");
    }
}
