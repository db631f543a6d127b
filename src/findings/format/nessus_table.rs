//! The tables of Nessus and Tenable: three sets of headings, with commas or semicolons.

use std::io::BufRead;

use super::nessus;
use crate::findings::day_said::day_said;
use crate::findings::table::{Column, Row, Table};
use crate::findings::{Class, Kind, Refusal, Reported, ScannerReport, Severity, Standing};

/// The headings of one product.
struct Headings {
    plugin: &'static str,
    name: &'static str,
    severity: &'static str,
    /// The first of these that holds something.
    host: &'static [&'static str],
    port: &'static str,
    protocol: &'static str,
    vulnerabilities: &'static str,
    page: &'static str,
    first_seen: Option<&'static str>,
}

const NESSUS: Headings = Headings {
    plugin: "Plugin ID",
    name: "Name",
    severity: "Risk",
    host: &["Host"],
    port: "Port",
    protocol: "Protocol",
    vulnerabilities: "CVE",
    page: "See Also",
    first_seen: None,
};

const SECURITY_CENTER: Headings = Headings {
    plugin: "Plugin",
    name: "Plugin Name",
    severity: "Severity",
    host: &["DNS Name", "IP Address"],
    port: "Port",
    protocol: "Protocol",
    vulnerabilities: "CVE",
    page: "See Also",
    first_seen: Some("First Discovered"),
};

const VULNERABILITY_MANAGEMENT: Headings = Headings {
    plugin: "definition.id",
    name: "definition.name",
    severity: "severity",
    host: &[
        "asset.display_fqdn",
        "asset.host_name",
        "asset.name",
        "asset.display_ipv4_address",
    ],
    port: "port",
    protocol: "protocol",
    vulnerabilities: "definition.cve",
    page: "definition.see_also",
    first_seen: Some("first_observed"),
};

const PRODUCTS: [&Headings; 3] = [&NESSUS, &SECURITY_CENTER, &VULNERABILITY_MANAGEMENT];

pub(super) fn recognises(first_line: &str) -> bool {
    let headings: Vec<&str> = first_line
        .split([',', ';'])
        .map(|heading| heading.trim().trim_matches('"'))
        .collect();
    let has = |heading: &str| headings.contains(&heading);
    PRODUCTS.iter().any(|product| {
        has(product.plugin) && has(product.name) && has(product.severity) && has(product.port)
    })
}

pub(super) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut table = Table::open(input)?;
    let product = PRODUCTS
        .into_iter()
        .find(|product| {
            table.column(product.plugin).is_some() && table.column(product.name).is_some()
        })
        .ok_or_else(|| {
            Refusal::new("the table has none of the sets of headings of Nessus and Tenable")
                .at(1, 1)
                .with_help("export the columns `Plugin ID`, `CVE`, `Risk`, `Host`, `Protocol`, `Port` and `Name`")
        })?;
    let columns = Columns::of(product, &table)?;
    let mut report = ScannerReport::new(Kind::Nessus);
    while let Some(row) = table.next_row()? {
        let found = columns.read(&row)?;
        report.findings.push(found);
    }
    report.doubt = table.doubt();
    Ok(report)
}

struct Columns {
    plugin: Column,
    name: Column,
    severity: Column,
    severity_heading: &'static str,
    host: Vec<Option<Column>>,
    port: Option<Column>,
    protocol: Option<Column>,
    vulnerabilities: Option<Column>,
    page: Option<Column>,
    first_seen: Option<Column>,
    state: Option<Column>,
    accepted: Option<Column>,
    risk_modified: Option<Column>,
    recast_reason: Option<Column>,
}

impl Columns {
    fn of(product: &Headings, table: &Table<'_>) -> Result<Self, Refusal> {
        let host: Vec<Option<Column>> = product
            .host
            .iter()
            .map(|heading| table.column(heading))
            .collect();
        if host.iter().all(Option::is_none) {
            table.needed(product.host[0])?;
        }
        Ok(Self {
            plugin: table.needed(product.plugin)?,
            name: table.needed(product.name)?,
            severity: table.needed(product.severity)?,
            severity_heading: product.severity,
            host,
            port: table.column(product.port),
            protocol: table.column(product.protocol),
            vulnerabilities: table.column(product.vulnerabilities),
            page: table.column(product.page),
            first_seen: product.first_seen.and_then(|heading| table.column(heading)),
            state: table.column("state"),
            accepted: table.column("Accept Risk Comment"),
            risk_modified: table.column("risk_modified"),
            recast_reason: table.column("recast_reason"),
        })
    }

    fn read(&self, row: &Row<'_>) -> Result<Reported, Refusal> {
        let plugin = row
            .said(self.plugin)
            .ok_or_else(|| row.refusal("the row names no plugin"))?;
        let vulnerabilities: Vec<&str> = row
            .said_in(self.vulnerabilities)
            .unwrap_or_default()
            .split([',', ' ', '\n', ';'])
            .filter(|id| !id.is_empty())
            .collect();
        let place = row
            .first_of(&self.host)
            .map(|host| nessus::place(host, row.said_in(self.port), row.said_in(self.protocol)));
        let mut found = Reported::new(
            Class::Host,
            nessus::names(plugin, &vulnerabilities),
            nessus::title(row.said(self.name), &vulnerabilities),
        );
        if let Some(said) = row.said(self.severity) {
            found.severity = match nessus::severity_of_number(said) {
                Severity::Unknown => nessus::severity_of_word(said),
                severity => severity,
            };
            found.severity_said = Some(format!("{said} ({})", self.severity_heading));
        }
        found.places = place.into_iter().collect();
        found.standing = self.standing(row);
        found.first_seen = row.said_in(self.first_seen).and_then(day_said);
        found.url = row
            .said_in(self.page)
            .and_then(|pages| pages.split([' ', ',', '\n']).next())
            .map(str::to_owned);
        Ok(found)
    }

    fn standing(&self, row: &Row<'_>) -> Standing {
        let is = |column, word: &str| {
            row.said_in(column)
                .is_some_and(|said: &str| said.eq_ignore_ascii_case(word))
        };
        if is(self.state, "FIXED") {
            Standing::Fixed
        } else if is(self.risk_modified, "ACCEPTED") {
            Standing::Suppressed(row.said_in(self.recast_reason).map(str::to_owned))
        } else if let Some(comment) = row.said_in(self.accepted)
            && !comment.eq_ignore_ascii_case("n/a")
        {
            Standing::Suppressed(Some(comment.to_owned()))
        } else {
            Standing::Open
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Place;

    #[test]
    fn an_accepted_risk_keeps_its_reason_and_a_first_day_its_day() {
        let text = include_str!("../../../tests/imports/nessus/vulnerability-management.csv");
        let report = read(&mut text.as_bytes()).expect("a report");
        assert_eq!(
            report.findings[1].standing,
            Standing::Suppressed(Some("behind the firewall".to_owned()))
        );
        assert_eq!(
            report.findings[0].places,
            [Place::Host("app.northlight.example:443/tcp".to_owned())]
        );
        let text = include_str!("../../../tests/imports/nessus/security-center.csv");
        let report = read(&mut text.as_bytes()).expect("a report");
        assert_eq!(
            report.findings[1].standing,
            Standing::Suppressed(Some("goes away with the move".to_owned()))
        );
        let text = text.replace("goes away with the move", "N/A");
        let report = read(&mut text.as_bytes()).expect("a report");
        assert_eq!(report.findings[1].standing, Standing::Open);
        let first_seen = report.findings[0].first_seen.map(|day| day.to_string());
        assert_eq!(first_seen.as_deref(), Some("2026-02-09"));
        let text = include_str!("../../../tests/imports/nessus/headings-only.csv");
        let report = read(&mut text.as_bytes()).expect("a report");
        let doubt = Some("the table has headings and no row");
        assert_eq!(report.doubt.as_deref(), doubt);
    }
}
