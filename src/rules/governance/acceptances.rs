//! Acceptances as both of their gates see them: whether any are told, and who signed last.

use crate::gate::Severity;
use crate::manifest::model::{Acceptance, Id, Who};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, Shortfalls, Unjudged};
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

/// The day of the last signature by the day judged; nothing where it has none.
pub fn last_signed<'a>(cx: &Context<'a>, acceptance: &'a Located<Acceptance>) -> Option<Day> {
    last_signature(cx, acceptance).date
}

/// The last signature by the day judged: the newest renewal, or the acceptance itself; a renewal without a day may be the newest.
pub(super) fn last_signature<'a>(
    cx: &Context<'a>,
    acceptance: &'a Located<Acceptance>,
) -> Signature<'a> {
    if let Some(undated) = acceptance.renewals.iter().find(|it| it.date.is_none()) {
        return Signature {
            by: undated.by.as_ref(),
            role: undated.role.as_ref(),
            date: None,
            record: undated.here(),
        };
    }
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

/// An acceptance of what is no longer reported covers nothing, and does no harm to the rest of what it covers.
pub(super) fn unreported(
    cx: &Context<'_>,
    acceptance: &Located<Acceptance>,
    name: &Located<Id>,
    found: &mut Shortfalls,
) {
    let id = acceptance.id.as_str();
    let clock = cx.register.scans().ledger.clock(name);
    let aside = cx.register.find_aside(name);
    let since = match (aside, clock.and_then(|clock| clock.gone_on)) {
        (Some(aside), _) if aside.state.is_there() => "which is a remark".to_owned(),
        (Some(aside), _) => format!("which its reports call {}", aside.state.word()),
        (None, Some(gone)) => format!("which is gone since {gone}"),
        (None, None) => "which no report names".to_owned(),
    };
    found
        .warns(
            "covers_unreported",
            name.here(),
            id,
            format!("`{id}` covers `{name}`, {since}"),
        )
        .owned_by(acceptance.by.as_deref())
        .comparing(name)
        .weighs(Severity::Minor)
        .cure("take it out of `covers`, or correct the key; `readyctl findings` lists them");
}
