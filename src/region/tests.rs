use super::*;

fn region(code: &str) -> Region {
    code.parse().unwrap()
}

fn within(code: &str, allowed: &[&str]) -> Within {
    let allowed: Vec<Region> = allowed.iter().map(|code| region(code)).collect();
    region(code).lies_within(&allowed)
}

fn refusal_of(text: &str) -> String {
    text.parse::<Region>().unwrap_err().to_string()
}

#[test]
fn each_kind_of_region_knows_its_countries() {
    for (code, countries) in [
        ("GB", ["GB"]),
        ("UK", ["GB"]),
        ("NO", ["NO"]),
        ("eu-west-2", ["GB"]),
        ("eu-central-2", ["CH"]),
        ("uksouth", ["GB"]),
        ("northeurope", ["IE"]),
        ("westeurope", ["NL"]),
        ("europe-west1", ["BE"]),
        ("europe-west2", ["GB"]),
        ("fsn1", ["DE"]),
        ("hel1", ["FI"]),
        ("gra", ["FR"]),
        ("pl-waw", ["PL"]),
        ("lon1", ["GB"]),
    ] {
        assert_eq!(region(code).countries(), countries, "{code}");
        assert_eq!(region(code).to_string(), code);
    }
}

#[test]
fn the_union_has_27_members_and_the_economic_area_three_more() {
    let union = region("EU").countries();
    let area = region("EEA").countries();
    assert_eq!(union.len(), 27);
    assert_eq!(area.len(), 30);
    assert!(union.iter().all(|country| area.contains(country)));
    for country in ["IS", "LI", "NO"] {
        assert!(area.contains(&country) && !union.contains(&country));
    }
    for country in ["GB", "CH"] {
        assert!(!area.contains(&country));
    }
}

#[test]
fn iso_3166_has_249_countries() {
    let countries = PLACES
        .iter()
        .filter(|place| place.countries == [place.code]);
    assert_eq!(countries.count(), 249);
}

#[test]
fn places_are_in_the_order_in_which_they_are_looked_up() {
    assert!(PLACES.is_sorted_by(|one, next| one.code < next.code));
}

#[test]
fn a_region_lies_within_what_holds_all_its_countries() {
    assert_eq!(within("IE", &["EU"]), Within::Yes);
    assert_eq!(within("eu-west-1", &["EU"]), Within::Yes);
    assert_eq!(within("eu-west-2", &["EU"]), Within::No);
    assert_eq!(within("eu-west-2", &["EU", "UK"]), Within::Yes);
    assert_eq!(within("EU", &["EEA"]), Within::Yes);
    assert_eq!(within("UK", &["GB"]), Within::Yes);
    assert_eq!(within("GB", &["uksouth"]), Within::Yes);
    assert_eq!(within("US", &["GB"]), Within::No);
    assert_eq!(within("GB", &[]), Within::No);
}

#[test]
fn a_group_that_is_allowed_in_part_may_lie_on_either_side() {
    assert_eq!(within("EEA", &["EU"]), Within::Unknown);
    assert_eq!(within("EU", &["IE"]), Within::Unknown);
    assert_eq!(within("EEA", &["EU", "IS", "LI"]), Within::Unknown);
    assert_eq!(within("EEA", &["EU", "IS", "LI", "NO"]), Within::Yes);
    assert_eq!(within("EU", &["US"]), Within::No);
}

#[test]
fn what_is_not_pinned_lies_in_no_set_of_countries() {
    for word in ["global", "unpinned"] {
        assert!(region(word).is_unpinned());
        assert_eq!(within(word, &["GB"]), Within::Unknown);
        assert_eq!(within(word, &["EEA", "US"]), Within::Unknown);
        assert_eq!(within("GB", &[word]), Within::Yes);
        assert_eq!(within(word, &["global"]), Within::Yes);
    }
    assert!(!region("EU").is_unpinned());
}

#[test]
fn small_letters_are_refused_with_the_capitals_to_write() {
    for (text, code) in [
        ("no", "NO"),
        ("gb", "GB"),
        ("eu", "EU"),
        ("Eea", "EEA"),
        ("uk", "UK"),
    ] {
        assert!(
            refusal_of(text).contains(&format!("write `{code}`")),
            "{text}"
        );
    }
}

#[test]
fn unknown_regions_are_refused_with_the_nearest() {
    for (text, advice) in [
        ("eu-west-9", "write `eu-west-1` if that is meant"),
        ("EU-WEST-2", "write `eu-west-2` if that is meant"),
        ("uksuth", "write `uksouth` if"),
        ("Germany", "write the country as `DE`"),
        ("norway", "write the country as `NO`"),
        ("EL", "write the country as `GR`"),
        ("USA", "write the country as `US`"),
        ("Global", "write `global` if"),
        ("XX", "write a country code such as `GB`"),
        ("", "write a country code such as `GB`"),
        ("the moon", "write a country code such as `GB`"),
    ] {
        assert!(
            refusal_of(text).contains(advice),
            "{text}: {}",
            refusal_of(text)
        );
    }
}

#[test]
fn a_boolean_in_place_of_norway_is_explained() {
    for json in ["false", "\"false\""] {
        let problem = serde_json::from_str::<Region>(json).unwrap_err();
        assert!(
            problem.to_string().contains("for Norway write `\"NO\"`"),
            "{json}"
        );
    }
    let problem = serde_json::from_str::<Region>("true").unwrap_err();
    assert!(problem.to_string().contains("`true` is no region"));
    assert_eq!(
        serde_json::from_str::<Region>("\"NO\"").unwrap(),
        region("NO")
    );
}

#[test]
fn other_values_are_refused_with_what_is_expected() {
    let problem = serde_json::from_str::<Region>("44").unwrap_err();
    assert!(problem.to_string().contains("expected a region"));
    assert!(refusal_of(&"é".repeat(10_000)).len() < 400);
}

#[test]
fn every_place_says_where_and_when_it_was_read() {
    for place in PLACES {
        assert!(!place.source.is_empty(), "{}", place.code);
        assert!(place.read.parse::<Day>().is_ok(), "{}", place.code);
    }
    let london = region("eu-west-2");
    assert_eq!(london.source(), "AWS documentation, AWS Regions");
    assert_eq!(london.read(), "2026-11-23".parse().unwrap());
    assert!(region("EEA").source().contains("European Economic Area"));
}
