//! The board report in a real browser: it opens, picks, prints, and lets nothing in or out.

mod browser;

#[path = "../../benches/large_manifest.rs"]
mod large_manifest;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use browser::Browser;

const EXAMPLES: [&str; 4] = ["northlight", "ready", "conditional", "regulated"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A manifest judged at the usual day, in some format.
fn judged(manifest: &Path, format: &str) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_readyctl"))
        .args([
            "check",
            "--as-of",
            "2026-11-12",
            "--exit-zero",
            "--format",
            format,
        ])
        .arg(manifest)
        .current_dir(root())
        .output()
        .expect("the program runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// The board report of a manifest, in a file of its own.
fn page(folder: &TempDir, manifest: &Path) -> PathBuf {
    let file = folder.path().join("board.html");
    fs::write(&file, judged(manifest, "html")).expect("the report can be written");
    file
}

fn example(name: &str) -> PathBuf {
    root().join("examples").join(name)
}

fn json(manifest: &Path) -> Value {
    serde_json::from_slice(&judged(manifest, "json")).expect("the report is JSON")
}

/// Asserts that a page complained of nothing and asked for nothing but itself.
fn assert_quiet(browser: &Browser, file: &Path, name: &str) {
    let complaints = browser.complaints();
    assert!(complaints.is_empty(), "{name}: {}", complaints.join("\n"));
    let itself = format!("\"file://{}\"", file.display());
    let requests = browser.requests().into_iter();
    let outside: Vec<String> = requests
        .filter(|url| *url != itself && !url.starts_with("\"data:"))
        .collect();
    assert!(outside.is_empty(), "{name}: {}", outside.join("\n"));
}

#[test]
fn the_board_report_opens_quietly_and_fits_every_screen() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    for name in EXAMPLES {
        let folder = TempDir::new().expect("a folder");
        let file = page(&folder, &example(name));
        for width in [1440, 768, 390] {
            browser.resize(width, 900);
            browser.open(&file);
            assert_quiet(&browser, &file, name);
            let drawn = browser.value("document.documentElement.scrollWidth");
            assert_eq!(drawn, width, "{name} is wider than the screen");
        }
    }
}

#[test]
fn the_board_report_prints_on_two_to_four_pages() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    for name in EXAMPLES {
        let folder = TempDir::new().expect("a folder");
        browser.open(&page(&folder, &example(name)));
        let pages = pages(&browser.printed());
        assert!((2..=4).contains(&pages), "{name} prints on {pages} pages");
    }
}

/// How many pages a document has.
fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let pages = text.matches("/Type /Page").count();
    pages - text.matches("/Type /Pages").count()
}

#[test]
fn without_scripts_the_board_report_shows_everything_but_the_picks() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = TempDir::new().expect("a folder");
    let manifest = example("northlight");
    browser.stop_scripts();
    browser.open(&page(&folder, &manifest));
    assert_eq!(
        browser.value("document.getElementById('picks').hidden"),
        true
    );
    browser.value("document.querySelectorAll('details').forEach(fold => fold.open = true)");
    let text = browser.value("document.body.innerText");
    let text = flat(text.as_str().expect("the page has a text"));
    let report = json(&manifest);
    for gate in report["gates"].as_array().expect("a list of gates") {
        let findings = gate["findings"].as_array().expect("a list of findings");
        let messages = findings.iter().map(|finding| &finding["message"]);
        for told in [&gate["gate"], &gate["title"]].into_iter().chain(messages) {
            let told = told.as_str().expect("a text").replace('`', "");
            assert!(text.contains(&flat(&told)), "the page does not say: {told}");
        }
    }
}

/// A text without its breaks, and without what the style sheet writes large.
fn flat(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

#[test]
fn picks_leave_what_was_picked_and_nothing_else() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = TempDir::new().expect("a folder");
    let manifest = example("northlight");
    browser.open(&page(&folder, &manifest));
    let report = json(&manifest);
    let gates = report["gates"].as_array().expect("a list of gates");
    let count = |is: &dyn Fn(&Value) -> bool| gates.iter().filter(|gate| is(gate)).count();
    let of_security = count(&|gate| gate["area"] == "security");
    let failing = count(&|gate| gate["area"] == "security" && gate["outcome"] == "fail");
    let of_cy = count(&|gate| {
        let findings = gate["findings"].as_array().expect("a list of findings");
        findings.iter().any(|finding| finding["owner"] == "cy")
    });
    assert!(failing > 0 && failing < of_security && of_cy > 0);

    assert_eq!(shown(&mut browser), gates.len());
    pick(&mut browser, "area", "security");
    assert_eq!(shown(&mut browser), of_security);
    pick(&mut browser, "outcome", "fails");
    assert_eq!(shown(&mut browser), failing);
    let told = browser.value("document.getElementById('picked').textContent");
    assert_eq!(told, format!("{failing} of {} gates shown", gates.len()));
    browser.value("document.querySelector('#picks button').click()");
    browser.value("new Promise(done => setTimeout(done, 50))");
    assert_eq!(shown(&mut browser), gates.len());
    pick(&mut browser, "owner", "cy");
    assert_eq!(shown(&mut browser), of_cy);
    let unowned = browser.value(
        "[...document.querySelectorAll('section[aria-labelledby=unowned] tbody tr')].filter(row => !row.hidden).length",
    );
    assert_eq!(unowned, 2, "both things that `cy` left behind stay");
}

fn pick(browser: &mut Browser, list: &str, name: &str) {
    browser.value(&format!(
        "(() => {{
            const list = document.querySelector('#picks [name={list}]');
            list.value = [...list.options].find(option => option.text === '{name}').value;
            list.dispatchEvent(new Event('change', {{bubbles: true}}));
        }})()"
    ));
}

/// How many gates are not hidden.
fn shown(browser: &mut Browser) -> usize {
    let count = browser.value("document.querySelectorAll('article:not([hidden])').length");
    usize::try_from(count.as_u64().expect("a number")).expect("a small number")
}

#[test]
fn a_keyboard_and_a_screen_reader_find_their_way() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    for name in EXAMPLES {
        let folder = TempDir::new().expect("a folder");
        browser.open(&page(&folder, &example(name)));
        assert_eq!(
            browser.value(WITHOUT_A_NAME),
            Value::Array(Vec::new()),
            "{name}"
        );
        let landmarks = browser.value(
            "['header', 'nav', 'main', 'footer', 'h1'].map(name => document.querySelectorAll(name).length)",
        );
        assert_eq!(landmarks, serde_json::json!([1, 1, 1, 1, 1]), "{name}");
    }
}

/// What a screen reader would trip over: tables whose headers do not say of what, pictures without words, controls without a label,
/// links to nowhere, repeated ids, headings that skip a level.
const WITHOUT_A_NAME: &str = r"(() => {
    const found = [];
    const all = (selector) => [...document.querySelectorAll(selector)];
    const note = (what, node) => found.push(what + ': ' + node.outerHTML.slice(0, 120));
    all('th:not([scope])').forEach(node => note('no scope', node));
    all('table:not(:has(> caption))').forEach(node => note('no caption', node));
    all('tbody tr:not(:has(> th))').forEach(node => note('no row header', node));
    all('svg').filter(node => !node.hasAttribute('aria-hidden')
        && !(node.getAttribute('role') === 'img' && (node.hasAttribute('aria-label')
            || (node.getAttribute('aria-labelledby') || 'none').split(' ').every(id => document.getElementById(id)))))
        .forEach(node => note('no words', node));
    all('select, input').filter(node => node.labels.length === 0).forEach(node => note('no label', node));
    all('section').filter(node => !document.getElementById(node.getAttribute('aria-labelledby')))
        .forEach(node => note('no heading', node));
    all('a[href]').filter(node => !document.getElementById(node.getAttribute('href').slice(1)))
        .forEach(node => note('leads nowhere', node));
    const ids = all('[id]').map(node => node.id);
    ids.filter((id, index) => ids.indexOf(id) !== index).forEach(id => found.push('twice: ' + id));
    let level = 0;
    all('h1, h2, h3, h4').forEach(node => {
        const own = Number(node.tagName[1]);
        if (own > level + 1) note('skips a level', node);
        level = own;
    });
    return found;
})()";

const HOSTILE: &str = "<script>window.ran=1</script><img src=x onerror=window.ran=1>\\\"' onload=window.ran=1 ]]> --><style>*{display:none}</style></title></details></table>\\u202Eback \\e[31m {{ 7*7 }} http://example.invalid/x";

#[test]
fn hostile_text_runs_nothing_breaks_nothing_and_is_all_there() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = TempDir::new().expect("a folder");
    let long = "W".repeat(10_000);
    let manifest = folder.path().join("readiness.yaml");
    let northlight = fs::read_to_string(example("northlight").join("readiness.yaml"))
        .expect("an example has a manifest");
    let text = northlight
        .replace("Northlight Ltd", &format!("\"{HOSTILE}\""))
        .replace(
            "cosmetic header on a static page",
            &format!("\"{HOSTILE} {long}\""),
        );
    assert_ne!(text, northlight);
    fs::write(&manifest, text).expect("a manifest can be written");
    let file = page(&folder, &manifest);
    browser.resize(390, 900);
    browser.open(&file);
    assert_quiet(&browser, &file, "hostile");
    assert_eq!(browser.value("window.ran === undefined"), true);
    assert_eq!(browser.value("document.images.length"), 0);
    assert_eq!(browser.value("document.scripts.length"), 1);
    assert_eq!(
        browser.value("document.querySelectorAll('style').length"),
        1
    );
    assert_eq!(browser.value("document.documentElement.scrollWidth"), 390);
    let heading = browser.value("document.querySelector('h1').textContent");
    let heading = heading.as_str().expect("a text");
    for piece in [
        "<script>window.ran=1</script>",
        "]]>",
        "\\u{202E}back",
        "\\u{1B}[31m",
        "{{ 7*7 }}",
    ] {
        assert!(heading.contains(piece), "{heading}");
    }
}

#[test]
fn ten_thousand_findings_make_a_small_page_that_opens_at_once() {
    let folder = TempDir::new().expect("a folder");
    let manifest = folder.path().join("readiness.yaml");
    fs::write(&manifest, large_manifest::large_manifest(10_000, 200, 500))
        .expect("a manifest can be written");
    let file = page(&folder, &manifest);
    let bytes = fs::metadata(&file).expect("the report is there").len();
    assert!(bytes < 10_000_000, "the report has {bytes} bytes");
    let Some(mut browser) = Browser::start() else {
        return;
    };
    browser.open(&file);
    assert_quiet(&browser, &file, "large");
    // Processor time of the page, which a busy machine does not stretch.
    let metrics = browser.call("Performance.getMetrics", &serde_json::json!({}));
    let metrics = metrics["metrics"].as_array().expect("a list of metrics");
    let seconds = metrics
        .iter()
        .find(|metric| metric["name"] == "ThreadTime")
        .and_then(|metric| metric["value"].as_f64())
        .expect("the browser counts its time");
    assert!(seconds < 1.0, "the page took {seconds} seconds");
}
