//! The trust pack as a document: there, approved, owned, lately read, and the one that customers get.

use crate::evidence::FileState;
use crate::gate::embedded::MAX_TRUST_PACK_AGE;
use crate::manifest::Stands;
use crate::manifest::model::{Confidentiality, EvidenceRef, TrustPack};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::yaml::Located;

pub(super) fn trust_pack_current(cx: &Context<'_>) -> RuleOutcome {
    let pack = cx.section(&cx.manifest.trust_pack, "trust_pack")?;
    let owner = cx.owner_or_area(pack.owner.as_ref(), "trust");
    let mut found = Shortfalls::none();
    check_owner(cx, pack, owner, &mut found);
    check_file(cx, pack, owner, &mut found);
    check_approval(cx, pack, owner, &mut found);
    check_review(cx, pack, owner, &mut found);
    check_hashes(cx, pack, owner, &mut found);
    Ok(found)
}

fn check_owner(
    cx: &Context<'_>,
    pack: &Located<TrustPack>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let path = pack.at("owner");
    let Some(owner) = owner else {
        found
            .fails("unowned", path, "owner", "nobody owns the trust pack")
            .cure("write `owner`: one name");
        return;
    };
    if let Some(lost) = cx.lost(owner) {
        let message = format!("nobody owns the trust pack: {}", lost.reason);
        let shortfall = found.fails("unowned", path, "owner", message);
        if let Some(because) = lost.because {
            shortfall.beside(because, "this is why");
        }
        shortfall.cure("hand it to somebody who is there");
    } else if !has_deputy(cx, owner) {
        found
            .warns(
                "no_deputy",
                path,
                "owner",
                format!("nobody stands in for `{owner}`, who owns the trust pack"),
            )
            .owned_by(Some(owner))
            .cure("let a second person own it, name a deputy for absences, or let another role publish");
    }
}

/// Whether somebody else who is there can look after the pack.
fn has_deputy(cx: &Context<'_>, owner: &str) -> bool {
    let owners = cx.people_behind(owner);
    let is_another = |person: &&str| !owners.contains(person);
    let absences = owners
        .iter()
        .filter_map(|id| cx.person(id))
        .flat_map(|person| person.away.iter());
    owners.len() > 1
        || absences
            .filter_map(|absence| absence.deputy.as_deref())
            .flat_map(|deputy| cx.people_behind(deputy))
            .any(|person| is_another(&person))
        || cx
            .holders_on(cx.publish_roles(), cx.as_of)
            .iter()
            .any(is_another)
}

fn check_file(
    cx: &Context<'_>,
    pack: &Located<TrustPack>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let Some(file) = &pack.file else {
        found
            .fails(
                "file_missing",
                pack.at("file"),
                "file",
                "the trust pack names no file",
            )
            .owned_by(owner)
            .cure("write `file`: its path, or its id under `evidence`");
        return;
    };
    // how long it counts without a day of its own is for the review to say
    let proof = cx.weigh_of(file, Some(cx.as_of));
    if let Some(defect) = &proof.defect {
        found
            .fails(
                "file_void",
                pack.at("file"),
                "file",
                format!("nothing can rest on the file of the trust pack: {defect}"),
            )
            .owned_by(owner)
            .cure("put the file there, and record its hash anew after each approval");
    } else {
        found.rests_on(proof.basis());
    }
    let Some(evidence) = cx.registered_behind(file) else {
        return;
    };
    let marked = match evidence.confidentiality {
        Some(Confidentiality::Public | Confidentiality::CustomerSafe) => None,
        Some(Confidentiality::Internal) => Some("is marked as internal"),
        None => Some("does not say who may see it, which means that it is internal"),
    };
    if let Some(marked) = marked {
        found
            .fails(
                "not_for_customers",
                evidence.at("confidentiality"),
                "file",
                format!("`{}` is the trust pack, and it {marked}", evidence.id),
            )
            .owned_by(owner)
            .cure("write `confidentiality: customer_safe` or `public`, or name another file");
    }
}

fn check_approval(
    cx: &Context<'_>,
    pack: &Located<TrustPack>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let Some(by) = pack.approved_by.as_deref() else {
        found
            .fails(
                "not_approved",
                pack.at("approved_by"),
                "approved_by",
                "nobody approved the trust pack",
            )
            .owned_by(owner)
            .cure("have somebody approve it whose role is under `authority.publish`");
        return;
    };
    let Some(date) = pack.approved else {
        untold(
            pack,
            "approved",
            owner,
            "nobody told when the trust pack was approved",
            found,
        );
        return;
    };
    let why = if cx.is_yet_to_come(date) {
        format!("the approval is dated {date}, which is still to come")
    } else if cx.publish_roles().is_empty() {
        found
            .untold(
                crate::manifest::ManifestPath::top("authority.publish"),
                "authority",
                "nobody told who may publish",
            )
            .cure("write `authority.publish`, or `authority.release`, which stands in for it");
        return;
    } else if cx.held_any(by, cx.publish_roles(), date) {
        return;
    } else {
        format!("`{by}` approved the trust pack on {date}, and could not publish on that day")
    };
    found
        .fails("not_approved", pack.at("approved_by"), "approved_by", why)
        .owned_by(owner)
        .cure("have somebody approve it whose role is under `authority.publish`");
}

fn check_review(
    cx: &Context<'_>,
    pack: &Located<TrustPack>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let limit = cx.parameters.span(MAX_TRUST_PACK_AGE);
    let message = match pack.reviewed {
        None => {
            let message = "nobody told when the trust pack was last read";
            untold(pack, "reviewed", owner, message, found);
            return;
        }
        Some(day) if cx.is_yet_to_come(day) => {
            format!("the review of the trust pack is dated {day}, which is still to come")
        }
        Some(day) if cx.is_older(day, &limit) => format!(
            "the trust pack was last read on {day}, {} days ago; {limit} is the limit",
            cx.age_days(day)
        ),
        Some(_) => return,
    };
    found
        .fails("review_too_old", pack.at("reviewed"), "reviewed", message)
        .owned_by(owner)
        .cure("read it against what is so today, and set `reviewed`");
}

/// Holds what is published, and the file itself, against what was approved.
fn check_hashes(
    cx: &Context<'_>,
    pack: &Located<TrustPack>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let file = pack.file.as_ref().and_then(|file| hash_of_file(cx, file));
    let Some(approved) = pack.approved_sha256.as_deref() else {
        let message = "nobody told which text of the trust pack was approved";
        let shortfall = untold(pack, "approved_sha256", owner, message, found);
        if let Some(file) = file {
            shortfall.help = format!("write `approved_sha256: {file}` if that text was approved");
        }
        return;
    };
    let published = pack.published_sha256.as_deref();
    if published.is_none() && file.is_none() {
        let message = "nobody told which text of the trust pack is published";
        untold(pack, "published_sha256", owner, message, found);
    }
    let texts = [
        ("published_sha256", published, "what is published"),
        ("file", file, "the file"),
    ];
    for (field, hash, what) in texts {
        if let Some(hash) = hash.filter(|hash| !hash.eq_ignore_ascii_case(approved)) {
            found
                .fails(
                    "published_differs",
                    pack.at(field),
                    field,
                    format!(
                        "{what} has the hash `{}`, and what was approved has `{}`",
                        start(hash),
                        start(approved)
                    ),
                )
                .owned_by(owner)
                .beside(pack.at("approved_sha256"), "approved")
                .cure("publish what was approved, or have approved what is published");
        }
    }
}

fn hash_of_file<'a>(cx: &Context<'a>, file: &'a EvidenceRef) -> Option<&'a str> {
    match cx.files.state(cx.path_behind(file)?) {
        FileState::Read { sha256, .. } => Some(sha256),
        FileState::Missing | FileState::Outside | FileState::Unreadable(_) => None,
    }
}

/// As much of a hash as a person compares.
fn start(hash: &str) -> String {
    let shown: String = hash.chars().take(12).collect();
    format!("{shown}…")
}

fn untold<'f>(
    pack: &Located<TrustPack>,
    field: &'static str,
    owner: Option<&str>,
    message: &str,
    found: &'f mut Shortfalls,
) -> &'f mut crate::rules::Shortfall {
    found
        .untold(pack.at(field), field, message)
        .owned_by(owner)
        .cure(format!("write `{field}`"))
}
