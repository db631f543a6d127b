//! A manifest of any size, always the same for the same numbers.

use std::fmt::Write as _;

/// A company with so many findings, services and promises; all of it invented.
pub fn large_manifest(findings: usize, services: usize, promises: usize) -> String {
    let mut text = String::with_capacity(4_000 + findings * 330 + services * 120 + promises * 130);
    text.push_str(HEAD);
    text.push_str("services:\n");
    for number in 0..services {
        let exposure = ["internet", "partner", "internal"][number % 3];
        let data = ["personal", "customer", "none"][number % 3];
        writeln!(text, "  service-{number}: {{owner: person-{}, exposure: {exposure}, data: {data}, deps: [host]}}", number % 20)
            .expect("a text grows");
    }
    text.push_str("promises:\n");
    for number in 0..promises {
        let (kind, value) = [
            ("rto", "8h"),
            ("rpo", "24h"),
            ("availability", "99.5"),
            ("deletion_within", "60d"),
        ][number % 4];
        let service = number % services;
        writeln!(
            text,
            "  - {{id: P{number}, kind: {kind}, value: {value}, services: [service-{service}], source: contract, owner: person-{}}}",
            number % 20
        )
        .expect("a text grows");
    }
    text.push_str("security:\n  tests:\n    - {id: T1, by: Redfern Security, independent: true, date: 2026-08-20, status: final, scope: [service-0]}\n  findings:\n");
    for number in 0..findings {
        write_finding(&mut text, number, services);
    }
    text
}

/// One finding; one in sixteen has no owner, and one in eight is past its fix clock.
fn write_finding(text: &mut String, number: usize, services: usize) {
    let level = ["low", "medium", "high", "critical"][number % 4];
    let category = [
        "authorisation",
        "injection",
        "configuration",
        "patching",
        "headers",
    ][number % 5];
    let status = ["fixed", "open", "fixed", "fixed"][number / 4 % 4];
    let month = if number.is_multiple_of(8) {
        1
    } else {
        10 + number % 2
    };
    writeln!(text, "    - id: F{number}").expect("a text grows");
    writeln!(
        text,
        "      title: \"Überprüfung {number}: input reaches {category} unchecked\""
    )
    .expect("a text grows");
    writeln!(text, "      severity: {level}").expect("a text grows");
    writeln!(
        text,
        "      category: {category}   # as the scanner called it"
    )
    .expect("a text grows");
    writeln!(text, "      service: service-{}", number % services).expect("a text grows");
    writeln!(text, "      opened: 2026-{month:02}-{:02}", 1 + number % 9).expect("a text grows");
    writeln!(text, "      due: 2026-12-{:02}", 10 + number % 20).expect("a text grows");
    if !number.is_multiple_of(16) {
        writeln!(text, "      owner: person-{}", number % 20).expect("a text grows");
    }
    writeln!(text, "      status: {status}").expect("a text grows");
    if status == "fixed" {
        writeln!(
            text,
            "      retest: {{date: 2026-11-10, by: Redfern Security, result: pass}}"
        )
        .expect("a text grows");
    }
    writeln!(
        text,
        "      note: >-\n        seen on {} pages, the first of them\n        behind the sign-in",
        number % 7 + 1
    )
    .expect("a text grows");
}

const HEAD: &str = "\
readyctl: 1
company: {name: Invented Large Ltd, size: 25, jurisdictions: [GB]}
stage: {target: production, status: proposed}
people:
  person-0: {roles: [cto, engineer]}
  person-1: {roles: [ceo]}
  person-2: {roles: [engineer], until: 2026-09-30}
  person-3: {roles: [engineer]}
  person-4: {roles: [engineer]}
  person-5: {roles: [engineer]}
  person-6: {roles: [engineer]}
  person-7: {roles: [engineer]}
  person-8: {roles: [engineer]}
  person-9: {roles: [engineer]}
  person-10: {roles: [engineer]}
  person-11: {roles: [engineer]}
  person-12: {roles: [engineer]}
  person-13: {roles: [engineer]}
  person-14: {roles: [engineer]}
  person-15: {roles: [engineer]}
  person-16: {roles: [engineer]}
  person-17: {roles: [engineer]}
  person-18: {roles: [engineer]}
  person-19: {roles: [engineer]}
authority:
  change: [cto, engineer]
  risk: {low: [cto], medium: [cto], high: [cto, ceo], critical: [ceo]}
  release: [ceo]
  spend: {2000: [cto], 50000: [ceo]}
vendors:
  host: {does: hosting, owner: person-0, personal_data: true, regions: [GB], dpa: signed, sla: 99.9}
cover: [{people: [person-0, person-1], when: \"mon-fri 09:00-17:30 Europe/London\", holidays: covered}]
recovery:
  tests:
    - {id: R1, service: service-0, type: restore, production_like: true, date: 2026-10-02, result: pass, rto: 3h, rpo: 1h, by: person-0}
";
