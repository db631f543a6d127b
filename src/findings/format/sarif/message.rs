//! What a result says, which may be a template and what to put into it.

use serde::{Deserialize, Deserializer};

use crate::findings::excerpt::headline;
use crate::findings::json::{List, Text, TextOr};

/// The message of a result.
#[derive(Default)]
pub(super) struct Message(Written);

#[derive(Default, Deserialize)]
#[serde(default)]
struct Written {
    text: Text,
    // Named `messageId` in version 2.0.0.
    #[serde(alias = "messageId")]
    id: Text,
    arguments: List<Text>,
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match TextOr::<Written>::deserialize(deserializer)? {
            TextOr::Text(text) => Written {
                text: Text(Some(text)),
                ..Written::default()
            },
            TextOr::Other(written) => written,
            TextOr::Nothing => Written::default(),
        }))
    }
}

/// A message that is only named; its text stands with the rules.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unsaid {
    /// The name of its text.
    pub(super) id: String,
    arguments: List<Text>,
}

impl Message {
    /// The first line of the message, or the message that is still to be looked up.
    pub(super) fn told(self) -> (Option<String>, Option<Unsaid>) {
        let Written {
            text,
            id,
            arguments,
        } = self.0;
        match (text.as_said(), id.said()) {
            (Some(text), _) if arguments.0.is_empty() => (headline(text), None),
            (Some(text), _) => (headline(&filled(text, &arguments)), None),
            (None, Some(id)) => (None, Some(Unsaid { id, arguments })),
            (None, None) => (None, None),
        }
    }
}

impl Unsaid {
    /// The first line of the message, whose text is that template.
    pub(super) fn said(&self, template: &str) -> Option<String> {
        headline(&filled(template, &self.arguments))
    }
}

/// A template with its arguments in their places, `{0}` and so on; a doubled brace stands for one (SARIF 2.1.0, 3.11.5).
///
/// A place without an argument stays as it is written.
fn filled(template: &str, arguments: &List<Text>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(brace) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(brace);
        text.push_str(before);
        if let Some(after) = from.strip_prefix("{{").or(from.strip_prefix("}}")) {
            text.push_str(&from[..1]);
            rest = after;
        } else if let Some((argument, after)) = placeholder(from, arguments) {
            text.push_str(argument);
            rest = after;
        } else {
            text.push_str(&from[..1]);
            rest = &from[1..];
        }
    }
    text.push_str(rest);
    text
}

/// The argument whose place begins the text, and what follows.
fn placeholder<'t>(text: &'t str, arguments: &'t List<Text>) -> Option<(&'t str, &'t str)> {
    let (number, after) = text.strip_prefix('{')?.split_once('}')?;
    let argument = arguments.0.get(number.parse::<usize>().ok()?)?;
    Some((argument.0.as_deref()?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(template: &str, arguments: &[&str]) -> String {
        let arguments = arguments.iter().map(|text| Text(Some((*text).to_owned())));
        filled(template, &List(arguments.collect()))
    }

    #[test]
    fn arguments_stand_in_their_places_and_doubled_braces_for_one() {
        assert_eq!(
            with("`{1}` reaches `{0}` ({1})", &["run", "name"]),
            "`name` reaches `run` (name)"
        );
        assert_eq!(with("{{0}} is {0}", &["{1}", "x"]), "{0} is {1}");
        assert_eq!(with("a } b { c", &["x"]), "a } b { c");
        assert_eq!(with("{2} {x} {-1} {", &["x"]), "{2} {x} {-1} {");
    }
}
