//! Prints a manifest of any size: `cargo run --release --example large_manifest -- FINDINGS SERVICES PROMISES`.

mod large_manifest;

#[expect(
    clippy::print_stdout,
    reason = "the program exists to print a manifest"
)]
fn main() {
    let mut numbers = std::env::args()
        .skip(1)
        .map(|number| number.parse().unwrap_or(1_000));
    let findings = numbers.next().unwrap_or(1_000);
    let services = numbers.next().unwrap_or(200).max(1);
    let promises = numbers.next().unwrap_or(500);
    print!(
        "{}",
        large_manifest::large_manifest(findings, services, promises)
    );
}
