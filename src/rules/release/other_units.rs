//! Load tests and quotas with units in which no load of the service is told.

use std::collections::BTreeSet;

use super::capacity_known::Newest;
use crate::manifest::Stands;
use crate::manifest::model::{Service, TestResult};
use crate::rules::Shortfalls;
use crate::yaml::Located;

/// A test with a unit that no demand names says nothing against one; unless it is the newest, and did not pass or only spells the unit
/// otherwise.
pub(super) fn check_other_units(
    (id, service): (&str, &Located<Service>),
    units: &BTreeSet<&str>,
    newest: &Newest<'_>,
    found: &mut Shortfalls,
) {
    let of_service = newest.iter().filter(|((of, _), _)| *of == id);
    let (judged, others): (Vec<_>, Vec<_>) =
        of_service.partition(|((_, unit), _)| units.contains(unit));
    let last = judged.iter().map(|(_, (_, day))| *day).max();
    for ((_, unit), (test, day)) in others {
        if units.is_empty() || last.is_some_and(|last| last > *day) {
            continue;
        }
        let like = units.iter().find(|other| is_like(unit, other));
        let shortfall = match (test.result, like) {
            (Some(TestResult::Pass), None) => continue,
            (Some(TestResult::Pass), Some(like)) => found
                .untold(
                    test.at("unit"),
                    id,
                    format!("`{id}` was tested with {unit}, and its load is told in {like}"),
                )
                .comparing("unit")
                .cure(format!(
                    "write the test in {like}, or expect a load in {unit}"
                )),
            (Some(result), _) => found
                .fails(
                    "not_passed",
                    test.at("result"),
                    id,
                    format!("the newest test of `{id}` with {unit} ended with {result}"),
                )
                .comparing("result")
                .cure("mend what gave way, and test again"),
            (None, _) => found
                .untold(
                    test.at("result"),
                    id,
                    format!("nobody told how the newest test of `{id}` with {unit} ended"),
                )
                .comparing("result")
                .cure("write `result`"),
        };
        shortfall
            .owned_by(test.owner.as_deref().or(service.owner.as_deref()))
            .comparing(unit);
    }
}

/// Whether two units count the same, in another spelling or by another time: `requests/s` and `requests_per_minute`.
pub(super) fn is_like(one: &str, other: &str) -> bool {
    let counted = |unit: &str| {
        let unit = unit.trim().to_lowercase().replace([' ', '-'], "_");
        let rate = unit.split_once("_per_").or_else(|| unit.split_once('/'));
        rate.map_or((unit.clone(), false), |(what, _)| {
            (what.trim_matches('_').to_owned(), true)
        })
    };
    one != other && counted(one) == counted(other)
}
