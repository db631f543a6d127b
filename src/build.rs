//! Makes source out of the data under `gates/` when the program is built, so that no start of it has to read them.

#[path = "build/facts.rs"]
mod facts;
#[path = "build/gates.rs"]
mod gates;
#[path = "build/legal.rs"]
mod legal;
#[path = "build/regions.rs"]
mod regions;
#[path = "build/secrets.rs"]
mod secrets;
#[path = "build/supply_chain.rs"]
mod supply_chain;

fn main() {
    println!("cargo::rerun-if-changed=gates");
    println!("cargo::rerun-if-changed=src/build");
    facts::write();
    regions::write();
    legal::write();
    secrets::write();
    supply_chain::write();
    if let Err(problem) = gates::write() {
        panic!("{problem}");
    }
}
