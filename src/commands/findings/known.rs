//! The names that a list of findings can be narrowed to: a mistyped one would look as if nothing were open.

use std::collections::BTreeSet;

use super::list::Kept;
use super::rows::Row;
use crate::manifest::model::Manifest;
use crate::problem::InputProblem;
use crate::yaml::{nearest, quoted};

/// What is wrong with the names asked for: each is known to the manifest, or stands in a finding.
pub(super) fn unknown(kept: &Kept, manifest: &Manifest, rows: &[Row<'_>]) -> Vec<InputProblem> {
    let people = manifest.people.iter().flat_map(|(id, person)| {
        let roles = person.roles.iter().map(|role| role.as_str());
        roles.chain([id.as_str()])
    });
    let groups = manifest.groups.keys().map(String::as_str);
    let owners = rows.iter().filter_map(|row| row.owner.as_deref());
    let services = rows.iter().filter_map(|row| row.service.as_deref());
    let environments = manifest.environments.given().into_iter();
    let environments = environments.flat_map(|named| named.keys().map(String::as_str));
    let seen_in = rows.iter().flat_map(|row| row.environments.iter().copied());
    let asked = [
        (
            ("--owner", "owner", &kept.owners),
            people.chain(groups).chain(owners).collect(),
        ),
        (
            ("--service", "service", &kept.services),
            manifest
                .services
                .keys()
                .map(String::as_str)
                .chain(services)
                .collect(),
        ),
        (
            ("--environment", "environment", &kept.environments),
            environments.chain(seen_in).collect::<BTreeSet<&str>>(),
        ),
    ];
    let mut problems = Vec::new();
    for ((flag, kind, names), known) in asked {
        for name in names.iter().filter(|name| !known.contains(name.as_str())) {
            let message = format!("there is no {kind} {}", quoted(name));
            let problem = InputProblem::of_file(flag, message);
            problems.push(match nearest(name, known.iter().copied()) {
                Some(near) => problem.with_help(format!("did you mean {}?", quoted(near))),
                None => {
                    problem.with_help("name one of the manifest, or of a finding that is listed")
                }
            });
        }
    }
    problems
}
