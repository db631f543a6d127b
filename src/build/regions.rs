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
    let standard = (countries.source.as_str(), countries.date.as_str());
    for (code, name) in &countries.countries {
        places.insert(code, name, &[code], standard);
    }
    for word in &countries.unpinned {
        places.insert(word, word, &[], standard);
    }
    for (name, group) in &countries.groups {
        let members = group.members.iter();
        let members = members.flat_map(|member| countries.members(member));
        let read = (group.source.as_str(), group.date.as_str());
        places.insert(name, name, &members.collect::<Vec<_>>(), read);
    }
    for provider in cloud.providers.values() {
        let read = (provider.source.as_str(), provider.date.as_str());
        for (region, country) in &provider.regions {
            assert!(
                countries.countries.contains_key(country),
                "{CLOUD_REGIONS}: `{region}` lies in `{country}`, which is no country of {COUNTRIES}"
            );
            places.insert(region, region, &[country], read);
        }
    }
    for code in countries.meant.values() {
        assert!(
            places.0.contains_key(code),
            "{COUNTRIES}: nothing is called `{code}`"
        );
    }
    let source = source(&countries, &places);
    let folder = env::var_os("OUT_DIR").expect("cargo names the folder for generated source");
    fs::write(Path::new(&folder).join("regions.rs"), source)
        .expect("the folder for generated source can be written");
}

fn source(countries: &CountryFile, places: &Places<'_>) -> String {
    let rows = places.0.iter().map(|(code, place)| {
        let Place {
            name,
            countries,
            read: (source, day),
        } = place;
        format!("    Place {{ code: {code:?}, name: {name:?}, countries: &{countries:?}, source: {source:?}, read: {day:?} }},\n")
    });
    let meant = countries
        .meant
        .iter()
        .map(|(written, code)| format!("    ({written:?}, {code:?}),\n"));
    format!(
        "\
/// All places, in the order of their codes.
static PLACES: &[Place] = &[
{rows}];
/// What is often written, and the code that is meant.
static MEANT: &[(&str, &str)] = &[
{meant}];
",
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
    groups: BTreeMap<String, Group>,
    meant: BTreeMap<String, String>,
    countries: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    members: Vec<String>,
    source: String,
    date: String,
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
            .members
            .iter()
            .flat_map(|member| self.members(member))
            .collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CloudRegionFile {
    providers: BTreeMap<String, Provider>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Provider {
    source: String,
    date: String,
    /// The country by region.
    regions: BTreeMap<String, String>,
}

/// Places by their codes.
#[derive(Default)]
struct Places<'d>(BTreeMap<String, Place<'d>>);

struct Place<'d> {
    name: &'d str,
    countries: Vec<&'d str>,
    /// Where that was read, and when.
    read: (&'d str, &'d str),
}

impl<'d> Places<'d> {
    fn insert(
        &mut self,
        code: &str,
        name: &'d str,
        countries: &[&'d str],
        read: (&'d str, &'d str),
    ) {
        let mut countries = countries.to_vec();
        countries.sort_unstable();
        let place = Place {
            name,
            countries,
            read,
        };
        let earlier = self.0.insert(code.to_owned(), place);
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
