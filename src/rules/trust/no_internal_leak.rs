//! What is handed out to customers, searched for what is nobody's business outside.

use std::collections::BTreeMap;

use super::leaks::{Leak, LeakKind, Scanner, Watched};
use crate::gate::Severity;
use crate::manifest::model::{Confidentiality, Evidence, EvidenceKind, EvidenceRef, TrustPack};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::context::{Published, Unread};
use crate::rules::{Context, RuleOutcome, Shortfall, Shortfalls};
use crate::yaml::{Located, Position};

pub(super) fn no_internal_leak(cx: &Context<'_>) -> RuleOutcome {
    let pack = cx.section(&cx.manifest.trust_pack, "trust_pack")?;
    let mut found = Shortfalls::none();
    check_told(cx, &mut found);
    for attachment in &pack.attachments {
        check_marking(cx, pack, attachment, &mut found);
    }
    let mut scanner = None;
    for (path, file) in handed_out(pack, &mut found) {
        match cx.text_behind(file) {
            Err(Unread(why)) => {
                untold(pack, path, &why, &mut found);
            }
            Ok(file) => {
                let scanner = scanner.get_or_insert_with(|| Scanner::new(Watched::of(cx)));
                let leaks = scanner.scan(file.text);
                report(cx, pack, &path, &file, &leaks, &mut found);
            }
        }
    }
    Ok(found)
}

/// What the search needs to know beforehand: which weaknesses are open, and which names are internal.
fn check_told(cx: &Context<'_>, found: &mut Shortfalls) {
    if let Some(security) = cx.told(&cx.manifest.security, "security", found)
        && security.findings.is_none()
    {
        found
            .untold(
                security.at("findings"),
                "security",
                "nobody told which findings are open, so none can be searched for",
            )
            .owned_by(security.owner.as_deref())
            .cure("write `findings`; an empty list says that there is none");
    }
    let company = &cx.manifest.company;
    if company.internal_domains.is_none() {
        found
            .untold(
                company.at("internal_domains"),
                "company",
                "nobody told which domain names are internal, so none can be searched for",
            )
            .cure("write `internal_domains`; an empty list says that there is none");
    }
}

/// The pack and what goes with it, with the place that names each.
fn handed_out<'a>(
    pack: &'a Located<TrustPack>,
    found: &mut Shortfalls,
) -> Vec<(ManifestPath, &'a EvidenceRef)> {
    let file = pack.file.as_ref().map(|file| (pack.at("file"), file));
    if file.is_none() {
        let why = "the trust pack names no file";
        untold(pack, pack.at("file"), why, found)
            .weighs(Severity::Blocker)
            .beyond_acceptance();
    }
    let attachments = pack
        .attachments
        .iter()
        .map(|attachment| (attachment.here(), &attachment.value));
    file.into_iter().chain(attachments).collect()
}

fn untold<'f>(
    pack: &Located<TrustPack>,
    path: ManifestPath,
    why: &str,
    found: &'f mut Shortfalls,
) -> &'f mut Shortfall {
    found
        .untold(
            path,
            "file",
            format!("nobody knows what is handed out to customers: {why}"),
        )
        .owned_by(pack.owner.as_deref())
        .comparing(why)
        .cure("keep it as a text file in the project; a document that cannot be searched has to be read by somebody who accepts that")
}

/// Holds what is attached against what its own record says of who may see it.
fn check_marking(
    cx: &Context<'_>,
    pack: &Located<TrustPack>,
    attachment: &Located<EvidenceRef>,
    found: &mut Shortfalls,
) {
    let Some(evidence) = cx.registered_behind(attachment) else {
        return;
    };
    let marked = match evidence.confidentiality {
        Some(Confidentiality::Public | Confidentiality::CustomerSafe) => return,
        Some(Confidentiality::Internal) => "is marked as internal",
        None => "does not say who may see it, which means that it is internal",
    };
    let (clause, help) = if is_test_report(cx, evidence) {
        (
            "raw_report",
            "attach a summary letter instead, and mark that as `customer_safe`",
        )
    } else {
        (
            "internal_evidence",
            "take it out; or write `confidentiality: customer_safe`, once somebody read it as a customer does",
        )
    };
    found
        .fails(
            clause,
            attachment.here(),
            &evidence.id,
            format!(
                "`{}` is handed out with the trust pack, and {marked}",
                evidence.id
            ),
        )
        .owned_by(pack.owner.as_deref())
        .beside(evidence.at("confidentiality"), "who may see it")
        .cure(help);
}

/// Whether evidence is what testers wrote: by its kind, or because a test or a review names it as its report.
fn is_test_report(cx: &Context<'_>, evidence: &Evidence) -> bool {
    let tests = cx
        .manifest
        .security
        .given()
        .and_then(|security| security.tests.as_ref());
    let is_it = |report: &Option<EvidenceRef>| matches!(report, Some(EvidenceRef::Named(name)) if **name == *evidence.id.as_str());
    evidence.kind == Some(EvidenceKind::PentestReport)
        || tests
            .into_iter()
            .flat_map(|tests| tests.iter())
            .any(|test| is_it(&test.report))
}

/// One finding for each thing that a file holds, at the first place, with the number of further ones.
fn report(
    cx: &Context<'_>,
    pack: &Located<TrustPack>,
    path: &ManifestPath,
    file: &Published<'_>,
    leaks: &[Leak],
    found: &mut Shortfalls,
) {
    let starts = leaks.iter().map(|leak| leak.place.start);
    let positions = Position::all_in_text(file.text, starts);
    let mut things: BTreeMap<(LeakKind, &str), Vec<(Position, &Leak)>> = BTreeMap::new();
    for (leak, position) in leaks.iter().zip(positions) {
        let thing = (leak.kind, &file.text[leak.place.clone()]);
        things.entry(thing).or_default().push((position, leak));
    }
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    for ((kind, text), places) in things {
        let (position, leak) = places[0];
        let others = match places.len() - 1 {
            0 => String::new(),
            1 => ", and in one more place".to_owned(),
            others => format!(", and in {others} more places"),
        };
        let shown = kind.shown(text);
        let message = format!(
            "`{}` holds {} {shown} in line {}, column {}{others}",
            file.path,
            leak.what,
            position.line.get(),
            position.column.get()
        );
        let shortfall = if kind.fails() {
            found.fails(kind.clause(), path.clone(), file.path, message)
        } else {
            found.warns(kind.clause(), path.clone(), file.path, message)
        };
        let number = alike.entry(shown.clone()).or_default();
        *number += 1;
        shortfall
            .owned_by(pack.owner.as_deref())
            .comparing(&format!("{shown} {number}"))
            .in_file(file.path, position, "it is written in")
            .cure(kind.cure());
        if let Some(finding) = leak.finding.as_deref().and_then(|id| cx.finding(id)) {
            shortfall.beside(finding.here(), "the finding stands here");
        }
        if matches!(kind, LeakKind::Secret | LeakKind::OpenFinding) {
            shortfall.weighs(Severity::Blocker);
        }
        if kind == LeakKind::Secret {
            shortfall.beyond_acceptance();
        }
    }
}
