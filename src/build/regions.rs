//! The table of countries, groups of countries and cloud regions, from `gates/data`.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use serde::Deserialize;
use serde::de::DeserializeOwned;

const COUNTRIES: &str = "gates/data/regions.toml";
const CLOUD_REGIONS: &str = "gates/data/cloud_regions.toml";

/// Writes `regions.rs` into the folder for generated source.
pub fn write() {
    let countries: CountryFile = read(COUNTRIES);
    let cloud: CloudRegionFile = read(CLOUD_REGIONS);
    let mut places = Places::default();
    for (code, name) in &countries.countries {
        places.insert(code, name, &[code]);
    }
    for word in &countries.unpinned {
        places.insert(word, word, &[]);
    }
    for (group, members) in &countries.groups {
        let members = members.iter().flat_map(|member| countries.members(member));
        places.insert(group, group, &members.collect::<Vec<_>>());
    }
    for (region, country) in cloud.regions.values().flatten() {
        assert!(
            countries.countries.contains_key(country),
            "{CLOUD_REGIONS}: `{region}` lies in `{country}`, which is no country of {COUNTRIES}"
        );
        places.insert(region, region, &[country]);
    }
    for code in countries.meant.values() {
        assert!(
            places.0.contains_key(code),
            "{COUNTRIES}: nothing is called `{code}`"
        );
    }
    assert!(
        !countries.source.is_empty() && !cloud.source.is_empty(),
        "the data files name their source"
    );

    let source = source(&countries, &cloud, &places);
    let folder = env::var_os("OUT_DIR").expect("cargo names the folder for generated source");
    fs::write(Path::new(&folder).join("regions.rs"), source)
        .expect("the folder for generated source can be written");
}

fn source(countries: &CountryFile, cloud: &CloudRegionFile, places: &Places<'_>) -> String {
    let rows = places.0.iter().map(|(code, (name, countries))| {
        format!("    Place {{ code: {code:?}, name: {name:?}, countries: &{countries:?} }},\n")
    });
    let meant = countries
        .meant
        .iter()
        .map(|(written, code)| format!("    ({written:?}, {code:?}),\n"));
    format!(
        "\
/// The day on which the countries and groups were last checked.
pub const COUNTRIES_AS_OF: &str = {countries_date:?};
/// The day on which the cloud regions were last checked.
pub const CLOUD_REGIONS_AS_OF: &str = {cloud_date:?};
/// All places, in the order of their codes.
static PLACES: &[Place] = &[
{rows}];
/// What is often written, and the code that is meant.
static MEANT: &[(&str, &str)] = &[
{meant}];
",
        countries_date = countries.date,
        cloud_date = cloud.date,
        rows = rows.collect::<Vec<_>>().concat(),
        meant = meant.collect::<Vec<_>>().concat(),
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountryFile {
    source: String,
    date: String,
    unpinned: Vec<String>,
    groups: BTreeMap<String, Vec<String>>,
    meant: BTreeMap<String, String>,
    countries: BTreeMap<String, String>,
}

impl CountryFile {
    /// The countries of a group's member, which may be a group itself.
    fn members(&self, member: &str) -> Vec<&str> {
        if let Some((code, _)) = self.countries.get_key_value(member) {
            return vec![code];
        }
        let Some(inner) = self.groups.get(member) else {
            panic!("{COUNTRIES}: `{member}` is neither a country nor a group");
        };
        inner
            .iter()
            .flat_map(|member| self.members(member))
            .collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CloudRegionFile {
    source: String,
    date: String,
    /// By provider, then by region: the country.
    regions: BTreeMap<String, BTreeMap<String, String>>,
}

/// Name and countries by code.
#[derive(Default)]
struct Places<'d>(BTreeMap<String, (&'d str, Vec<&'d str>)>);

impl<'d> Places<'d> {
    fn insert(&mut self, code: &str, name: &'d str, countries: &[&'d str]) {
        let mut countries = countries.to_vec();
        countries.sort_unstable();
        let earlier = self.0.insert(code.to_owned(), (name, countries));
        assert!(
            earlier.is_none(),
            "`{code}` stands twice in {COUNTRIES} and {CLOUD_REGIONS}"
        );
    }
}

fn read<T: DeserializeOwned>(file: &str) -> T {
    println!("cargo::rerun-if-changed={file}");
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}
