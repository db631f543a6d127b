use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde_json::json;

use super::*;
use crate::yaml::{FileId, Limits, Tree, Trouble, decode};

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Vendor {
    name: String,
    #[serde(default)]
    regions: OneOrMany<String>,
    #[serde(default)]
    deps: Each<Vendor>,
}

impl Keyed for Vendor {
    const KEY: Option<&'static str> = Some("name");
    const SHORT: Option<&'static str> = Some("regions");
}

/// No short form is enough for it.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Risk {
    id: String,
    title: String,
}

impl Keyed for Risk {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct File {
    vendors: Each<Vendor>,
    risks: Each<Risk>,
    names: Each<String>,
    people: Named<String>,
    ai: Answer<Vec<String>, Reason>,
    rto: Answer<String, Reason>,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reason {
    #[serde(rename = "not_applicable")]
    reason: String,
    by: Option<String>,
}

fn read(text: &str) -> (File, Vec<Trouble>) {
    let tree = Tree::parse(text.into(), &Limits::default()).expect("it is YAML");
    let mut troubles = Vec::new();
    let file = decode(&tree, FileId(0), tree.root(), &mut troubles);
    (file.expect("every part is optional"), troubles)
}

#[track_caller]
fn right(text: &str) -> File {
    let (file, troubles) = read(text);
    assert_eq!(troubles, [], "{text}");
    file
}

/// Each trouble as `underlined: message; help`.
fn wrong(text: &str) -> Vec<String> {
    let (_, troubles) = read(text);
    let line = |trouble: &Trouble| {
        let help = trouble.help.as_deref().unwrap_or("-");
        format!(
            "{}: {}; {help}",
            &text[trouble.span.clone()],
            trouble.message
        )
    };
    troubles.iter().map(line).collect()
}

#[test]
fn the_short_forms_say_what_the_long_form_says() {
    let long = right("vendors: [{name: aws, regions: [GB]}, {name: s3, regions: [EU]}, {name: x}]");
    assert_eq!(long.vendors.len(), 3);
    assert_eq!(long.vendors[0].regions[0].value, "GB");
    assert_eq!(right("vendors: {aws: [GB], s3: EU, x: {}}"), long);
    assert_eq!(
        right("vendors: {aws: {regions: GB}, s3: {regions: [EU]}, x: {regions: []}}"),
        long
    );
    assert_eq!(
        right("vendors: [{name: aws, regions: GB}, {name: s3, regions: EU}, x]"),
        long
    );
}

#[test]
fn short_forms_that_say_too_little_or_too_much_are_refused() {
    assert_eq!(
        wrong("risks: {r1: text}"),
        ["text: expected keys with values, found the text `text`; write keys with values"]
    );
    assert_eq!(
        wrong("risks: [r1]"),
        ["r1: `title` is missing here; add `title: …`"]
    );
    assert_eq!(
        wrong("vendors: {aws: {name: other}}"),
        ["name: `name` is written twice: as the name of the entry, and in it; leave it out here"]
    );
    assert_eq!(
        wrong("vendors: {name: aws, regions: [GB]}"),
        [
            "vendors: expected a list, found the keys of one item; write `- name: …` to make it an item of a list"
        ]
    );
    assert_eq!(
        wrong("vendors: {404: [GB]}"),
        ["404: the key `404` is a number to other programs; put quotes around it if it is a name"]
    );
    assert_eq!(
        wrong("names: {a: b}"),
        ["names: expected a list, found keys with values; write a list"]
    );
    assert_eq!(
        wrong("names: a"),
        ["a: expected a list, found the text `a`; write a list"]
    );
}

#[test]
fn ids_are_checked_and_the_nearest_id_is_offered() {
    assert_eq!(right("people: {ana: x, 9-b_c: y}").people.len(), 2);
    let rule =
        "an id is made of `a` to `z`, `0` to `9`, `_` and `-`, and starts with a letter or a digit";
    assert_eq!(
        wrong("people: {Ana María: x}"),
        [format!(
            "Ana María: `Ana María` cannot be an id; write `ana-maria`; {rule}"
        )]
    );
    assert_eq!(
        wrong("people: {_a: x}"),
        [format!("_a: `_a` cannot be an id; write `a`; {rule}")]
    );
    assert_eq!(
        wrong("people: {日本: x}"),
        [format!("日本: `日本` cannot be an id; {rule}")]
    );
}

#[test]
fn a_fact_is_absent_given_or_not_applicable() {
    assert!(right("names: []").ai.is_absent());
    assert_eq!(right("ai: [x]").ai.given(), Some(&vec!["x".to_owned()]));
    let file = right("ai: {not_applicable: we use none, by: ana}");
    assert_eq!(file.ai.given(), None);
    let declared = file.ai.not_applicable().expect("it is declared");
    assert_eq!(declared.reason, "we use none");
}

#[test]
fn a_fact_that_does_not_apply_needs_its_reason() {
    for text in ["ai: none", "ai: n/a", "ai: no", "ai: ~", "rto: none"] {
        let found = wrong(text);
        assert_eq!(found.len(), 1, "{text}");
        assert!(
            found[0].ends_with("`{not_applicable: reason, by: …, date: …, review_by: …}`"),
            "{found:?}"
        );
    }
    assert_eq!(right("rto: 4h").rto.given(), Some(&"4h".to_owned()));
    assert_eq!(
        wrong("ai: {not_applicable: x, features: []}"),
        ["features: the key `features` is unknown; it can be `not_applicable`, `by`"]
    );
}

#[test]
fn the_schema_allows_what_can_be_read_and_nothing_else() {
    let schema = schema_for!(File);
    let validator = jsonschema::validator_for(schema.as_value()).expect("it is a schema");
    for good in [
        json!({"vendors": [{"name": "aws", "regions": "GB"}, "s3"]}),
        json!({"vendors": {"aws": ["GB"], "s3": "EU", "x": {"deps": {"y": []}}}}),
        json!({"risks": {"r1": {"title": "t"}}}),
        json!({"names": ["a"], "people": {"ana": "x"}}),
        json!({"ai": {"not_applicable": "x"}, "rto": "4h"}),
        json!({"ai": ["x"]}),
    ] {
        assert!(validator.is_valid(&good), "{good}");
        assert_eq!(read(&good.to_string()).1, [], "{good}");
    }
    for bad in [
        json!({"vendors": {"aws": {"name": "aws"}}}),
        json!({"vendors": [{"regions": []}]}),
        json!({"risks": {"r1": "t"}}),
        json!({"risks": ["r1"]}),
        json!({"names": {"a": "b"}}),
        json!({"people": {"Ana": "x"}}),
        json!({"ai": {"by": "x"}}),
        json!({"ai": "none"}),
    ] {
        assert!(!validator.is_valid(&bad), "{bad}");
        assert_ne!(read(&bad.to_string()).1, [], "{bad}");
    }
}
