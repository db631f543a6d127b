//! A gate's file, as written.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateFile {
    pub title: String,
    pub severity: Severities,
    pub severity_reason: Option<String>,
    pub severity_note: Option<String>,
    pub stage: String,
    pub logic: Vec<String>,
    pub acceptable: Acceptability,
    pub why: String,
    pub reads: Vec<String>,
    pub fails_when: toml::Table,
    #[serde(default)]
    pub warns_when: toml::Table,
    pub how_to_pass: String,
    #[serde(default)]
    pub evidence: Vec<String>,
    pub references: Vec<String>,
    #[serde(default)]
    pub parameters: Vec<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    pub since: String,
    pub example: Example,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "expected a severity, or `{ tiny = …, small = …, regulated = … }`"
)]
pub enum Severities {
    Same(String),
    ByProfile {
        tiny: String,
        small: String,
        regulated: String,
    },
}

#[derive(Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "expected `true`, `false`, or `{ authority = …, longest_days = …, except = … }`"
)]
pub enum Acceptability {
    Flag(bool),
    Limited {
        authority: Option<String>,
        longest_days: Option<u32>,
        except: Option<String>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    pub fails: String,
    pub passes: String,
}
