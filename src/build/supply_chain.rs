//! The tables of denied licences and of versions that get no fixes any more, from `gates/data`.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use serde::Deserialize;
use serde::de::DeserializeOwned;

const DENIED_LICENCES: &str = "gates/data/denied_licences.toml";
const END_OF_LIFE: &str = "gates/data/end_of_life.toml";

/// The word for a version that is fixed, and of which its makers named no last day.
const NONE_NAMED: &str = "none_named";

/// Writes `supply_chain.rs` into the folder for generated source.
pub fn write() {
    let denied: LicenceFile = read(DENIED_LICENCES);
    let ends: EndOfLifeFile = read(END_OF_LIFE);
    let folder = env::var_os("OUT_DIR").expect("cargo names the folder for generated source");
    fs::write(
        Path::new(&folder).join("supply_chain.rs"),
        source(&denied, &ends),
    )
    .expect("the folder for generated source can be written");
}

fn source(denied: &LicenceFile, ends: &EndOfLifeFile) -> String {
    let licences = denied.licences.iter().map(|(name, licence)| {
        format!(
            "    DeniedLicence {{ name: {name:?}, source: {:?}, read: {:?} }},\n",
            licence.source, licence.date
        )
    });
    format!(
        "\
/// The denied licences, by their SPDX names.
static DENIED_LICENCES: &[DeniedLicence] = &[
{licences}];
/// Products by the names they go by, each with its versions and their last days; nothing where none is named.
static PRODUCTS: &[Product] = &[
{products}];
",
        licences = licences.collect::<String>(),
        products = products(ends),
    )
}

fn products(ends: &EndOfLifeFile) -> String {
    let rows = ends.products.iter().map(|(name, product)| {
        let mut names = vec![name.as_str()];
        names.extend(product.also.iter().map(String::as_str));
        let versions: Vec<(&str, Option<&str>)> = product
            .versions
            .iter()
            .map(|(version, last)| {
                (
                    version.as_str(),
                    Some(last.as_str()).filter(|last| *last != NONE_NAMED),
                )
            })
            .collect();
        format!(
            "    Product {{ names: &{names:?}, versions: &{versions:?}, source: {:?}, read: {:?} }},\n",
            product.source, product.date
        )
    });
    rows.collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LicenceFile {
    /// By their SPDX names.
    licences: BTreeMap<String, Licence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Licence {
    source: String,
    date: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EndOfLifeFile {
    products: BTreeMap<String, Product>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Product {
    /// Other names, in lower case.
    also: Vec<String>,
    source: String,
    date: String,
    /// The last day by version, or that none is named.
    versions: BTreeMap<String, String>,
}

fn read<T: DeserializeOwned>(file: &str) -> T {
    println!("cargo::rerun-if-changed={file}");
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}
