//! The day on which the trust pack was last read, against the days on which something changed that it speaks of.

use super::changes::{Change, changes, warnings};
use crate::manifest::model::{EvidenceKind, TrustPack};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::{Day, Span};
use crate::yaml::Located;

/// How much older than the pack's review the other texts that customers read may be.
const OTHER_TEXTS: Span = Span::from_days(180);

pub(super) fn pack_newer_than_reality(cx: &Context<'_>) -> RuleOutcome {
    let pack = cx.section(&cx.manifest.trust_pack, "trust_pack")?;
    let reviewed = pack.reviewed.filter(|&day| !cx.is_yet_to_come(day));
    let Some(reviewed) = reviewed else {
        return Err(Unjudged::untold(
            pack.at("reviewed"),
            "reviewed",
            "nobody told of a day on which the trust pack was last read",
            "read it, and write the day under `reviewed`",
        ));
    };
    let mut found = Shortfalls::none();
    let review = Review {
        pack,
        reviewed,
        as_of: cx.as_of,
    };
    for change in changes(cx, reviewed, &mut found) {
        review.hold_against(change, Shortfalls::fails, &mut found);
    }
    for change in warnings(cx) {
        review.hold_against(change, Shortfalls::warns, &mut found);
    }
    check_texts(cx, pack, reviewed, &mut found);
    Ok(found)
}

/// The last review of the pack.
struct Review<'a> {
    pack: &'a Located<TrustPack>,
    reviewed: Day,
    as_of: Day,
}

/// How a change is reported.
type Report = for<'f> fn(
    &'f mut Shortfalls,
    &'static str,
    ManifestPath,
    &str,
    String,
) -> &'f mut crate::rules::Shortfall;

impl Review<'_> {
    /// Reports a change that came after the review.
    fn hold_against(&self, change: Change<'_>, report: Report, found: &mut Shortfalls) {
        if change.day <= self.reviewed || change.day > self.as_of {
            return;
        }
        let message = format!(
            "{} on {}, and the trust pack was last read on {}",
            change.what, change.day, self.reviewed
        );
        report(found, change.clause, change.path, change.subject, message)
            .owned_by(self.pack.owner.as_deref())
            .comparing(change.compared)
            .beside(self.pack.at("reviewed"), "last read")
            .cure("read what the pack says of it, mend that where needed, and set `reviewed`");
    }
}

fn check_texts(cx: &Context<'_>, pack: &Located<TrustPack>, reviewed: Day, found: &mut Shortfalls) {
    let notice = cx.manifest.privacy_notice.given();
    let notice = notice.and_then(|notice| {
        Some((
            "the privacy notice",
            "privacy_notice",
            notice.date?,
            notice.at("date"),
        ))
    });
    let evidence = cx.manifest.evidence.given().into_iter();
    let templates = evidence
        .flat_map(|evidence| evidence.iter())
        .filter(|evidence| evidence.kind == Some(EvidenceKind::DpaTemplate));
    let template = cx
        .newest(templates, |evidence| evidence.date)
        .map(|(evidence, date)| {
            (
                "the processor contract offered to customers",
                evidence.id.as_str(),
                date,
                evidence.at("date"),
            )
        });
    let status_page = pack.status_page_reviewed.map(|day| {
        (
            "the text of the status page",
            "status_page",
            day,
            pack.at("status_page_reviewed"),
        )
    });
    for (text, subject, day, path) in [notice, template, status_page].into_iter().flatten() {
        if day.plus(&OTHER_TEXTS) < reviewed {
            found
                .warns("texts_older", path, subject, format!("{text} is of {day}, {} days older than the review of the trust pack on {reviewed}; {OTHER_TEXTS} is the limit", reviewed.days_since(day)))
                .owned_by(pack.owner.as_deref())
                .beside(pack.at("reviewed"), "the review of the pack")
                .cure("read it beside the pack, and write the day");
        }
    }
}
