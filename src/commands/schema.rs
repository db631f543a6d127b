//! `readyctl schema`: the JSON Schemas of what is read and written.

use schemars::{Schema, schema_for};

use super::{Terminal, findings};
use crate::cli::SchemaOf;
use crate::exit_status::ExitStatus;
use crate::gate::Catalog;
use crate::manifest::model::Manifest;
use crate::policy;
use crate::problem::InputProblem;
use crate::report::format::json;

/// Prints a schema.
pub fn run(of: SchemaOf, terminal: &Terminal) -> Result<ExitStatus, Vec<InputProblem>> {
    let schema = schema(of);
    terminal.print(|out| {
        serde_json::to_writer_pretty(&mut *out, &schema)?;
        writeln!(out)
    })?;
    Ok(ExitStatus::Met)
}

fn schema(of: SchemaOf) -> Schema {
    match of {
        SchemaOf::Manifest => named(schema_for!(Manifest), "readyctl manifest", "manifest"),
        SchemaOf::Policy => named(
            policy::schema(&Catalog::embedded()),
            "readyctl policy",
            "policy",
        ),
        SchemaOf::Report => named(json::schema(), "readyctl report", "report"),
        SchemaOf::Findings => named(findings::schema(), "readyctl findings", "findings"),
    }
}

/// The schema under the name by which editors know it; all are of the first version of what they describe.
fn named(mut schema: Schema, title: &str, of: &str) -> Schema {
    schema.insert("$id".to_owned(), format!("urn:readyctl:{of}:1").into());
    schema.insert("title".to_owned(), title.into());
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_is_one_and_says_what_it_is_of() {
        for (of, id) in [
            (SchemaOf::Manifest, "urn:readyctl:manifest:1"),
            (SchemaOf::Policy, "urn:readyctl:policy:1"),
            (SchemaOf::Report, "urn:readyctl:report:1"),
            (SchemaOf::Findings, "urn:readyctl:findings:1"),
        ] {
            let schema = serde_json::to_value(schema(of)).expect("a schema is JSON");
            assert_eq!(schema["$id"], id);
            assert!(jsonschema::draft202012::meta::is_valid(&schema), "{id}");
            jsonschema::draft202012::new(&schema).expect("every reference leads somewhere");
        }
    }
}
