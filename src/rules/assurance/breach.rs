//! How a place breaks a promised deletion.

use super::deletion::{Content, Horizon};
use crate::manifest::model::Promise;
use crate::manifest::{ManifestPath, Stands};
use crate::time::Span;
use crate::yaml::Located;

/// How a place breaks a promised deletion.
pub struct Breach {
    /// Which of the ways it is.
    pub kind: BreachKind,
    /// Where the time is written that is too long.
    pub path: ManifestPath,
    /// Both times, in words.
    pub message: String,
    /// What to change.
    pub cure: String,
}

/// The ways in which a place breaks a promised deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BreachKind {
    /// Live data alone stays too long.
    Live,
    /// Backups stay longer than the promise grants them.
    Backups,
    /// Both together stay too long.
    Total,
    /// Records that the law wants kept stay longer, and the promise does not say so.
    RecordsUnsaid,
}

/// How a place breaks a promised deletion; nothing where it keeps it, or nobody told enough to say.
///
/// `longest_copies` is how long backups stay where they stay longest of all places that the promise is about: a promise about backups
/// binds those too that broke nothing so far.
pub fn breach(
    horizon: &Horizon<'_>,
    promise: &Located<Promise>,
    limit: Span,
    longest_copies: Option<Span>,
) -> Option<Breach> {
    let said = format!("promise `{}` says {limit}", promise.id);
    let name = &horizon.name;
    let live = horizon.live.time.span()?;
    let copies = horizon.copies.time.span();
    if horizon.content == Content::Records {
        let total = horizon
            .total()
            .filter(|total| promise.limitations.is_none() && !total.fits_within(&limit))?;
        return Some(Breach {
            kind: BreachKind::RecordsUnsaid,
            path: horizon.live.path.clone(),
            message: format!(
                "{said}; {name} keeps invoices or records for auditors for {total}, and the promise does not say so"
            ),
            cure: "name under `limitations` what the law wants kept, in the words customers read"
                .to_owned(),
        });
    }
    if !live.fits_within(&limit) {
        return Some(Breach {
            kind: BreachKind::Live,
            path: horizon.live.path.clone(),
            message: format!("{said}; {name} keeps data for {live}"),
            cure: format!("delete sooner, or promise {live}"),
        });
    }
    let copies = copies?;
    if let Some(own) = promise.backups_within {
        return (!copies.fits_within(&own)).then(|| Breach {
            kind: BreachKind::Backups,
            path: horizon.copies.path.clone(),
            message: format!(
                "promise `{}` says {own} for backups; those of {name} are kept for {copies}",
                promise.id
            ),
            cure: format!("keep backups for {own} at most, or promise {copies} for them"),
        });
    }
    let total = live + copies;
    let longest = longest_copies.unwrap_or(copies);
    (!total.fits_within(&limit)).then(|| Breach {
        kind: BreachKind::Total,
        path: horizon.copies.path.clone(),
        message: format!("{said}; {name} keeps data for {live} and its backups for {copies}: {total}"),
        cure: format!("say in the promise that backups stay for {longest} (`backups_within`), keep them shorter, or promise {total}"),
    })
}

/// Where the promise stands that is broken.
pub fn promised_at(promise: &Located<Promise>, kind: BreachKind) -> ManifestPath {
    match kind {
        BreachKind::Live | BreachKind::Total => promise.at("value"),
        BreachKind::Backups => promise.at("backups_within"),
        BreachKind::RecordsUnsaid => promise.at("limitations"),
    }
}
