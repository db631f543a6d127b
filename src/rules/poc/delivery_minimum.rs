//! The least there has to be between an idea and what runs: a protected branch, a build, and limits for agents.

use crate::manifest::Stands;
use crate::manifest::model::{Access, AgentRights, Deployer, DeployerKind, DeploysFrom};
use crate::rules::security::check_branch;
use crate::rules::{Context, Fact, RuleOutcome, Shortfalls};
use crate::yaml::Located;

pub(super) fn delivery_minimum(cx: &Context<'_>) -> RuleOutcome {
    let access = cx.section(&cx.manifest.access, "access")?;
    let mut found = Shortfalls::none();
    check_deployers(access, &mut found);
    if let Some(supply_chain) = cx.told(&cx.manifest.supply_chain, "supply_chain", &mut found) {
        let owner = supply_chain.owner.as_deref();
        match &supply_chain.build {
            Some(build) => check_branch(build, owner, &mut found),
            None => {
                found
                    .untold(
                        supply_chain.at("build"),
                        "supply_chain.build",
                        "nothing is told about how things are built",
                    )
                    .owned_by(owner)
                    .cure("write `build`");
            }
        }
    }
    check_agents(cx, &mut found);
    Ok(found)
}

fn check_deployers(access: &Located<Access>, found: &mut Shortfalls) {
    let deployers = &access.deployers;
    if deployers.iter().any(is_built) {
        return;
    }
    let owner = access.owner.as_deref();
    let untold = deployers.iter().find(|deployer| deployer.from.is_none());
    if let Some(deployer) = untold {
        found
            .untold(
                deployer.at("from"),
                &deployer.id,
                format!("nobody told from where `{}` deploys", deployer.id),
            )
            .owned_by(deployer.owner.as_deref().or(owner))
            .cure("write `from`");
    } else if let Some(deployer) = deployers.first() {
        found
            .fails(
                "laptops_only",
                deployer.at("from"),
                "access.deployers",
                "everything that runs was deployed from somebody's computer; no pipeline deploys",
            )
            .owned_by(deployer.owner.as_deref().or(owner))
            .cure("let a pipeline build from the repository and deploy");
    } else {
        found
            .untold(
                access.at("deployers"),
                "access.deployers",
                "nobody told who and what deploys",
            )
            .owned_by(owner)
            .cure("list people, pipelines and agents under `access.deployers`");
    }
}

/// Whether a deployment starts from a build; a pipeline's does unless told otherwise.
fn is_built(deployer: &Located<Deployer>) -> bool {
    match deployer.from {
        Some(from) => from == DeploysFrom::Pipeline,
        None => deployer.kind == Some(DeployerKind::Pipeline),
    }
}

fn check_agents(cx: &Context<'_>, found: &mut Shortfalls) {
    let Some(ai) = cx.told(&cx.manifest.ai, "ai", found) else {
        return;
    };
    for agent in &ai.delivery_agents {
        Fact {
            clause: "agent_unbounded",
            field: "rights",
            path: agent.at("rights"),
            subject: &agent.id,
            owner: agent.owner.as_deref().or(agent.approver.as_deref()),
            is_so: agent.rights.map(|rights| rights != AgentRights::Unbounded),
            otherwise: format!("agent `{}` may do anything without a person", agent.id),
            cure: "let it propose, and a person approve",
        }
        .check(found);
    }
}
