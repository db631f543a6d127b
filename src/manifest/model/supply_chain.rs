//! What the shipped parts consist of and how they are built.

use std::collections::BTreeMap;

use super::record::{record, words};
use super::{EvidenceRef, Id, Level, Who};
use crate::time::Day;
use crate::yaml::{Each, Keyed, Located, OneOrMany};

record! {
    /// What the shipped parts consist of and how they are built.
    SupplyChain {
        /// Bills of materials, by service.
        #[serde(default)]
        sboms: Option<Each<Sbom>>,
        /// Parts worth naming: platforms, runtimes, base images.
        #[serde(default)]
        components: Option<Each<Component>>,
        /// Scans for known weaknesses.
        #[serde(default)]
        scans: Option<Each<Scan>>,
        /// How things are built.
        build: Option<Located<Build>>,
    }
}

record! {
    /// A bill of materials.
    Sbom {
        /// The service.
        service: Id,
        /// The release it describes.
        release: Option<Id>,
        /// Its format.
        format: Option<SbomFormat>,
        /// When it was made.
        date: Option<Day>,
        /// The file.
        evidence: Option<EvidenceRef>,
        /// What it lists beside libraries.
        #[serde(default)]
        includes: OneOrMany<SbomPart>,
    }
}

impl Keyed for Sbom {
    const KEY: Option<&'static str> = Some("service");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// The format of a bill of materials.
    SbomFormat { #[doc = "`CycloneDX`."] Cyclonedx = "cyclonedx", #[doc = "SPDX."] Spdx = "spdx" }
}

words! {
    /// What a bill of materials or scan covers beside libraries.
    SbomPart { #[doc = "Base images."] Images = "images", #[doc = "Actions of the pipeline."] CiActions = "ci_actions", #[doc = "Infrastructure modules."] Infrastructure = "infrastructure" }
}

record! {
    /// A part worth naming.
    Component {
        /// Its name.
        name: String,
        /// What it is.
        kind: Option<ComponentKind>,
        /// The services that use it.
        #[serde(default)]
        services: OneOrMany<Id>,
        /// Its version.
        version: Option<String>,
        /// Its licence, as an SPDX expression.
        licence: Option<String>,
        /// When it was last updated.
        updated: Option<Day>,
        /// The day on which it is looked at again.
        review_by: Option<Day>,
        /// The last day it gets fixes.
        eol: Option<Day>,
        /// Whether its maker calls it a preview.
        preview: Option<bool>,
        /// The oldest open critical or high weakness with a fix is from this day.
        fix_available_since: Option<Day>,
        /// How bad that weakness is.
        severity: Option<Level>,
        /// Whether attackers are known to use it.
        known_exploited: Option<bool>,
        /// Whether it can be reached here.
        exploitable: Option<bool>,
        /// Why it cannot.
        not_exploitable_reason: Option<String>,
        /// Who looked.
        reviewed_by: Option<Who>,
    }
}

impl Keyed for Component {
    const KEY: Option<&'static str> = Some("name");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// What a part is.
    ComponentKind { #[doc = "A library."] Library = "library", #[doc = "A language or its runtime."] Runtime = "runtime", #[doc = "A database."] Database = "database", #[doc = "A platform."] Platform = "platform", #[doc = "A base image."] Image = "image", #[doc = "An action of the pipeline."] CiAction = "ci_action", #[doc = "An infrastructure module."] Infrastructure = "infrastructure" }
}

record! {
    /// A scan for known weaknesses.
    Scan {
        /// The service.
        service: Option<Id>,
        /// When.
        date: Option<Day>,
        /// The scanner.
        tool: Option<String>,
        /// How many weaknesses of each level.
        counts: Option<BTreeMap<Level, u32>>,
        /// What it covers beside libraries.
        #[serde(default)]
        covers: OneOrMany<SbomPart>,
        /// The report.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for Scan {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

record! {
    /// How things are built.
    Build {
        /// Whether actions are pinned to what was reviewed.
        pinned_actions: Option<bool>,
        /// Whether the pipeline's credentials are short-lived.
        short_lived_credentials: Option<bool>,
        /// Whether nobody can push past review.
        protected_branch: Option<bool>,
        /// Whether it is recorded what was built from what.
        provenance: Option<bool>,
        /// The newest scan for secrets.
        secrets_scan: Option<Located<SecretsScan>>,
        /// Where builds run.
        runners: Option<Runners>,
    }
}

record! {
    /// A scan for secrets.
    SecretsScan {
        /// When.
        date: Option<Day>,
        /// How it ended.
        result: Option<super::TestResult>,
        /// Secrets still open.
        open: Option<u32>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

words! {
    /// Where builds run.
    Runners { #[doc = "At the code host, new each time."] Hosted = "hosted", #[doc = "On machines of the company."] Own = "own" }
}
