//! Where governance documents lie.

use crate::manifest::Stands;
use crate::rules::{Context, Fact, RuleOutcome, Shortfalls};

pub(super) fn documents_held(cx: &Context<'_>) -> RuleOutcome {
    let company = &cx.manifest.company;
    let documents = cx.part(
        company.documents.as_ref(),
        company.at("documents"),
        "company.documents",
    )?;
    let owner = cx.owner_or_area(documents.owner.as_ref(), "company");
    let mut found = Shortfalls::none();
    if documents.r#where.is_none() {
        found
            .untold(
                documents.at("where"),
                "documents",
                "nobody told where governance documents lie",
            )
            .owned_by(owner)
            .comparing("where")
            .cure("write `where`");
    }
    Fact {
        clause: "personal_store",
        field: "personal",
        path: documents.at("personal"),
        subject: "documents",
        owner,
        is_so: documents.personal.map(|is_personal| !is_personal),
        otherwise: "governance documents lie in somebody's private store".to_owned(),
        cure: "move them to a place of the company",
    }
    .check(&mut found);
    Fact {
        clause: "not_backed_up",
        field: "backup",
        path: documents.at("backup"),
        subject: "documents",
        owner,
        is_so: documents.backup,
        otherwise: "there is no second copy of the governance documents".to_owned(),
        cure: "let the place be backed up",
    }
    .check(&mut found);
    if let Some(message) = super::why_unowned(cx, owner, "the governance documents") {
        found
            .fails("no_owner", documents.at("owner"), "documents", message)
            .owned_by(owner)
            .cure("write `owner`: somebody who is there");
    }
    Ok(found)
}
