//! Facts of the world that a policy states.

use super::*;

#[test]
fn facts_of_the_policy_carry_their_source_and_day() {
    let policy = policy(
        r#"
        [facts.denied_licences]
        licences = ["MPL-2.0"]
        source = "the board"
        date = 2026-10-01

        [facts.end_of_life.PostgreSQL]
        versions = { "14" = 2027-11-11, "15" = "none_named" }
        source = "contract for longer support"
        date = "2026-10-02"

        [facts.adequate.UK]
        regions = ["UK", "EEA"]
        source = "counsel"
        date = 2026-10-03

        [facts.duties.ai_high_risk]
        from = 2026-08-02
        source = "counsel"
        date = 2026-10-04

        [facts.invoices.FR]
        keep = "10y"
        source = "the accountant"
        date = 2026-10-05

        [facts.cloud_regions.eu-west-2]
        country = "IE"
        source = "the provider's notice"
        date = 2026-10-06
        "#,
    );
    let facts = policy.facts();
    let day = |text: &str| text.parse::<crate::time::Day>().unwrap();
    let ends = &facts.end_of_life["postgresql"].value;
    assert_eq!(ends["14"], Some(day("2027-11-11")));
    assert_eq!(ends["15"], None);
    assert_eq!(facts.duties["ai_high_risk"].value, day("2026-08-02"));
    assert_eq!(facts.invoices["FR"].value, "10y".parse().unwrap());
    assert_eq!(
        facts.cloud_regions["eu-west-2"].value,
        "IE".parse().unwrap()
    );
    let shown: Vec<String> = policy
        .seal()
        .facts
        .iter()
        .map(|own| format!("{}: {}, {}", own.name, own.source, own.read))
        .collect();
    assert_eq!(
        shown,
        [
            "facts.adequate.UK: counsel, 2026-10-03",
            "facts.cloud_regions.eu-west-2: the provider's notice, 2026-10-06",
            "facts.denied_licences: the board, 2026-10-01",
            "facts.duties.ai_high_risk: counsel, 2026-10-04",
            "facts.end_of_life.postgresql: contract for longer support, 2026-10-02",
            "facts.invoices.FR: the accountant, 2026-10-05",
        ]
    );
}

#[test]
fn a_fact_without_source_or_day_is_refused() {
    assert_eq!(
        problems("[facts.denied_licences]\nlicences = [\"MPL-2.0\"]\n"),
        [
            "1:8: `denied_licences` lacks `source` or `date` [a fact needs where and when somebody read it]"
        ]
    );
    assert_eq!(
        problems(
            "[facts.duties.ai_highrisk]\nfrom = \"soon\"\nsource = \"counsel\"\ndate = 2026-10-04\n"
        ),
        [
            "1:15: the key `ai_highrisk` is unknown [did you mean `ai_high_risk`?]",
            "2:8: expected a day such as `2026-11-12`, found the text `soon`"
        ]
    );
    assert_eq!(
        problems(
            "[facts.invoices.Elsewhere]\nkeep = \"6y\"\nsource = \"counsel\"\ndate = 2026-10-04\n"
        ),
        ["1:17: `Elsewhere` is no country by its code of two letters"]
    );
    let of_region = |region: &str, country: &str| {
        problems(&format!(
            "[facts.cloud_regions.{region}]\ncountry = \"{country}\"\nsource = \"the provider\"\ndate = 2026-10-04\n"
        ))
    };
    assert_eq!(
        of_region("eu-west-9", "IE"),
        [
            "1:22: `eu-west-9` is no known cloud region [a manifest writes it as the country in which it lies]"
        ]
    );
    assert_eq!(of_region("GB", "IE").len(), 1);
    assert_eq!(of_region("UK", "IE").len(), 1);
    assert_eq!(of_region("eu-west-2", "EEA").len(), 1);
}
