//! Tests by others, findings, and the door for reports from outside.

use std::collections::BTreeMap;

use super::record::{record, words};
use super::{Category, CodeOwners, EvidenceRef, Id, Level, ScanSource, TriageRule, Who};
use crate::time::{Day, Span};
use crate::yaml::{Each, Keyed, Located, OneOrMany};

record! {
    /// Tests by others, findings, and the door for reports from outside.
    Security {
        /// Security tests.
        #[serde(default)]
        tests: Option<Each<SecurityTest>>,
        /// The register of findings.
        #[serde(default)]
        findings: Option<Each<Finding>>,
        /// Where reports of scanners lie.
        #[serde(default)]
        sources: Option<Each<ScanSource>>,
        /// What people decided about reported findings.
        #[serde(default)]
        triage: Each<TriageRule>,
        /// Who owns which files of the code.
        codeowners: Option<Located<CodeOwners>>,
        /// The file that keeps since when reported findings are known; `findings.ledger` where it is not given.
        ledger: Option<String>,
        /// How outsiders report a weakness.
        intake: Option<Located<Intake>>,
    }
}

record! {
    /// A security test.
    SecurityTest {
        /// Its id.
        id: Id,
        /// What kind of test.
        #[serde(default)]
        kind: SecurityTestKind,
        /// Who tested.
        by: Option<String>,
        /// Whether the tester is independent of those who build.
        independent: Option<bool>,
        /// When it ended.
        date: Option<Day>,
        /// The services tested.
        #[serde(default)]
        scope: Each<TestScope>,
        /// How it was tested.
        method: Option<String>,
        /// The report.
        report: Option<EvidenceRef>,
        /// How many findings of each level the report counts.
        counts: Option<BTreeMap<Level, u32>>,
        /// Whether the report is final.
        status: Option<super::EvidenceStatus>,
        /// How what was tested differs from production.
        #[serde(default)]
        differs: OneOrMany<String>,
    }
}

impl Keyed for SecurityTest {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// What kind of security test.
    #[derive(Default)]
    SecurityTestKind { #[doc = "Penetration test."] #[default] Pentest = "pentest", #[doc = "A test of a part."] Targeted = "targeted", #[doc = "An attack without notice."] RedTeam = "red_team" }
}

record! {
    /// A service a test looked at, and how.
    TestScope {
        /// The service.
        service: Id,
        /// The ways in that were tried.
        #[serde(default)]
        surfaces: OneOrMany<super::Surface>,
        /// The rights it was tried with.
        #[serde(default)]
        auth: OneOrMany<AuthLevel>,
    }
}

impl Keyed for TestScope {
    const KEY: Option<&'static str> = Some("service");
    const SHORT: Option<&'static str> = Some("surfaces");
}

words! {
    /// The rights a test was made with.
    AuthLevel { #[doc = "None."] Anonymous = "anonymous", #[doc = "A user's."] User = "user", #[doc = "An administrator's."] Admin = "admin", #[doc = "Another customer's."] CrossTenant = "cross_tenant" }
}

record! {
    /// A weakness somebody found.
    Finding {
        /// Its id.
        id: Id,
        /// The test or review that found it.
        from: Option<Id>,
        /// Its id in that report.
        ext_id: Option<String>,
        /// What it is.
        title: Option<String>,
        /// How bad it is now.
        severity: Option<Level>,
        /// How bad the tester called it.
        original_severity: Option<Level>,
        /// Why the level changed.
        severity_change: Option<Box<SeverityChange>>,
        /// What it is about.
        category: Option<Category>,
        /// The service it is in.
        service: Option<Id>,
        /// The day it became known.
        opened: Option<Day>,
        /// The day by which it is fixed.
        due: Option<Day>,
        /// Earlier days by which it was to be fixed.
        #[serde(default)]
        due_history: OneOrMany<Day>,
        /// Where it stands.
        status: Option<FindingStatus>,
        /// Whether it is known to be used by attackers.
        known_exploited: Option<bool>,
        /// The proof that it is gone.
        retest: Option<Box<Retest>>,
        /// The change that fixes it.
        fix: Option<Box<Fix>>,
        /// Why it is none.
        false_positive: Option<Box<FalsePositive>>,
        /// The finding it repeats.
        duplicate_of: Option<Id>,
        /// What customers were told.
        customer_note: Option<String>,
        /// Who reported it.
        reported_by: Option<Who>,
    }
}

impl Keyed for Finding {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// Where a finding stands.
    FindingStatus { #[doc = "It is there."] Open = "open", #[doc = "It is gone."] Fixed = "fixed", #[doc = "It is lived with."] Accepted = "accepted", #[doc = "It never was."] FalsePositive = "false_positive", #[doc = "It is another finding again."] Duplicate = "duplicate" }
}

record! {
    /// Why the level of a finding changed.
    SeverityChange {
        /// Who changed it.
        by: Option<Who>,
        /// When.
        date: Option<Day>,
        /// Why.
        reason: Option<String>,
    }
}

record! {
    /// The proof that a finding is gone.
    Retest {
        /// When.
        date: Option<Day>,
        /// Who; a person or the tester's name.
        by: Option<String>,
        /// How it ended; `pass` means it is gone.
        result: Option<super::TestResult>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

record! {
    /// The change that fixes a finding.
    Fix {
        /// The release that carries it.
        release: Option<Id>,
        /// The commit.
        commit: Option<String>,
        /// Who made it.
        by: Option<Who>,
    }
}

record! {
    /// Why a finding is none.
    FalsePositive {
        /// Who says so.
        by: Option<Who>,
        /// Why.
        reason: Option<String>,
        /// When.
        date: Option<Day>,
    }
}

record! {
    /// How outsiders report a weakness.
    Intake {
        /// Where.
        contact: Option<String>,
        /// Whom that reaches.
        reaches: Option<Who>,
        /// The page that says how.
        policy_url: Option<String>,
        /// The file that browsers and scanners look for.
        security_txt: Option<Located<SecurityTxt>>,
        /// How soon they hear back.
        ack_within: Option<Span>,
        /// The last day a message was sent to try it.
        last_test: Option<Day>,
        /// Whether finders are paid.
        bounty: Option<bool>,
    }
}

record! {
    /// The file that says where to report a weakness.
    SecurityTxt {
        /// The day it ends.
        expires: Option<Day>,
    }
}

record! {
    /// An independent review other than a security test.
    Review {
        /// Its id.
        id: Id,
        /// What was reviewed.
        kind: Option<ReviewKind>,
        /// Who reviewed.
        by: Option<String>,
        /// Whether the reviewer is independent.
        independent: Option<bool>,
        /// When.
        date: Option<Day>,
        /// What it looked at.
        #[serde(default)]
        scope: OneOrMany<ReviewScope>,
        /// The report.
        report: Option<EvidenceRef>,
        /// How many recommendations the report counts.
        recommendations: Option<u32>,
        /// The version customers may see.
        customer_safe: Option<EvidenceRef>,
    }
}

impl Keyed for Review {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// What was reviewed.
    ReviewKind { #[doc = "Data protection."] DataProtection = "data_protection", #[doc = "Security management."] Security = "security", #[doc = "Accessibility."] Accessibility = "accessibility", #[doc = "Something else."] Other = "other" }
}

words! {
    /// What a review looked at.
    ReviewScope { #[doc = "Data."] Data = "data", #[doc = "Models."] Ai = "ai", #[doc = "The separation of customers."] Tenancy = "tenancy", #[doc = "Vendors."] Vendors = "vendors", #[doc = "People's rights."] Rights = "rights" }
}
