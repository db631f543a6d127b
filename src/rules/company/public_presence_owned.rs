//! What the public sees, and whether an address there reaches a person.

use crate::manifest::Stands;
use crate::manifest::model::{PublicContact, PublicPresence};
use crate::rules::{Asked, Context, RuleOutcome, Shortfalls};
use crate::yaml::Located;

pub(super) fn public_presence_owned(cx: &Context<'_>) -> RuleOutcome {
    let company = &cx.manifest.company;
    let public = cx.part(
        company.public.as_ref(),
        company.at("public"),
        "company.public",
    )?;
    let owner = cx.owner_or_area(public.owner.as_ref(), "company");
    let mut found = Shortfalls::none();
    check_fields(public, owner, &mut found);
    if let Some(message) = super::why_unowned(cx, owner, "what the public sees") {
        found
            .fails("no_owner", public.at("owner"), "public", message)
            .owned_by(owner)
            .cure("write `owner`: somebody who is there");
    }
    for contact in &public.contacts {
        check_contact(cx, contact, owner, &mut found);
    }
    Ok(found)
}

fn check_fields(public: &Located<PublicPresence>, owner: Option<&str>, found: &mut Shortfalls) {
    let fields = [
        ("site", public.site.is_none()),
        ("privacy", public.privacy.is_none()),
        ("contacts", public.contacts.is_empty()),
    ];
    Asked::of(public, "public", owner).ask(
        fields,
        |field| format!("nobody told `{field}` of what the public sees"),
        found,
    );
}

fn check_contact(
    cx: &Context<'_>,
    contact: &Located<PublicContact>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let address = &contact.address;
    let Some(reaches) = &contact.reaches else {
        found
            .untold(
                contact.at("reaches"),
                address,
                format!("nobody told whom `{address}` reaches"),
            )
            .owned_by(owner)
            .comparing("reaches")
            .cure("write `reaches`");
        return;
    };
    if let Some(lost) = cx.lost(reaches) {
        let shortfall = found.fails(
            "contact_dead_ends",
            contact.at("reaches"),
            address,
            format!("`{address}` reaches nobody who is there: {}", lost.reason),
        );
        if let Some(because) = lost.because {
            shortfall.beside(because, "because of this");
        }
        shortfall
            .owned_by(owner)
            .cure("send it to somebody who is there");
    }
}
