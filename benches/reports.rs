//! How fast scanner reports are read, beside what `serde_json` alone makes of the same bytes: `cargo bench --bench reports`.

use std::hint::black_box;
use std::mem::size_of;

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher};
use serde::Deserialize as _;
use serde::de::IgnoredAny;

use readyctl::findings::{Columns, Kind, Place, Reported, ScannerReport, Standing, read};

mod large_reports;

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

/// Findings in the report: about 1, 10 and 100 megabytes.
const FINDINGS: [usize; 3] = [500, 5_000, 50_000];
const FORMATS: [Kind; 2] = [Kind::Sarif, Kind::Trivy];

#[expect(
    clippy::print_stdout,
    reason = "the figures of memory stand beside the table of the benchmark"
)]
fn main() {
    for kind in FORMATS {
        for findings in FINDINGS {
            let text = text(kind, findings);
            let report = reading(kind, &text);
            assert_eq!(report.findings.len(), findings, "{kind}");
            println!(
                "{kind}, {findings} findings: {:.2} MB of text, {:.2} MB are kept",
                megabytes(text.len()),
                megabytes(kept(&report))
            );
        }
    }
    divan::main();
}

fn text(kind: Kind, findings: usize) -> String {
    match kind {
        Kind::Trivy => large_reports::trivy(findings),
        _ => large_reports::sarif(findings),
    }
}

fn reading(kind: Kind, text: &str) -> ScannerReport {
    read(Some(kind), &Columns::new(), &mut text.as_bytes()).expect("the invented report is whole")
}

#[divan::bench(args = FINDINGS, sample_count = 10, sample_size = 1)]
fn sarif_a_read(bencher: Bencher<'_, '_>, findings: usize) {
    a_read(bencher, Kind::Sarif, findings);
}

#[divan::bench(args = FINDINGS, sample_count = 10, sample_size = 1)]
fn sarif_b_value(bencher: Bencher<'_, '_>, findings: usize) {
    b_value(bencher, Kind::Sarif, findings);
}

#[divan::bench(args = FINDINGS, sample_count = 10, sample_size = 1)]
fn sarif_c_ignored(bencher: Bencher<'_, '_>, findings: usize) {
    c_ignored(bencher, Kind::Sarif, findings);
}

#[divan::bench(args = FINDINGS, sample_count = 10, sample_size = 1)]
fn trivy_a_read(bencher: Bencher<'_, '_>, findings: usize) {
    a_read(bencher, Kind::Trivy, findings);
}

#[divan::bench(args = FINDINGS, sample_count = 10, sample_size = 1)]
fn trivy_b_value(bencher: Bencher<'_, '_>, findings: usize) {
    b_value(bencher, Kind::Trivy, findings);
}

#[divan::bench(args = FINDINGS, sample_count = 10, sample_size = 1)]
fn trivy_c_ignored(bencher: Bencher<'_, '_>, findings: usize) {
    c_ignored(bencher, Kind::Trivy, findings);
}

/// The report as readyctl reads it, from a stream.
fn a_read(bencher: Bencher<'_, '_>, kind: Kind, findings: usize) {
    let text = text(kind, findings);
    bencher
        .counter(BytesCount::of_str(&*text))
        .bench(|| reading(kind, black_box(&text)));
}

/// Everything in the report, kept as it is.
fn b_value(bencher: Bencher<'_, '_>, kind: Kind, findings: usize) {
    let text = text(kind, findings);
    bencher.counter(BytesCount::of_str(&*text)).bench(|| {
        serde_json::from_slice::<serde_json::Value>(black_box(text.as_bytes()))
            .expect("the invented report is JSON")
    });
}

/// Nothing of the report kept: what reading JSON costs at the least.
fn c_ignored(bencher: Bencher<'_, '_>, kind: Kind, findings: usize) {
    let text = text(kind, findings);
    bencher.counter(BytesCount::of_str(&*text)).bench(|| {
        let mut json = serde_json::Deserializer::from_slice(black_box(text.as_bytes()));
        IgnoredAny::deserialize(&mut json).expect("the invented report is JSON")
    });
}

/// The bytes that a report takes in memory: its lists and texts with the room they have.
fn kept(report: &ScannerReport) -> usize {
    let findings: usize = report.findings.iter().map(kept_of).sum();
    size_of::<ScannerReport>() + report.findings.capacity() * size_of::<Reported>() + findings
}

fn kept_of(reported: &Reported) -> usize {
    let texts = |texts: &Vec<String>| {
        texts.capacity() * size_of::<String>() + texts.iter().map(String::capacity).sum::<usize>()
    };
    let text = |text: &Option<String>| text.as_ref().map_or(0, String::capacity);
    let places: usize = reported
        .places
        .iter()
        .map(|place| match place {
            Place::Package {
                name,
                version,
                purl,
                found_in,
            } => name.capacity() + text(version) + text(purl) + text(found_in),
            Place::File { path, .. } => path.capacity(),
            Place::Url(address) | Place::Host(address) => address.capacity(),
        })
        .sum();
    let standing = match &reported.standing {
        Standing::Suppressed(reason)
        | Standing::Dismissed(reason)
        | Standing::NotAffected(reason) => text(reason),
        Standing::Open | Standing::Fixed | Standing::Passed => 0,
    };
    texts(&reported.ids)
        + texts(&reported.fixed_in)
        + reported.title.capacity()
        + text(&reported.severity_said)
        + reported.places.capacity() * size_of::<Place>()
        + places
        + standing
        + text(&reported.fingerprint)
        + text(&reported.snippet)
        + text(&reported.url)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "two decimals are shown, and no report has 2^53 bytes"
)]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
