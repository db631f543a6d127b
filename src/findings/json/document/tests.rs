use std::io::BufReader;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::*;

/// The document as a whole, gone through part by part; every list and every object apart, the rest decoded.
fn value(document: &mut Document<'_>) -> Result<Value, Refusal> {
    match document.first()? {
        b'[' => {
            let mut list = Vec::new();
            document.elements(|element| {
                list.push(value(element)?);
                Ok(())
            })?;
            Ok(Value::Array(list))
        }
        b'{' => {
            let mut object = Map::new();
            document.fields("an object", |name, field| {
                object.insert(name.to_owned(), value(field)?);
                Ok(())
            })?;
            Ok(Value::Object(object))
        }
        _ => document.read(),
    }
}

fn skip(document: &mut Document<'_>) -> Result<(), Refusal> {
    document.skip()
}

fn whole(document: &mut Document<'_>) -> Result<Value, Refusal> {
    document.read()
}

/// The text through a stream that gives so many bytes at a time.
fn through<T>(
    text: &[u8],
    bytes: usize,
    read: impl Fn(&mut Document<'_>) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let mut input = BufReader::with_capacity(bytes, text);
    let mut document = Document::of(&mut input);
    let value = read(&mut document)?;
    document.end().map(|()| value)
}

fn json() -> impl Strategy<Value = Value> {
    let text = "[a-c\"\\\\{}\\[\\],: \nä]{0,6}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        // Eighths are read back as they were.
        any::<i32>().prop_map(|number| Value::from(f64::from(number) / 8.0)),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(text, inner, 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_document_in_pieces_says_what_it_says_as_a_whole(
        written in json(),
        bytes in 1..40_usize,
        is_indented in any::<bool>(),
    ) {
        let text = if is_indented {
            serde_json::to_vec_pretty(&written)
        } else {
            serde_json::to_vec(&written)
        }
        .expect("JSON");
        prop_assert_eq!(through(&text, bytes, value), Ok(written));
        prop_assert_eq!(through(&text, bytes, skip), Ok(()));
        prop_assert!(through(&text, bytes, whole).is_ok());
    }

    #[test]
    fn a_broken_document_is_refused_in_pieces_as_it_is_as_a_whole(
        written in json(),
        bytes in 1..40_usize,
        at in any::<prop::sample::Index>(),
        with in "[\\[\\]{}\",:0-9ntf \\\\]{0,2}",
    ) {
        let mut text = serde_json::to_string(&written).expect("JSON");
        let mut at = at.index(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
        text.replace_range(at..end, &with);
        let expected: Result<Value, _> = serde_json::from_str(&text);
        let pieces = through(text.as_bytes(), bytes, value);
        prop_assert_eq!(pieces.is_ok(), expected.is_ok(), "{}: {:?}", text, pieces);
        prop_assert_eq!(through(text.as_bytes(), bytes, skip).is_ok(), expected.is_ok());
    }
}

fn refusal(text: &str) -> (String, Option<(usize, usize)>) {
    let refusal = through(text.as_bytes(), 7, value).expect_err("it is broken");
    (refusal.message, refusal.line_and_column)
}

#[test]
fn what_is_broken_is_told_with_its_line_and_column() {
    // `tru` stands in columns 3 to 5 of the third line; `trve` goes wrong in column 5.
    assert_eq!(
        refusal("[\n  1,\n  tru, 2]"),
        (
            "the report is no JSON: a value breaks off".to_owned(),
            Some((3, 5))
        )
    );
    assert_eq!(
        refusal("[\n  1,\n  trve, 2]"),
        (
            "the report is no JSON: expected ident".to_owned(),
            Some((3, 5))
        )
    );
    assert_eq!(
        refusal("{\"a\": 1\n \"b\": 2}"),
        (
            "the report is no JSON: expected `,` or `}`".to_owned(),
            Some((2, 2))
        )
    );
    assert_eq!(
        refusal("[1,\n]"),
        (
            "the report is no JSON: a value is missing".to_owned(),
            Some((2, 1))
        )
    );
    assert_eq!(
        refusal("[] []"),
        (
            "the report is no JSON: something follows after its end".to_owned(),
            Some((1, 4))
        )
    );
    for cut in ["[1", "{\"a\"", "{\"a\": \"b", "", "[[], "] {
        let (message, _) = refusal(cut);
        assert!(
            message.starts_with("the report ends in the middle"),
            "{cut}: {message}"
        );
    }
}

#[test]
fn a_value_of_another_kind_is_named() {
    let each = |text: &str| {
        through(text.as_bytes(), 5, |document| {
            document.each(|_: Value| Ok(()))
        })
    };
    assert_eq!(each("[1, {}]"), Ok(true));
    assert_eq!(each(" null "), Ok(false));
    let message = |text| each(text).expect_err("no list").message;
    assert_eq!(message("{}"), "expected a list, found an object");
    assert_eq!(message("\"x\""), "expected a list, found a text");
    assert_eq!(message("-1"), "expected a list, found a number");
}

#[test]
fn what_is_long_is_passed_over_in_parts_and_still_has_to_be_json() {
    let long = format!("[{}]", "{\"a\": [1, \"x\"]}, ".repeat(40_000) + "2");
    assert!(long.len() > 2 * LONGEST_PASSED_WHOLE);
    let mut input = BufReader::with_capacity(4096, long.as_bytes());
    let mut document = Document::of(&mut input);
    document.skip().expect("JSON");
    // Twice the longest that is held, since a list grows by doubling.
    assert!(document.held.capacity() <= 2 * (LONGEST_PASSED_WHOLE + 4096));
    document.end().expect("nothing follows");

    let broken = long.replace(", 2]", ", {]");
    assert!(through(broken.as_bytes(), 4096, skip).is_err());
    let text = format!("\"{}\"", "x".repeat(2 * LONGEST_PASSED_WHOLE));
    assert_eq!(through(text.as_bytes(), 4096, skip), Ok(()));
}

#[test]
fn nesting_ends_somewhere() {
    let deep = "[".repeat(200_000);
    assert!(through(deep.as_bytes(), 4096, skip).is_err());
    assert!(through(deep.as_bytes(), 4096, value).is_err());
}

#[test]
fn names_are_handed_on_in_their_order_and_null_is_no_object() {
    let numbers = |text: &str| {
        through(text.as_bytes(), 3, |document| {
            let mut taken = Vec::new();
            let is_there = document.each_field(|name, number: u8| {
                taken.push((name.to_owned(), number));
                if number > 9 {
                    return Err("more than nine".to_owned());
                }
                Ok(())
            })?;
            Ok((is_there, taken))
        })
    };
    let (is_there, taken) = numbers(r#"{"b": 1, "a": 2}"#).expect("an object");
    assert!(is_there);
    assert_eq!(taken, [("b".to_owned(), 1), ("a".to_owned(), 2)]);
    assert_eq!(numbers("null").expect("nothing"), (false, Vec::new()));
    let refused = numbers("{\"a\": 1,\n \"b\": 10}").expect_err("more than nine");
    assert_eq!(
        (refused.message.as_str(), refused.line_and_column),
        ("more than nine", Some((2, 9)))
    );
    let refused = numbers("[1]").expect_err("a list");
    assert_eq!(refused.message, "expected an object, found a list");
}
