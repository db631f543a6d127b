//! The files that a manifest points at: what is there, and its hash.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read as _};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::project::normalized;
use crate::evidence::{FileState, ProjectFiles, TestReport, Text};
use crate::findings::{self, Scans};
use crate::manifest::Sources;
use crate::manifest::model::{EvidenceKind, EvidenceRef, Manifest};
use crate::time::Day;

/// Looks at every path that the manifest names, relative to `base`, and never outside `root`; both are canonical.
pub fn read_evidence(manifest: &Manifest, root: &Path, base: &Path) -> ProjectFiles {
    let registered: BTreeMap<&str, Option<&str>> = manifest
        .evidence
        .given()
        .into_iter()
        .flatten()
        .map(|evidence| (evidence.id.as_str(), evidence.path.as_deref()))
        .collect();
    let path_of = |evidence: &'_ EvidenceRef| -> Option<String> {
        match evidence {
            EvidenceRef::Named(name) => registered
                .get(&**name)
                .map_or(Some(name.to_string()), |path| path.map(str::to_owned)),
            EvidenceRef::Inline(inline) => inline.path.clone(),
        }
    };
    let mut wanted: BTreeMap<String, Keep> = BTreeMap::new();
    for path in registered.values().copied().flatten() {
        wanted.insert(path.to_owned(), Keep::Hash);
    }
    let used = manifest.evidence_uses();
    for path in used.iter().filter_map(|used| path_of(used.evidence)) {
        wanted.insert(path, Keep::Hash);
    }
    let documents = manifest.evidence.given().into_iter().flatten();
    let documents = documents
        .filter(|evidence| {
            evidence
                .kind
                .is_some_and(EvidenceKind::is_read_by_customers)
        })
        .filter_map(|evidence| evidence.path.clone());
    for path in searched(manifest).filter_map(path_of).chain(documents) {
        wanted.insert(path, Keep::HashAndText);
    }
    let mut files = ProjectFiles::default();
    for (path, keep) in wanted {
        files.insert(&path, state(&path, root, base, keep));
    }
    for path in runs_of_tests(manifest).filter_map(path_of) {
        if let FileState::Read { .. } = files.state(&path)
            && let Some(report) = test_report(&path, root, base)
        {
            files.insert_tests(&path, report);
        }
    }
    files
}

/// The records of runs of tests, which may be reports of what came out.
fn runs_of_tests(manifest: &Manifest) -> impl Iterator<Item = &EvidenceRef> {
    let releases = manifest.releases.given().into_iter().flatten();
    let of_releases = releases
        .flat_map(|release| release.tests.iter())
        .filter_map(|run| run.evidence.as_ref());
    let tenancy = manifest.tenancy.given().into_iter();
    let of_isolation = tenancy
        .flat_map(|tenancy| tenancy.tests.iter())
        .filter_map(|test| test.evidence.as_ref());
    of_releases.chain(of_isolation)
}

/// What the report of a run of tests says; nothing where the file is something else.
fn test_report(path: &str, root: &Path, base: &Path) -> Option<TestReport> {
    let real = inside(Path::new(path), root, base)?.canonicalize().ok()?;
    let file = match File::open(real) {
        Ok(file) => file,
        Err(error) => return Some(TestReport::Refused(error.kind().to_string())),
    };
    let said = findings::read_tests(path, &mut BufReader::with_capacity(1 << 16, file))?;
    Some(match said {
        Ok((counts, made_on)) => TestReport::Ran { counts, made_on },
        Err(refusal) => TestReport::Refused(refusal.message),
    })
}

/// SHA-256 over the files of the manifest, the evidence found, the reports of scanners and the day, in hexadecimal: the same for the same judgement.
pub fn digest(sources: &Sources, evidence: &ProjectFiles, scans: &Scans, as_of: Day) -> String {
    let mut hasher = Sha256::new();
    let mut add = |part: &[u8]| {
        // A length before each part keeps two different lists of parts from hashing alike.
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    };
    for file in &sources.files {
        add(file.name.as_bytes());
        add(file.tree.text().as_bytes());
    }
    for (path, state) in evidence.iter() {
        add(path.as_bytes());
        add(match state {
            FileState::Missing => b"missing",
            FileState::Outside => b"outside",
            FileState::Unreadable(_) => b"unreadable",
            FileState::Read { sha256, .. } => sha256.as_bytes(),
        });
    }
    for (file, sha256) in &scans.files {
        add(file.as_bytes());
        add(sha256.as_bytes());
    }
    add(as_of.to_string().as_bytes());
    HEXLOWER.encode(&hasher.finalize())
}

/// What is kept of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    Hash,
    HashAndText,
}

/// Longer texts are not searched.
const LONGEST_TEXT: u64 = 4 << 20;

/// The files whose text gates search.
fn searched(manifest: &Manifest) -> impl Iterator<Item = &EvidenceRef> {
    let pack = manifest.trust_pack.given().into_iter();
    let pack = pack.flat_map(|pack| {
        pack.file
            .iter()
            .chain(pack.attachments.iter().map(|attachment| &attachment.value))
    });
    let website = manifest
        .website
        .given()
        .into_iter()
        .flat_map(|website| website.files.iter().map(|file| &file.value));
    let notice = manifest
        .privacy_notice
        .given()
        .into_iter()
        .filter_map(|notice| notice.file.as_ref());
    pack.chain(website).chain(notice)
}

fn state(path: &str, root: &Path, base: &Path, keep: Keep) -> FileState {
    let Some(full) = inside(Path::new(path), root, base) else {
        return FileState::Outside;
    };
    let real = match full.canonicalize() {
        Ok(real) => real,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return missing(&full, root),
        Err(error) => return FileState::Unreadable(error.kind().to_string()),
    };
    if !real.starts_with(root) {
        return FileState::Outside;
    }
    match real.metadata() {
        Ok(metadata) if metadata.is_file() => read(&real, keep)
            .unwrap_or_else(|error| FileState::Unreadable(error.kind().to_string())),
        Ok(metadata) if metadata.is_dir() => FileState::Unreadable("it is a folder".to_owned()),
        Ok(_) => FileState::Unreadable("it is no ordinary file".to_owned()),
        Err(error) => FileState::Unreadable(error.kind().to_string()),
    }
}

/// The full path, where its letters stay inside the project.
pub(super) fn inside(path: &Path, root: &Path, base: &Path) -> Option<PathBuf> {
    if path.is_absolute() {
        return None;
    }
    let full = normalized(&base.join(path))?;
    full.starts_with(root).then_some(full)
}

/// Nothing is there; whether the folder that it would be in is still one of the project.
fn missing(full: &Path, root: &Path) -> FileState {
    let folder = full
        .ancestors()
        .skip(1)
        .find_map(|folder| folder.canonicalize().ok());
    match folder {
        Some(folder) if !folder.starts_with(root) => FileState::Outside,
        Some(_) | None => FileState::Missing,
    }
}

fn read(path: &Path, keep: Keep) -> io::Result<FileState> {
    const BLOCK: usize = 1 << 13;

    let mut file = File::open(path)?;
    let keeps_text = keep == Keep::HashAndText && file.metadata()?.len() <= LONGEST_TEXT;
    let mut hasher = Sha256::new();
    let mut text = Vec::new();
    let mut block = [0; BLOCK];
    loop {
        let count = file.read(&mut block)?;
        if count == 0 {
            break;
        }
        hasher.update(&block[..count]);
        if keeps_text {
            text.extend_from_slice(&block[..count]);
        }
    }
    let text = match (keep, keeps_text) {
        (Keep::Hash, _) => Text::Unsearched,
        (Keep::HashAndText, false) => Text::TooLong,
        (Keep::HashAndText, true) => plain_text(text),
    };
    Ok(FileState::Read {
        sha256: HEXLOWER.encode(&hasher.finalize()),
        text,
    })
}

/// The text of a file that a person reads as it is written; documents that only look like text to a program are none.
fn plain_text(bytes: Vec<u8>) -> Text {
    const DOCUMENTS: [&str; 2] = ["%PDF-", "{\\rtf"];

    match String::from_utf8(bytes) {
        Ok(text)
            if !text.contains('\0')
                && !DOCUMENTS
                    .iter()
                    .any(|start| text.trim_start().starts_with(start)) =>
        {
            Text::Kept(text.into())
        }
        Ok(_) | Err(_) => Text::NotPlain,
    }
}

#[cfg(test)]
mod tests;
