//! What each reference of the model may point at, and whether it does.

use super::Flaws;
use super::names::{Names, Thing};
use crate::gate::Area;
use crate::manifest::model::{EvidenceRef, Id, Manifest, Who};
use crate::manifest::references::{Reference, Target};
use crate::yaml::quoted;

/// Finds references to what is not there.
pub(super) fn check(manifest: &Manifest, names: &Names<'_>, flaws: &mut Flaws) {
    manifest.each_reference(|reference| match reference.target() {
        Target::Who(who) => check_who(reference, who, names, flaws),
        Target::Thing(id) => check_thing(reference, id, names, flaws),
        Target::Evidence(EvidenceRef::Named(name)) => {
            check_evidence(reference, name, names, flaws);
        }
        Target::Evidence(EvidenceRef::Inline(_)) => {}
    });
}

/// Whom a field may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whom {
    /// A person, a role that somebody holds, or a group.
    Somebody,
    /// The same, or a program that acts for the team.
    SomebodyOrProgram,
    /// A role that somebody holds or that is given authority.
    Role,
    /// Any name: it is given here, or gates judge it.
    Anybody,
}

fn whom(record: &str, field: &str) -> Whom {
    match (record, field) {
        (_, "owner") => Whom::Somebody,
        (_, "id")
        | ("Person", "roles")
        | ("Authority" | "RiskAuthority" | "EmergencyChange", _)
        | ("Grant", "who") => Whom::Anybody,
        (_, "role") => Whom::Role,
        ("Release", "author") | ("Fix", "by") => Whom::SomebodyOrProgram,
        _ => Whom::Somebody,
    }
}

fn check_who(reference: Reference<'_, '_>, who: &Who, names: &Names<'_>, flaws: &mut Flaws) {
    let is_known = |name: &str| match whom(reference.record(), reference.field()) {
        Whom::Somebody => names.is_somebody(name),
        Whom::SomebodyOrProgram => names.is_somebody(name) || names.is_a(Thing::Program, name),
        Whom::Role => names.is_role(name),
        Whom::Anybody => true,
    };
    if is_known(who) {
        return;
    }
    let path = reference.path();
    match whom(reference.record(), reference.field()) {
        Whom::Role => flaws.add_unknown(
            path,
            "role",
            who,
            names.roles(),
            "write the role under `people` with whoever holds it",
        ),
        Whom::SomebodyOrProgram => {
            let known = names.somebodies().chain(names.all_of(&[Thing::Program]));
            let help = "add the person under `people`, or the program under `access.deployers` or `ai.delivery_agents`";
            flaws.add_unknown(path, "person, role, group or program", who, known, help);
        }
        Whom::Somebody | Whom::Anybody => {
            flaws.add_unknown(
                path,
                "person, role or group",
                who,
                names.somebodies(),
                "add the person under `people`; who left stays there, with `until`",
            );
        }
    }
}

/// What a field of a type may name; an empty list where any name may stand, nothing for a field that is not listed.
fn things(record: &str, field: &str) -> Option<&'static [Thing]> {
    use Thing::{
        Acceptance, Action, Decision, Environment, Evidence, FailureMode, Finding, Gate, Incident,
        Promise, Release, Review, Risk, Route, Runbook, SecurityTest, Service, Store, Test,
        Trigger, Vendor,
    };

    Some(match (record, field) {
        // Names that are given here, names of what the manifest does not list, and records of what was true once.
        (_, "id")
        | ("Contract", "customer")
        | ("Promise" | "Incident", "customers")
        | ("Grant", "system")
        | ("MailSender" | "Subprocessor", "name")
        | ("SubprocessorNotice", "vendor")
        | ("Decision", "blocking" | "actions") => &[],
        ("Dependency", "on") => &[Service, Vendor],
        (_, "service" | "services") | ("Evidence", "covers") => &[Service],
        (_, "provider" | "vendor") => &[Vendor],
        (_, "environment" | "env" | "derived_from") => &[Environment],
        ("Store", "derivable_from")
        | ("RecoveryTest", "stores")
        | ("Backup", "store")
        | ("Billing", "exports") => &[Store],
        ("SourceClause", "ev") => &[Evidence],
        (_, "promise" | "promises") | ("Acceptance", "affects") => &[Promise],
        (_, "risks") => &[Risk],
        ("Incident", "residual_risk") => &[Risk, Finding],
        ("FailureMode", "accepted_by") => &[Risk, Acceptance],
        ("Finding", "from") => &[SecurityTest, Review],
        ("Finding" | "TriageRule", "duplicate_of") => &[Finding],
        (_, "release") => &[Release],
        (_, "runbook") => &[Runbook],
        ("AlertTest", "route") => &[Route],
        ("FailureMode", "tested_by") => &[Test, SecurityTest],
        ("Trigger", "failure_modes") => &[FailureMode],
        ("Trigger", "decision") | ("UnitEconomics", "growth_decision") => &[Decision],
        ("CostLine", "pays_for") => &[Promise, Risk, Trigger],
        ("IncidentProcess", "corrective_actions") => &[Action],
        ("Acceptance", "covers") => &[Finding, Risk, Incident, Promise, FailureMode, Gate],
        ("Action", "gate") => &[Gate],
        ("Claim", "refs") => &[Promise, Evidence, Test, SecurityTest, Review, Gate],
        _ => return None,
    })
}

fn check_thing(reference: Reference<'_, '_>, id: &Id, names: &Names<'_>, flaws: &mut Flaws) {
    let Some(things) = things(reference.record(), reference.field()) else {
        return;
    };
    let is_known = things.is_empty() || things.iter().any(|thing| names.is_a(*thing, id));
    let may_be_reported = things.contains(&Thing::Finding) && names.may_be_reported(id);
    if is_known || may_be_reported || reference.field() == "covers" && is_pattern(id) {
        return;
    }
    let nouns: Vec<&str> = things
        .iter()
        .map(|thing| thing.noun_and_section().0)
        .collect();
    let help = match things {
        [Thing::Gate] => "`readyctl list` shows every gate".to_owned(),
        _ => format!(
            "add it under {}",
            either(
                things
                    .iter()
                    .map(|thing| thing.noun_and_section().1)
                    .filter(|section| !section.is_empty())
                    .map(quoted)
            )
        ),
    };
    flaws.add_unknown(
        reference.path(),
        &either(nouns.into_iter()),
        id,
        names.all_of(things),
        &help,
    );
}

/// Whether a name stands for many gates; whether that may be is for the gates to judge.
fn is_pattern(name: &str) -> bool {
    name.contains('*') || name.trim_end_matches('/').parse::<Area>().is_ok()
}

fn check_evidence(reference: Reference<'_, '_>, name: &str, names: &Names<'_>, flaws: &mut Flaws) {
    let is_path = name.contains(['/', '.']);
    if is_path || names.is_a(Thing::Evidence, name) {
        return;
    }
    let help =
        "add it under `evidence`, or write the path of a file, such as `evidence/report.pdf`";
    flaws.add_unknown(
        reference.path(),
        "evidence",
        name,
        names.all_of(&[Thing::Evidence]),
        help,
    );
}

/// Words as a choice: `a, b or c`.
fn either(words: impl Iterator<Item = impl AsRef<str>>) -> String {
    let words: Vec<_> = words.collect();
    let Some((last, before)) = words.split_last() else {
        return String::new();
    };
    let before: Vec<&str> = before.iter().map(AsRef::as_ref).collect();
    if before.is_empty() {
        last.as_ref().to_owned()
    } else {
        format!("{} or {}", before.join(", "), last.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every field of the model whose schema leads to that of `Id` without another object between, as `Type.field`.
    fn id_fields() -> BTreeSet<(String, String)> {
        let schema = schemars::schema_for!(Manifest).to_value();
        let types = schema["$defs"]
            .as_object()
            .expect("the schema defines types");
        let mut found = BTreeSet::new();
        for (record, definition) in types {
            let fields = definition["properties"].as_object().into_iter().flatten();
            for (field, _) in fields.filter(|(_, field)| leads_to_id(field, types)) {
                found.insert((record.clone(), field.clone()));
            }
        }
        found
    }

    fn leads_to_id(
        schema: &serde_json::Value,
        types: &serde_json::Map<String, serde_json::Value>,
    ) -> bool {
        match schema {
            serde_json::Value::Object(object)
                if object.get("type").is_some_and(|kind| kind == "object") =>
            {
                false
            }
            serde_json::Value::Object(object) => {
                object
                    .iter()
                    .any(|(key, inner)| match (key.as_str(), inner.as_str()) {
                        ("$ref", Some("#/$defs/Id")) => true,
                        ("$ref", Some(name)) => {
                            let name = name.trim_start_matches("#/$defs/");
                            (name.starts_with("OneOrMany") || name == "Scope")
                                && leads_to_id(&types[name], types)
                        }
                        _ => leads_to_id(inner, types),
                    })
            }
            serde_json::Value::Array(items) => items.iter().any(|item| leads_to_id(item, types)),
            _ => false,
        }
    }

    #[test]
    fn it_is_written_down_for_every_id_of_the_model_what_it_may_name() {
        let fields = id_fields();
        assert!(fields.len() > 60, "{fields:?}");
        let unlisted: Vec<_> = fields
            .iter()
            .map(|(record, field)| (record, if field == "for" { "pays_for" } else { field }))
            .filter(|(record, field)| things(record, field).is_none())
            .collect();
        assert!(unlisted.is_empty(), "{unlisted:?}");
    }

    #[test]
    fn words_make_a_choice() {
        assert_eq!(either(["a"].iter()), "a");
        assert_eq!(either(["a", "b", "c"].iter()), "a, b or c");
    }
}
