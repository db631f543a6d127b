//! What customers will be told, before anybody builds what has to keep it.

use crate::manifest::model::Commitment;
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls};

pub(super) fn promises_drafted(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let mut found = Shortfalls::none();
    if cx.promises().next().is_none() {
        found
            .fails(
                "none_listed",
                ManifestPath::top("promises"),
                "promises",
                "no promise is listed, not even that nothing is promised",
            )
            .cure("list what customers will be told, with a value or `none` for each kind");
    }
    for promise in cx.promises() {
        if promise.commitment == Commitment::Unsaid {
            found
                .untold(
                    promise.at("value"),
                    &promise.id,
                    format!("promise `{}` does not say what is promised", promise.id),
                )
                .owned_by(promise.owner.as_deref())
                .cure("write `value`, or `value: none`");
        }
    }
    Ok(found)
}
