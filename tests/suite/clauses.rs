//! The table that leads from each clause of each gate to the fixtures that show it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use readyctl::gate::{Catalog, Clause, Definition};

use crate::fixtures::Fixture;
use crate::gates::fixtures;

const HEAD: &str = "\
# Clauses and fixtures

Each gate has a folder here, and each clause by which it fails or warns has fixtures in it. The table is written by
`READYCTL_UPDATE=1 cargo test clauses`.

A fixture is an ordinary small manifest. Its name begins with the outcome its gate must have and the clause it shows; what it adds to
that stands after two underscores. A line on which a finding must appear ends in `# expect: <clause>`. Comments at the top set the day,
the profile and the stage, where they are not 2026-11-12, `small` and `production`; `# weighs: blocker` says how much the heaviest weighs
of what does not hold. What lies beside a fixture is the evidence that it points at.

Beside the fixtures lies a `mutation.toml`: one thing that goes wrong at a company that is ready, as small edits of `examples/ready`
(`from` names another example where the gate does not apply in that one, and `given` what has to be so before). The gate must then change
from pass to `flips_to`, and of all other gates those under `also`, for the reason in `also_because`, and none else. The way to an edit
names items of a list by `id`, or by fields that they have: `access/grants/who=ana;system=app/mfa`. Choose a small thing that brings a
promise and a fact apart, and read what else changes: a gate that has no business to is wrong.
`READYCTL_UPDATE=1 cargo test metamorphic` writes the lists anew.

";

/// The fixtures that expect a clause, those named after it first.
fn shown_by(fixtures: &[Fixture], kind: &str, clause: &str) -> Vec<String> {
    let name = format!("{kind}_{clause}");
    let is_named = |stem: &str| stem == name || stem.starts_with(&format!("{name}__"));
    let expects = |fixture: &&Fixture| fixture.expected().iter().any(|(_, it)| it == clause);
    let mut stems: Vec<String> = fixtures
        .iter()
        .filter(expects)
        .map(|fixture| fixture.stem().to_owned())
        .collect();
    stems.sort_by_key(|stem| !is_named(stem));
    stems
}

fn rows(gate: &Definition, fixtures: &[Fixture], kind: &str, clauses: &[Clause], out: &mut String) {
    for clause in clauses {
        let shown: Vec<String> = shown_by(fixtures, kind, clause.key)
            .iter()
            .map(|stem| format!("[`{stem}`]({}/{stem}.yaml)", gate.id))
            .collect();
        assert!(
            !shown.is_empty(),
            "{}: nothing shows {}",
            gate.id,
            clause.key
        );
        writeln!(
            out,
            "| {kind} | `{}` | {} | {} |",
            clause.key,
            clause.text.replace('|', "\\|"),
            shown.join(", ")
        )
        .expect("a text grows");
    }
}

fn table() -> String {
    let mut out = HEAD.to_owned();
    for gate in Catalog::embedded().gates() {
        let definition = gate.definition;
        let fixtures = fixtures(definition);
        writeln!(out, "## {}\n", definition.id).expect("a text grows");
        let mutation = crate::metamorphic::read(definition.id);
        let mutation = mutation.unwrap_or_else(|error| panic!("{}: {error}", definition.id));
        writeln!(
            out,
            "[It tells]({}/mutation.toml) when {}.\n",
            definition.id, mutation.what
        )
        .expect("a text grows");
        out.push_str("| | Clause | What is so then | Fixtures |\n| --- | --- | --- | --- |\n");
        rows(
            definition,
            &fixtures,
            "fail",
            definition.fails_when,
            &mut out,
        );
        rows(
            definition,
            &fixtures,
            "warn",
            definition.warns_when,
            &mut out,
        );
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

#[test]
fn the_table_of_clauses_and_fixtures_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gates/README.md");
    let fresh = table();
    if std::env::var_os("READYCTL_UPDATE").is_some() {
        fs::write(&path, &fresh).expect("the table can be written");
        return;
    }
    let text = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        text == fresh,
        "tests/gates/README.md is stale: READYCTL_UPDATE=1 cargo test clauses"
    );
}
