//! Whether anybody looked if an impact assessment is needed, and began it.

use super::why_none;
use crate::manifest::Stands;
use crate::rules::assurance::{check_screening, reasons_for_assessment};
use crate::rules::{Context, RuleOutcome, Shortfalls};

pub(super) fn dpia_started(cx: &Context<'_>) -> RuleOutcome {
    let data = cx.section(&cx.manifest.data, "data")?;
    let mut found = Shortfalls::none();
    check_screening(cx, data, &mut found);
    let reasons = reasons_for_assessment(cx, data);
    if let Some(dpia) = &data.dpia
        && !reasons.is_empty()
        && !cx.is_done(dpia.date)
        && let Some(why) = why_none(cx, dpia.evidence.as_ref())
    {
        found
            .fails(
                "not_begun",
                dpia.at("date"),
                "dpia",
                format!(
                    "an impact assessment is needed for {}, and was not begun{why}",
                    reasons.join(", ")
                ),
            )
            .owned_by(dpia.owner.as_deref().or(data.owner.as_deref()))
            .cure("begin it, and write where the draft lies as `evidence`");
    }
    Ok(found)
}
