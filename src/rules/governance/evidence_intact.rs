//! Whether evidence still is what it was when somebody relied on it.

use std::collections::{BTreeMap, BTreeSet};

use super::dated_records::dated_records;
use crate::evidence::FileState;
use crate::gate::Severity;
use crate::manifest::model::{Evidence, EvidenceKind, EvidenceRef};
use crate::manifest::{EvidenceUse, ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::Day;
use crate::yaml::Located;

/// The most different things that one file may prove.
const USES_OF_ONE_FILE: usize = 5;

pub(super) fn evidence_intact(cx: &Context<'_>) -> RuleOutcome {
    let uses = cx.manifest.evidence_uses();
    if uses.is_empty() {
        cx.section(&cx.manifest.evidence, "evidence")?;
    }
    let mut found = Shortfalls::none();
    let registered = cx.manifest.evidence.given().into_iter().flatten();
    let judged_by_blockers = kinds_of_blockers(cx);
    for evidence in registered {
        check(cx, &Piece::registered(evidence), &mut found);
        check_hash(cx, evidence, &judged_by_blockers, &mut found);
    }
    for EvidenceUse { path, evidence, .. } in &uses {
        if let Some(piece) = Piece::referred(cx, path, evidence) {
            check(cx, &piece, &mut found);
        }
    }
    check_spread(cx, &uses, &mut found);
    for (place, subject, date) in dated_records(cx.manifest) {
        check_record(cx, place, &subject, date, &mut found);
    }
    Ok(found)
}

/// A piece of evidence, registered or written where it is used.
struct Piece<'a> {
    subject: &'a str,
    owner: Option<&'a str>,
    here: ManifestPath,
    is_bare_path: bool,
    path: Option<&'a str>,
    url: Option<&'a str>,
    sha256: Option<&'a str>,
    date: Option<Day>,
    valid_until: Option<Day>,
}

impl<'a> Piece<'a> {
    fn registered(evidence: &'a Located<Evidence>) -> Self {
        Self {
            subject: &evidence.id,
            owner: evidence.owner.as_deref(),
            here: evidence.here(),
            is_bare_path: false,
            path: evidence.path.as_deref(),
            url: evidence.url.as_deref(),
            sha256: evidence.sha256.as_deref(),
            date: evidence.date,
            valid_until: evidence.valid_until,
        }
    }

    /// What is written in place; nothing for what is registered, which is looked at once.
    fn referred(cx: &Context<'a>, here: &ManifestPath, reference: &'a EvidenceRef) -> Option<Self> {
        match reference {
            EvidenceRef::Named(name) if cx.registered(name).is_some() => None,
            EvidenceRef::Named(path) => Some(Self {
                subject: path,
                owner: None,
                here: here.clone(),
                is_bare_path: true,
                path: Some(path),
                url: None,
                sha256: None,
                date: None,
                valid_until: None,
            }),
            EvidenceRef::Inline(inline) => Some(Self {
                subject: inline
                    .path
                    .as_deref()
                    .or(inline.url.as_deref())
                    .unwrap_or("evidence"),
                owner: None,
                here: here.clone(),
                is_bare_path: false,
                path: inline.path.as_deref(),
                url: inline.url.as_deref(),
                sha256: inline.sha256.as_deref(),
                date: inline.date,
                valid_until: inline.valid_until,
            }),
        }
    }

    /// A field of the piece; a bare path has none, and stands for itself.
    fn at(&self, field: &'static str) -> ManifestPath {
        if self.is_bare_path {
            return self.here.clone();
        }
        let dot = if self.here.tail.is_empty() { "" } else { "." };
        ManifestPath {
            place: self.here.place,
            tail: format!("{}{dot}{field}", self.here.tail).into(),
        }
    }
}

fn check(cx: &Context<'_>, piece: &Piece<'_>, found: &mut Shortfalls) {
    check_file(cx, piece, found);
    let subject = piece.subject;
    if let Some(date) = piece.date.filter(|&date| cx.is_yet_to_come(date)) {
        found
            .fails(
                "dated_ahead",
                piece.at("date"),
                subject,
                format!("`{subject}` is dated {date}, and it is {}", cx.as_of),
            )
            .owned_by(piece.owner)
            .cure("correct the date");
    }
    if let (Some(date), Some(until)) = (piece.date, piece.valid_until)
        && until < date
    {
        found
            .fails(
                "ends_before_it_begins",
                piece.at("valid_until"),
                subject,
                format!("`{subject}` is dated {date} and valid until {until}"),
            )
            .owned_by(piece.owner)
            .cure("correct one of the two days");
    }
}

fn check_file(cx: &Context<'_>, piece: &Piece<'_>, found: &mut Shortfalls) {
    let subject = piece.subject;
    let Some(path) = piece.path else {
        if piece.url.is_none() {
            found
                .untold(
                    piece.at("path"),
                    subject,
                    format!("nobody told where `{subject}` is to be found"),
                )
                .owned_by(piece.owner)
                .cure("write `path` or `url`");
        }
        return;
    };
    let (clause, message, cure) = match cx.files.state(path) {
        FileState::Missing => (
            "not_there",
            format!("there is no file `{path}`"),
            "restore the file, or correct the path",
        ),
        FileState::Unreadable(why) => (
            "not_there",
            format!("`{path}` cannot be read: {why}"),
            "make the file readable",
        ),
        FileState::Outside => (
            "outside",
            format!("`{path}` leads out of the project"),
            "move the file into the project, or register its link with its hash",
        ),
        FileState::Read { sha256, .. } => match piece.sha256 {
            Some(recorded) if !sha256.eq_ignore_ascii_case(recorded) => (
                "changed",
                format!(
                    "`{path}` hashes to {}, and {} was recorded",
                    abridged(sha256),
                    abridged(recorded)
                ),
                "restore the file, or record the new hash with who reviewed it and when",
            ),
            Some(_) | None => return,
        },
    };
    let field = if clause == "changed" {
        "sha256"
    } else {
        "path"
    };
    found
        .fails(clause, piece.at(field), subject, message)
        .owned_by(piece.owner)
        .comparing(path)
        .cure(cure);
}

/// The beginning of a hash, enough to tell two apart.
fn abridged(hash: &str) -> String {
    let begin: String = hash.chars().take(12).collect();
    format!("`{begin}…`")
}

/// The kinds of evidence that prove what a blocker asks.
fn kinds_of_blockers(cx: &Context<'_>) -> BTreeSet<EvidenceKind> {
    let blockers = cx
        .catalog
        .gates()
        .iter()
        .filter(|gate| gate.definition.severity.under(cx.profile) == Severity::Blocker);
    blockers
        .flat_map(|gate| gate.definition.evidence.iter().copied())
        .collect()
}

fn check_hash(
    cx: &Context<'_>,
    evidence: &Located<Evidence>,
    judged_by_blockers: &BTreeSet<EvidenceKind>,
    found: &mut Shortfalls,
) {
    let is_judged = evidence
        .kind
        .is_none_or(|kind| judged_by_blockers.contains(&kind));
    let (place, what) = match (&evidence.path, &evidence.url) {
        (Some(path), _) if matches!(cx.files.state(path), FileState::Read { .. }) => {
            (evidence.at("sha256"), format!("a file, `{path}`,"))
        }
        (None, Some(_)) => (evidence.at("url"), "a link".to_owned()),
        (Some(_), _) | (None, None) => return,
    };
    if is_judged && evidence.sha256.is_none() {
        found
            .warns(
                "without_hash",
                place,
                &evidence.id,
                format!(
                    "`{}` is {what} without a hash, and may change unnoticed",
                    evidence.id
                ),
            )
            .owned_by(evidence.owner.as_deref())
            .cure("write the hash of the file as its `sha256`");
    }
}

/// Warns of one file that proves everything; each field of the model is judged by another gate.
fn check_spread(cx: &Context<'_>, evidence_uses: &[EvidenceUse<'_>], found: &mut Shortfalls) {
    let mut uses: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for EvidenceUse {
        field, evidence, ..
    } in evidence_uses
    {
        let file = match evidence {
            EvidenceRef::Named(name) => cx
                .registered(name)
                .map_or(Some(&**name), |evidence| evidence.path.as_deref()),
            EvidenceRef::Inline(inline) => inline.path.as_deref(),
        };
        if let Some(file) = file {
            uses.entry(file).or_default().insert(*field);
        }
    }
    let registered = || cx.manifest.evidence.given().into_iter().flatten();
    for (file, fields) in uses {
        if fields.len() > USES_OF_ONE_FILE {
            let evidence = registered().find(|evidence| evidence.path.as_deref() == Some(file));
            let place = evidence.map_or_else(|| ManifestPath::top("evidence"), Stands::here);
            found
                .warns(
                    "proves_everything",
                    place,
                    file,
                    format!(
                        "`{file}` proves {} different things; {USES_OF_ONE_FILE} are a lot for one file",
                        fields.len()
                    ),
                )
                .cure("have each thing proven by its own record");
        }
    }
}

fn check_record(
    cx: &Context<'_>,
    place: ManifestPath,
    subject: &str,
    date: Day,
    found: &mut Shortfalls,
) {
    if cx.is_yet_to_come(date) {
        found
            .fails(
                "dated_ahead",
                place,
                subject,
                format!("{subject} is dated {date}, and it is {}", cx.as_of),
            )
            .cure("correct the date; what is still to come proves nothing");
    }
}
