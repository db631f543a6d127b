//! The files of the register of findings: reports of scanners, the ledger, and who owns which code.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::evidence_files::inside;
use super::patterns::{self, Unmatched, leads_out};
use super::project::{is_there, name_in, unreadable};
use crate::findings::{self, CodeOwners, Ledger, ReadReport, Refusal, ScannerReport, Scans};
use crate::manifest::model::{Manifest, ScanSource, Security};
use crate::manifest::{Loaded, Stands as _};
use crate::problem::InputProblem;
use crate::time::Day;
use crate::yaml::{Located, quoted};

/// The name of the ledger where the manifest gives none, beside the manifest.
const LEDGER: &str = "findings.ledger";

/// Reads every report that the manifest names, relative to `base` and never outside `root`, or says of all what is wrong with them.
pub fn read_scans(
    loaded: &Loaded,
    root: &Path,
    base: &Path,
    as_of: Day,
) -> Result<Scans, Vec<InputProblem>> {
    let Some(security) = loaded.manifest.security.given() else {
        return Ok(Scans::default());
    };
    let mut reading = Reading {
        loaded,
        root,
        base,
        problems: Vec::new(),
        notices: Vec::new(),
    };
    let mut reports = Vec::new();
    for (number, source) in security.sources.iter().flatten().enumerate() {
        reading.source(number, source, &mut reports);
    }
    let ledger = reading.ledger(security);
    let codeowners = reading.codeowners(security);
    if !reading.problems.is_empty() {
        return Err(reading.problems);
    }
    let (ledger, ledger_file) = ledger.unwrap_or_default();
    let (codeowners, codeowners_file) = codeowners.unzip();
    let mut notices = reading.notices;
    if let (Some(owners), Some((file, _))) = (&codeowners, &codeowners_file) {
        notices.extend(passed_over(file, owners));
    }
    notices.extend(reports.iter().filter_map(in_doubt));
    let mut scans = Scans::gather(reports, ledger, codeowners, as_of);
    scans
        .files
        .extend(ledger_file.into_iter().chain(codeowners_file));
    scans.notices = notices;
    Ok(scans)
}

/// Where the ledger is kept; nothing where the manifest puts it outside the project.
pub(super) fn ledger_path(manifest: &Manifest, root: &Path, base: &Path) -> Option<PathBuf> {
    let security = manifest.security.given();
    let named = security.and_then(|security| security.ledger.as_deref());
    inside(Path::new(named.unwrap_or(LEDGER)), root, base)
}

/// What to say of a report that lists nothing and does not show that anything was looked at.
fn in_doubt(read: &ReadReport) -> Option<String> {
    let doubt = read.report.doubt.as_ref()?;
    Some(format!("`{}` counts as no clean scan: {doubt}", read.file))
}

/// The lines of a CODEOWNERS file that no code host reads.
fn passed_over(file: &str, owners: &CodeOwners) -> Option<String> {
    let lines: Vec<String> = owners.passed_over.iter().map(ToString::to_string).collect();
    (!lines.is_empty()).then(|| {
        format!(
            "`{file}` has lines that no code host reads, and they were passed over: {}",
            lines.join(", ")
        )
    })
}

/// A file with the SHA-256 of its bytes.
type Hashed = (String, String);

/// Files of which some are read.
struct Reading<'r> {
    loaded: &'r Loaded,
    root: &'r Path,
    base: &'r Path,
    problems: Vec<InputProblem>,
    notices: Vec<String>,
}

impl Reading<'_> {
    fn source(
        &mut self,
        number: usize,
        source: &Located<ScanSource>,
        reports: &mut Vec<ReadReport>,
    ) {
        let (problems, notices) = (&mut self.problems, &mut self.notices);
        let files = patterns::matching(self.root, self.base, &source.path, problems, notices);
        match files {
            Ok(files) => {
                for file in files {
                    match self.report(&file, source) {
                        Ok((name, sha256, report)) => reports.push(ReadReport {
                            source: number,
                            service: source.service.to_string(),
                            environment: source.environment.as_ref().map(ToString::to_string),
                            file: name,
                            sha256,
                            report,
                        }),
                        Err(problems) => self.problems.extend(problems),
                    }
                }
            }
            Err(Unmatched { message, .. }) => {
                let help = "name a report that is there, such as `scans/*.json`; a scan without a report proves nothing";
                let path = source.at("path");
                self.problems
                    .push(self.loaded.sources.problem_at(&path, message, help));
            }
        }
    }

    fn report(
        &self,
        file: &Path,
        source: &ScanSource,
    ) -> Result<(String, String, ScannerReport), Vec<InputProblem>> {
        let name = name_in(self.root, file);
        let real = self.real(file, &name)?;
        let open = File::open(&real).map_err(|error| vec![unreadable(&name, &error)])?;
        let mut input = BufReader::with_capacity(1 << 16, Hashing::of(open));
        let columns = source.columns.clone().unwrap_or_default();
        let said = findings::read(source.kind.0, &columns, &mut input);
        let report = said.map_err(|refusal| vec![refused(&name, refusal)])?;
        let sha256 = input
            .into_inner()
            .finish()
            .map_err(|error| vec![unreadable(&name, &error)])?;
        match source
            .producer
            .as_deref()
            .and_then(|wanted| other_producer(wanted, &report))
        {
            Some(message) => {
                Err(vec![InputProblem::of_file(name, message).with_help(
                    "name the report of that scanner, or correct `producer`",
                )])
            }
            None => Ok((name, sha256, report)),
        }
    }

    /// The file itself, where it lies inside the project.
    fn real(&self, file: &Path, name: &str) -> Result<PathBuf, Vec<InputProblem>> {
        let real = file
            .canonicalize()
            .map_err(|error| vec![unreadable(name, &error)])?;
        if real.starts_with(self.root) {
            Ok(real)
        } else {
            Err(vec![leads_out(name)])
        }
    }

    /// The ledger; an empty one where there is none yet.
    fn ledger(&mut self, security: &Located<Security>) -> Option<(Ledger, Option<Hashed>)> {
        let Some(path) = ledger_path(&self.loaded.manifest, self.root, self.base) else {
            return self.outside(security, "ledger");
        };
        match is_there(&path) {
            Ok(true) => {}
            Ok(false) => return Some((Ledger::default(), None)),
            Err(error) => {
                let name = name_in(self.root, &path);
                self.problems.push(unreadable(&name, &error));
                return None;
            }
        }
        let (name, text) = self.text(&path)?;
        match Ledger::parse(&text) {
            Ok(ledger) => {
                let hashed = (name, HEXLOWER.encode(&Sha256::digest(&text)));
                Some((ledger, Some(hashed)))
            }
            Err(malformed) => {
                let help = "one line for each finding: its key, the first and the last day on which it was seen, and the day from which on it is gone or `-`, between tabs";
                self.problems.extend(malformed.into_iter().map(|malformed| {
                    let message = format!("line {}: {}", malformed.line, malformed.message);
                    InputProblem::of_file(&name, message).with_help(help)
                }));
                None
            }
        }
    }

    fn codeowners(&mut self, security: &Located<Security>) -> Option<(CodeOwners, Hashed)> {
        let codeowners = security.codeowners.as_ref()?;
        let Some(path) = inside(Path::new(&codeowners.file), self.root, self.base) else {
            return self.outside(codeowners, "file");
        };
        if !path.is_file() {
            let message = format!("there is no file {}", quoted(&codeowners.file));
            let place = codeowners.at("file");
            let help = "name the file, such as `.github/CODEOWNERS`";
            self.problems
                .push(self.loaded.sources.problem_at(&place, message, help));
            return None;
        }
        let (name, text) = self.text(&path)?;
        let hash = HEXLOWER.encode(&Sha256::digest(&text));
        Some((CodeOwners::parse(&text), (name, hash)))
    }

    /// A file as text, with its name in the project.
    fn text(&mut self, path: &Path) -> Option<(String, String)> {
        const LONGEST: u64 = 64 << 20;

        let name = name_in(self.root, path);
        let text = self.real(path, &name).and_then(|real| {
            let mut text = String::new();
            File::open(real)
                .and_then(|file| file.take(LONGEST).read_to_string(&mut text))
                .map(|_| text)
                .map_err(|error| vec![unreadable(&name, &error)])
        });
        match text {
            Ok(text) => Some((name, text)),
            Err(problems) => {
                self.problems.extend(problems);
                None
            }
        }
    }

    fn outside<T, U>(&mut self, item: &Located<T>, field: &'static str) -> Option<U> {
        let message = format!("`{field}` leads out of the project");
        let help = "name a file of the project, by a path relative to the manifest";
        self.problems.push(
            self.loaded
                .sources
                .problem_at(&item.at(field), message, help),
        );
        None
    }
}

/// What to say of a report that cannot be understood.
fn refused(file: &str, refusal: Refusal) -> InputProblem {
    let mut message = refusal.message;
    if let Some(path) = refusal.path {
        message = format!("{message}, in `{path}`");
    }
    if let Some((line, column)) = refusal.line_and_column {
        message = format!("{message}, in line {line}, column {column}");
    }
    let problem = InputProblem::of_file(file, message);
    match refusal.help {
        Some(help) => problem.with_help(help),
        None => problem.with_help(
            "scan again, and keep the report whole; until then nobody knows what it would say",
        ),
    }
}

/// Why a report is not that of the scanner it should be of.
fn other_producer(wanted: &str, report: &ScannerReport) -> Option<String> {
    let Some(producer) = &report.producer else {
        return Some(format!(
            "the report does not name its scanner, which should be {}",
            quoted(wanted)
        ));
    };
    let (name, wanted_name) = (producer.name.to_lowercase(), wanted.to_lowercase());
    let is_it = name
        .strip_prefix(wanted_name.as_str())
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    (!is_it).then(|| {
        format!(
            "the report is of {}, and should be of {}",
            quoted(&producer.name),
            quoted(wanted)
        )
    })
}

/// A file that is hashed while it is read.
struct Hashing {
    file: File,
    hash: Sha256,
}

impl Hashing {
    fn of(file: File) -> Self {
        Self {
            file,
            hash: Sha256::new(),
        }
    }

    /// SHA-256 of the whole file, in hexadecimal, however far it was read.
    fn finish(mut self) -> io::Result<String> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(HEXLOWER.encode(&self.hash.finalize()))
    }
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.hash.update(&buffer[..count]);
        Ok(count)
    }
}
