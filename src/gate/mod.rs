//! What a gate is: its definition, its parameters, and the catalogue of all of them.

mod area;
mod catalog;
mod definition;
mod parameters;

pub use area::{Area, Severity};
pub use catalog::{Catalog, Gate};
pub use definition::{Acceptability, Clause, Definition, Example, Logic, Severities, SizeBand};
pub use parameters::{
    ByLevel, CountParameter, Laxer, LevelParameter, NumberParameter, Parameter, ParameterValue,
    Parameters, Preset, SpanByLevelParameter, SpanByNameParameter, SpanParameter,
    StrengthParameter,
};

/// Every gate definition and parameter, read from `gates/` when the program was built.
#[expect(
    non_upper_case_globals,
    reason = "a definition is called by the name of its gate, as its rule and its file are"
)]
pub mod embedded {
    include!(concat!(env!("OUT_DIR"), "/gates.rs"));
}
