use std::fmt::Write as _;

use crate::manifest::load::tests::{load, told};

/// The smallest manifest, with more sections after it.
fn with(sections: &str) -> String {
    format!(
        "readyctl: 1
company: {{name: Acme, size: 3}}
stage: {{target: production}}
people:
  ana: {{roles: [cto]}}
  ben: {{roles: [ceo]}}
services: {{app: {{owner: ana}}}}
{sections}"
    )
}

fn problems(sections: &str) -> Vec<String> {
    told(load(&[("readiness.yaml", &with(sections))]).expect_err("something is wrong"))
}

fn holds(sections: &str) {
    if let Err(problems) = load(&[("readiness.yaml", &with(sections))]) {
        panic!("{:#?}", told(problems));
    }
}

#[test]
fn mistakes_of_different_kinds_are_told_together_each_at_its_place() {
    let problems = problems(
        "vendors: {aws: {does: hosting, owner: anna}}
promises:
  - {id: P1, kind: rto, value: 4m, owner: ben}
security:
  findings: [{id: F1, service: ap, owner: ceo, duplicate_of: F2}]
recovery: {tests: [{id: R1, by: dan, evidence: restore}]}
not_applicable: {payment: {reason: none}}
",
    );
    let starts: Vec<&str> = problems
        .iter()
        .map(|problem| problem.split([';', ':']).next().unwrap_or_default())
        .collect();
    assert_eq!(starts, ["readiness.yaml"; 7]);
    let places: Vec<&str> = problems
        .iter()
        .map(|problem| {
            problem["readiness.yaml:".len()..]
                .split(';')
                .next()
                .unwrap_or_default()
        })
        .collect();
    assert_eq!(
        places,
        [
            "8:39 no person, role or group is called `anna`",
            "10:32 `m` may mean minutes or months: write `4min` or `4mo`",
            "12:32 no service is called `ap`",
            "12:62 no finding is called `F2`",
            "13:33 no person, role or group is called `dan`",
            "13:48 no evidence is called `restore`",
            "14:18 no section or gate is called `payment`",
        ]
    );
    assert!(
        problems[0].contains("did you mean `ana`?"),
        "{}",
        problems[0]
    );
    assert!(
        problems[2].contains("did you mean `app`?"),
        "{}",
        problems[2]
    );
    assert!(
        problems[6].contains("did you mean `payments`?"),
        "{}",
        problems[6]
    );
}

#[test]
fn an_owner_is_a_person_a_group_or_a_role_that_somebody_holds() {
    holds(
        "groups: {ops: {members: [ana, ceo]}}\nvendors: {a: {owner: ana}, b: {owner: ceo}, c: {owner: ops}}\n",
    );
    let problems = problems("authority: {change: [intern]}\nvendors: {a: {owner: intern}}\n");
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(
        problems[0].starts_with("readiness.yaml:9:22 no person, role or group is called `intern`"),
        "{}",
        problems[0]
    );
}

#[test]
fn a_role_used_in_an_acceptance_is_held_by_somebody_or_given_authority() {
    holds(
        "authority: {release: [board]}\nacceptances: [{id: A1, role: board}, {id: A2, role: cto}]\n",
    );
    let problems = problems("acceptances: [{id: A1, role: ctoo}]\n");
    assert!(
        problems[0]
            .starts_with("readiness.yaml:8:30 no role is called `ctoo`; did you mean `cto`?"),
        "{}",
        problems[0]
    );
}

#[test]
fn an_acceptance_may_cover_items_gates_and_patterns_but_no_unknown_name() {
    holds(
        "risks: [{id: R1}]
acceptances:
  - {id: A1, covers: [R1, resilience/promised_rto_proven, promised_rto_proven, security, security/*, \"*\"]}
",
    );
    let problems = problems("risks: [{id: R1}]\nacceptances: [{id: A1, covers: [R2]}]\n");
    assert!(problems[0].starts_with("readiness.yaml:9:33 no finding, risk, incident, promise, failure mode or gate is called `R2`"), "{}", problems[0]);
}

#[test]
fn evidence_is_named_by_id_or_by_path() {
    holds(
        "evidence: [{id: dump}]\nincidents: {plan: dump}\ntrust_pack: {file: trust/pack.md}\naccess: {evidence: grants.csv}\n",
    );
    let problems = problems("evidence: [{id: dump}]\nincidents: {plan: dumb}\n");
    assert!(
        problems[0]
            .starts_with("readiness.yaml:9:19 no evidence is called `dumb`; did you mean `dump`?"),
        "{}",
        problems[0]
    );
}

#[test]
fn a_dependency_is_a_service_or_a_vendor_and_never_both() {
    holds("vendors: {aws: {owner: ana}}\nenvironments: {prod: {vendor: aws}}\n");
    let problems = problems("vendors: {app: {owner: ana}}\n");
    assert!(
        problems[0].contains("`app` is a service and a vendor"),
        "{}",
        problems[0]
    );
}

#[test]
fn names_that_stand_as_keys_are_checked() {
    let problems = problems(
        "areas: {securty: {owner: ana}}
required_evidence: {prod: {kinds: [dpia]}}
recovery: {objectives: {api: {rto: 4h}}}
testing: {required_suites: {all: {suites: unit}, ap: {suites: unit}}}
cover: [{people: [ana], when: 24x7, share: {anna: 1}}]
data: {roles: {product: processor}, stores: {main: {service: app, purpose: produkt}}}
",
    );
    let places: Vec<&str> = problems
        .iter()
        .map(|problem| {
            problem["readiness.yaml:".len()..]
                .split(';')
                .next()
                .unwrap_or_default()
        })
        .collect();
    assert_eq!(
        places,
        [
            "8:9 no area is called `securty`",
            "9:21 no stage is called `prod`",
            "10:25 no service is called `api`",
            "11:50 no service is called `ap`",
            "12:51 no person is called `anna`",
            "13:76 no purpose is called `produkt`",
        ]
    );
}

#[test]
fn a_time_that_ends_before_it_begins_is_refused_and_one_day_is_a_time() {
    let yaml = with("").replace("ben: {roles: [ceo]}", "ben: {roles: [ceo], from: 2026-03-02, until: 2026-03-01, away: [{from: 2026-01-02, to: 2026-01-02}, {from: 2026-01-02, to: 2026-01-01}]}");
    let problems =
        told(load(&[("readiness.yaml", &yaml)]).expect_err("two times end before they begin"));
    let places: Vec<&str> = problems
        .iter()
        .map(|problem| {
            problem["readiness.yaml:".len()..]
                .split(';')
                .next()
                .unwrap_or_default()
        })
        .collect();
    assert_eq!(
        places,
        [
            "6:48 `until` is 2026-03-01, before `from`, which is 2026-03-02",
            "6:126 `to` is 2026-01-01, before `from`, which is 2026-01-02"
        ]
    );
}

#[test]
fn norway_is_a_country_wherever_a_region_stands() {
    holds(
        "vendors: {aws: {owner: ana, regions: [NO, SE]}}\npromises: [{id: P1, kind: data_residency, value: [NO], owner: ana}]\n",
    );
}

#[test]
fn very_many_dangling_references_are_told_quickly_and_not_all() {
    let mut sections = String::from("security:\n  findings:\n");
    for number in 0..3_000 {
        writeln!(
            sections,
            "    - {{id: F{number}, service: nowhere, duplicate_of: G{number}}}"
        )
        .unwrap();
    }
    let problems = problems(&sections);
    assert_eq!(problems.len(), 201);
    assert!(
        problems[200].contains("more than 200 names and values do not hold together"),
        "{}",
        problems[200]
    );
}

#[test]
fn what_takes_time_cannot_be_nothing() {
    let problems = problems(
        "monitoring: {checks: [{service: app, interval: 0min}], heartbeat: {to: aws, interval: 0h}}
vendors: {aws: {does: hosting, owner: ana}}
alert_tests: [{date: 2026-10-01, ack_time: PT0M}]
recovery:
  tests:
    - {id: R1, type: restore, rto: 0d}
    - {id: R2, type: failover, rto: 0min, rpo: 0min}
    - {id: R3, type: restore, rto: 1min, rpo: 0min}
",
    );
    let told: Vec<&str> = problems
        .iter()
        .filter_map(|problem| problem.split(';').next())
        .collect();
    assert_eq!(
        told,
        [
            "readiness.yaml:8:48 `interval` is no time at all",
            "readiness.yaml:8:87 `interval` is no time at all",
            "readiness.yaml:10:44 `ack_time` is no time at all",
            "readiness.yaml:13:36 `rto` is no time at all",
        ]
    );
}

#[test]
fn a_company_has_at_least_one_person() {
    let of = |size: &str| {
        let text = with("").replace("size: 3", &format!("size: {size}"));
        load(&[("readiness.yaml", &text)])
    };
    assert!(of("1").is_ok());
    let problems = told(of("0").expect_err("nobody is there"));
    assert_eq!(
        problems[0].split(';').next(),
        Some("readiness.yaml:2:29 `size` is 0, and nobody could own anything")
    );
}

#[test]
fn people_who_are_listed_count_where_the_size_says_fewer() {
    // On 2026-11-12 ana and ben, and of those below only fay: cy left the day before, dee comes the day after, eli is no one of the company.
    let people = "  cy: {until: 2026-11-11}
  dee: {from: 2026-11-13}
  eli: {external: true}
  fay: {from: 2026-11-12, until: 2026-11-12}
services:";
    let counted = |size: &str| {
        let text = with("")
            .replace("services:", people)
            .replace("size: 3", size);
        let loaded = load(&[("readiness.yaml", &text)]).expect("it holds together");
        loaded
            .manifest
            .headcount("2026-11-12".parse().expect("a day"))
    };
    assert_eq!(counted("size: 2"), Some(3));
    assert_eq!(counted("size: 3"), Some(3));
    assert_eq!(counted("size: 4"), Some(4));
    assert_eq!(counted("jurisdictions: [GB]"), None);
}

#[test]
fn a_name_that_is_nearly_known_is_a_slip_where_anything_may_stand() {
    let section = |host: &str, to: &str, beat: &str| {
        format!(
            "vendors: {{cloudhost: {{does: hosting, owner: ana}}, logwell: {{does: hosting, owner: ana}}}}
groups: {{oncall: {{members: [ana]}}}}
comms: {{status_page: {{host: {host}}}}}
monitoring: {{routes: [{{id: W1, to: {to}}}], heartbeat: {{to: {beat}}}}}
cost: {{alerts: [{{to: {to}}}]}}
"
        )
    };
    let told: Vec<String> = problems(&section("cloudhst", "oncal", "logwel"))
        .iter()
        .filter_map(|problem| problem.split(';').next().map(str::to_owned))
        .collect();
    assert_eq!(
        told,
        [
            "readiness.yaml:10:29 no vendor is called `cloudhst`",
            "readiness.yaml:11:36 no person, role or group is called `oncal`",
            "readiness.yaml:11:61 no person, role or group is called `logwel`",
            "readiness.yaml:12:22 no person, role or group is called `oncal`",
        ]
    );
    holds(&section("cloudhost", "oncall", "logwell"));
    let checks = |from: &str| format!("monitoring: {{checks: [{{service: app, from: {from}}}]}}\n");
    let told = problems(&checks("insid"));
    assert_eq!(
        told[0].split(';').next(),
        Some("readiness.yaml:8:44 no side is called `insid`")
    );
    holds(&checks("Inside"));
    holds(&checks("uptime"));
    holds(&section("cloudhst.example", "\"#oncal\"", "somebody-else"));
    holds(&section("aws", "cto", "be"));
}
