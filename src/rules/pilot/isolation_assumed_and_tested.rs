//! What keeps customers apart in the pilot, and the newest try to get across.

use crate::manifest::Stands;
use crate::manifest::model::{IsolationTest, Tenancy};
use crate::rules::assurance::tried::{Tried, place_of};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::Span;
use crate::yaml::Located;

/// How old the newest try may be; production asks for a younger one.
const TRIED_WITHIN: Span = Span::from_days(365);

pub(super) fn isolation_assumed_and_tested(cx: &Context<'_>) -> RuleOutcome {
    let tenancy = cx.section(&cx.manifest.tenancy, "tenancy")?;
    let owner = cx.owner_or_area(tenancy.owner.as_ref(), "pilot");
    let mut found = Shortfalls::none();
    let fields = [
        ("model", tenancy.model.is_none()),
        ("boundary", tenancy.boundary.is_none()),
    ];
    for (field, _) in fields.into_iter().filter(|(_, is_absent)| *is_absent) {
        found
            .fails(
                "not_decided",
                tenancy.at(field),
                "tenancy",
                format!("nobody decided `{field}`: how customers are kept apart"),
            )
            .owned_by(owner)
            .comparing(field)
            .cure(format!("decide, and write `{field}`"));
    }
    check_tests(cx, tenancy, owner, &mut found);
    Ok(found)
}

fn check_tests(
    cx: &Context<'_>,
    tenancy: &Located<Tenancy>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let undated: Vec<_> = tenancy
        .tests
        .iter()
        .filter(|it| it.date.is_none())
        .collect();
    for test in &undated {
        tried(test, owner).untold("date", "does not say when it was", found);
    }
    match cx.newest(&tenancy.tests, |test| test.date) {
        Some((test, date)) => {
            let tried = tried(test, owner);
            tried.check_result(test.result, found);
            tried.check_age(cx, date, TRIED_WITHIN, found);
        }
        None if undated.is_empty() => {
            found
                .fails(
                    "never_tested",
                    tenancy.at("tests"),
                    "tenancy",
                    "nobody tried to reach the data of one customer as another",
                )
                .owned_by(owner)
                .cure("make two test customers, let one ask for what is the other's, and write that down under `tests`");
        }
        None => {}
    }
}

fn tried<'t>(test: &'t Located<IsolationTest>, owner: Option<&'t str>) -> Tried<'t> {
    let id = test.id.as_deref().unwrap_or("without an id");
    Tried {
        record: place_of(test),
        what: format!("the newest try to cross the boundary, `{id}`"),
        subject: "tenancy",
        owner: test.owner.as_deref().or(owner),
        promises: Vec::new(),
    }
}
