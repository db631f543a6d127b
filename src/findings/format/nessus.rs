//! Nessus: the XML of version 2, also of web application scans, and the tables that Nessus and Tenable export.

use std::io::BufRead;

use super::nessus_table;
use super::own_id;
use crate::findings::day_said::day_said;
use crate::findings::decode::Shape;
use crate::findings::head::Head;
use crate::findings::xml::{Element, Step, Tag, Xml};
use crate::findings::{Class, Kind, Place, Producer, Refusal, Reported, ScannerReport, Severity};

pub(super) fn recognises(head: &Head) -> bool {
    match head.shape {
        Shape::Xml => head
            .root()
            .is_some_and(|root| root.name.starts_with("NessusClientData")),
        Shape::Json => false,
        Shape::Other => nessus_table::recognises(head.first_line()),
    }
}

pub(super) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    match Shape::of(input)? {
        Shape::Xml => read_xml(input),
        Shape::Json | Shape::Other => nessus_table::read(input),
    }
}

/// The names of what a plugin found: its number, and the vulnerability where it is about exactly one.
///
/// A plugin about many vulnerabilities is none of them; a decision about one of them must not cover the others.
pub(super) fn names(plugin: &str, vulnerabilities: &[&str]) -> Vec<String> {
    let mut ids = vec![own_id("nessus", plugin)];
    if let [one] = vulnerabilities {
        ids.push((*one).to_owned());
    }
    ids
}

/// The title, with the vulnerabilities that are no names of it.
pub(super) fn title(name: Option<&str>, vulnerabilities: &[&str]) -> Option<String> {
    let name = name?;
    Some(match vulnerabilities {
        [] | [_] => name.to_owned(),
        many => format!("{name} ({})", many.join(", ")),
    })
}

/// The number of a severity as documented, 0 to 4.
pub(super) fn severity_of_number(number: &str) -> Severity {
    match number {
        "0" => Severity::Info,
        "1" => Severity::Low,
        "2" => Severity::Medium,
        "3" => Severity::High,
        "4" => Severity::Critical,
        _ => Severity::Unknown,
    }
}

/// The word of a risk as documented; web application scans write it in lower case.
pub(super) fn severity_of_word(word: &str) -> Severity {
    match word.to_ascii_lowercase().as_str() {
        "none" | "info" => Severity::Info,
        "low" => Severity::Low,
        "medium" => Severity::Medium,
        "high" => Severity::High,
        "critical" => Severity::Critical,
        _ => Severity::Unknown,
    }
}

/// The host with its port, or the address of a web application.
pub(super) fn place(host: &str, port: Option<&str>, protocol: Option<&str>) -> Place {
    if host.contains("://") {
        return Place::Url(host.to_owned());
    }
    let port = port.filter(|port| *port != "0");
    let protocol = protocol.map(str::to_ascii_lowercase);
    Place::Host(match (port, protocol) {
        (Some(port), Some(protocol)) => format!("{host}:{port}/{protocol}"),
        (Some(port), None) => format!("{host}:{port}"),
        (None, _) => host.to_owned(),
    })
}

fn read_xml(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut xml = Xml::new(input);
    match xml.step()? {
        Step::Open(tag) if tag.name == "NessusClientData_v2" => {}
        Step::Open(tag) => {
            return Err(xml.refusal(format!(
                "the root element is `{}`, not `NessusClientData_v2`",
                tag.name
            )));
        }
        Step::Close | Step::End => return Err(xml.refusal("the report has no element")),
    }
    let mut report = ScannerReport::new(Kind::Nessus);
    report.producer = Some(Producer {
        name: "Nessus".to_owned(),
        version: None,
    });
    let mut hosts = 0;
    let mut is_web = false;
    loop {
        match xml.step()? {
            Step::Open(tag) => match tag.name.as_str() {
                "Report" => is_web = tag.attribute("type") == Some("was"),
                "ReportHost" => {
                    hosts += 1;
                    host(&mut xml, &tag, is_web, &mut report)?;
                }
                _ => xml.skip()?,
            },
            Step::Close => {}
            Step::End => break,
        }
    }
    if hosts == 0 {
        return Err(Refusal::new(
            "the report names no host: nothing was scanned",
        ));
    }
    if report.findings.is_empty() && report.made_on.is_none() {
        report.doubt = Some("no host has an item, or a time of its end".to_owned());
    }
    Ok(report)
}

/// Reads a host that has just opened.
fn host(
    xml: &mut Xml<'_>,
    tag: &Tag,
    is_web: bool,
    report: &mut ScannerReport,
) -> Result<(), Refusal> {
    let mut name = tag.attribute("name").unwrap_or("unnamed host").to_owned();
    let mut has_ended = false;
    while let Step::Open(tag) = xml.step()? {
        match tag.name.as_str() {
            "HostProperties" => {
                let properties = xml.element(tag)?;
                if let Some(end) = property(&properties, "HOST_END") {
                    has_ended = true;
                    report.made_on = report.made_on.max(day_said(end));
                }
                // A web application is known by its whole address.
                if let Some(address) = property(&properties, "host-fqdn")
                    && address.contains("://")
                {
                    address.clone_into(&mut name);
                }
            }
            "ReportItem" => {
                let element = xml.element(tag)?;
                let found = item(&element, &name, is_web)
                    .ok_or_else(|| xml.refusal("the item has no `pluginID`"))?;
                report.findings.push(found);
            }
            _ => xml.skip()?,
        }
    }
    if !has_ended {
        report.notes.push(format!(
            "host `{name}` has no time of its end: its scan may have been broken off"
        ));
    }
    Ok(())
}

fn property<'e>(properties: &'e Element, name: &str) -> Option<&'e str> {
    properties
        .children
        .iter()
        .find(|tag| tag.tag.attribute("name") == Some(name))
        .and_then(Element::said)
}

fn item(element: &Element, host: &str, is_web: bool) -> Option<Reported> {
    let tag = &element.tag;
    let plugin = tag.attribute("pluginID")?;
    let vulnerabilities: Vec<&str> = element.each("cve").filter_map(Element::said).collect();
    let class = if is_web || host.contains("://") {
        Class::Web
    } else {
        Class::Host
    };
    let mut found = Reported::new(
        class,
        names(plugin, &vulnerabilities),
        title(
            tag.attribute("pluginName")
                .or(element.text_of("plugin_name")),
            &vulnerabilities,
        ),
    );
    if let Some(number) = tag.attribute("severity") {
        found.severity = severity_of_number(number);
        found.severity_said = Some(format!("{number} (severity)"));
    } else if let Some(word) = element.text_of("risk_factor") {
        found.severity = severity_of_word(word);
        found.severity_said = Some(format!("{word} (risk_factor)"));
    }
    found.places = vec![place(
        host,
        tag.attribute("port"),
        tag.attribute("protocol"),
    )];
    let is_listed = element
        .each("xref")
        .filter_map(Element::said)
        .any(|reference| reference.starts_with("CISA-KNOWN-EXPLOITED"));
    if is_listed || element.text_of("exploited_by_malware") == Some("true") {
        found.known_exploited = Some(true);
    }
    found.url = element
        .text_of("see_also")
        .and_then(|pages| pages.split_whitespace().next())
        .map(str::to_owned);
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_about_several_vulnerabilities_is_none_of_them() {
        let text = include_str!("../../../tests/imports/nessus/hosts.nessus.xml");
        let report = read(&mut text.as_bytes()).expect("a report");
        let several = &report.findings[1];
        assert_eq!(several.ids, ["nessus:150001"]);
        assert_eq!(
            several.title,
            "Server < 2.4.59 (CVE-2026-90001, CVE-2026-90002)"
        );
        assert_eq!(several.known_exploited, Some(true));
        assert_eq!(several.url.as_deref(), Some("https://example.com/one"));
        assert_eq!(
            several.places,
            [Place::Host("192.0.2.10:443/tcp".to_owned())]
        );
        assert_eq!(report.findings[2].ids, ["nessus:150002", "CVE-2026-90003"]);
        assert_eq!(
            report.findings[0].places,
            [Place::Host("192.0.2.10".to_owned())]
        );
        assert_eq!(
            report.notes,
            ["host `192.0.2.11` has no time of its end: its scan may have been broken off"]
        );
        assert_eq!(
            report.made_on.map(|day| day.to_string()).as_deref(),
            Some("2026-11-12")
        );
    }
}
