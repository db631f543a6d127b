//! `CycloneDX` in XML, with the extension for vulnerabilities that came before version 1.4.

use std::io::BufRead;

use super::{
    Affects, Analysis, Component, Document, Named, Rating, Reference, Source, Tools, Vulnerability,
};
use crate::findings::Refusal;
use crate::findings::json::{List, Number, Text};
use crate::findings::xml::{Element, Step, Tag, Xml};

/// The version of the schema that the root names.
pub(super) fn version(root: &Tag) -> Option<&str> {
    root.attributes.iter().find_map(|(name, value)| {
        let is_namespace = name == "xmlns" || name.starts_with("xmlns:");
        is_namespace
            .then(|| {
                value
                    .trim()
                    .strip_prefix("http://cyclonedx.org/schema/bom/")
            })
            .flatten()
    })
}

/// Reads a document, its parts and vulnerabilities one at a time.
pub(super) fn read(input: &mut dyn BufRead) -> Result<Document, Refusal> {
    let mut xml = Xml::new(input);
    let mut document = Document::default();
    let Step::Open(root) = xml.step()? else {
        return Err(xml.refusal("the document has no root element"));
    };
    if root.name != "bom" {
        return Err(xml.refusal(format!(
            "the root element is `{}`, expected `bom`",
            root.name
        )));
    }
    document.spec_version = version(&root).map(str::to_owned);
    document.is_cyclonedx = document.spec_version.is_some();
    document.serial_number = root.attribute("serialNumber").map(str::to_owned);
    while let Step::Open(tag) = xml.step()? {
        match tag.name.as_str() {
            "metadata" => {
                let element = xml.element(tag)?;
                document.told_about(&element);
            }
            "components" | "services" => {
                while let Step::Open(tag) = xml.step()? {
                    let element = xml.element(tag)?;
                    document.add_part(&element);
                }
            }
            "vulnerabilities" => {
                document.has_vulnerabilities = true;
                while let Step::Open(tag) = xml.step()? {
                    let element = xml.element(tag)?;
                    document.vulnerabilities.push(vulnerability(&element, None));
                }
            }
            _ => xml.skip()?,
        }
    }
    match xml.step()? {
        Step::End => Ok(document),
        Step::Open(_) | Step::Close => {
            Err(xml.refusal("the document goes on after its root element"))
        }
    }
}

fn text(said: Option<&str>) -> Text {
    Text(said.map(str::to_owned))
}

fn number(said: Option<&str>) -> Number {
    Number(
        said.and_then(|said| said.parse().ok())
            .filter(|number: &f64| number.is_finite()),
    )
}

impl Document {
    fn told_about(&mut self, metadata: &Element) {
        self.metadata.timestamp = text(metadata.text_of("timestamp"));
        let named = |element: &Element| Named {
            name: text(element.text_of("name")),
            version: text(element.text_of("version")),
        };
        let tools = metadata.child("tools");
        let tool = tools.and_then(|tools| {
            let components = tools.child("components").unwrap_or(tools);
            components.children.first()
        });
        self.metadata.tools = Tools(tool.map(named));
        self.metadata.supplier = metadata.child("supplier").map(named);
        if let Some(component) = metadata.child("component") {
            self.add_part(component);
        }
    }

    fn add_part(&mut self, element: &Element) {
        Component {
            bom_ref: text(element.tag.attribute("bom-ref")),
            group: text(element.text_of("group")),
            name: text(element.text_of("name")),
            version: text(element.text_of("version")),
            purl: text(element.text_of("purl")),
            components: List::default(),
        }
        .collect(&mut self.parts);
        // The extension also stands within the part that it is about.
        if let Some(vulnerabilities) = element.child("vulnerabilities") {
            self.has_vulnerabilities = true;
            let part = element
                .tag
                .attribute("bom-ref")
                .or_else(|| element.text_of("purl"));
            for found in &vulnerabilities.children {
                self.vulnerabilities.push(vulnerability(found, part));
            }
        }
        for part in element
            .child("components")
            .iter()
            .flat_map(|parts| &parts.children)
        {
            self.add_part(part);
        }
    }
}

/// A vulnerability, of version 1.4 and later or of the extension, which names the part it is about in an attribute.
fn vulnerability(element: &Element, part: Option<&str>) -> Vulnerability {
    let within = |outer: &str, inner: &'static str| {
        let elements = element.child(outer).into_iter();
        elements
            .flat_map(move |outer| outer.each(inner))
            .collect::<Vec<_>>()
    };
    let targets = within("affects", "target");
    let mut affects: Vec<Affects> = targets
        .into_iter()
        .map(|target| Affects {
            r#ref: text(
                target
                    .text_of("ref")
                    .or_else(|| target.tag.attribute("ref")),
            ),
        })
        .collect();
    if let Some(reference) = element.tag.attribute("ref").or(part) {
        affects.push(Affects {
            r#ref: text(Some(reference)),
        });
    }
    let references = within("references", "reference");
    Vulnerability {
        id: text(element.text_of("id")),
        source: element.child("source").map(source),
        references: List(
            references
                .into_iter()
                .map(|reference| Reference {
                    id: text(reference.text_of("id")),
                })
                .collect(),
        ),
        ratings: List(
            within("ratings", "rating")
                .into_iter()
                .map(rating)
                .collect(),
        ),
        description: text(element.text_of("description")),
        analysis: element.child("analysis").map(|analysis| Analysis {
            state: text(analysis.text_of("state")),
            justification: text(analysis.text_of("justification")),
            detail: text(analysis.text_of("detail")),
        }),
        affects: List(affects),
    }
}

fn source(element: &Element) -> Source {
    Source {
        name: text(
            element
                .text_of("name")
                .or_else(|| element.tag.attribute("name")),
        ),
        url: text(element.text_of("url")),
    }
}

fn rating(element: &Element) -> Rating {
    let score = element.child("score");
    Rating {
        source: element.child("source").map(source),
        score: number(score.and_then(|score| score.text_of("base").or_else(|| score.said()))),
        severity: text(element.text_of("severity")),
        method: text(element.text_of("method")),
        vector: text(element.text_of("vector")),
    }
}
