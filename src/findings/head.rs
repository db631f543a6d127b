//! The beginning of a report, as far as it tells which format this is.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::decode::Shape;
use super::xml::{Step, Tag, Xml};

/// The beginning of a report, read as far as it goes.
#[derive(Debug)]
pub(super) struct Head {
    /// How it is written.
    pub(super) shape: Shape,
    /// The text itself.
    pub(super) text: String,
    /// Its first elements, where it is XML: the root is the first.
    pub(super) tags: Vec<Tag>,
    /// Every place of the document down to a few levels, as `runs[].tool`, where it is JSON; with the text that stands there.
    places: BTreeMap<String, String>,
}

/// Levels that are looked at.
const DEPTH: usize = 5;
/// Elements that are looked at.
const TAGS: usize = 24;

impl Head {
    pub(super) fn of(head: &[u8]) -> Self {
        let text = String::from_utf8_lossy(head).into_owned();
        let shape = Shape::of_head(head);
        let mut places = BTreeMap::new();
        let mut tags = Vec::new();
        match shape {
            Shape::Json => {
                let record = Record {
                    path: String::new(),
                    depth: 0,
                    places: &mut places,
                };
                // A head that ends in the middle still has told what came before.
                let _ = record.deserialize(&mut serde_json::Deserializer::from_str(&text));
            }
            Shape::Xml => {
                let mut bytes = text.as_bytes();
                let mut xml = Xml::new(&mut bytes);
                while tags.len() < TAGS {
                    match xml.step() {
                        Ok(Step::Open(tag)) => tags.push(tag),
                        Ok(Step::Close) => {}
                        Ok(Step::End) | Err(_) => break,
                    }
                }
            }
            Shape::Other => {}
        }
        Self {
            shape,
            text,
            tags,
            places,
        }
    }

    /// Whether the document has that place, as `runs[].tool`; the elements of a list at the root are `[]`.
    pub(super) fn has(&self, place: &str) -> bool {
        self.places.contains_key(place)
    }

    /// Whether some place of the document is like that.
    pub(super) fn any(&self, is_like: impl Fn(&str) -> bool) -> bool {
        self.places.keys().any(|place| is_like(place))
    }

    /// Whether the document is an object that holds these names and no others.
    pub(super) fn has_only(&self, names: &[&str]) -> bool {
        let mut at_root = self
            .places
            .keys()
            .filter(|place| !place.contains(['.', '[']) && !place.is_empty())
            .peekable();
        at_root.peek().is_some() && at_root.all(|place| names.contains(&place.as_str()))
    }

    /// The text at that place.
    pub(super) fn says(&self, place: &str) -> Option<&str> {
        self.places.get(place).map(String::as_str)
    }

    /// The root element, where it is XML.
    pub(super) fn root(&self) -> Option<&Tag> {
        self.tags.first()
    }

    /// The first line, where it is a table.
    pub(super) fn first_line(&self) -> &str {
        self.text.lines().next().unwrap_or_default()
    }
}

struct Record<'p> {
    path: String,
    depth: usize,
    places: &'p mut BTreeMap<String, String>,
}

impl Record<'_> {
    fn child(&mut self, step: &str) -> Record<'_> {
        let dot = if self.path.is_empty() || step == "[]" {
            ""
        } else {
            "."
        };
        Record {
            path: format!("{}{dot}{step}", self.path),
            depth: self.depth + 1,
            places: self.places,
        }
    }

    fn note(self, text: &str) {
        const LONGEST: usize = 200;
        let place = self.places.entry(self.path).or_default();
        if place.is_empty() {
            *place = text.chars().take(LONGEST).collect();
        }
    }
}

impl<'de> DeserializeSeed<'de> for Record<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.depth > DEPTH {
            self.note("");
            return deserializer.deserialize_ignored_any(IgnoredAny).map(|_| ());
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Record<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.note(text);
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.note(&number.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.note(&number.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.note(&number.to_string());
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.note(&value.to_string());
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.note("");
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(self.child("[]"))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            self.child(&key).note("");
            map.next_value_seed(self.child(&key))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_json_head_that_ends_in_the_middle_tells_what_came_before() {
        let head = Head::of(br#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "X"}}, "results": [{"rule"#);
        assert_eq!(head.says("version"), Some("2.1.0"));
        assert!(head.has("runs[].tool.driver"));
        assert!(head.has("runs[].results"));
        assert!(!head.has("results"));
    }

    #[test]
    fn an_xml_head_tells_its_first_elements() {
        let head = Head::of(b"<?xml version=\"1.0\"?><!DOCTYPE issues [<!ELEMENT issues (issue*)>]><issues burpVersion=\"1\"><issue><ser");
        assert_eq!(head.root().map(|tag| tag.name.as_str()), Some("issues"));
        assert_eq!(head.tags.len(), 2);
    }
}
