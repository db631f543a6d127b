//! The `readyctl` program.
fn main() {}
