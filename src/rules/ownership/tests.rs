use super::*;
use crate::evidence::ProjectFiles;
use crate::findings::Scans;
use crate::gate::{Catalog, Parameters, SizeBand};
use crate::manifest::model::Stage;
use crate::manifest::{Loaded, SourceFile, Sources};
use crate::register::Register;
use crate::rules::Bar;
use crate::yaml::Limits;

/// What nobody owns on 2026-11-12 in a small company: kind, id, reason and line.
fn listed(text: &str) -> Vec<String> {
    let catalog = Catalog::embedded();
    let file = SourceFile::parse("readiness.yaml", text.into(), &Limits::default());
    let sources = Sources {
        files: vec![file.expect("it is YAML")],
    };
    let loaded = Loaded::from_sources(sources, &[]).expect("it is a manifest");
    let files = ProjectFiles::default();
    let (parameters, facts) = (
        Parameters::presets(SizeBand::Small),
        crate::facts::Facts::default(),
    );
    let bar = Bar {
        catalog: &catalog,
        parameters: &parameters,
        facts: &facts,
        profile: SizeBand::Small,
        severity_of: &|gate| gate.severity.under(SizeBand::Small),
        stage: Stage::Production,
        as_of: "2026-11-12".parse().expect("a day"),
    };
    let scans = Scans::default();
    let register = Register::join(&loaded.manifest, &scans, Level::Medium, bar.as_of);
    let cx = Context::new(&loaded.manifest, &files, &register, bar);
    unowned(&cx, &|path| loaded.sources.locate(path))
        .iter()
        .map(|row| {
            let line = row.location.position.line.get();
            format!(
                "{} {} {}: {} ({line})",
                row.severity, row.kind, row.id, row.reason
            )
        })
        .collect()
}

const HEAD: &str = "\
readyctl: 1
company: {size: 8}
stage: {target: production}
people: {ana: {roles: [cto]}, cy: {roles: [engineer], until: 2026-09-30}}
groups: {former: {members: [cy]}}
";

#[test]
fn the_worst_stands_first_with_the_reason_and_the_line() {
    let text = format!(
        "{HEAD}\
services: {{app: {{owner: ana}}, jobs: {{owner: cy}}, mail: {{}}}}
risks:
  - {{id: R1, severity: low, owner: former}}
  - {{id: R2, severity: critical, owner: engineer}}
security:
  findings:
    - {{id: F1, severity: high, owner: cy, status: open}}
promises:
  - {{id: P1, kind: custom}}
"
    );
    assert_eq!(
        listed(&text),
        [
            "blocker risk R2: owner role `engineer` has no active holder (9)",
            "blocker finding F1: owner `cy` left on 2026-09-30 (12)",
            "blocker promise P1: nobody is named (14)",
            "major risk R1: owner group `former` has no active member (8)",
            "major service jobs: owner `cy` left on 2026-09-30 (6)",
            "major service mail: nobody is named (6)",
        ]
    );
}

#[test]
fn what_is_over_needs_no_owner() {
    let text = format!(
        "{HEAD}\
services: {{app: {{owner: ana}}, lab: {{production: false}}}}
risks: [{{id: R1, severity: critical, status: closed}}]
security: {{findings: [{{id: F1, severity: critical, owner: cy, status: fixed}}]}}
promises: [{{id: P1, kind: custom, owner: cy, retired: 2026-11-12}}]
actions: [{{id: C1, owner: cy, done: 2026-11-12}}]
failure_modes: [{{id: fm, not_applicable: there is one machine}}]
evidence: [{{id: letter, kind: minute, path: minute.md}}]
"
    );
    assert_eq!(listed(&text), Vec::<String>::new());
}

#[test]
fn what_is_owned_from_above_is_owned_until_that_owner_leaves() {
    let owned_by = |owner: &str| {
        format!(
            "{HEAD}\
areas: {{resilience: {{owner: {owner}}}}}
services: {{app: {{owner: ana}}}}
triggers: [{{id: G1}}]
"
        )
    };
    assert_eq!(listed(&owned_by("ana")), Vec::<String>::new());
    assert_eq!(
        listed(&owned_by("cy")),
        ["major trigger G1: owner `cy` left on 2026-09-30 (8)"]
    );
}
