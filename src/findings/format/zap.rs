//! ZAP, the traditional report in XML and in JSON. The texts hold HTML.

use std::io::BufRead;

use serde::Deserialize;

use crate::findings::day_said::day_said;
use crate::findings::decode::Shape;
use crate::findings::head::Head;
use crate::findings::json::{self, Document, List, Object, Text};
use crate::findings::xml::{Element, Step, Xml};
use crate::findings::{
    Class, Kind, Place, Producer, Refusal, Reported, ScannerReport, Severity, Standing,
};

pub(super) fn recognises(head: &Head) -> bool {
    match head.shape {
        Shape::Xml => head
            .root()
            .is_some_and(|root| root.name == "OWASPZAPReport"),
        Shape::Json => {
            head.has("@generated") && (head.has("site") || head.has("@programName"))
                || head.has("site[].alerts")
        }
        Shape::Other => false,
    }
}

pub(super) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    match Shape::of(input)? {
        Shape::Json => read_json(input),
        Shape::Xml | Shape::Other => read_xml(input),
    }
}

/// One alert, however it is written.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Written {
    pluginid: Text,
    #[serde(rename = "alertRef")]
    alert_ref: Text,
    alert: Text,
    name: Text,
    riskcode: Text,
    riskdesc: Text,
    confidence: Text,
    reference: Text,
    instances: List<Instance>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Instance {
    uri: Text,
    evidence: Text,
}

impl Written {
    fn read(self) -> Option<Reported> {
        // A rule with several alerts numbers each of them; the number of the rule alone would make one of them.
        let id = self.alert_ref.said().or(self.pluginid.said());
        let title = self.alert.said().or(self.name.said());
        let id = match (&id, &title) {
            (Some(id), _) => format!("zap:{id}"),
            (None, Some(title)) => title.clone(),
            (None, None) => return None,
        };
        let mut found = Reported::new(Class::Web, vec![id], title);
        (found.severity, found.severity_said) =
            risk(self.riskcode.as_said(), self.riskdesc.as_said());
        for instance in &self.instances.0 {
            let Some(uri) = instance.uri.as_said() else {
                continue;
            };
            let place = Place::Url(uri.to_owned());
            // One address counts once, however many parameters of it are named.
            if !found.places.contains(&place) {
                found.places.push(place);
            }
        }
        if self.confidence.as_said() == Some("0") {
            found.standing = Standing::Dismissed(Some("false positive".to_owned()));
        }
        found.snippet = self
            .instances
            .0
            .into_iter()
            .find_map(|instance| instance.evidence.said());
        found.url = self.reference.as_said().and_then(first_address);
        Some(found)
    }
}

/// The risk by its documented code; the word says the same, with the confidence in a bracket behind it.
fn risk(code: Option<&str>, word: Option<&str>) -> (Severity, Option<String>) {
    if let Some(code) = code {
        let severity = match code {
            "0" => Severity::Info,
            "1" => Severity::Low,
            "2" => Severity::Medium,
            "3" => Severity::High,
            _ => Severity::Unknown,
        };
        return (severity, Some(format!("{code} (riskcode)")));
    }
    let Some(word) = word else {
        return (Severity::Unknown, None);
    };
    let risk = word.split('(').next().unwrap_or_default().trim();
    let severity = match risk.to_ascii_lowercase().as_str() {
        "informational" => Severity::Info,
        "low" => Severity::Low,
        "medium" => Severity::Medium,
        "high" => Severity::High,
        _ => Severity::Unknown,
    };
    (severity, Some(format!("{word} (riskdesc)")))
}

/// The first web address in a text that holds HTML.
fn first_address(text: &str) -> Option<String> {
    let start = text
        .find("https://")
        .into_iter()
        .chain(text.find("http://"))
        .min()?;
    let rest = &text[start..];
    let blank =
        rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | '"'));
    // Old versions write several addresses with nothing between them.
    let second = rest.match_indices("http").map(|(at, _)| at).nth(1);
    let end = blank.into_iter().chain(second).min().unwrap_or(rest.len());
    Some(rest[..end].to_owned())
}

fn no_site() -> Refusal {
    Refusal::new("the report names no site: nothing was scanned")
}

/// What is wrong with an alert that nobody could speak of.
const NAMELESS: &str = "the alert has neither `pluginid` nor `alert`";

fn read_xml(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut xml = Xml::new(input);
    let root = match xml.step()? {
        Step::Open(tag) if tag.name == "OWASPZAPReport" => tag,
        Step::Open(tag) => {
            return Err(xml.refusal(format!(
                "the root element is `{}`, not `OWASPZAPReport`",
                tag.name
            )));
        }
        Step::Close | Step::End => return Err(xml.refusal("the report has no element")),
    };
    let mut report = ScannerReport::new(Kind::Zap);
    report.made_on = root.attribute("generated").and_then(day_said);
    report.producer = Some(Producer {
        name: root.attribute("programName").unwrap_or("ZAP").to_owned(),
        version: root.attribute("version").map(str::to_owned),
    });
    let mut sites = 0;
    loop {
        match xml.step()? {
            Step::Open(tag) => match tag.name.as_str() {
                "site" => sites += 1,
                "alerts" => {}
                "alertitem" => {
                    let alert = written_in(&xml.element(tag)?);
                    let index = report.findings.len();
                    let found = alert.read().ok_or_else(|| {
                        Refusal::new(NAMELESS).in_path(format!("alertitem[{index}]"))
                    })?;
                    report.findings.push(found);
                }
                _ => xml.skip()?,
            },
            Step::Close => {}
            Step::End => break,
        }
    }
    if sites == 0 {
        return Err(no_site());
    }
    Ok(report)
}

fn written_in(element: &Element) -> Written {
    let text = |name: &str| Text(element.text_of(name).map(str::to_owned));
    let instances = element
        .child("instances")
        .into_iter()
        .flat_map(|instances| &instances.children)
        .map(|instance| Instance {
            uri: Text(instance.text_of("uri").map(str::to_owned)),
            evidence: Text(instance.text_of("evidence").map(str::to_owned)),
        })
        .collect();
    let mut alert = Written {
        pluginid: text("pluginid"),
        alert_ref: text("alertRef"),
        alert: text("alert"),
        name: text("name"),
        riskcode: text("riskcode"),
        riskdesc: text("riskdesc"),
        confidence: text("confidence"),
        reference: text("reference"),
        instances: List(instances),
    };
    // Old reports name one address in the alert itself.
    if alert.instances.0.is_empty() {
        alert.instances.0.push(Instance {
            uri: text("uri"),
            evidence: text("evidence"),
        });
    }
    alert
}

/// A report in JSON as far as it is read.
#[derive(Default)]
struct Report {
    program: Text,
    version: Text,
    generated: Text,
    created: Text,
    sites: usize,
    findings: Vec<Reported>,
}

impl Object for Report {
    const NAME: &'static str = "a report of ZAP";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "@programName" => self.program = value.read()?,
            "@version" => self.version = value.read()?,
            "@generated" => self.generated = value.read()?,
            "created" => self.created = value.read()?,
            "site" => match value.first()? {
                b'[' => {
                    value.each_object(|site: Site| self.take(site))?;
                }
                b'n' => value.skip()?,
                _ => {
                    let mut site = Site::default();
                    value.fill(&mut site)?;
                    self.take(site).map_err(|message| value.refusal(message))?;
                }
            },
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl Report {
    fn take(&mut self, site: Site) -> Result<(), String> {
        let alerts = site.alerts.ok_or("the site has no list of `alerts`")?;
        self.sites += 1;
        self.findings.extend(alerts);
        Ok(())
    }
}

#[derive(Default)]
struct Site {
    alerts: Option<Vec<Reported>>,
}

impl Object for Site {
    const NAME: &'static str = "a site";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        if name != "alerts" {
            return value.skip();
        }
        let mut alerts = Vec::new();
        let is_there = value.each(|alert: Written| {
            alerts.push(alert.read().ok_or(NAMELESS)?);
            Ok(())
        })?;
        self.alerts = is_there.then_some(alerts);
        Ok(())
    }
}

fn read_json(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut written = Report::default();
    json::fill(&mut written, input)?;
    if written.sites == 0 {
        return Err(no_site());
    }
    let mut report = ScannerReport::new(Kind::Zap);
    report.made_on = [&written.created, &written.generated]
        .into_iter()
        .find_map(|stamp| day_said(stamp.as_said()?));
    report.producer = Some(Producer {
        name: written.program.said().unwrap_or_else(|| "ZAP".to_owned()),
        version: written.version.said(),
    });
    report.findings = written.findings;
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_of_one_rule_keep_apart_and_html_stays_out() {
        let text = include_str!("../../../tests/imports/zap/traditional.json");
        let report = read(&mut text.as_bytes()).expect("a report");
        let ids: Vec<&str> = report
            .findings
            .iter()
            .map(|found| found.ids[0].as_str())
            .collect();
        assert_eq!(
            ids,
            [
                "zap:40012",
                "zap:10038-1",
                "zap:10038-2",
                "zap:10202",
                "zap:10015",
                "zap:10016"
            ]
        );
        assert_eq!(
            report.findings[0].url.as_deref(),
            Some("https://owasp.org/www-community/attacks/xss/")
        );
        assert_eq!(
            report.findings[4].severity_said.as_deref(),
            Some("Low (Low) (riskdesc)")
        );
        assert_eq!(
            report.made_on.map(|day| day.to_string()).as_deref(),
            Some("2026-11-12")
        );
    }

    #[test]
    fn an_entity_of_the_document_stays_as_written() {
        let text = include_str!("../../../tests/imports/zap/entities.xml");
        let report = read(&mut text.as_bytes()).expect("a report");
        assert_eq!(report.findings[0].title, "Cookie & flag &two; &file;");
        assert_eq!(
            report.findings[0].places,
            [Place::Url("https://app.northlight.example/a".to_owned())]
        );
    }

    #[test]
    fn the_first_of_several_addresses_is_cut_out() {
        for (text, address) in [
            (
                "<p>https://a.example/b(c)</p>",
                Some("https://a.example/b(c)"),
            ),
            (
                "see http://a.example/ and https://b.example/",
                Some("http://a.example/"),
            ),
            (
                "http://a.example/xhttps://b.example/",
                Some("http://a.example/x"),
            ),
            ("none here: http", None),
        ] {
            assert_eq!(first_address(text).as_deref(), address, "{text}");
        }
    }
}
