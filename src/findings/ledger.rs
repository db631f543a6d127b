//! Since when reported findings are known: one line each, sorted, so that two branches merge by themselves.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::time::Day;

/// Since when each finding is known, and by whom, by its key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    records: BTreeMap<String, Record>,
}

/// What the ledger says of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// When it was there.
    pub clock: Clock,
    /// The scanners that reported it on the last day on which it was reported; none where nobody wrote that down.
    pub seen_by: BTreeSet<String>,
}

/// When a finding was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The first day on which it was reported, whatever happened since.
    pub first_seen: Day,
    /// The last day on which it was reported.
    pub last_seen: Day,
    /// The day from which on it was reported no more.
    pub gone_on: Option<Day>,
}

/// A line of a ledger that says nothing that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// The first line of a ledger; a number that this program does not know is refused.
const HEAD: &str = "# readyctl findings ledger 1: key, first seen, last seen, gone on, seen by; keep both lines of a merge, `record` joins them";
const HEAD_START: &str = "# readyctl findings ledger ";
const ABSENT: &str = "-";
const BETWEEN: &str = ",";

impl Clock {
    /// What two records of the same finding say together; the same in whatever order records are joined.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        let last_seen = self.last_seen.max(other.last_seen);
        let gone = [self.gone_on, other.gone_on].into_iter().flatten();
        Self {
            first_seen: self.first_seen.min(other.first_seen),
            last_seen,
            gone_on: gone.filter(|&gone| gone > last_seen).min(),
        }
    }
}

impl Record {
    /// What two records of the same finding say together; the same in whatever order records are joined.
    fn joined(self, mut other: Self) -> Self {
        let clock = self.clock.joined(other.clock);
        let seen_by = match self.clock.last_seen.cmp(&other.clock.last_seen) {
            Ordering::Greater => self.seen_by,
            Ordering::Less => other.seen_by,
            Ordering::Equal => {
                other.seen_by.extend(self.seen_by);
                other.seen_by
            }
        };
        Self { clock, seen_by }
    }
}

impl Ledger {
    /// Reads a ledger, or says which lines cannot be read.
    pub fn parse(text: &str) -> Result<Self, Vec<Malformed>> {
        let mut ledger = Self::default();
        let mut malformed = Vec::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (number, line) in (1..).zip(text.lines()) {
            match record(line.trim_end_matches('\r')) {
                Ok(Some((key, record))) => ledger.add(key, record),
                Ok(None) => {}
                Err(message) => malformed.push(Malformed {
                    line: number,
                    message,
                }),
            }
        }
        if malformed.is_empty() {
            Ok(ledger)
        } else {
            Err(malformed)
        }
    }

    /// When the finding of that key was there.
    pub fn clock(&self, key: &str) -> Option<Clock> {
        self.record(key).map(|record| record.clock)
    }

    /// What is said of the finding of that key.
    pub fn record(&self, key: &str) -> Option<&Record> {
        self.records.get(key)
    }

    /// When the finding was there that went by several keys.
    pub fn clock_of<'k>(&self, keys: impl Iterator<Item = &'k str>) -> Option<Clock> {
        keys.filter_map(|key| self.clock(key)).reduce(Clock::joined)
    }

    /// Every key with what is said of it, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Record)> {
        self.records
            .iter()
            .map(|(key, record)| (key.as_str(), record))
    }

    /// Takes in that scanners report a finding on a day; `first_seen` is an earlier day that a report tells, `others` are keys it went by.
    pub fn see<'k>(
        &mut self,
        key: &str,
        others: impl Iterator<Item = &'k str>,
        first_seen: Option<Day>,
        seen_by: BTreeSet<String>,
        day: Day,
    ) {
        let first_seen = first_seen.map_or(day, |first| first.min(day));
        let clock = Clock {
            first_seen,
            last_seen: day,
            gone_on: None,
        };
        self.add(key, Record { clock, seen_by });
        for other in others.filter(|other| *other != key) {
            if let Some(record) = self.records.remove(other) {
                self.add(key, record);
            }
        }
    }

    /// Takes in that every finding is gone that was not seen on the day and may not still be there.
    pub fn close(&mut self, may_be_there: impl Fn(&str, &Record) -> bool, day: Day) {
        for (key, record) in &mut self.records {
            let is_open = record.clock.gone_on.is_none() && record.clock.last_seen < day;
            if is_open && !may_be_there(key, record) {
                record.clock.gone_on = Some(day);
            }
        }
    }

    /// The ledger as it is written.
    pub fn text(&self) -> String {
        let mut text = format!("{HEAD}\n");
        for (key, Record { clock, seen_by }) in &self.records {
            let Clock {
                first_seen,
                last_seen,
                gone_on,
            } = clock;
            let gone_on = gone_on.map_or(ABSENT.to_owned(), |day| day.to_string());
            let scanners: Vec<&str> = seen_by.iter().map(String::as_str).collect();
            let seen_by = match &scanners[..] {
                [] => ABSENT.to_owned(),
                scanners => scanners.join(BETWEEN),
            };
            writeln!(
                text,
                "{key}\t{first_seen}\t{last_seen}\t{gone_on}\t{seen_by}"
            )
            .expect("a text grows");
        }
        text
    }

    fn add(&mut self, key: &str, record: Record) {
        let joined = match self.records.remove(key) {
            Some(known) => known.joined(record),
            None => record,
        };
        self.records.insert(key.to_owned(), joined);
    }
}

fn record(line: &str) -> Result<Option<(&str, Record)>, String> {
    if let Some(version) = line.strip_prefix(HEAD_START) {
        let is_known = version.split(':').next() == Some("1");
        return if is_known {
            Ok(None)
        } else {
            Err("this program reads version 1 of the ledger".to_owned())
        };
    }
    if line.trim().is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let is_conflict = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"]
        .iter()
        .any(|mark| line.starts_with(mark));
    if is_conflict {
        return Err("a merge is not finished here; keep the lines of both sides".to_owned());
    }
    let fields: Vec<&str> = line.split('\t').collect();
    let ([key, first_seen, last_seen, gone_on] | [key, first_seen, last_seen, gone_on, _]) =
        fields[..]
    else {
        return Err(format!(
            "expected a key, three days and scanners between tabs, found {} fields",
            fields.len()
        ));
    };
    // Lines that people write, and those of old, may leave out the last one.
    let seen_by = match fields.get(4) {
        None | Some(&ABSENT) => BTreeSet::new(),
        Some(names) => names
            .split(BETWEEN)
            .map(scanner)
            .collect::<Result<_, _>>()?,
    };
    if key.is_empty() || key.contains(char::is_whitespace) {
        return Err("expected a key without blanks".to_owned());
    }
    let clock = Clock {
        first_seen: day("first seen", first_seen)?,
        last_seen: day("last seen", last_seen)?,
        gone_on: match gone_on {
            ABSENT => None,
            written => Some(day("gone on", written)?),
        },
    };
    if clock.last_seen < clock.first_seen {
        return Err(format!(
            "last seen on {last_seen}, before it was first seen on {first_seen}"
        ));
    }
    if clock.gone_on.is_some_and(|gone| gone <= clock.last_seen) {
        return Err(format!("gone on {gone_on}, and seen on {last_seen}"));
    }
    Ok(Some((key, Record { clock, seen_by })))
}

fn scanner(name: &str) -> Result<String, String> {
    if name == scanner_name(name) {
        Ok(name.to_owned())
    } else {
        Err("`seen by` is no list of scanners such as `grype,trivy`".to_owned())
    }
}

/// The name of a scanner in the form in which a ledger holds it: lower case, nothing but letters, digits and single hyphens.
pub fn scanner_name(text: &str) -> String {
    const LONGEST: usize = 40;
    let text = text.to_ascii_lowercase();
    let words = text.split(|character: char| !character.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let name = words.join("-");
    let name = name.get(..LONGEST).unwrap_or(&name);
    name.trim_end_matches('-').to_owned()
}

fn day(what: &str, text: &str) -> Result<Day, String> {
    text.parse()
        .map_err(|_| format!("`{what}` is no day such as 2026-11-12"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn by(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(ToString::to_string).collect()
    }

    fn lines(text: &str) -> Ledger {
        Ledger::parse(text).expect("the ledger can be read")
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let mut ledger = Ledger::default();
        ledger.see(
            "B@app",
            [].into_iter(),
            None,
            by(&["trivy", "grype"]),
            on("2026-11-01"),
        );
        ledger.see(
            "A@app",
            [].into_iter(),
            Some(on("2026-09-30")),
            by(&[]),
            on("2026-11-01"),
        );
        let text = ledger.text();
        assert!(
            text.ends_with(
                "A@app\t2026-09-30\t2026-11-01\t-\t-\nB@app\t2026-11-01\t2026-11-01\t-\tgrype,trivy\n"
            ),
            "{text}"
        );
        assert_eq!(lines(&text), ledger);
    }

    #[test]
    fn a_finding_that_comes_back_keeps_its_first_day() {
        let mut ledger = lines("A@app\t2026-09-01\t2026-09-20\t2026-09-21\n");
        ledger.see("A@app", [].into_iter(), None, by(&[]), on("2026-11-12"));
        let clock = ledger.clock("A@app").expect("it is there");
        assert_eq!(
            (clock.first_seen, clock.last_seen, clock.gone_on),
            (on("2026-09-01"), on("2026-11-12"), None)
        );
    }

    #[test]
    fn what_is_no_longer_reported_is_gone_from_that_day_on() {
        let mut ledger =
            lines("A@app\t2026-09-01\t2026-11-11\t-\nB@app\t2026-09-01\t2026-11-12\t-\n");
        ledger.close(|_, _| false, on("2026-11-12"));
        assert_eq!(
            ledger.clock("A@app").expect("it is kept").gone_on,
            Some(on("2026-11-12"))
        );
        assert_eq!(
            ledger.clock("B@app").expect("it is kept").gone_on,
            None,
            "it was seen that very day"
        );
        let again = ledger.clone();
        ledger.close(|_, _| false, on("2026-11-13"));
        assert_eq!(
            ledger.clock("A@app"),
            again.clock("A@app"),
            "the first day of its absence stays"
        );
    }

    #[test]
    fn two_branches_join_to_the_same_whatever_comes_first() {
        let ours = "A@app\t2026-09-01\t2026-11-10\t2026-11-11\n";
        let theirs = "A@app\t2026-09-05\t2026-11-12\t-\n";
        let joined = lines(&format!("{ours}{theirs}"));
        assert_eq!(joined, lines(&format!("{theirs}{ours}")));
        let clock = joined.clock("A@app").expect("it is there");
        // Seen on the 12th, after it was gone on the 11th: it is there.
        assert_eq!(
            (clock.first_seen, clock.last_seen, clock.gone_on),
            (on("2026-09-01"), on("2026-11-12"), None)
        );
    }

    #[test]
    fn who_saw_a_finding_last_is_whom_the_later_line_names() {
        let seen_by = |text: &str| {
            let ledger = lines(text);
            let (_, record) = ledger.iter().next().expect("it is there");
            record.seen_by.clone()
        };
        let older = "A@app\t2026-09-01\t2026-11-10\t-\ttrivy\n";
        let newer = "A@app\t2026-09-01\t2026-11-11\t-\tgrype\n";
        let same_day = "A@app\t2026-09-01\t2026-11-11\t-\tzap\n";
        assert_eq!(seen_by(&format!("{older}{newer}")), by(&["grype"]));
        assert_eq!(seen_by(&format!("{newer}{older}")), by(&["grype"]));
        assert_eq!(
            seen_by(&format!("{same_day}{older}{newer}")),
            by(&["grype", "zap"])
        );
    }

    #[test]
    fn a_scanner_goes_by_letters_digits_and_hyphens() {
        for (written, name) in [
            ("Semgrep OSS", "semgrep-oss"),
            ("osv_scanner", "osv-scanner"),
            ("  a\tb,c\u{1b}[31m-- ", "a-b-c-31m"),
            ("\u{202e}", ""),
            // 40 letters, a hyphen and one more: the hyphen does not stay at the end of what is kept.
            (
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddd e",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddd",
            ),
        ] {
            assert_eq!(scanner_name(written), name, "{written:?}");
            assert_eq!(scanner_name(name), name);
        }
    }

    #[test]
    fn a_finding_that_gets_a_better_name_keeps_its_clock() {
        let mut ledger = lines("GHSA-a-b-c@app\t2026-09-01\t2026-11-11\t-\n");
        ledger.see(
            "CVE-2026-1@app",
            ["GHSA-a-b-c@app"].into_iter(),
            None,
            by(&[]),
            on("2026-11-12"),
        );
        assert_eq!(
            ledger.clock("CVE-2026-1@app").map(|clock| clock.first_seen),
            Some(on("2026-09-01"))
        );
        assert_eq!(ledger.clock("GHSA-a-b-c@app"), None);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        for (text, line, piece) in [
            ("A@app\t2026-09-01\n", 1, "found 2 fields"),
            ("A@app\t2026-09-01\t2026-13-01\t-\n", 1, "last seen"),
            (
                "\nA@app\t2026-09-02\t2026-09-01\t-\n",
                2,
                "before it was first seen",
            ),
            (
                "A@app\t2026-09-01\t2026-09-02\t2026-09-02\n",
                1,
                "and seen on 2026-09-02",
            ),
            ("# readyctl findings ledger 2: key\n", 1, "version 1"),
            ("<<<<<<< ours\n", 1, "merge"),
            (
                "A@app\t2026-09-01\t2026-09-02\t-\tTrivy\n",
                1,
                "list of scanners",
            ),
            (
                "A@app\t2026-09-01\t2026-09-02\t-\ttrivy\tx\n",
                1,
                "found 6 fields",
            ),
        ] {
            let malformed = Ledger::parse(text).expect_err("it cannot be read");
            assert_eq!(malformed[0].line, line, "{text}");
            assert!(
                malformed[0].message.contains(piece),
                "{}",
                malformed[0].message
            );
        }
    }
}
