//! `CycloneDX`: bills of materials that list vulnerabilities, and VEX documents, in JSON and XML.
//!
//! Severity: the word of a rating, else its score by its method, else its vector. Of several ratings the one of the source that
//! the vulnerability is from; where that gave none, the worst of all.
//!
//! A vulnerability of a part that the document lists is a finding, in the state that its analysis gives it. Of a part that stands
//! elsewhere the document makes a statement; it is a finding too, unless the statement is that there is none.

mod rating;
mod xml;

use std::collections::BTreeMap;
use std::io::BufRead;

use serde::Deserialize;

use self::rating::{Rating, severity};
use crate::findings::day_said::day_said;
use crate::findings::decode::Shape;
use crate::findings::excerpt::{headline, passage};
use crate::findings::head::Head;
use crate::findings::json::{self, List, Object, OneOf, Text};
use crate::findings::{
    Class, Kind, Place, Producer, Refusal, Reported, ScannerReport, Standing, Statement,
    StatementStatus,
};
use crate::time::Day;

/// Whether a document that begins like this is `CycloneDX`.
pub(in crate::findings) fn recognises(head: &Head) -> bool {
    let is_json = head
        .says("bomFormat")
        .is_some_and(|format| format == "CycloneDX");
    let is_xml = head
        .root()
        .is_some_and(|root| root.name == "bom" && xml::version(root).is_some());
    is_json || is_xml
}

/// Reads a `CycloneDX` document.
pub(in crate::findings) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    match Shape::of(input)? {
        Shape::Json => {
            let mut document = Document::default();
            json::fill(&mut document, input)?;
            document.report()
        }
        Shape::Xml => xml::read(input)?.report(),
        Shape::Other => Err(Refusal::new("the document is neither JSON nor XML")),
    }
}

/// A document as far as it is read.
#[derive(Default)]
struct Document {
    is_cyclonedx: bool,
    spec_version: Option<String>,
    serial_number: Option<String>,
    metadata: Metadata,
    /// The parts that the document lists, by the names it gives them.
    parts: BTreeMap<String, Place>,
    has_vulnerabilities: bool,
    vulnerabilities: Vec<Vulnerability>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    timestamp: Text,
    tools: Tools,
    component: Option<Component>,
    supplier: Option<Named>,
    manufacture: Option<Named>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    name: Text,
    version: Text,
}

/// A list of tools before 1.5, an object with components since.
#[derive(Default)]
struct Tools(Option<Named>);

#[derive(Default, Deserialize)]
#[serde(default)]
struct ToolsObject {
    components: List<Named>,
}

impl<'de> Deserialize<'de> for Tools {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let first = match OneOf::<ToolsObject, List<Named>>::deserialize(deserializer)? {
            OneOf::Object(tools) => tools.components.0.into_iter().next(),
            OneOf::List(tools) => tools.0.into_iter().next(),
            OneOf::Nothing => None,
        };
        Ok(Self(first))
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Component {
    #[serde(rename = "bom-ref")]
    bom_ref: Text,
    group: Text,
    name: Text,
    version: Text,
    purl: Text,
    components: List<Component>,
}

impl Component {
    fn collect(self, parts: &mut BTreeMap<String, Place>) {
        let purl = self.purl.said();
        let name = match (self.group.said(), self.name.said()) {
            (Some(group), Some(name)) => format!("{group}/{name}"),
            (None, Some(name)) => name,
            (_, None) => purl.clone().unwrap_or_default(),
        };
        let place = Place::Package {
            name,
            version: self.version.said(),
            purl: purl.clone(),
            found_in: None,
        };
        for key in [self.bom_ref.said(), purl].into_iter().flatten() {
            parts.entry(key).or_insert_with(|| place.clone());
        }
        for component in self.components.0 {
            component.collect(parts);
        }
    }
}

impl Object for Document {
    const NAME: &'static str = "a CycloneDX document";

    fn field(&mut self, name: &str, value: &mut json::Document<'_>) -> Result<(), Refusal> {
        match name {
            "bomFormat" => {
                self.is_cyclonedx = value.read::<Text>()?.as_said() == Some("CycloneDX");
            }
            "specVersion" => self.spec_version = value.read::<Text>()?.said(),
            "serialNumber" => self.serial_number = value.read::<Text>()?.said(),
            "metadata" => {
                self.metadata = value.read::<Option<Metadata>>()?.unwrap_or_default();
            }
            "components" | "services" => {
                let parts = &mut self.parts;
                value.each(|part: Component| {
                    part.collect(parts);
                    Ok(())
                })?;
            }
            "vulnerabilities" => {
                let vulnerabilities = &mut self.vulnerabilities;
                self.has_vulnerabilities |= value.each(|vulnerability: Vulnerability| {
                    vulnerabilities.push(vulnerability);
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
struct Vulnerability {
    id: Text,
    source: Option<Source>,
    references: List<Reference>,
    ratings: List<Rating>,
    description: Text,
    analysis: Option<Analysis>,
    affects: List<Affects>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Source {
    name: Text,
    url: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reference {
    id: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Analysis {
    state: Text,
    justification: Text,
    detail: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Affects {
    r#ref: Text,
}

impl Document {
    fn report(mut self) -> Result<ScannerReport, Refusal> {
        const KNOWN: [&str; 8] = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];
        if !self.is_cyclonedx {
            return Err(
                Refusal::new("the document does not say that it is CycloneDX").in_path("bomFormat"),
            );
        }
        let version = self.spec_version.as_deref().unwrap_or_default();
        if !KNOWN.contains(&version) {
            return Err(
                Refusal::new(format!("version `{version}` of CycloneDX is not known"))
                    .in_path("specVersion"),
            );
        }
        if !self.has_vulnerabilities {
            return Err(Refusal::new(
                "the document has no list `vulnerabilities`: it lists parts and is no scan",
            )
            .in_path("vulnerabilities")
            .with_help("name the report of a scanner that read it"));
        }
        if let Some(component) = self.metadata.component.take() {
            component.collect(&mut self.parts);
        }
        let made_on = self.metadata.timestamp.as_said().and_then(day_said);
        let author = [&self.metadata.supplier, &self.metadata.manufacture]
            .into_iter()
            .find_map(|named| named.as_ref()?.name.as_said())
            .map(str::to_owned);
        let producer = self.metadata.tools.0.and_then(|tool| {
            Some(Producer {
                name: tool.name.said()?,
                version: tool.version.said(),
            })
        });
        let mut report = ScannerReport {
            kind: Kind::CycloneDx,
            producer,
            made_on,
            findings: Vec::new(),
            statements: Vec::new(),
            results: None,
            notes: Vec::new(),
            doubt: None,
        };
        if self.parts.is_empty() && self.vulnerabilities.is_empty() {
            let doubt = "the document lists neither parts nor vulnerabilities";
            report.doubt = Some(doubt.to_owned());
        }
        let parts = Parts {
            serial_number: self.serial_number,
            parts: self.parts,
        };
        for vulnerability in self.vulnerabilities {
            let (finding, statement) = vulnerability.told(&parts, made_on).ok_or_else(|| {
                Refusal::new("a vulnerability has no id").in_path("vulnerabilities")
            })?;
            report.findings.extend(finding);
            report
                .statements
                .extend(statement.map(|statement| Statement {
                    author: author.clone(),
                    ..statement
                }));
        }
        Ok(report)
    }
}

/// The parts that a document lists.
struct Parts {
    serial_number: Option<String>,
    parts: BTreeMap<String, Place>,
}

impl Parts {
    /// The part that a reference names, if the document lists it.
    fn find(&self, reference: &str) -> Option<&Place> {
        if let Some(place) = self.parts.get(reference) {
            return Some(place);
        }
        // A link into a document names it by its serial number: `urn:cdx:<serial>/<version>#<part>`.
        let (document, part) = reference.strip_prefix("urn:cdx:")?.split_once('#')?;
        let serial = self
            .serial_number
            .as_deref()?
            .trim_start_matches("urn:uuid:");
        if document.split('/').next() != Some(serial) {
            return None;
        }
        self.parts.get(part)
    }
}

/// What an analysis says.
enum Outcome {
    Open(StatementStatus),
    NotAffected,
    Fixed,
}

impl Vulnerability {
    fn told(
        self,
        parts: &Parts,
        made_on: Option<Day>,
    ) -> Option<(Option<Reported>, Option<Statement>)> {
        let mut ids: Vec<String> = Vec::new();
        let references = self
            .references
            .0
            .iter()
            .filter_map(|reference| reference.id.as_said());
        for id in self.id.as_said().into_iter().chain(references) {
            if !ids.iter().any(|known| known == id) {
                ids.push(id.to_owned());
            }
        }
        let mut told = Reported::named(Class::Vulnerability, ids.first()?);
        (told.severity, told.severity_said) = severity(&self.ratings.0, self.source.as_ref());
        if let Some(title) = self.description.as_said().and_then(headline) {
            told.title = title;
        }
        told.url = self.source.and_then(|source| source.url.said());
        let references: Vec<String> = self
            .affects
            .0
            .into_iter()
            .filter_map(|affects| affects.r#ref.said())
            .collect();
        let is_listed = references
            .iter()
            .any(|reference| parts.find(reference).is_some());
        told.places = references
            .iter()
            .map(|reference| {
                parts
                    .find(reference)
                    .cloned()
                    .unwrap_or_else(|| elsewhere(reference))
            })
            .collect();
        told.ids.clone_from(&ids);

        let Some(analysis) = self.analysis else {
            return Some((Some(told), None));
        };
        let outcome = match analysis.state.as_said() {
            Some("not_affected" | "false_positive") => Outcome::NotAffected,
            Some("resolved" | "resolved_with_pedigree") => Outcome::Fixed,
            Some("exploitable") => Outcome::Open(StatementStatus::Affected),
            Some("in_triage") => Outcome::Open(StatementStatus::UnderInvestigation),
            _ => return Some((Some(told), None)),
        };
        let reasons = [&analysis.justification, &analysis.detail];
        let reasons: Vec<&str> = reasons.into_iter().filter_map(Text::as_said).collect();
        let justification = passage(&reasons.join(": "));
        let status = match &outcome {
            Outcome::NotAffected => StatementStatus::NotAffected,
            Outcome::Fixed => StatementStatus::Fixed,
            Outcome::Open(status) => *status,
        };
        let statement = (!is_listed).then(|| Statement {
            ids,
            products: references,
            parts: Vec::new(),
            status,
            justification: justification.clone(),
            author: None,
            date: made_on,
        });
        told.standing = match outcome {
            Outcome::Open(_) => Standing::Open,
            Outcome::NotAffected => Standing::NotAffected(justification),
            Outcome::Fixed => Standing::Fixed,
        };
        let is_finding = is_listed || told.standing == Standing::Open;
        Some((is_finding.then_some(told), statement))
    }
}

/// The place that a reference to another document names.
fn elsewhere(reference: &str) -> Place {
    let part = reference
        .strip_prefix("urn:cdx:")
        .and_then(|link| link.split_once('#'))
        .map_or(reference, |(_, part)| part);
    Place::of_reference(part)
}

#[cfg(test)]
mod tests;
