//! How code becomes what runs, and who could bring something else there.

use std::collections::BTreeSet;

use crate::gate::Severity;
use crate::gate::embedded::MAX_SCAN_AGE;
use crate::manifest::Stands;
use crate::manifest::model::{
    Access, Build, Deployer, DeployerKind, DeploysFrom, ReleaseStatus, SecretsScan, TestResult,
};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::Span;
use crate::yaml::Located;

pub(super) fn build_path_trusted(cx: &Context<'_>) -> RuleOutcome {
    let supply_chain = cx.section(&cx.manifest.supply_chain, "supply_chain")?;
    let build = cx.part(
        supply_chain.build.as_ref(),
        supply_chain.at("build"),
        "supply_chain.build",
    )?;
    let owner = build.owner.as_deref().or(supply_chain.owner.as_deref());
    let mut found = Shortfalls::none();
    let limit = cx.parameters.span(MAX_SCAN_AGE);
    check_secrets(cx, build, limit, owner, &mut found);
    check_branch(build, owner, &mut found);
    check_settings(build, owner, &mut found);
    if let Some(access) = cx.told(&cx.manifest.access, "access", &mut found) {
        check_deployers(cx, access, &mut found);
    }
    check_digests(cx, &mut found);
    Ok(found)
}

const BUILD: &str = "supply_chain.build";

/// Reports a source that was not scanned for secrets within the limit, and secrets that are open in it.
pub fn check_secrets(
    cx: &Context<'_>,
    build: &Located<Build>,
    limit: Span,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    match &build.secrets_scan {
        Some(scan) => check_scan(cx, scan, limit, owner, found),
        None => {
            found
                .fails(
                    "secrets_unscanned",
                    build.at("secrets_scan"),
                    BUILD,
                    "nobody ever scanned the source for secrets",
                )
                .owned_by(owner)
                .cure("scan the source and its history, and let the pipeline do so from now on");
        }
    }
}

fn check_scan(
    cx: &Context<'_>,
    scan: &Located<SecretsScan>,
    limit: Span,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    match scan.date {
        Some(date) if cx.is_yet_to_come(date) => {
            found
                .fails(
                    "secrets_unscanned",
                    scan.at("date"),
                    BUILD,
                    format!("the scan for secrets on {date} is still to come"),
                )
                .owned_by(owner)
                .cure("scan the source and its history");
        }
        Some(date) if cx.is_older(date, &limit) => {
            found
                .fails(
                    "secrets_scan_too_old",
                    scan.at("date"),
                    BUILD,
                    format!(
                        "the newest scan for secrets is {} days old; {limit} is the limit",
                        cx.age_days(date)
                    ),
                )
                .owned_by(owner)
                .cure("let the pipeline scan with each change");
        }
        Some(_) => {}
        None => {
            found
                .untold(
                    scan.at("date"),
                    BUILD,
                    "nobody told when the source was scanned for secrets",
                )
                .owned_by(owner)
                .comparing("date")
                .cure("write `date`");
        }
    }
    let open = match (scan.open, scan.result) {
        (Some(0), Some(TestResult::Pass) | None) => return,
        (None, Some(TestResult::Pass) | None) => {
            found
                .untold(
                    scan.at("open"),
                    BUILD,
                    "nobody told how many secrets are left of those the scan found",
                )
                .owned_by(owner)
                .comparing("open")
                .cure("write `open`; 0 where none is left");
            return;
        }
        (Some(open @ 1..), _) => format!("{open} secrets are still open in the source"),
        (_, Some(result)) => format!("the scan for secrets ended with {result}"),
    };
    let field = if scan.open.is_some_and(|open| open > 0) {
        "open"
    } else {
        "result"
    };
    found
        .fails("secrets_open", scan.at(field), BUILD, open)
        .owned_by(owner)
        .weighs(Severity::Blocker)
        .cure("replace each secret where it is used, then take it out of the source");
}

/// Reports a main branch that can be changed without review.
pub fn check_branch(build: &Located<Build>, owner: Option<&str>, found: &mut Shortfalls) {
    let shortfall = match build.protected_branch {
        Some(true) => return,
        Some(false) => found
            .fails(
                "branch_unprotected",
                build.at("protected_branch"),
                BUILD,
                "anybody who may write code can change the main branch without review",
            )
            .cure("protect the branch: no push past review, for nobody"),
        None => found
            .untold(
                build.at("protected_branch"),
                BUILD,
                "nobody told whether the main branch is protected",
            )
            .comparing("protected_branch")
            .cure("write `protected_branch`"),
    };
    shortfall.owned_by(owner);
}

fn check_settings(build: &Located<Build>, owner: Option<&str>, found: &mut Shortfalls) {
    let settings = [
        (
            "long_lived_keys",
            "short_lived_credentials",
            build.short_lived_credentials,
            "the pipeline holds keys that do not expire",
            "let the pipeline sign in for each run",
        ),
        (
            "actions_unpinned",
            "pinned_actions",
            build.pinned_actions,
            "the pipeline runs actions that are not pinned to what was reviewed",
            "pin each action to a commit",
        ),
    ];
    for (clause, field, setting, fact, cure) in settings {
        let message = match setting {
            Some(true) => continue,
            Some(false) => fact.to_owned(),
            None => format!("nobody told `{field}`; perhaps {fact}"),
        };
        found
            .warns(clause, build.at(field), BUILD, message)
            .owned_by(owner)
            .cure(cure);
    }
}

fn check_deployers(cx: &Context<'_>, access: &Located<Access>, found: &mut Shortfalls) {
    if access.deployers.is_empty() {
        found
            .untold(
                access.at("deployers"),
                "access.deployers",
                "nobody told who and what can change production",
            )
            .owned_by(access.owner.as_deref())
            .cure("list people, pipelines and agents that can change production");
    }
    for deployer in &access.deployers {
        let id = deployer.id.as_str();
        let goes_around =
            deployer.bypasses_pipeline == Some(true) || deployer.from == Some(DeploysFrom::Laptop);
        let field = if deployer.bypasses_pipeline == Some(true) {
            "bypasses_pipeline"
        } else {
            "from"
        };
        if goes_around && !may_in_a_hurry(cx, deployer) {
            found
                .fails("pipeline_bypassed", deployer.at(field), id, format!("`{id}` can bring something to production around the pipeline, and holds no role for changes in a hurry"))
                .owned_by(deployer.owner.as_deref())
                .cure("take that right away, or name the role under `authority.emergency_change`, with how it is recorded");
        } else if deployer.bypasses_pipeline.is_none()
            && !goes_around
            && deployer.kind != Some(DeployerKind::Pipeline)
        {
            found
                .untold(
                    deployer.at("bypasses_pipeline"),
                    id,
                    format!("nobody told whether `{id}` can reach production around the pipeline"),
                )
                .owned_by(deployer.owner.as_deref())
                .cure("write `bypasses_pipeline`");
        }
    }
}

/// Whether a person holds a role that may change production in a hurry, and it is said how that is recorded.
fn may_in_a_hurry(cx: &Context<'_>, deployer: &Deployer) -> bool {
    let authority = cx.manifest.authority.given();
    let emergency = authority.and_then(|authority| authority.emergency_change.as_ref());
    emergency.is_some_and(|emergency| {
        let entitled: BTreeSet<&str> = cx.holders_on(emergency.roles.iter(), cx.as_of);
        emergency.record.is_some()
            && deployer.kind != Some(DeployerKind::Agent)
            && entitled.contains(deployer.id.as_str())
    })
}

fn check_digests(cx: &Context<'_>, found: &mut Shortfalls) {
    for (service, release) in cx.newest_releases(ReleaseStatus::Deployed) {
        if let (Some(built), Some(deployed)) = (&release.built_digest, &release.deployed_digest)
            && !built.eq_ignore_ascii_case(deployed)
        {
            found
                .warns("digest_differs", release.at("deployed_digest"), service, format!("release `{}` of `{service}` was built as `{built}` and runs as `{deployed}`", release.id))
                .owned_by(release.owner.as_deref())
                .comparing(&release.id)
                .beside(release.at("built_digest"), "built here")
                .cure("find out where what runs comes from, and deploy what was built");
        }
    }
}
