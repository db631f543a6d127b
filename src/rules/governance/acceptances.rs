//! Acceptances as both of their gates see them: whether any are told, and who signed last.

use crate::manifest::model::{Acceptance, Who};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, Unjudged};
use crate::time::Day;
use crate::yaml::{Each, Located};

/// The acceptances, or why there are none to judge.
pub(super) fn told<'a>(cx: &Context<'a>) -> Result<&'a Each<Acceptance>, Unjudged> {
    let acceptances = cx
        .section(&cx.manifest.acceptances, "acceptances")
        .map_err(|unjudged| match unjudged {
            Unjudged::NotApplicable(_) => unjudged,
            Unjudged::Untold(_) => Unjudged::untold(
                ManifestPath::top("acceptances"),
                "acceptances",
                "nobody told which risks are accepted",
                "write `acceptances: []` where none is, or list them",
            ),
        })?;
    if acceptances.is_empty() {
        return Err(Unjudged::not_applicable("nothing is accepted"));
    }
    Ok(acceptances)
}

/// Who signed an acceptance, in which role, and when; and where that is written.
pub(super) struct Signature<'a> {
    pub(super) by: Option<&'a Who>,
    pub(super) role: Option<&'a Who>,
    pub(super) date: Option<Day>,
    pub(super) record: ManifestPath,
}

impl Signature<'_> {
    /// A field of the signature.
    pub(super) fn at(&self, field: &'static str) -> ManifestPath {
        ManifestPath {
            place: self.record.place,
            tail: field.into(),
        }
    }
}

/// The last signature by the day judged: the newest renewal, or the acceptance itself.
pub(super) fn last_signature<'a>(
    cx: &Context<'a>,
    acceptance: &'a Located<Acceptance>,
) -> Signature<'a> {
    let renewed = cx
        .newest(acceptance.renewals.iter(), |renewal| renewal.date)
        .filter(|&(_, date)| acceptance.date.is_none_or(|first| first <= date));
    match renewed {
        Some((renewal, date)) => Signature {
            by: renewal.by.as_ref(),
            role: renewal.role.as_ref(),
            date: Some(date),
            record: renewal.here(),
        },
        None => Signature {
            by: acceptance.by.as_ref(),
            role: acceptance.role.as_ref(),
            date: acceptance.date,
            record: acceptance.here(),
        },
    }
}
