//! The newest scan of the source and its history for secrets.

use crate::manifest::Stands;
use crate::rules::security::check_secrets;
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::Span;

/// How old the newest scan may be; production asks for a younger one.
const SCANNED_WITHIN: Span = Span::from_days(30);

pub(super) fn no_secrets_in_source(cx: &Context<'_>) -> RuleOutcome {
    let supply_chain = cx.section(&cx.manifest.supply_chain, "supply_chain")?;
    let build = cx.part(
        supply_chain.build.as_ref(),
        supply_chain.at("build"),
        "supply_chain.build",
    )?;
    let owner = build.owner.as_deref().or(supply_chain.owner.as_deref());
    let mut found = Shortfalls::none();
    check_secrets(cx, build, SCANNED_WITHIN, owner, &mut found);
    Ok(found)
}
