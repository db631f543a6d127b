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
    assert!(
        !denied.source.is_empty() && !ends.source.is_empty(),
        "the data files name their source"
    );
    let folder = env::var_os("OUT_DIR").expect("cargo names the folder for generated source");
    fs::write(
        Path::new(&folder).join("supply_chain.rs"),
        source(&denied, &ends),
    )
    .expect("the folder for generated source can be written");
}

fn source(denied: &LicenceFile, ends: &EndOfLifeFile) -> String {
    format!(
        "\
/// The day on which the denied licences were last looked at.
pub const DENIED_LICENCES_AS_OF: &str = {denied_date:?};
/// The denied licences, by their SPDX names.
static DENIED_LICENCES: &[&str] = &{licences:?};
/// The day on which the ends of support were last looked at.
const END_OF_LIFE_AS_OF: &str = {ends_date:?};
/// Products by the names they go by, each with its versions and their last days; nothing where none is named.
static PRODUCTS: &[Product] = &[
{products}];
",
        denied_date = denied.date,
        licences = denied.licences,
        ends_date = ends.date,
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
        format!("    Product {{ names: &{names:?}, versions: &{versions:?} }},\n")
    });
    rows.collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LicenceFile {
    source: String,
    date: String,
    licences: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EndOfLifeFile {
    source: String,
    date: String,
    products: BTreeMap<String, Product>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Product {
    /// Other names, in lower case.
    also: Vec<String>,
    /// The last day by version, or that none is named.
    versions: BTreeMap<String, String>,
}

fn read<T: DeserializeOwned>(file: &str) -> T {
    println!("cargo::rerun-if-changed={file}");
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}
