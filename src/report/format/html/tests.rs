use std::collections::BTreeMap;

use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

use crate::facts::{OldFacts, OwnFacts};
use crate::manifest::model::Level;
use crate::report::fixture::{at, day, northlight, report_of};
use crate::report::format::Format;
use crate::report::format::tests::{options, rendered};
use crate::report::model::{Report, Unowned};

const HOSTILE: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>]]></style>\u{202e}\u{1b}[2J\u{200b}\r\n{{ 7*7 }}";

fn page(report: &Report) -> String {
    rendered(Format::Html, report, &options(report))
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, from) = text.split_once(start).unwrap();
    from.split_once(end).unwrap().0
}

/// Northlight, with every text of its own made hostile, each with a number of its own.
fn hostile() -> (Report, usize) {
    let mut count = 0;
    let mut text = || {
        count += 1;
        format!("{HOSTILE} mark-{count}-")
    };
    let mut report = northlight();
    report.company = text();
    report.policy.file = Some(text());
    for setting in &mut report.policy.laxer_than_profile {
        (setting.name, setting.preset, setting.value) = (text(), text(), text());
    }
    report.policy.disabled_gates[0].reason = text();
    report.policy.facts.push(OwnFacts {
        name: text(),
        source: text(),
        read: day(2026, 10, 1),
    });
    report.old_facts.push(OldFacts {
        name: text(),
        read: day(2025, 8, 22),
    });
    report.manifest.files = vec![text()];
    for result in &mut report.gates {
        result.reason = result.reason.as_ref().map(|_| text());
        result.carried_by = result.carried_by.as_ref().map(|_| text());
        for finding in &mut result.findings {
            finding.owner = Some(text());
            finding.message = text();
            finding.help = text();
            for related in &mut finding.related {
                related.label = text();
            }
        }
    }
    for unowned in &mut report.unowned {
        (unowned.id, unowned.reason) = (text(), text());
        unowned.last_owner = Some(HOSTILE.to_owned());
    }
    for row in &mut report.promises {
        (row.id, row.says) = (text(), text());
        row.service = Some(text());
        row.proven = Some(text());
        row.proof = Some(text());
        row.margin = Some(text());
    }
    for row in &mut report.acceptances {
        (row.id, row.by, row.role) = (text(), Some(text()), Some(text()));
        (row.covers, row.co_signed) = (vec![text()], vec![text()]);
        row.void = None;
        row.reason = Some(text());
    }
    for worsening in report.outlook.iter_mut().flatten() {
        for finding in &mut worsening.findings {
            (finding.message, finding.owner) = (text(), Some(text()));
        }
    }
    (report, count)
}

#[test]
fn no_text_of_others_becomes_part_of_the_page() {
    let (report, count) = hostile();
    let page = page(&report);
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</script").count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
    assert_eq!(page.matches("</style").count(), 1);
    assert!(!page.contains("<img"));
    let unseen = |character: char| character.is_control() && character != '\n';
    assert!(!page.contains(unseen) && !page.contains(['\u{202e}', '\u{200b}']));
    assert!(page.contains(r"\u{202E}") && page.contains("{{ 7*7 }}"));
    let lost = (1..=count).filter(|number| !page.contains(&format!("mark-{number}-")));
    assert_eq!(lost.collect::<Vec<_>>(), Vec::<usize>::new());
}

#[test]
fn a_name_of_any_length_can_be_read_to_its_end() {
    let mut report = northlight();
    report.company = format!("{}end", "W".repeat(9_997));
    let page = page(&report);
    let heading = between(&page, "<h1>", "</h1>");
    assert!(
        heading.starts_with("<details class=\"long\"><summary>WWW"),
        "{heading}"
    );
    assert!(heading.contains("… (all 10000 characters)</summary>"));
    assert!(heading.ends_with("WWWend</details>"));
    // The title of the window is short.
    assert!(between(&page, "<title>", "</title>").chars().count() < 100);
}

#[test]
fn the_policy_of_the_page_knows_its_style_and_script_and_nothing_else() {
    let page = page(&northlight());
    let policy = between(
        &page,
        "http-equiv=\"Content-Security-Policy\" content=\"",
        "\"",
    );
    let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text)));
    let style = hash(between(&page, "<style>", "</style>"));
    let script = hash(between(&page, "<script>", "</script>"));
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; style-src {style}; script-src {script}; img-src data:; base-uri 'none'; form-action 'none'"
        )
    );
    assert!(!page.contains(" style=") && !page.contains(" onclick="));
}

#[test]
fn the_page_asks_for_nothing_outside() {
    let page = page(&northlight());
    for outside in [
        "http://",
        "https://",
        "@import",
        "//cdn",
        "src=",
        "<link rel=\"style",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
    let addresses = page.match_indices("url(").map(|(at, _)| &page[at..at + 6]);
    assert!(addresses.into_iter().all(|address| address == "url(#b"));
}

#[test]
fn what_matters_most_stands_first() {
    let page = page(&northlight());
    let order = [
        "Not ready",
        "What that rests on",
        "Made laxer than the profile asks",
        "<code>cost_tolerance</code> is <b>0.25</b>; the profile asks 0.15",
        "<code>security/sbom_and_inventory</code> is <b>turned off</b>",
        "<h2 id=\"unowned\">",
        "high finding <code>F1</code>",
        "service <code>jobs</code>",
        "risk <code>R7</code>",
        "<h2 id=\"promises\">",
        "<h2 id=\"blocking\">",
        "<h2 id=\"heat\">",
        "<h2 id=\"outlook\">",
        "<h2 id=\"load\">",
        "<h2 id=\"accepted\">",
        "<h2 id=\"untold\">",
        "<h2 id=\"every\">",
    ];
    let places: Vec<usize> = order
        .iter()
        .map(|piece| page.find(piece).unwrap_or_else(|| panic!("{piece}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_cheapest_cure_stands_first_and_of_these_the_heaviest() {
    let page = page(&northlight());
    let section = between(&page, "<h2 id=\"blocking\">", "</section>");
    let needs: Vec<&str> = section
        .match_indices("data-name=\"Needs\">")
        .map(|(at, mark)| between(&section[at + mark.len()..], "", "<"))
        .collect();
    // Eight fails block: owners and residency have two findings each, the other six one.
    let one = std::iter::repeat_n("1 change", 6);
    let two = std::iter::repeat_n("2 changes", 2);
    assert_eq!(needs, one.chain(two).collect::<Vec<_>>());
    // Of those with one, acceptances are the only ones that are not blockers.
    let severities: Vec<usize> = ["tag bad\">blocker", "tag caution\">major"]
        .iter()
        .map(|piece| section.matches(piece).count())
        .collect();
    assert_eq!(severities, [7, 1]);
    let major = section.find("tag caution\">major").unwrap();
    assert_eq!(section[..major].matches("1 change<").count(), 5);
}

#[test]
fn what_is_folded_is_counted_and_still_there() {
    let mut report = report_of(Vec::new());
    report.unowned = (1..=25)
        .map(|number| Unowned {
            kind: if number > 22 { "risk" } else { "recovery_test" },
            id: format!("U{number}-"),
            ..northlight().unowned.remove(0)
        })
        .collect();
    let page = page(&report);
    // Twenty are seen; of the five folded, 21 and 22 are tests, 23 to 25 risks.
    assert!(page.contains("and 5 more: 2 of kind recovery test and 3 of kind risk"));
    assert!((1..=25).all(|number| page.contains(&format!("<code>U{number}-</code>"))));
}

#[test]
fn what_is_told_together_says_how_many_it_is() {
    let mut report = report_of(Vec::new());
    report.unowned = vec![Unowned {
        kind: "finding",
        id: "scans/image.json".to_owned(),
        count: 3,
        level: Some(Level::Medium),
        ..northlight().unowned.remove(0)
    }];
    assert!(page(&report).contains("3 medium findings of <code>scans/image.json</code>"));
}

#[test]
fn who_carries_what_is_counted_once_each() {
    let mut report = report_of(Vec::new());
    report.promises = northlight().promises;
    report.acceptances = northlight().acceptances;
    report.outlook = northlight().outlook;
    // Ben owns P2, P5, P6 and P7; Ana owns P1, P3 and P4, signed A2, which holds, and A1, which does not, and answers for E7 and R1
    // as they lapse; nobody answers for E8.
    let told: Vec<_> = report
        .loads()
        .into_iter()
        .map(|load| (load.owner, load.promises, load.acceptances, load.lapsing))
        .collect();
    assert_eq!(
        told,
        [
            (None, 0, 0, 1),
            (Some("ana"), 3, 1, 2),
            (Some("ben"), 4, 0, 0)
        ]
    );
    // A second service makes no second promise.
    let again = report.promises[0].clone();
    report.promises.push(again);
    assert_eq!(report.loads()[1].promises, 3);
}

#[test]
fn rows_of_other_files_and_days_keep_their_place_and_day() {
    let mut report = northlight();
    report.unowned[0].location = at("risks[0]", 7, 3);
    report.acceptances[1].until = Some(day(2026, 11, 13));
    let page = page(&report);
    assert!(page.contains("readiness.yaml:7<"));
    assert!(page.contains("2026-11-13 <span class=\"quiet\">1 day left</span>"));
}

/// Red, green and blue, from 0 to 255.
type Colour = [f64; 3];

/// The colours of the style sheet, light and dark.
fn colours() -> BTreeMap<&'static str, [Colour; 2]> {
    let lines = super::STYLE.lines().filter_map(|line| {
        let (name, value) = line
            .trim()
            .strip_prefix("--")?
            .split_once(": light-dark(")?;
        let (light, dark) = value.trim_end_matches(");").split_once(", ")?;
        Some((name, [colour(light), colour(dark)]))
    });
    lines.collect()
}

fn colour(text: &str) -> Colour {
    let part = |at: usize| f64::from(u8::from_str_radix(&text[at..at + 2], 16).unwrap());
    [part(1), part(3), part(5)]
}

/// So much of one colour on another.
fn mixed(share: f64, over: Colour, under: Colour) -> Colour {
    [0, 1, 2].map(|part| share * over[part] + (1.0 - share) * under[part])
}

/// The contrast of two colours, as the Web Content Accessibility Guidelines 2.2 define it.
fn contrast(one: Colour, other: Colour) -> f64 {
    let luminance = |colour: Colour| {
        let [red, green, blue] = colour.map(|part| {
            let part = part / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_text_stands_out_in_light_and_in_dark() {
    let colours = colours();
    let tones = [
        "good", "bad", "caution", "untold", "accepted", "off", "quiet", "link",
    ];
    for theme in [0, 1] {
        let of = |name: &str| colours[name][theme];
        let mut pairs = vec![("ink on ground", of("ink"), of("ground"))];
        for wash in ["paper", "track", "caution-wash", "good-wash", "bad-wash"] {
            pairs.push((wash, of("ink"), of(wash)));
        }
        for ground in ["ground", "paper", "track", "caution-wash"] {
            pairs.push((ground, of("quiet"), of(ground)));
        }
        for tone in tones {
            let paper = of("paper");
            pairs.push((tone, of(tone), paper));
            pairs.push((tone, of("on-fill"), of(tone)));
            pairs.push((tone, of("on-fill"), mixed(0.88, of(tone), paper)));
            pairs.push((tone, of("ink"), mixed(0.30, of(tone), paper)));
            pairs.push((tone, of("ink"), mixed(0.16, of(tone), paper)));
        }
        for (name, text, ground) in pairs {
            let contrast = contrast(text, ground);
            assert!(contrast >= 4.5, "{name}, theme {theme}: {contrast:.2}");
        }
    }
}

#[test]
fn contrast_is_reckoned_as_the_guidelines_do() {
    // Black on white is 21 by definition; #777777 on white is the well-known 4.48 that just misses.
    assert!((contrast([0.0; 3], [255.0; 3]) - 21.0).abs() < 1e-9);
    assert!((contrast([119.0; 3], [255.0; 3]) - 4.48).abs() < 0.005);
}
