//! What pilot users were told of their data and of support.

use super::why_none;
use crate::manifest::Stands;
use crate::manifest::model::ToldUsers;
use crate::rules::{Context, Fact, RuleOutcome, Shortfalls};

pub(super) fn pilot_users_told(cx: &Context<'_>) -> RuleOutcome {
    let pilot = cx.section(&cx.manifest.pilot_data, "pilot_data")?;
    let owner = cx.owner_or_area(pilot.owner.as_ref(), "pilot");
    let mut found = Shortfalls::none();
    Fact {
        clause: "not_told",
        field: "told_users",
        path: pilot.at("told_users"),
        subject: "pilot_data",
        owner,
        is_so: pilot.told_users.map(|told| told != ToldUsers::Nothing),
        otherwise: "pilot users were told nothing about their data".to_owned(),
        cure: "tell them what becomes of it, and write what you said",
    }
    .check(&mut found);
    if let Some(why) = why_none(cx, pilot.notice.as_ref()) {
        found
            .fails(
                "no_notice",
                pilot.at("notice"),
                "pilot_data",
                format!("nothing shows what pilot users were told{why}"),
            )
            .owned_by(owner)
            .cure("keep the notice, and write it as `notice`");
    }
    let stage = &cx.manifest.stage;
    let frame = stage.pilot.as_ref();
    if let Some(why) = why_none(cx, frame.and_then(|frame| frame.terms.as_ref())) {
        let path = frame.map_or_else(|| stage.at("pilot"), |frame| frame.at("terms"));
        found
            .fails(
                "no_terms",
                path,
                "stage.pilot",
                format!("pilot users agreed to no terms of the pilot{why}"),
            )
            .owned_by(owner)
            .cure("write one page on support, availability and the end, and keep it as `terms`");
    }
    Ok(found)
}
