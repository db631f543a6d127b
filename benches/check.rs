//! How long a check takes, step by step, for manifests of growing size: `cargo bench`.

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher, black_box};
use granit_parser::Parser;

use readyctl::evaluate::{Question, Selection, evaluate};
use readyctl::evidence::ProjectFiles;
use readyctl::exit_status::ExitStatus;
use readyctl::findings::Scans;
use readyctl::gate::Catalog;
use readyctl::manifest::model::{Manifest, Stage};
use readyctl::manifest::{Loaded, SourceFile, Sources};
use readyctl::policy::Policy;
use readyctl::report::format::{Format, Options, Show, render};
use readyctl::report::model::{Report, Seal};
use readyctl::yaml::{FileId, Limits, Tree, decode};

mod large_manifest;

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

/// Findings in the manifest; the first, with three findings, is about sixty lines long.
const FINDINGS: [usize; 4] = [3, 1_000, 10_000, 100_000];

fn main() {
    divan::main();
}

fn text(findings: usize) -> String {
    let services = if findings > 10 { 200 } else { 3 };
    let promises = if findings > 10 { 500 } else { 4 };
    large_manifest::large_manifest(findings, services, promises)
}

fn loaded(text: &str) -> Loaded {
    let catalog = Catalog::embedded();
    let names: Vec<&str> = catalog
        .gates()
        .iter()
        .map(|gate| gate.definition.id)
        .collect();
    let file = SourceFile::parse(
        "readiness.yaml",
        text.as_bytes().to_vec(),
        &Limits::default(),
    )
    .expect("the generated manifest is YAML");
    Loaded::from_sources(Sources { files: vec![file] }, &names)
        .expect("the generated manifest is valid")
}

fn judged(loaded: &Loaded) -> Report {
    let catalog = Catalog::embedded();
    let policy = Policy::default_for(Some(25));
    let seal = Seal {
        files: vec!["readiness.yaml".to_owned()],
        digest: String::new(),
    };
    evaluate(Question {
        manifest: &loaded.manifest,
        sources: &loaded.sources,
        files: &ProjectFiles::default(),
        scans: &Scans::default(),
        seal: &seal,
        catalog: &catalog,
        policy: &policy,
        stage: Stage::Production,
        as_of: "2026-11-12".parse().expect("a day"),
        selection: &Selection::Everything,
    })
}

/// The bare events of the parser: what reading costs at the least.
#[divan::bench(args = FINDINGS)]
fn a_events(bencher: Bencher<'_, '_>, findings: usize) {
    let text = text(findings);
    bencher.counter(BytesCount::of_str(&*text)).bench(|| {
        let events = Parser::new_from_str(black_box(&text));
        events
            .filter(|event| {
                event
                    .as_ref()
                    .is_ok_and(|event| black_box(event).1.start.line() > 0)
            })
            .count()
    });
}

/// The tree with its positions.
#[divan::bench(args = FINDINGS)]
fn b_tree(bencher: Bencher<'_, '_>, findings: usize) {
    let text = text(findings);
    bencher
        .counter(BytesCount::of_str(&*text))
        .with_inputs(|| text.clone().into_bytes())
        .bench_values(|bytes| Tree::parse(bytes, &Limits::default()));
}

/// The tree and the typed model decoded from it.
#[divan::bench(args = FINDINGS)]
fn c_read(bencher: Bencher<'_, '_>, findings: usize) {
    let text = text(findings);
    bencher
        .counter(BytesCount::of_str(&*text))
        .with_inputs(|| text.clone().into_bytes())
        .bench_values(|bytes| {
            let tree =
                Tree::parse(bytes, &Limits::default()).expect("the generated manifest is YAML");
            let manifest: Option<Manifest> = decode(&tree, FileId(0), tree.root(), &mut Vec::new());
            (tree, manifest)
        });
}

/// Every gate, on a manifest that is read.
#[divan::bench(args = FINDINGS)]
fn d_evaluate(bencher: Bencher<'_, '_>, findings: usize) {
    let text = text(findings);
    let loaded = loaded(&text);
    bencher
        .counter(BytesCount::of_str(&*text))
        .bench_local(|| judged(&loaded));
}

/// The screen, of a report that is computed.
#[divan::bench(args = FINDINGS)]
fn e_render_table(bencher: Bencher<'_, '_>, findings: usize) {
    render_as(bencher, findings, Format::Table);
}

/// JSON, of a report that is computed.
#[divan::bench(args = FINDINGS)]
fn f_render_json(bencher: Bencher<'_, '_>, findings: usize) {
    render_as(bencher, findings, Format::Json);
}

fn render_as(bencher: Bencher<'_, '_>, findings: usize, format: Format) {
    let text = text(findings);
    let report = judged(&loaded(&text));
    let options = Options {
        width: 100,
        colour: false,
        show: Show::Attention,
        exit_status: ExitStatus::NotMet,
        excerpt: &|_| None,
        typed: readyctl::report::format::Typed::default(),
    };
    bencher.bench_local(|| {
        let mut out = Vec::new();
        render(format, &report, &options, &mut out).expect("a vector takes everything");
        out
    });
}

/// From bytes to the screen.
#[divan::bench(args = FINDINGS)]
fn g_whole_check(bencher: Bencher<'_, '_>, findings: usize) {
    let text = text(findings);
    let options = Options {
        width: 100,
        colour: false,
        show: Show::Attention,
        exit_status: ExitStatus::NotMet,
        excerpt: &|_| None,
        typed: readyctl::report::format::Typed::default(),
    };
    bencher.counter(BytesCount::of_str(&*text)).bench_local(|| {
        let loaded = loaded(&text);
        let report = judged(&loaded);
        let mut out = Vec::new();
        render(Format::Table, &report, &options, &mut out).expect("a vector takes everything");
        out
    });
}
