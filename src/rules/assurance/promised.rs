//! Promises of a kind, and what is found against several of them at once.

use crate::manifest::Stands;
use crate::manifest::model::{Answer, Commitment, Promise, PromiseKind};
use crate::rules::{Context, Shortfall, Shortfalls, Unjudged};
use crate::yaml::Located;

/// The promises in force of a kind that say something; one without a value is found as untold.
pub fn promises_told<'a>(
    cx: &Context<'a>,
    kind: PromiseKind,
    found: &mut Shortfalls,
) -> Vec<&'a Located<Promise>> {
    let mut told = Vec::new();
    for promise in cx.promises_of(kind) {
        match promise.commitment {
            Commitment::Nothing => {}
            Commitment::Unsaid => {
                found
                    .untold(
                        promise.at("value"),
                        &promise.id,
                        format!("promise `{}` does not say what is promised", promise.id),
                    )
                    .owned_by(promise.owner.as_deref())
                    .comparing(&promise.id)
                    .beyond_acceptance()
                    .cure("write `value`");
            }
            _ => told.push(promise),
        }
    }
    told
}

/// The section, for a gate that can judge the rest without it: its absence leaves these promises undecided.
pub fn section_for<'a, T>(
    cx: &Context<'a>,
    answer: &'a Answer<T>,
    name: &'static str,
    promises: &[&str],
    found: &mut Shortfalls,
) -> Option<&'a T> {
    match cx.section(answer, name) {
        Ok(section) => Some(section),
        Err(Unjudged::NotApplicable(_)) => None,
        Err(Unjudged::Untold(absent)) => {
            let shortfall = found.untold(absent.path, &absent.subject, absent.message);
            compare_all(shortfall, promises)
                .beyond_acceptance()
                .cure(absent.help);
            None
        }
    }
}

/// Names all the promises that something is found against.
pub fn compare_all<'s>(shortfall: &'s mut Shortfall, promises: &[&str]) -> &'s mut Shortfall {
    for promise in promises {
        shortfall.comparing(promise);
    }
    shortfall
}

/// The promises by their ids.
pub fn ids<'a>(promises: &[&'a Located<Promise>]) -> Vec<&'a str> {
    promises.iter().map(|promise| promise.id.as_str()).collect()
}
