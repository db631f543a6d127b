//! What the tool of a run says of its rules, and what an invocation changed of it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::findings::excerpt::headline;
use crate::findings::json::{List, Number, Text};
use crate::findings::{Class, Producer};

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

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Tool {
    driver: Option<Component>,
    extensions: List<Component>,
    // Versions before 2.1.0 write the driver here.
    name: Text,
    full_name: Text,
    version: Text,
    semantic_version: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Component {
    name: Text,
    full_name: Text,
    version: Text,
    semantic_version: Text,
    rules: List<Rule>,
}

impl Tool {
    pub(super) fn producer(&self) -> Option<Producer> {
        let (name, full_name, version, semantic_version) = match &self.driver {
            Some(driver) => (
                &driver.name,
                &driver.full_name,
                &driver.version,
                &driver.semantic_version,
            ),
            None => (
                &self.name,
                &self.full_name,
                &self.version,
                &self.semantic_version,
            ),
        };
        Some(Producer {
            name: name.as_said().or(full_name.as_said())?.to_owned(),
            version: version
                .as_said()
                .or(semantic_version.as_said())
                .map(str::to_owned),
        })
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
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Reference {
    pub(super) id: Text,
    pub(super) index: Number,
    tool_component: Option<ComponentReference>,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
struct ComponentReference {
    index: Number,
    name: Text,
}

/// The rules of a run: those of the driver first, then those of each extension.
#[derive(Default)]
pub(super) struct Rules {
    components: Vec<(Option<String>, Vec<Rule>)>,
    /// Where each rule is, by its id; the first of that id counts.
    places: BTreeMap<String, (usize, usize)>,
    old: Vec<Rule>,
}

impl Rules {
    /// Adds the rules that stand beside the tool.
    pub(super) fn add_map(&mut self, rules: RuleMap) {
        self.old.extend(rules.0);
    }

    /// All of these and those of the tool.
    pub(super) fn with(mut self, tool: Tool) -> Self {
        let mut driver = tool.driver.unwrap_or_default();
        driver.rules.0.append(&mut self.old);
        for component in std::iter::once(driver).chain(tool.extensions.0) {
            self.components
                .push((component.name.said(), component.rules.0));
        }
        for (component, (_, rules)) in self.components.iter().enumerate() {
            for (index, rule) in rules.iter().enumerate() {
                if let Some(id) = rule.id.as_said() {
                    self.places
                        .entry(id.to_owned())
                        .or_insert((component, index));
                }
            }
        }
        self
    }

    /// Where the rule of a reference is: by its index, unless that is a rule of another name, then by its id, then by the ids
    /// above it (`X/y`, then `X`).
    pub(super) fn find(&self, reference: &Reference) -> Option<(usize, usize)> {
        let id = reference.id.as_said();
        let by_index = self.by_index(reference);
        if let Some(place) = by_index {
            let found = self.at(place).id.as_said();
            if id.is_none() || found.is_none() || id.is_some_and(|id| is_below(id, found)) {
                return Some(place);
            }
        }
        let mut id = id?;
        loop {
            if let Some(place) = self.places.get(id) {
                return Some(*place);
            }
            match id.rsplit_once('/') {
                Some((above, _)) => id = above,
                None => return by_index,
            }
        }
    }

    fn by_index(&self, reference: &Reference) -> Option<(usize, usize)> {
        let index = whole(reference.index)?;
        let component = match &reference.tool_component {
            None => 0,
            Some(component) => match whole(component.index) {
                Some(extension) => extension + 1,
                None => self.components.iter().position(|(name, _)| {
                    component.name.as_said().is_some()
                        && name.as_deref() == component.name.as_said()
                })?,
            },
        };
        let (_, rules) = self.components.get(component)?;
        (index < rules.len()).then_some((component, index))
    }

    pub(super) fn at(&self, (component, index): (usize, usize)) -> &Rule {
        &self.components[component].1[index]
    }
}

fn is_below(id: &str, above: Option<&str>) -> bool {
    above.is_some_and(|above| {
        id.strip_prefix(above)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// A whole number from 0.
pub(super) fn whole(number: Number) -> Option<usize> {
    let number = number
        .0
        .filter(|number| *number >= 0.0 && number.fract() == 0.0)?;
    format!("{number:.0}").parse().ok()
}

/// What an invocation changed of a rule.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Override {
    descriptor: Option<Reference>,
    configuration: Option<Configuration>,
}

/// What one invocation changed of the rules.
pub(super) struct Overrides(BTreeMap<(usize, usize), Level>);

impl Overrides {
    pub(super) fn of(overrides: Vec<Override>, rules: &Rules) -> Self {
        let levels = overrides.into_iter().filter_map(|changed| {
            let place = rules.find(&changed.descriptor?)?;
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
