//! All gates, each with its rule.

use super::{Area, Definition, Logic};
use crate::report::model::Basis;
use crate::rules::{Rule, all_gates};

/// A gate: what it asks and how that is checked.
#[derive(Debug, Clone, Copy)]
pub struct Gate {
    /// What it asks.
    pub definition: &'static Definition,
    /// How that is checked.
    pub rule: Rule,
}

/// All gates, in the order of the playbook.
#[derive(Debug, Clone)]
pub struct Catalog {
    gates: Vec<Gate>,
}

impl Catalog {
    /// Every gate the program knows.
    pub fn embedded() -> Self {
        Self::of(all_gates())
    }

    /// These gates.
    pub const fn of(gates: Vec<Gate>) -> Self {
        Self { gates }
    }

    /// The gates, by area in the order of the playbook, then by name.
    pub fn gates(&self) -> &[Gate] {
        &self.gates
    }

    /// The gate of that name: `area/gate`, `gate` alone, or a name it had before.
    pub fn find(&self, name: &str) -> Option<&Gate> {
        self.gates.iter().find(|gate| gate.definition.goes_by(name))
    }

    /// The known names that were most likely meant by an unknown one, best first; at most three.
    pub fn nearest(&self, name: &str) -> Vec<&'static str> {
        const LONGEST_NAME: usize = 64;
        const SHOWN: usize = 3;

        let short = name.rsplit('/').next().unwrap_or(name).to_lowercase();
        if short.is_empty() || short.len() > LONGEST_NAME {
            return Vec::new();
        }
        let allowed = (short.chars().count() / 3).max(1);
        let mut nearest: Vec<(usize, &'static str)> = self
            .gates
            .iter()
            .map(|gate| gate.definition)
            .filter_map(|gate| {
                let distance = strsim::osa_distance(&short, gate.name);
                let is_part = gate.name.contains(&short);
                (is_part || distance <= allowed).then_some((distance, gate.id))
            })
            .collect();
        nearest.sort_unstable();
        nearest.into_iter().take(SHOWN).map(|(_, id)| id).collect()
    }

    /// The gates of an area.
    pub fn of_area(&self, area: Area) -> impl Iterator<Item = &Gate> {
        self.gates
            .iter()
            .filter(move |gate| gate.definition.area == area)
    }
}

/// Gates that nobody can declare not applicable: everything else rests on them.
const NEVER_NOT_APPLICABLE: [&str; 15] = [
    "governance/scope_declared",
    "governance/promises_backed",
    "governance/change_authority_named",
    "governance/risk_authority_defined",
    "governance/required_evidence_present",
    "governance/evidence_intact",
    "governance/everything_owned",
    "governance/owners_active",
    "governance/acceptances_authorised",
    "governance/acceptances_current",
    "governance/acceptance_contradicts_promise",
    "governance/na_justified",
    "governance/go_live_decision",
    "trust/subprocessors_match",
    "resilience/recovery_objectives_set",
];

impl Catalog {
    /// The catalogue in Markdown, a table for each area; links are relative to `gates/`.
    pub fn markdown_tables(&self) -> String {
        let mut lines = Vec::new();
        for area in Area::ALL {
            let mut rows = self.of_area(area).map(markdown_row).peekable();
            if rows.peek().is_none() {
                continue;
            }
            let titles =
                "| Gate | What is true of a ready company | Severity | Acceptable | Stage |";
            lines.extend([format!("### {area}"), String::new(), titles.to_owned()]);
            lines.push("| --- | --- | --- | --- | --- |".to_owned());
            lines.extend(rows);
            lines.push(String::new());
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

fn markdown_row(gate: &Gate) -> String {
    let Definition {
        area,
        name,
        title,
        severity,
        acceptable,
        stage,
        ..
    } = gate.definition;
    format!("| [`{name}`]({area}/{name}.toml) | {title} | {severity} | {acceptable} | {stage} |")
}

impl Definition {
    /// Whether the gate can be declared not applicable.
    pub fn may_be_exempt(&self) -> bool {
        !NEVER_NOT_APPLICABLE.contains(&self.id)
    }

    /// What a judgement of this gate rests on where no evidence was weighed.
    pub fn basis_without_evidence(&self) -> Basis {
        let computes = |logic: &Logic| match logic {
            Logic::Freshness | Logic::Threshold | Logic::Integrity | Logic::CrossCheck => true,
            Logic::Presence | Logic::Judgement => false,
        };
        if self.logic.iter().any(computes) {
            Basis::Computed
        } else {
            Basis::Stated
        }
    }

    /// Whether the gate is meant by that name.
    pub fn goes_by(&self, name: &str) -> bool {
        self.id == name || self.name == name || self.aliases.contains(&name)
    }
}

#[cfg(test)]
mod tests {
    use std::{env, fs};

    use super::super::embedded::resilience::promised_rto_proven;
    use super::*;
    use crate::rules::Shortfalls;

    fn catalog() -> Catalog {
        Catalog::of(vec![Gate {
            definition: &promised_rto_proven,
            rule: |_| Ok(Shortfalls::none()),
        }])
    }

    fn found(name: &str) -> Option<&'static str> {
        catalog().find(name).map(|gate| gate.definition.id)
    }

    #[test]
    fn a_gate_is_found_by_its_name_with_or_without_its_area() {
        let id = Some("resilience/promised_rto_proven");
        assert_eq!(found("resilience/promised_rto_proven"), id);
        assert_eq!(found("promised_rto_proven"), id);
        assert_eq!(found("cost/promised_rto_proven"), None);
        assert_eq!(found("promised_rto"), None);
    }

    #[test]
    fn the_tables_of_the_readme_are_those_of_the_catalogue() {
        const BEGIN: &str =
            "<!-- catalogue begins: written by `READYCTL_UPDATE=1 cargo test readme` -->\n";
        const END: &str = "<!-- catalogue ends -->\n";

        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/gates/README.md");
        let text = fs::read_to_string(file).expect("gates/README.md is there");
        let (before, rest) = text.split_once(BEGIN).expect("the beginning is marked");
        let (_, after) = rest.split_once(END).expect("the end is marked");
        let tables = Catalog::embedded().markdown_tables();
        let fresh = format!("{before}{BEGIN}\n{tables}{END}{after}");
        if env::var_os("READYCTL_UPDATE").is_some() {
            fs::write(file, fresh).expect("gates/README.md can be written");
        } else {
            assert!(
                text == fresh,
                "gates/README.md is stale: READYCTL_UPDATE=1 cargo test readme"
            );
        }
    }

    #[test]
    fn a_misspelt_name_is_near_its_gate() {
        let near = ["resilience/promised_rto_proven"];
        for name in [
            "promissed_rto_proven",
            "resilience/promised_rto_prove",
            "rto",
            "Promised_RTO",
        ] {
            assert_eq!(catalog().nearest(name), near, "{name}");
        }
    }

    #[test]
    fn what_is_nothing_like_a_gate_is_near_none() {
        for name in ["", "/", "findings_within_sla", &"rto_".repeat(1000)] {
            assert_eq!(catalog().nearest(name), [""; 0], "{name}");
        }
    }
}
