//! What data a proof of concept holds, and what its logs do.

use crate::manifest::Stands;
use crate::manifest::model::{EnvironmentData, EnvironmentKind};
use crate::rules::{Context, Fact, RuleOutcome, Shortfalls};

pub(super) fn no_real_personal_data(cx: &Context<'_>) -> RuleOutcome {
    let mut found = Shortfalls::none();
    for (id, environment) in cx.environments_of(EnvironmentKind::Poc, &mut found)? {
        let holds = environment
            .data
            .map_or_else(String::new, |data| data.to_string());
        Fact {
            clause: "not_synthetic",
            field: "data",
            path: environment.at("data"),
            subject: id,
            owner: cx.owner_or_area(environment.owner.as_ref(), "poc"),
            is_so: environment.data.map(|data| data == EnvironmentData::Synthetic),
            otherwise: format!("environment `{id}` is a proof of concept and holds data that is `{holds}`, not `synthetic`"),
            cure: "delete that data and make some up",
        }
        .check(&mut found);
    }
    if let Some(logging) = cx.told(&cx.manifest.logging, "logging", &mut found) {
        Fact {
            clause: "personal_data_in_logs",
            field: "pii",
            path: logging.at("pii"),
            subject: "logging",
            owner: cx.owner_or_area(logging.owner.as_ref(), "poc"),
            is_so: logging.pii.map(|holds_any| !holds_any),
            otherwise: "personal data or secrets get into logs".to_owned(),
            cure: "keep them out where the line is written, and delete the old lines",
        }
        .check(&mut found);
    }
    Ok(found)
}
