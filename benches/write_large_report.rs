//! Prints a scanner report of any size: `cargo run --release --example large_report -- sarif|trivy FINDINGS`.

mod large_reports;

#[expect(clippy::print_stdout, reason = "the program exists to print a report")]
fn main() {
    let mut words = std::env::args().skip(1);
    let format = words.next().unwrap_or_default();
    let findings = words
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or(1_000);
    print!(
        "{}",
        match format.as_str() {
            "trivy" => large_reports::trivy(findings),
            _ => large_reports::sarif(findings),
        }
    );
}
