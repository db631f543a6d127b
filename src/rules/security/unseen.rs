//! Findings that the ledger has as still there, and no report shows any more, though none shows that they are gone.

use std::collections::BTreeSet;

use crate::findings::{Record, ReportHead};
use crate::manifest::model::ScanSource;
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, Shortfalls};
use crate::yaml::Located;

/// What nobody sees any more, for every gate over findings: none of them can tell what became of it.
pub(super) fn check(cx: &Context<'_>, found: &mut Shortfalls) {
    for (service, known) in cx.register.scans().unseen() {
        let mut is_in_doubt = false;
        for doubtful in of_service(cx, service) {
            is_in_doubt = true;
            check_doubtful(cx, &doubtful, &known, found);
        }
        if !is_in_doubt {
            check_unscanned(cx, service, &known, found);
        }
    }
}

/// Reports that do not show that anything was looked at, where the ledger misses nothing: for the one gate that asks whether what
/// is found has somebody to mend it.
pub(super) fn check_doubts(cx: &Context<'_>, found: &mut Shortfalls) {
    let unseen = cx.register.scans().unseen();
    for doubtful in doubtful(cx) {
        if !unseen.contains_key(doubtful.head.service.as_str()) {
            check_doubtful(cx, &doubtful, &[], found);
        }
    }
}

/// A report that lists nothing and does not show that anything was looked at.
struct Doubtful<'a> {
    head: &'a ReportHead,
    source: &'a Located<ScanSource>,
    doubt: &'a str,
}

fn doubtful<'a>(cx: &Context<'a>) -> impl Iterator<Item = Doubtful<'a>> {
    let register = cx.register;
    let heads = register.scans().reports.iter().enumerate();
    heads.filter_map(|(number, head)| {
        Some(Doubtful {
            head,
            source: register.source_of(number)?,
            doubt: head.doubt.as_deref()?,
        })
    })
}

fn of_service<'a>(cx: &Context<'a>, service: &str) -> impl Iterator<Item = Doubtful<'a>> {
    doubtful(cx).filter(move |doubtful| doubtful.head.service == service)
}

/// A key and what the ledger says of it.
type Recorded<'a> = (&'a str, &'a Record);

fn check_doubtful(
    cx: &Context<'_>,
    doubtful: &Doubtful<'_>,
    known: &[Recorded<'_>],
    found: &mut Shortfalls,
) {
    let Doubtful {
        head,
        source,
        doubt,
    } = doubtful;
    let service = head.service.as_str();
    let mut message = format!(
        "`{}` does not show what is found in `{service}`: {doubt}",
        head.file
    );
    if !known.is_empty() {
        let known = named(known);
        message =
            format!("{message}; the ledger knows {known}, and no report shows what became of that");
    }
    let owner = source.owner.as_deref();
    let of_service = cx.manifest.services.get(service);
    found
        .untold(source.here(), service, message)
        .owned_by(owner.or_else(|| of_service?.owner.as_deref()))
        .comparing(&head.file)
        .cure("scan or export again; where nothing is there to be looked at, take the report out of `security.sources`");
}

/// What the ledger knows of a service where those who saw it report no more; what somebody wrote down under its key is told.
fn check_unscanned(
    cx: &Context<'_>,
    service: &str,
    known: &[Recorded<'_>],
    found: &mut Shortfalls,
) {
    let known: Vec<Recorded<'_>> = known
        .iter()
        .copied()
        .filter(|(key, _)| cx.register.find(key).is_none())
        .collect();
    if known.is_empty() {
        return;
    }
    let records = known.iter().map(|(_, record)| &record.seen_by);
    let scanners: BTreeSet<&str> = records.flatten().map(String::as_str).collect();
    let of_whom = match Vec::from_iter(scanners).join("`, `") {
        scanners if scanners.is_empty() => String::new(),
        scanners => format!(" by `{scanners}`"),
    };
    let message = format!(
        "the ledger knows {} of `{service}`, and no report of that service{of_whom} is named that shows what became of that",
        named(&known)
    );
    let of_service = cx.manifest.services.get(service);
    found
        .untold(ManifestPath::top("security.sources"), service, message)
        .owned_by(of_service.and_then(|service| service.owner.as_deref()))
        .cure(format!("name the reports of that service{of_whom} under `security.sources`; where another scanner took the place, take the lines out of the ledger with a word to your reviewer"));
}

/// How many findings they are, and the first of them with the day since when each is known.
fn named(known: &[Recorded<'_>]) -> String {
    const NAMED: usize = 3;
    let findings = if known.len() == 1 {
        "finding"
    } else {
        "findings"
    };
    let first = known.iter().take(NAMED);
    let first: Vec<String> = first
        .map(|(key, record)| format!("`{key}` since {}", record.clock.first_seen))
        .collect();
    let more = match known.len() - first.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{} {findings} ({}{more})", known.len(), first.join(", "))
}
