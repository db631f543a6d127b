//! Which security tests count as looked at from outside.

use crate::manifest::Stands;
use crate::manifest::model::{EvidenceStatus, SecurityTest};
use crate::rules::{Context, Unjudged};
use crate::time::Day;
use crate::yaml::Each;

/// The security tests, or why there is nothing to judge.
pub fn security_tests<'a>(cx: &Context<'a>) -> Result<&'a Each<SecurityTest>, Unjudged> {
    let security = cx.section(&cx.manifest.security, "security")?;
    cx.part(
        security.tests.as_ref(),
        security.at("tests"),
        "security.tests",
    )
}

/// Whether a test counts as one by somebody independent that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing<'a> {
    /// It does, since that day.
    Counts(Day),
    /// It does not, and nobody says it does.
    Other(String),
    /// It is called independent, and this is one of the people who build the system.
    ByBuilder(&'a str),
    /// These fields decide it, and nobody told them.
    Untold(Vec<&'static str>),
}

/// Whether a test counts as one by somebody independent that is over.
pub fn standing<'t>(cx: &Context<'_>, test: &'t SecurityTest) -> Standing<'t> {
    if test.independent == Some(false) {
        return Standing::Other("is not independent".to_owned());
    }
    if test.status == Some(EvidenceStatus::Draft) {
        return Standing::Other("is a draft".to_owned());
    }
    if let Some(date) = test.date.filter(|&date| cx.is_yet_to_come(date)) {
        return Standing::Other(format!("is dated {date}, which is still to come"));
    }
    match (test.date, test.by.as_deref()) {
        (_, Some(by)) if is_builder(cx, by) => Standing::ByBuilder(by),
        (Some(date), Some(_)) if test.independent.is_some() && test.status.is_some() => {
            Standing::Counts(date)
        }
        _ => Standing::Untold(untold_fields(test)),
    }
}

fn untold_fields(test: &SecurityTest) -> Vec<&'static str> {
    let fields = [
        ("independent", test.independent.is_none()),
        ("status", test.status.is_none()),
        ("date", test.date.is_none()),
        ("by", test.by.is_none()),
    ];
    let untold = fields.into_iter().filter(|(_, is_untold)| *is_untold);
    untold.map(|(field, _)| field).collect()
}

/// Whether a tester is the company itself or one of its people; an adviser from outside is none unless they may change production.
fn is_builder(cx: &Context<'_>, by: &str) -> bool {
    let builds = |id: &str| {
        let is_external = cx
            .person(id)
            .is_some_and(|person| person.external == Some(true));
        let authority = cx.manifest.authority.given();
        let may_change =
            authority.is_some_and(|authority| cx.held_any(id, authority.change.iter(), cx.as_of));
        !is_external || may_change
    };
    cx.is_the_company(by) || cx.own_people(by).into_iter().any(builds)
}
