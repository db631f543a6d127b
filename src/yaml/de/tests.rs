use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::yaml::{Answer, Each, Keyed, Limits, Named, OneOrMany};

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Company {
    name: String,
    size: u32,
    jurisdictions: OneOrMany<String>,
    vendors: Each<Vendor>,
    people: Named<Person>,
    ai: Answer<Ai, Reason>,
    live: Option<bool>,
    rate: Option<f64>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vendor {
    name: String,
    #[serde(default)]
    regions: Vec<String>,
    severity: Option<Severity>,
    critical: Option<bool>,
    count: Option<u8>,
}

impl Keyed for Vendor {
    const KEY: Option<&'static str> = Some("name");
    const SHORT: Option<&'static str> = Some("regions");
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    owner: String,
    note: Option<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ai {
    features: Vec<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    #[serde(rename = "not_applicable")]
    reason: String,
    by: Option<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Severity {
    Low,
    High,
}

fn tree(text: &str) -> Tree {
    Tree::parse(text.into(), &Limits::default())
        .unwrap_or_else(|(_, troubles)| panic!("{troubles:#?}"))
}

/// The value, and each trouble as `line:column underlined: message; help`.
fn decoded<T: DeserializeOwned>(text: &str) -> (Option<T>, Vec<String>) {
    let tree = tree(text);
    let mut troubles = Vec::new();
    let value = decode(&tree, FileId(0), tree.root(), &mut troubles);
    let lines = troubles.iter().map(|trouble| {
        let at = tree.position_at(trouble.span.start);
        format!(
            "{}:{} {}: {}; {}",
            at.line.get(),
            at.column.get(),
            &text[trouble.span.clone()],
            trouble.message,
            trouble.help.as_deref().unwrap_or("-")
        )
    });
    (value, lines.collect())
}

#[test]
fn every_mistake_of_a_file_is_told_in_its_order() {
    let (company, troubles) = decoded::<Company>(
        "name: Acme
size: 017
vendors: {aws: [GB, no], stripe: {severity: hihg, critical: yes, count: 300, nmae: x}, s3: 5}
people: {Ana B: {owner: x}, b: {ownr: x, note: ~}, c: {}, 404: {owner: x}}
ai: none
live: \"true\"
rate: 1.10
",
    );
    let troubles: Vec<&str> = troubles
        .iter()
        .map(|line| line.split(';').next().unwrap_or_default())
        .collect();
    assert_eq!(
        troubles,
        [
            "2:7 017: expected a whole number, found `017`",
            "3:45 hihg: `hihg` is not known here",
            "3:61 yes: expected `true` or `false`, found `yes`",
            "3:73 300: `300` does not lie between 0 and 255",
            "3:78 nmae: the key `nmae` is unknown",
            "3:92 5: expected a list, found the text `5`",
            "4:10 Ana B: `Ana B` cannot be an id",
            "4:33 ownr: the key `ownr` is unknown",
            "4:52 c: `owner` is missing here",
            "4:59 404: the key `404` is a number to other programs",
            "5:5 none: expected keys with values, found the text `none`",
            "6:7 \"true\": expected `true` or `false`, found the text \"true\"",
        ]
    );
    let company = company.expect("the rest can be read");
    assert_eq!(company.name, "Acme");
    assert_eq!(company.rate, Some(1.1));
    assert_eq!(company.vendors[0].regions, ["GB", "no"]);
}

/// The troubles alone, without their help.
fn mistakes<T: DeserializeOwned>(text: &str) -> Vec<String> {
    let (_, troubles) = decoded::<T>(text);
    let short = |line: &String| line.split(';').next().unwrap_or_default().to_owned();
    troubles.iter().map(short).collect()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Holder<T> {
    a: T,
}

/// What a single value of type `T` becomes.
fn value<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let (holder, troubles) = decoded::<Holder<T>>(&format!("a: {text}"));
    match troubles.first() {
        Some(trouble) => {
            assert_eq!(troubles.len(), 1, "{troubles:?}");
            Err(trouble.clone())
        }
        None => Ok(holder.expect("nothing is wrong with it").a),
    }
}

#[test]
fn only_true_and_false_are_truth_values() {
    assert_eq!(value("true"), Ok(true));
    assert_eq!(value("false"), Ok(false));
    for text in [
        "yes", "no", "on", "off", "y", "n", "True", "TRUE", "1", "NO",
    ] {
        let expected = format!(
            "1:4 {text}: expected `true` or `false`, found `{text}`; write `true` or `false`"
        );
        assert_eq!(value::<bool>(text), Err(expected));
    }
}

#[test]
fn only_plain_decimal_numbers_are_numbers() {
    assert_eq!(value("0"), Ok(0_u8));
    assert_eq!(value("255"), Ok(255_u8));
    assert_eq!(value("-128"), Ok(-128_i8));
    assert_eq!(value("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(value("99.95"), Ok(99.95_f64));
    assert_eq!(value("12"), Ok(12.0_f64));
    for text in [
        "017",
        "0o17",
        "0x1F",
        "1_000",
        "1:30",
        "12e3",
        ".nan",
        ".inf",
        "-.inf",
        "+5",
        "1.",
        ".5",
        "'12'",
        "256",
        "-1",
        "",
        "18446744073709551616",
        "[1]",
    ] {
        assert!(value::<u8>(text).is_err(), "{text}");
    }
    for text in [
        "017",
        "1_000",
        "12e3",
        ".nan",
        ".inf",
        "1.",
        ".5",
        "\"1.5\"",
        "18446744073709551616.0",
        "1.2.3",
        "١",
    ] {
        assert!(value::<f64>(text).is_err(), "{text}");
    }
    assert_eq!(
        value::<u8>("256").unwrap_err(),
        "1:4 256: `256` does not lie between 0 and 255; write a number in that range"
    );
}

#[test]
fn a_text_keeps_its_spelling() {
    for text in ["no", "017", "1.10", "12e3", "true", "1:30", "2026-01-02"] {
        assert_eq!(value(text), Ok(text.to_owned()));
    }
}

#[test]
fn null_fits_only_where_a_value_is_optional() {
    assert_eq!(value::<Option<String>>("~"), Ok(None));
    assert_eq!(value::<Option<u8>>(""), Ok(None));
    assert_eq!(value("'~'"), Ok(Some("~".to_owned())));
    for text in ["~", "", "null"] {
        assert!(value::<String>(text).is_err());
        assert!(value::<Vec<String>>(text).is_err());
        assert!(value::<Each<Vendor>>(text).is_err());
        assert!(value::<Severity>(text).is_err());
    }
}

#[test]
fn a_blank_text_is_none_where_a_value_is_optional_and_refused_elsewhere() {
    for text in ["''", "\"\"", "' '", r#""\t""#, r#""\u200B""#] {
        assert_eq!(value::<Option<String>>(text), Ok(None), "{text}");
        assert_eq!(value::<Option<u8>>(text), Ok(None), "{text}");
        let refused = value::<String>(text).expect_err(text);
        assert!(
            refused.ends_with(
                "expected a text, found a blank text; write a value, or leave the key out"
            ),
            "{refused}"
        );
        for list in [format!("[{text}]"), format!("[one, {text}]")] {
            assert!(value::<Vec<String>>(&list).is_err(), "{list}");
            assert!(value::<OneOrMany<String>>(&list).is_err(), "{list}");
            assert!(value::<Each<String>>(&list).is_err(), "{list}");
        }
        assert!(value::<OneOrMany<String>>(text).is_err(), "{text}");
        let entries = format!("{{a: {text}}}");
        assert!(value::<std::collections::BTreeMap<String, String>>(&entries).is_err());
    }
    assert_eq!(value("'-'"), Ok(Some("-".to_owned())));
}

#[test]
fn an_unknown_word_is_answered_with_the_nearest_and_the_list() {
    assert_eq!(value("high"), Ok(Severity::High));
    assert_eq!(
        value::<Severity>("hihg").unwrap_err(),
        "1:4 hihg: `hihg` is not known here; did you mean `high`? It can be `low`, `high`"
    );
    assert_eq!(
        value::<Severity>("unknown").unwrap_err(),
        "1:4 unknown: `unknown` is not known here; it can be `low`, `high`"
    );
}

#[derive(Debug, PartialEq)]
struct Duration(String);

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.find('m') {
            Some(at) => Err(serde::de::Error::custom(crate::yaml::within(
                at..at + 1,
                "`m` may be minutes or months",
            ))),
            None => Ok(Self(text)),
        }
    }
}

#[test]
fn a_value_type_can_point_into_its_text() {
    let message = "`m` may be minutes or months; -";
    assert_eq!(
        value::<Duration>("12m").unwrap_err(),
        format!("1:6 m: {message}")
    );
    assert_eq!(
        value::<Duration>("'12m'").unwrap_err(),
        format!("1:7 m: {message}")
    );
    assert_eq!(
        value::<Duration>("\"\\x31m\"").unwrap_err(),
        format!("1:4 \"\\x31m\": {message}")
    );
}

#[test]
fn three_mistakes_in_one_item_are_all_told() {
    let text = "vendors:\n- name: a\n  severity: hgh\n  critical: yes\n  count: -1\n";
    assert_eq!(
        mistakes::<Company>(text),
        [
            "3:13 hgh: `hgh` is not known here",
            "4:13 yes: expected `true` or `false`, found `yes`",
            "5:10 -1: `-1` does not lie between 0 and 255",
        ]
    );
}

#[test]
fn mistakes_in_three_items_of_five_leave_the_others() {
    let text = "vendors:\n- {name: a, count: x}\n- {name: b}\n- {count: 1}\n- {name: d}\n- {name: e, nmae: f}\n";
    let (company, _) = decoded::<Company>(text);
    assert_eq!(
        mistakes::<Company>(text),
        [
            "2:20 x: expected a whole number, found `x`",
            "4:3 {count: 1}: `name` is missing here",
            "6:13 nmae: the key `nmae` is unknown",
        ]
    );
    let company = company.expect("the rest is read");
    let names: Vec<_> = company
        .vendors
        .iter()
        .map(|vendor| vendor.name.as_str())
        .collect();
    assert_eq!(names, ["a", "b", "d", "e"]);
}

#[test]
fn a_missing_field_is_not_told_where_its_misspelling_is() {
    assert_eq!(
        mistakes::<Company>("people: {ana: {ownr: x}}"),
        ["1:16 ownr: the key `ownr` is unknown"]
    );
    assert_eq!(
        mistakes::<Company>("people: {ana: {owner: [x]}}"),
        ["1:16 owner: expected a text, found a list"]
    );
    assert_eq!(
        mistakes::<Company>("people:\n  ana: {}"),
        ["2:3 ana: `owner` is missing here"]
    );
}

#[test]
fn mistakes_in_a_plain_list_are_told_one_by_one() {
    assert_eq!(
        mistakes::<Holder<Vec<u8>>>("a: [1, x, 2, y]"),
        [
            "1:8 x: expected a whole number, found `x`",
            "1:14 y: expected a whole number, found `y`",
        ]
    );
}

#[test]
fn telling_stops_at_two_hundred_and_says_so() {
    let company = |count: usize| format!("vendors: [{}]", "{name: a, count: x}, ".repeat(count));
    assert_eq!(mistakes::<Company>(&company(199)).len(), 199);
    let found = mistakes::<Company>(&company(100_000));
    assert_eq!(found.len(), 201);
    assert!(found[200].ends_with("only 200 mistakes are shown"));
}

#[test]
fn a_mistake_behind_an_alias_is_shown_at_the_use() {
    let text = "name: &n no\nlive: *n\n";
    let tree = tree(text);
    let mut troubles = Vec::new();
    decode::<Company>(&tree, FileId(0), tree.root(), &mut troubles);
    assert_eq!(&text[troubles[0].span.clone()], "*n");
    assert_eq!(
        troubles[0].related,
        [(9..11, "the value is written here".to_owned())]
    );
}

#[test]
fn every_item_knows_its_place_and_an_alias_is_a_place() {
    let text = "jurisdictions: &j [GB, EU]\nvendors: [{name: a}, b]\npeople: {ana: &p {owner: x}, ben: *p}\n";
    let tree = tree(text);
    let mut troubles = Vec::new();
    let company: Company =
        decode(&tree, FileId(3), tree.root(), &mut troubles).expect("it is right");
    assert_eq!(troubles, []);
    let path = |place: Place| {
        assert_eq!(place.file, FileId(3));
        tree.path(place.node)
    };
    assert_eq!(path(company.jurisdictions[1].place), "jurisdictions[1]");
    assert_eq!(path(company.vendors[0].place), "vendors[0]");
    assert_eq!(path(company.vendors[1].place), "vendors[1]");
    assert_eq!(path(company.people["ana"].place), "people.ana");
    assert_eq!(path(company.people["ben"].place), "people.ben");
}

const SAMPLE: &str = "name: Acme\nsize: 12\njurisdictions: [GB, &e EU]\nvendors:\n- {name: aws, regions: [GB], severity: high}\n- s3\n\
    - name: x\n  count: 3\n  critical: true\npeople: {ana: &p {owner: x, note: ~}, ben: *p}\nai: {not_applicable: none is used}\nlive: false\nrate: 99.5\n";

proptest! {
    #[test]
    fn any_edit_of_a_good_file_is_decoded_or_told(
        edits in prop::collection::vec(
            (any::<prop::sample::Index>(), 0_usize..8, "(: |, |\\*p|\\*e|[a-z0-9~\\[\\]{}]){0,4}"),
            1..6,
        )
    ) {
        let mut file = SAMPLE.as_bytes().to_vec();
        for (at, removed, inserted) in edits {
            let at = at.index(file.len() + 1);
            let end = (at + removed).min(file.len());
            file.splice(at..end, inserted.bytes());
        }
        if let Ok(tree) = Tree::parse(file, &Limits::default()) {
            let mut troubles = Vec::new();
            let company: Option<Company> = decode(&tree, FileId(0), tree.root(), &mut troubles);
            prop_assert!(company.is_some() || !troubles.is_empty());
            for trouble in troubles {
                prop_assert!(tree.text().get(trouble.span).is_some());
            }
        }
    }
}

#[test]
fn a_right_file_is_decoded_whole() {
    let (company, troubles) = decoded::<Company>(SAMPLE);
    assert_eq!(troubles, [""; 0]);
    let company = company.expect("nothing is wrong with it");
    assert_eq!(company.vendors.len(), 3);
    assert_eq!(company.people.len(), 2);
    assert_eq!(company.people["ben"], company.people["ana"]);
    assert!(company.ai.not_applicable().is_some());
}
