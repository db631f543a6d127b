//! `OpenVEX` 0.2.0 and 0.0.1: statements about vulnerabilities that are found elsewhere.

use std::io::BufRead;

use serde::Deserialize;
use serde::de::Deserializer;

use crate::findings::day_said::day_said;
use crate::findings::head::Head;
use crate::findings::json::{self, Document, List, Object, Pairs, Text, TextOr};
use crate::findings::{Kind, Refusal, ScannerReport, Statement, StatementStatus};

/// Whether a document that begins like this is `OpenVEX`.
pub(in crate::findings) fn recognises(head: &Head) -> bool {
    let is_named = head
        .says("@context")
        .is_some_and(|context| context.contains("openvex"));
    let is_shaped = head.has("statements[].vulnerability") && head.has("statements[].status");
    head.has("statements") && (is_named || is_shaped)
}

/// Reads an `OpenVEX` document.
pub(in crate::findings) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut root = Root::default();
    json::fill(&mut root, input)?;
    if !root.has_statements {
        return Err(Refusal::new("the document has no list `statements`").in_path("statements"));
    }
    let made_on = root.timestamp.as_said().and_then(day_said);
    let author = root.author.said();
    for statement in &mut root.statements {
        statement.date = statement.date.or(made_on);
        statement.author.clone_from(&author);
    }
    Ok(ScannerReport {
        kind: Kind::OpenVex,
        producer: None,
        made_on,
        findings: Vec::new(),
        statements: root.statements,
        results: None,
        notes: Vec::new(),
        doubt: None,
    })
}

#[derive(Default)]
struct Root {
    author: Text,
    timestamp: Text,
    has_statements: bool,
    statements: Vec<Statement>,
}

impl Object for Root {
    const NAME: &'static str = "an OpenVEX document";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "author" => self.author = value.read()?,
            "timestamp" => self.timestamp = value.read()?,
            "statements" => {
                let statements = &mut self.statements;
                self.has_statements |= value.each(|stated: Stated| {
                    statements.push(stated.told()?);
                    Ok(())
                })?;
            }
            _ => value.skip()?,
        }
        Ok(())
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Stated {
    vulnerability: Name,
    products: List<Product>,
    // In 0.0.1 beside the products, in 0.2.0 within each.
    subcomponents: List<Product>,
    status: Text,
    justification: Text,
    impact_statement: Text,
    action_statement: Text,
    status_notes: Text,
    timestamp: Text,
}

/// Every name of a vulnerability: a text in 0.0.1, an object in 0.2.0.
#[derive(Default)]
struct Name(Vec<String>);

#[derive(Default, Deserialize)]
#[serde(default)]
struct NameObject {
    name: Text,
    #[serde(rename = "@id")]
    id: Text,
    aliases: List<Text>,
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match TextOr::<NameObject>::deserialize(deserializer)? {
            TextOr::Text(name) => Self(Text(Some(name)).said().into_iter().collect()),
            TextOr::Other(object) => {
                let name = object.name.said().or(object.id.said());
                let aliases = object.aliases.0.into_iter().filter_map(Text::said);
                Self(name.into_iter().chain(aliases).collect())
            }
            TextOr::Nothing => Self::default(),
        })
    }
}

/// A product or a part of one: a text, or an object.
#[derive(Default)]
struct Product {
    id: Option<String>,
    parts: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ProductObject {
    #[serde(rename = "@id")]
    id: Text,
    identifiers: Pairs,
    subcomponents: List<Product>,
}

impl<'de> Deserialize<'de> for Product {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match TextOr::<ProductObject>::deserialize(deserializer)? {
            TextOr::Text(id) => Self {
                id: Text(Some(id)).said(),
                parts: Vec::new(),
            },
            TextOr::Other(object) => {
                let purl = object.identifiers.0.get("purl");
                let other = || object.identifiers.0.values().next();
                Self {
                    id: object.id.said().or_else(|| purl.or_else(other).cloned()),
                    parts: object
                        .subcomponents
                        .0
                        .into_iter()
                        .filter_map(|part| part.id)
                        .collect(),
                }
            }
            TextOr::Nothing => Self::default(),
        })
    }
}

impl Stated {
    fn told(self) -> Result<Statement, String> {
        let ids = self.vulnerability.0;
        let Some(first) = ids.first() else {
            return Err("a statement names no vulnerability".to_owned());
        };
        let status = match self.status.as_said() {
            Some("not_affected") => StatementStatus::NotAffected,
            Some("affected") => StatementStatus::Affected,
            Some("fixed") => StatementStatus::Fixed,
            Some("under_investigation") => StatementStatus::UnderInvestigation,
            Some(other) => {
                return Err(format!(
                    "the statement about `{first}` has status `{other}`, expected `not_affected`, `affected`, `fixed` or `under_investigation`"
                ));
            }
            None => return Err(format!("the statement about `{first}` has no status")),
        };
        let reasons = [
            self.justification,
            self.impact_statement,
            self.action_statement,
            self.status_notes,
        ];
        let reasons: Vec<String> = reasons.into_iter().filter_map(Text::said).collect();
        let mut parts: Vec<String> = self
            .subcomponents
            .0
            .into_iter()
            .filter_map(|part| part.id)
            .collect();
        let mut products = Vec::new();
        for mut product in self.products.0 {
            products.extend(product.id);
            parts.append(&mut product.parts);
        }
        parts.sort();
        parts.dedup();
        Ok(Statement {
            ids,
            products,
            parts,
            status,
            justification: (!reasons.is_empty()).then(|| reasons.join(": ")),
            author: None,
            date: self.timestamp.as_said().and_then(day_said),
        })
    }
}

#[cfg(test)]
mod tests;
