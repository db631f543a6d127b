//! What the law sets, from `gates/data/legal.toml`.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use serde::Deserialize;

const LEGAL: &str = "gates/data/legal.toml";

/// Writes `legal.rs` into the folder for generated source.
pub fn write() {
    println!("cargo::rerun-if-changed={LEGAL}");
    let text = fs::read_to_string(LEGAL).unwrap_or_else(|error| panic!("{LEGAL}: {error}"));
    let file: LegalFile = toml::from_str(&text).unwrap_or_else(|error| panic!("{LEGAL}: {error}"));
    let duties = file.duties.iter().map(|(name, duty)| {
        check(name, &duty.source, &duty.date);
        format!(
            "/// The duty `{name}`.\npub static {}: Duty = Duty {{ name: {name:?}, holds_in: {:?}, from: {:?}, source: {:?}, checked: {:?} }};\n",
            name.to_uppercase(),
            duty.holds_in,
            duty.from,
            duty.source,
            duty.date
        )
    });
    let adequate = file.adequate.iter().map(|(from, adequate)| {
        check(from, &adequate.source, &adequate.date);
        format!(
            "    Adequacy {{ seen_from: {from:?}, regions: &{:?}, certified: &{:?}, source: {:?}, checked: {:?} }},\n",
            adequate.regions, adequate.certified, adequate.source, adequate.date
        )
    });
    let invoices = file.invoices.iter().map(|(country, law)| {
        check(country, &law.source, &law.date);
        format!(
            "    InvoiceLaw {{ holds_in: {country:?}, keep: {:?}, source: {:?}, checked: {:?} }},\n",
            law.keep, law.source, law.date
        )
    });
    let names: Vec<String> = file.duties.keys().map(|name| name.to_uppercase()).collect();
    let source = format!(
        "{}/// Every duty.\npub static DUTIES: &[&Duty] = &[&{}];\n/// Where personal data may go freely, by where it comes from.\npub static ADEQUACY: &[Adequacy] = &[\n{}];\n/// How long issued invoices are kept at least, by country.\npub static INVOICES: &[InvoiceLaw] = &[\n{}];\n",
        duties.collect::<String>(),
        names.join(", &"),
        adequate.collect::<String>(),
        invoices.collect::<String>()
    );
    let folder = env::var_os("OUT_DIR").expect("cargo names the folder for generated source");
    fs::write(Path::new(&folder).join("legal.rs"), source)
        .expect("the folder for generated source can be written");
}

fn check(name: &str, source: &str, date: &str) {
    assert!(
        !source.is_empty() && !date.is_empty(),
        "{LEGAL}: `{name}` names its source and the day it was read"
    );
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LegalFile {
    duties: BTreeMap<String, Duty>,
    adequate: BTreeMap<String, Adequacy>,
    invoices: BTreeMap<String, InvoiceLaw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Duty {
    holds_in: String,
    from: String,
    source: String,
    date: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Adequacy {
    regions: Vec<String>,
    certified: Vec<String>,
    source: String,
    date: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InvoiceLaw {
    keep: String,
    source: String,
    date: String,
}
