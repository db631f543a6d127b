//! What the tool of a run says of its rules, and what an invocation changed of it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::findings::excerpt::headline;
use crate::findings::json::{Document, Entries, List, Number, Object, Text};
use crate::findings::{Class, Producer, Refusal};

/// How bad a result is within SARIF itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    None,
    Note,
    Warning,
    Error,
}

impl Level {
    pub(super) fn of_word(word: &str) -> Option<Self> {
        match word {
            "none" => Some(Self::None),
            "note" => Some(Self::Note),
            "warning" => Some(Self::Warning),
            "error" => Some(Self::Error),
            _ => None,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A message: a text, or an object that holds one.
#[derive(Debug, Default)]
pub(super) struct Said(pub(super) Option<String>);

impl Said {
    pub(super) fn headline(&self) -> Option<String> {
        headline(self.0.as_deref()?)
    }
}

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SaidVisitor)
    }
}

struct SaidVisitor;

impl<'de> Visitor<'de> for SaidVisitor {
    type Value = Said;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a message")
    }

    fn visit_unit<E>(self) -> Result<Said, E> {
        Ok(Said(None))
    }

    fn visit_str<E>(self, text: &str) -> Result<Said, E> {
        Ok(Said(Some(text.to_owned())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Said, A::Error> {
        let mut said = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == "text" {
                said = map.next_value::<Text>()?.said();
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Said(said))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Said, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Said(None))
    }
}

#[derive(Default)]
pub(super) struct Tool {
    /// The driver; versions before 2.1.0 write its fields into the tool itself.
    driver: Component,
    extensions: Vec<Component>,
}

/// The driver of a tool or one of its extensions, with the rules that are its own.
#[derive(Default)]
struct Component {
    name: Text,
    full_name: Text,
    version: Text,
    semantic_version: Text,
    guid: Text,
    messages: Strings,
    rules: Vec<Rule>,
    /// Where each rule is, by its id; the first of that id counts.
    by_id: BTreeMap<String, usize>,
}

impl Object for Tool {
    const NAME: &'static str = "a tool";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "driver" => value.fill_if_there(&mut self.driver),
            "extensions" => value
                .each_object(|extension: Component| {
                    self.extensions.push(extension);
                    Ok(())
                })
                .map(drop),
            _ => self.driver.field(name, value),
        }
    }
}

impl Object for Component {
    const NAME: &'static str = "a part of a tool";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "name" => self.name = value.read()?,
            "fullName" => self.full_name = value.read()?,
            "version" => self.version = value.read()?,
            "semanticVersion" => self.semantic_version = value.read()?,
            "guid" => self.guid = value.read()?,
            "globalMessageStrings" => self.messages = value.read()?,
            "rules" => {
                value.each(|rule: Rule| {
                    self.rules.push(rule);
                    Ok(())
                })?;
            }
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl Tool {
    pub(super) fn producer(&self) -> Option<Producer> {
        let driver = &self.driver;
        let name = driver.name.as_said().or(driver.full_name.as_said())?;
        let version = driver.version.as_said();
        Some(Producer {
            name: name.to_owned(),
            version: version
                .or(driver.semantic_version.as_said())
                .map(str::to_owned),
        })
    }
}

/// Texts of messages by their names; versions before 2.1.0 have the text itself where later ones have an object.
#[derive(Default)]
struct Strings(BTreeMap<String, String>);

impl Strings {
    fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }
}

impl<'de> Deserialize<'de> for Strings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let strings: Option<Entries<Said>> = Option::deserialize(deserializer)?;
        let strings = strings.unwrap_or_default().0.into_iter();
        Ok(Self(
            strings
                .filter_map(|(id, said)| Some((id, said.0?)))
                .collect(),
        ))
    }
}

/// Where versions 2.0.0 keep the rules.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Resources {
    pub(super) rules: RuleMap,
}

/// Rules under their names, as versions before 2.1.0 have them.
#[derive(Default)]
pub(super) struct RuleMap(Vec<Rule>);

impl<'de> Deserialize<'de> for RuleMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RuleMapVisitor)
    }
}

struct RuleMapVisitor;

impl<'de> Visitor<'de> for RuleMapVisitor {
    type Value = RuleMap;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the rules of a tool")
    }

    fn visit_unit<E>(self) -> Result<RuleMap, E> {
        Ok(RuleMap::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RuleMap, A::Error> {
        let mut rules = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let mut rule: Rule = map.next_value()?;
            if rule.id.as_said().is_none() {
                rule.id = Text(Some(key));
            }
            rules.push(rule);
        }
        Ok(RuleMap(rules))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RuleMap, A::Error> {
        let mut rules = Vec::new();
        while let Some(rule) = seq.next_element()? {
            rules.push(rule);
        }
        Ok(RuleMap(rules))
    }
}

/// A rule as the tool describes it.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Rule {
    pub(super) id: Text,
    guid: Text,
    message_strings: Strings,
    short_description: Said,
    full_description: Said,
    name: Said,
    default_configuration: Option<Configuration>,
    // Named like this in versions 2.0.0 and 1.0.0.
    configuration: Option<Configuration>,
    default_level: Text,
    properties: Option<Properties>,
    help_uri: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Configuration {
    level: Text,
    default_level: Text,
}

/// The properties that tools agree on.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Properties {
    #[serde(rename = "security-severity")]
    pub(super) security_severity: Text,
    tags: List<Text>,
}

impl Rule {
    pub(super) fn level(&self) -> Option<Level> {
        let configured = |configuration: &Option<Configuration>| {
            let configuration = configuration.as_ref()?;
            let word = configuration.level.as_said();
            Level::of_word(word.or(configuration.default_level.as_said())?)
        };
        configured(&self.default_configuration)
            .or_else(|| configured(&self.configuration))
            .or_else(|| Level::of_word(self.default_level.as_said()?))
    }

    pub(super) fn title(&self) -> Option<String> {
        self.short_description
            .headline()
            .or_else(|| self.full_description.headline())
            .or_else(|| self.name.headline())
    }

    pub(super) fn summary(&self) -> Option<String> {
        self.short_description.headline()
    }

    pub(super) fn security_severity(&self) -> Option<&str> {
        self.properties.as_ref()?.security_severity.as_said()
    }

    pub(super) fn url(&self) -> Option<&str> {
        self.help_uri.as_said()
    }

    /// What kind of thing the rule finds, where its tags say so.
    pub(super) fn class(&self) -> Option<Class> {
        let tags = self.properties.as_ref()?;
        tags.tags.0.iter().find_map(|tag| match tag.as_said()? {
            "vulnerability" => Some(Class::Vulnerability),
            "misconfiguration" => Some(Class::Misconfiguration),
            "secret" => Some(Class::Secret),
            "license" => Some(Class::Licence),
            _ => None,
        })
    }
}

/// How a result points at its rule.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Pointer {
    pub(super) id: Text,
    pub(super) index: Number,
    guid: Text,
    tool_component: Option<Box<ComponentReference>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ComponentReference {
    index: Number,
    guid: Text,
    name: Text,
}

/// The rules of a run: those of the driver first, then those of each extension.
#[derive(Default)]
pub(super) struct Rules {
    components: Vec<Component>,
    /// Where each rule is, by its guid.
    by_guid: BTreeMap<String, (usize, usize)>,
    old: Vec<Rule>,
}

impl Rules {
    /// Adds the rules that stand beside the tool.
    pub(super) fn add_map(&mut self, rules: RuleMap) {
        self.old.extend(rules.0);
    }

    /// All of these and those of the tool.
    pub(super) fn with(mut self, tool: Tool) -> Self {
        let mut driver = tool.driver;
        driver.rules.append(&mut self.old);
        self.components.push(driver);
        self.components.extend(tool.extensions);
        for (number, component) in self.components.iter_mut().enumerate() {
            for (index, rule) in component.rules.iter().enumerate() {
                if let Some(id) = rule.id.as_said() {
                    component.by_id.entry(id.to_owned()).or_insert(index);
                }
                if let Some(guid) = rule.guid.as_said() {
                    let guid = guid.to_ascii_lowercase();
                    self.by_guid.entry(guid).or_insert((number, index));
                }
            }
        }
        self
    }

    /// Where the rule of that name is that a result points at: by the index, unless that is a rule of another name, then by the
    /// guid, then by the name, then by the names above it (`X/y`, then `X`).
    pub(super) fn find(&self, id: Option<&str>, pointer: &Pointer) -> Option<(usize, usize)> {
        let component = self.component(pointer);
        let by_index = component.and_then(|number| {
            let index = pointer.index.whole()?;
            (index < self.components[number].rules.len()).then_some((number, index))
        });
        if let Some(place) = by_index {
            let found = self.at(place).id.as_said();
            if id.is_none() || found.is_none() || id.is_some_and(|id| is_below(id, found)) {
                return Some(place);
            }
        }
        let guid = pointer.guid.as_said().map(str::to_ascii_lowercase);
        if let Some(place) = guid.and_then(|guid| self.by_guid.get(&guid)) {
            return Some(*place);
        }
        let mut id = id?;
        loop {
            let place = self.named(id, component);
            if place.is_some() {
                return place;
            }
            match id.rsplit_once('/') {
                Some((above, _)) => id = above,
                None => return by_index,
            }
        }
    }

    /// The rule of a name: of the part that is pointed at where that has it, else of the first that does.
    fn named(&self, id: &str, component: Option<usize>) -> Option<(usize, usize)> {
        let all = 0..self.components.len();
        component.into_iter().chain(all).find_map(|number| {
            let index = self.components[number].by_id.get(id)?;
            Some((number, *index))
        })
    }

    /// The part of the tool whose rules are counted: the driver where none is named.
    fn component(&self, pointer: &Pointer) -> Option<usize> {
        let Some(reference) = &pointer.tool_component else {
            return (!self.components.is_empty()).then_some(0);
        };
        if let Some(extension) = reference.index.whole() {
            return (extension + 1 < self.components.len()).then_some(extension + 1);
        }
        let is_meant = |said: &Text, meant: &Text| match (said.as_said(), meant.as_said()) {
            (Some(said), Some(meant)) => said.eq_ignore_ascii_case(meant),
            _ => false,
        };
        let mut components = self.components.iter();
        components.position(|component| {
            is_meant(&component.guid, &reference.guid) || is_meant(&component.name, &reference.name)
        })
    }

    pub(super) fn at(&self, (component, index): (usize, usize)) -> &Rule {
        &self.components[component].rules[index]
    }

    /// The text of a message of that name: of the rule, else of the part of the tool that the rule is of.
    pub(super) fn message(&self, rule: Option<(usize, usize)>, id: &str) -> Option<&str> {
        let of_rule = rule.and_then(|place| self.at(place).message_strings.get(id));
        let component = rule.map_or(0, |(component, _)| component);
        of_rule.or_else(|| self.components.get(component)?.messages.get(id))
    }
}

fn is_below(id: &str, above: Option<&str>) -> bool {
    above.is_some_and(|above| {
        id.strip_prefix(above)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// What an invocation changed of a rule.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Override {
    descriptor: Option<Pointer>,
    configuration: Option<Configuration>,
}

/// What one invocation changed of the rules.
pub(super) struct Overrides(BTreeMap<(usize, usize), Level>);

impl Overrides {
    pub(super) fn of(overrides: Vec<Override>, rules: &Rules) -> Self {
        let levels = overrides.into_iter().filter_map(|changed| {
            let descriptor = changed.descriptor?;
            let place = rules.find(descriptor.id.as_said(), &descriptor)?;
            Some((
                place,
                Level::of_word(changed.configuration?.level.as_said()?)?,
            ))
        });
        Self(levels.collect())
    }

    pub(super) fn level(&self, rule: (usize, usize)) -> Option<Level> {
        self.0.get(&rule).copied()
    }
}
