//! Which evidence production needs, and whether that was fixed before there was something to fit it to.

use crate::manifest::model::{EnvironmentKind, RequiredEvidence};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn evidence_list_set(cx: &Context<'_>) -> RuleOutcome {
    let required = cx.section(&cx.manifest.required_evidence, "required_evidence")?;
    let list = cx.part(
        required.get("production"),
        ManifestPath::top("required_evidence"),
        "required_evidence.production",
    )?;
    let mut found = Shortfalls::none();
    if list.kinds.is_empty() {
        found
            .fails(
                "names_nothing",
                list.at("kinds"),
                LIST,
                "the list of evidence for production names no kind",
            )
            .owned_by(list.owner.as_deref())
            .cure("write the kinds that must exist before production begins");
    }
    check_author(cx, list, &mut found);
    match list.date {
        Some(date) if !cx.is_yet_to_come(date) => check_order(cx, list, date, &mut found)?,
        Some(_) | None => {
            found
                .untold(
                    list.at("date"),
                    LIST,
                    "nobody told on which past day the list of evidence was fixed",
                )
                .owned_by(list.owner.as_deref())
                .comparing("date")
                .cure("write `date`");
        }
    }
    Ok(found)
}

const LIST: &str = "required_evidence.production";

fn check_author(cx: &Context<'_>, list: &Located<RequiredEvidence>, found: &mut Shortfalls) {
    let is_known = list
        .by
        .as_ref()
        .is_some_and(|by| cx.person(by).is_some() || cx.is_human(by));
    if !is_known {
        found
            .untold(
                list.at("by"),
                LIST,
                "nobody told who fixed the list of evidence",
            )
            .owned_by(list.owner.as_deref())
            .comparing("by")
            .cure("write `by`");
    }
}

/// A list that is younger than production may have been cut to what was there.
fn check_order(
    cx: &Context<'_>,
    list: &Located<RequiredEvidence>,
    date: Day,
    found: &mut Shortfalls,
) -> Result<(), Unjudged> {
    let environments = match cx.environments_of(EnvironmentKind::Production, found) {
        Ok(environments) => environments,
        Err(Unjudged::NotApplicable(_)) => return Ok(()),
        Err(untold) => return Err(untold),
    };
    for (id, environment) in environments {
        // A day to come tells nothing of what is there.
        let created = environment
            .created
            .filter(|&created| !cx.is_yet_to_come(created));
        match created {
            Some(created) if date <= created => {}
            Some(created) => {
                found
                    .fails("after_production", list.at("date"), id, format!("the list of evidence is of {date}, and environment `{id}` is there since {created}"))
                    .owned_by(list.owner.as_deref())
                    .beside(environment.at("created"), "created here")
                    .cure("have somebody who did not build it say what production needs, and accept what is missing");
            }
            None => {
                found
                    .untold(
                        environment.at("created"),
                        id,
                        format!("nobody told since which past day environment `{id}` is there; the list of evidence is of {date}"),
                    )
                    .owned_by(environment.owner.as_deref())
                    .comparing("created")
                    .cure("write `created`, and the environment only once it is there");
            }
        }
    }
    Ok(())
}
