//! The company itself and where it stands.

use super::record::{record, words};
use super::{EvidenceRef, Id, Manifest, Stage, Who};
use crate::region::Region;
use crate::time::Day;
use crate::yaml::{Each, Keyed, Located, OneOrMany};

record! {
    /// The company that promises.
    Company {
        /// Its name, as customers know it.
        name: Option<String>,
        /// People, contractors included; at least one.
        size: Option<u32>,
        /// Where it is bound by law; selects regulator clocks and notices.
        #[serde(default)]
        jurisdictions: OneOrMany<Region>,
        /// Domain names that customers must never see; an empty list says that there are none.
        internal_domains: Option<OneOrMany<String>>,
        /// The tenant that holds the company's accounts.
        identity: Option<Located<Identity>>,
        /// Domain names the company lives by.
        #[serde(default)]
        domains: Each<Domain>,
        /// How mail from the company proves that it is from the company.
        mail: Option<Located<Mail>>,
        /// Where governance documents lie.
        documents: Option<Located<Documents>>,
        /// What the public sees.
        public: Option<Located<PublicPresence>>,
    }
}

impl Manifest {
    /// How many people the company has on a day: what it says of its size, or those it lists as its own where they are more;
    /// nothing where it does not say.
    ///
    /// A size that is too small would be the cheapest way to a laxer profile.
    pub fn headcount(&self, day: Day) -> Option<u32> {
        let own = self.people.values();
        let own = own.filter(|person| person.is_of_the_company_on(day));
        let listed = u32::try_from(own.count()).unwrap_or(u32::MAX);
        self.company.size.map(|size| size.max(listed))
    }
}

record! {
    /// The tenant that holds the company's accounts.
    Identity {
        /// The tenant's name.
        tenant: Option<String>,
        /// Whether every account needs a second factor.
        mfa: Option<bool>,
        /// Who can recover the tenant.
        #[serde(default)]
        admins: Each<IdentityAdmin>,
        /// Whether a sealed way in exists; the record stands under `break_glass`.
        break_glass: Option<bool>,
    }
}

record! {
    /// Somebody who can recover the tenant.
    IdentityAdmin {
        /// The person.
        person: Who,
        /// Whether this account needs a second factor.
        mfa: Option<bool>,
        /// Whether the account is somebody's private one.
        personal_account: Option<bool>,
    }
}

impl Keyed for IdentityAdmin {
    const KEY: Option<&'static str> = Some("person");
    const SHORT: Option<&'static str> = Some("mfa");
}

record! {
    /// A domain name the company lives by.
    Domain {
        /// The name.
        name: String,
        /// Whose account the registration is in.
        registrar_owner: Option<DomainHolder>,
        /// The day the registration ends.
        expires: Option<Day>,
        /// Whether it renews by itself.
        auto_renew: Option<bool>,
        /// Whether transfers are locked.
        lock: Option<bool>,
        /// Whether the registrar's account needs a second factor.
        #[serde(rename = "2fa")]
        second_factor: Option<bool>,
        /// Whether somebody is told of changes and of the end.
        alerts: Option<bool>,
    }
}

impl Keyed for Domain {
    const KEY: Option<&'static str> = Some("name");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// Whose account a registration is in.
    DomainHolder { #[doc = "The company's."] Company = "company", #[doc = "A person's."] Person = "person", #[doc = "An agency's."] Agency = "agency" }
}

record! {
    /// How mail from the company proves that it is from the company.
    Mail {
        /// Whether SPF is published.
        spf: Option<bool>,
        /// Whether mail is signed.
        dkim: Option<bool>,
        /// What receivers are asked to do with mail that fails.
        dmarc: Option<Dmarc>,
        /// Since when that policy holds.
        dmarc_since: Option<Day>,
        /// Systems that send mail in the company's name.
        #[serde(default)]
        senders: Each<MailSender>,
    }
}

words! {
    /// What receivers are asked to do with mail that fails.
    Dmarc { #[doc = "Nothing but report."] None = "none", #[doc = "Set aside."] Quarantine = "quarantine", #[doc = "Refuse."] Reject = "reject" }
}

record! {
    /// A system that sends mail in the company's name.
    MailSender {
        /// A vendor or service.
        name: Id,
        /// Whether the company knows and wants it.
        known: Option<bool>,
    }
}

impl Keyed for MailSender {
    const KEY: Option<&'static str> = Some("name");
    const SHORT: Option<&'static str> = Some("known");
}

record! {
    /// Where governance documents lie.
    Documents {
        /// The place.
        r#where: Option<String>,
        /// Whether the place is somebody's private one.
        personal: Option<bool>,
        /// Whether it is backed up.
        backup: Option<bool>,
    }
}

record! {
    /// What the public sees.
    PublicPresence {
        /// The website.
        site: Option<String>,
        /// The page on personal data.
        privacy: Option<String>,
        /// Addresses that must reach a person.
        #[serde(default)]
        contacts: Each<PublicContact>,
    }
}

record! {
    /// An address that must reach a person.
    PublicContact {
        /// The address.
        address: String,
        /// Whom it reaches.
        reaches: Option<Who>,
    }
}

impl Keyed for PublicContact {
    const KEY: Option<&'static str> = Some("address");
    const SHORT: Option<&'static str> = Some("reaches");
}

record! {
    /// Where the company stands on the way to production.
    StageSection {
        /// The step the company wants to take.
        target: Option<Stage>,
        /// How far that step is decided.
        status: Option<StageStatus>,
        /// The first day of production.
        go_live: Option<Day>,
        /// The pilot's own frame.
        pilot: Option<Located<PilotFrame>>,
    }
}

words! {
    /// How far a step is decided.
    StageStatus { #[doc = "Wanted, not decided."] Proposed = "proposed", #[doc = "Decided, not yet taken."] Decided = "decided", #[doc = "Taken."] Live = "live" }
}

record! {
    /// The pilot's own frame.
    PilotFrame {
        /// Its first day.
        start: Option<Day>,
        /// Its last day.
        end: Option<Day>,
        /// What makes it a success.
        criteria: Option<String>,
        /// The day by which it is decided what happens to its data.
        data_decision_by: Option<Day>,
        /// The terms its users agreed to.
        terms: Option<EvidenceRef>,
    }
}

record! {
    /// The default owner of an area.
    AreaOwner {}
}
