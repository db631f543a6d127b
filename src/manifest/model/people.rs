//! People, their roles, and what they may decide.

use std::collections::BTreeMap;

use super::record::{record, words};
use super::{EvidenceRef, Who};
use crate::region::Region;
use crate::time::{Day, Span};
use crate::yaml::{Each, Keyed, Located, OneOrMany};

record! {
    /// Somebody who owns or decides something.
    Person {
        /// The full name; may stay out of public repositories.
        name: Option<String>,
        /// The roles held.
        #[serde(default)]
        roles: OneOrMany<Who>,
        /// The first day.
        from: Option<Day>,
        /// The last day.
        until: Option<Day>,
        /// Absences known in advance.
        #[serde(default)]
        away: Each<Absence>,
        /// Where the person works.
        works_from: Option<Region>,
        /// When the person last confirmed what they own.
        acknowledged: Option<Day>,
        /// Adviser, board member or outsourced.
        external: Option<bool>,
    }
}

impl Person {
    /// Whether the person is there on that day; first and last day included.
    pub fn is_active_on(&self, day: Day) -> bool {
        self.from.is_none_or(|first| first <= day) && self.until.is_none_or(|last| last >= day)
    }

    /// Whether the person works for the company on that day, employed or under contract.
    pub fn is_of_the_company_on(&self, day: Day) -> bool {
        self.external != Some(true) && self.is_active_on(day)
    }

    /// The absence in which the person is on that day; first and last day included.
    pub fn absence_on(&self, day: Day) -> Option<&Located<Absence>> {
        let mut absences = self.away.iter();
        absences.find(|absence| absence.from <= day && absence.to >= day)
    }
}

record! {
    /// An absence known in advance.
    Absence {
        /// First day away.
        from: Day,
        /// Last day away.
        to: Day,
        /// Who stands in.
        deputy: Option<Who>,
    }
}

impl Keyed for Absence {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

record! {
    /// People who may own something together.
    Group {
        /// Its members.
        #[serde(default)]
        members: OneOrMany<Who>,
    }
}

record! {
    /// Which roles may decide what.
    Authority {
        /// May change production.
        #[serde(default)]
        change: OneOrMany<Who>,
        /// May change production in a hurry, and how that is recorded.
        emergency_change: Option<Located<EmergencyChange>>,
        /// May accept a risk, by its level.
        risk: Option<Located<RiskAuthority>>,
        /// May take a release to production.
        #[serde(default)]
        release: OneOrMany<Who>,
        /// May publish the trust pack and terms; else as `release`.
        #[serde(default)]
        publish: OneOrMany<Who>,
        /// May tell customers or a regulator; else as `release`.
        #[serde(default)]
        notify: OneOrMany<Who>,
        /// May spend up to an amount a month; the highest row that fits counts.
        #[serde(default)]
        spend: BTreeMap<u64, OneOrMany<Who>>,
        /// Whether authors may approve their own changes.
        self_approval: Option<Located<SelfApproval>>,
    }
}

record! {
    /// How production may be changed in a hurry.
    EmergencyChange {
        /// The roles that may.
        #[serde(default)]
        roles: OneOrMany<Who>,
        /// Where it is recorded.
        record: Option<String>,
        /// How soon somebody looks at it again.
        review_within: Option<Span>,
    }
}

record! {
    /// Roles that may accept a risk, by its level; a role allowed at one level is allowed at the lower ones.
    RiskAuthority {
        /// For low risks.
        #[serde(default)]
        low: OneOrMany<Who>,
        /// For medium risks.
        #[serde(default)]
        medium: OneOrMany<Who>,
        /// For high risks.
        #[serde(default)]
        high: OneOrMany<Who>,
        /// For critical risks.
        #[serde(default)]
        critical: OneOrMany<Who>,
    }
}

record! {
    /// Whether authors may approve their own changes.
    SelfApproval {
        /// Whether they may.
        allowed: Option<bool>,
        /// The day on which that is looked at again.
        until: Option<Day>,
    }
}

record! {
    /// Who holds each critical duty, deputies included.
    Duties {
        /// Leads in an incident.
        #[serde(default)]
        incident_lead: OneOrMany<Who>,
        /// Speaks to customers.
        #[serde(default)]
        customer_comms: OneOrMany<Who>,
        /// Brings services back.
        #[serde(default)]
        recovery_operator: OneOrMany<Who>,
        /// Approves releases.
        #[serde(default)]
        release_approver: OneOrMany<Who>,
        /// Answers reports of weaknesses.
        #[serde(default)]
        security_contact: OneOrMany<Who>,
        /// Answers questions on personal data.
        #[serde(default)]
        privacy_contact: OneOrMany<Who>,
        /// Holds the account above all accounts.
        #[serde(default)]
        root_account: OneOrMany<Who>,
        /// Holds the domain names.
        #[serde(default)]
        domain: OneOrMany<Who>,
        /// Holds the billing account.
        #[serde(default)]
        billing_admin: OneOrMany<Who>,
    }
}

record! {
    /// The sealed way in when nobody who holds a duty can be reached.
    BreakGlass {
        /// Where it is kept.
        r#where: Option<String>,
        /// When it was last tried.
        tested: Option<Day>,
        /// Who tried it.
        by: Option<Who>,
        /// The record of the try.
        evidence: Option<EvidenceRef>,
    }
}

record! {
    /// A device that reaches production, code or customer data.
    Device {
        /// Its own id.
        id: super::Id,
        /// Who uses it.
        person: Option<Who>,
        /// Whose it is.
        owned: Option<DeviceOwned>,
        /// The operating system.
        os: Option<String>,
        /// The last day the operating system gets updates.
        eol: Option<Day>,
        /// Whether it is managed centrally.
        managed: Option<bool>,
        /// Under which conditions a personal device may be used.
        allowed_with: Option<String>,
        /// Whether its disk is encrypted.
        encrypted: Option<bool>,
        /// Whether updates are in.
        patched: Option<bool>,
        /// The oldest outstanding critical or high update is from this day.
        update_pending_since: Option<Day>,
        /// Whether the screen locks by itself.
        screen_lock: Option<bool>,
        /// Whether it is protected against malware.
        malware_protection: Option<bool>,
        /// Whether its firewall is on.
        firewall: Option<bool>,
        /// Whether daily work runs with administrator rights.
        local_admin: Option<bool>,
        /// When this was last checked.
        checked: Option<Day>,
    }
}

impl Keyed for Device {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// Whose a device is.
    DeviceOwned { #[doc = "The company's."] Company = "company", #[doc = "The person's own."] Personal = "personal" }
}

record! {
    /// Who may reach which system.
    Access {
        /// When the grants were last reviewed.
        reviewed: Option<Day>,
        /// The grants.
        #[serde(default)]
        grants: Each<Grant>,
        /// People, pipelines and agents that can change production.
        #[serde(default)]
        deployers: Each<Deployer>,
        /// Devices seen in sign-in logs.
        seen_devices: Option<u32>,
        /// The position on personal devices.
        byod: Option<String>,
        /// The record of the last review.
        evidence: Option<EvidenceRef>,
    }
}

record! {
    /// The right of somebody to reach a system.
    Grant {
        /// A person, group, role or agent; else the name of a shared account.
        who: Who,
        /// A service, vendor or environment, or another system by its name.
        system: Option<super::Id>,
        /// What it allows.
        level: Option<GrantLevel>,
        /// The second factor.
        mfa: Option<Mfa>,
        /// The last day it was used.
        last_used: Option<Day>,
        /// The day it was given.
        granted: Option<Day>,
        /// Whether several people share the account.
        shared: Option<bool>,
        /// Whether a shared account's secret lies in a vault whose use is logged.
        vaulted: Option<bool>,
    }
}

impl Keyed for Grant {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

words! {
    /// What a grant allows.
    GrantLevel { #[doc = "Look."] Read = "read", #[doc = "Change content."] Write = "write", #[doc = "Change code."] Code = "code", #[doc = "See customer data."] CustomerData = "customer_data", #[doc = "Change production."] Production = "production", #[doc = "Everything, grants included."] Admin = "admin" }
}

words! {
    /// The second factor of a grant.
    Mfa { #[doc = "None."] None = "none", #[doc = "A code or a push message."] Otp = "otp", #[doc = "A key that phishing cannot use."] Phishing = "phishing_resistant" }
}

record! {
    /// A person, pipeline or agent that can change production.
    Deployer {
        /// Its name: a person, or the name of a pipeline or agent.
        id: Who,
        /// What it is.
        kind: Option<DeployerKind>,
        /// The role under which it acts.
        role: Option<Who>,
        /// The person who approves what an agent or pipeline does.
        approver: Option<Who>,
        /// Whether it can reach production around the pipeline.
        bypasses_pipeline: Option<bool>,
        /// Where it deploys from.
        from: Option<DeploysFrom>,
    }
}

impl Keyed for Deployer {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = Some("kind");
}

words! {
    /// What a deployer is.
    DeployerKind { #[doc = "A person."] Person = "person", #[doc = "A pipeline."] Pipeline = "pipeline", #[doc = "A program that decides for itself."] Agent = "agent" }
}

words! {
    /// Where a deployment starts.
    DeploysFrom { #[doc = "A build system."] Pipeline = "pipeline", #[doc = "Somebody's computer."] Laptop = "laptop" }
}
