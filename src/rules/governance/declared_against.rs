//! What speaks against a declaration that something does not apply.

use super::exempt_subject::ExemptSubject;
use crate::manifest::ManifestPath;
use crate::manifest::model::Who;
use crate::rules::context::Declaration;
use crate::rules::{Context, Shortfalls};

/// The most facts that are pointed at beside the first.
const SHOWN: usize = 5;

/// Holds a declaration against the company's own facts and, where it names a gate, against what the gate finds.
pub(super) fn check_facts(cx: &Context<'_>, declaration: &Declaration<'_>, found: &mut Shortfalls) {
    let subject = ExemptSubject::named(declaration.name, cx.catalog);
    let facts: Vec<(ManifestPath, String)> =
        subject.map_or_else(Vec::new, |subject| subject.facts_against(cx));
    let Some(((_, first), others)) = facts.split_first() else {
        check_own_rule(cx, declaration, found);
        return;
    };
    let more = match others.len() {
        0 => String::new(),
        1 => ", and one more fact speaks against it".to_owned(),
        count => format!(", and {count} more facts speak against it"),
    };
    let name = declaration.name;
    let shortfall = found.fails(
        "contradicted",
        declaration.here(),
        name,
        format!("`{name}` is declared not applicable, but {first}{more}"),
    );
    shortfall
        .owned_by(declaration.by.map(Who::as_str))
        .cure("take the entry out and answer the gates, or correct the fact");
    for (place, says) in facts.iter().take(SHOWN) {
        shortfall.beside(place.clone(), says.clone());
    }
}

/// A gate that is known to fail applies: what is declared away is what it found.
fn check_own_rule(cx: &Context<'_>, declaration: &Declaration<'_>, found: &mut Shortfalls) {
    let name = declaration.name;
    let gate = cx.catalog.find(name).filter(|gate| {
        let definition = gate.definition;
        definition.may_be_exempt() && definition.stage <= cx.stage
    });
    let Some((gate, failure)) = gate.and_then(|gate| Some((gate, cx.known_failure(gate)?))) else {
        return;
    };
    found
        .fails(
            "contradicted",
            declaration.here(),
            name,
            format!(
                "`{name}` is declared not applicable, and fails by what is told: {}",
                failure.message
            ),
        )
        .owned_by(declaration.by.map(Who::as_str))
        .weighs(cx.severity_of(gate.definition))
        .beside(failure.path, "what the gate found")
        .cure("take the entry out and answer the gate");
}
