//! Secrets by their shape, by the word before them, and by how random they look.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};

use super::lists::is_algorithm;
use super::{Leak, LeakKind};

/// What the secrets of one issuer look like.
struct Shape {
    name: &'static str,
    start: &'static str,
    alphabet: Alphabet,
    least: usize,
    most: usize,
}

/// The characters that secrets of a shape consist of.
#[derive(Debug, Clone, Copy)]
enum Alphabet {
    Hex,
    LettersDigits,
    CapitalsDigits,
    Word,
    Dotted,
    Path,
    Base64,
}

impl Alphabet {
    const fn holds(self, byte: u8) -> bool {
        match self {
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::LettersDigits => byte.is_ascii_alphanumeric(),
            Self::CapitalsDigits => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Word => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::Dotted => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'),
            Self::Path => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/'),
            Self::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='),
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/secrets.rs"));

/// Words after which a secret may stand.
const WORDS: [&str; 22] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "secret key",
    "secret_key",
    "secret-key",
    "client_secret",
    "client-secret",
    "token",
    "api key",
    "api_key",
    "api-key",
    "apikey",
    "access key",
    "access_key",
    "access-key",
    "accesskey",
    "private_key",
    "signing_key",
    "bearer",
    "pwd",
];

/// Looks for secrets.
pub(super) struct Secrets {
    starts: AhoCorasick,
    words: AhoCorasick,
}

/// Texts are short, and there are few: a faster automaton took longer to make than it saved.
fn automaton() -> AhoCorasickBuilder {
    let mut builder = AhoCorasick::builder();
    builder.kind(Some(AhoCorasickKind::NoncontiguousNFA));
    builder.prefilter(false);
    builder
}

impl Secrets {
    pub(super) fn new() -> Self {
        let starts = automaton().build(SHAPES.iter().map(|shape| shape.start));
        let words = automaton()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(WORDS);
        Self {
            starts: starts.expect("the table of shapes is small"),
            words: words.expect("the list of words is small"),
        }
    }

    pub(super) fn scan(&self, text: &str) -> Vec<Leak> {
        let public = public_blocks(text);
        let mut leaks: Vec<Leak> = Vec::new();
        for hit in self.starts.find_overlapping_iter(text) {
            let shape = &SHAPES[hit.pattern().as_usize()];
            leaks.extend(of_shape(text, shape, hit.start()));
        }
        leaks.extend(private_keys(text));
        leaks.extend(web_tokens(text));
        leaks.extend(passwords_in_links(text));
        for hit in self.words.find_iter(text) {
            leaks.extend(after_word(text, hit.start(), hit.end()));
        }
        leaks.extend(random_runs(text));
        let is_public = |leak: &Leak| {
            let block = public.partition_point(|block| block.end <= leak.place.start);
            public
                .get(block)
                .is_some_and(|block| block.start <= leak.place.start)
        };
        leaks.retain(|leak| !is_public(leak));
        leaks
    }
}

/// How far from a place the bytes of an alphabet go on; no secret is longer than what is looked at.
fn run(text: &str, from: usize, holds: impl Fn(u8) -> bool) -> usize {
    const LONGEST: usize = 4096;

    let rest = &text.as_bytes()[from..];
    let mut length = rest
        .iter()
        .take(LONGEST)
        .position(|&byte| !holds(byte))
        .unwrap_or(rest.len().min(LONGEST));
    while !text.is_char_boundary(from + length) {
        length -= 1;
    }
    length
}

fn of_shape(text: &str, shape: &Shape, start: usize) -> Option<Leak> {
    let begins_with_letter = shape.start.starts_with(|c: char| c.is_ascii_alphanumeric());
    let follows_letter = text[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
    let body = start + shape.start.len();
    let length = run(text, body, |byte| shape.alphabet.holds(byte));
    let tail = &text[body..body + length];
    let is_one = !(begins_with_letter && follows_letter)
        && (shape.least..=shape.most).contains(&length)
        && !is_made_up(tail);
    is_one.then(|| Leak::new(LeakKind::Secret, start..body + length, shape.name))
}

/// Whether a value only shows what a real one would look like.
fn is_made_up(value: &str) -> bool {
    const FEWEST_CHARACTERS: usize = 6;

    let mut characters: Vec<u8> = value.bytes().collect();
    characters.sort_unstable();
    characters.dedup();
    characters.len() < FEWEST_CHARACTERS || value.to_ascii_lowercase().contains("example")
}

/// Blocks that are made to be published: public keys, certificates, signatures.
fn public_blocks(text: &str) -> Vec<Range<usize>> {
    const BEGIN: &str = "-----BEGIN ";
    const END: &str = "-----END ";

    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(BEGIN) {
        let start = at + found;
        let label = text[start..].lines().next().unwrap_or_default();
        let end = text[start..]
            .find(END)
            .map_or(text.len(), |end| start + end);
        if !label.contains("PRIVATE KEY") {
            blocks.push(start..end);
        }
        at = end.max(start + BEGIN.len());
    }
    blocks
}

fn private_keys(text: &str) -> Vec<Leak> {
    const MARKS: [&str; 3] = [
        "PRIVATE KEY-----",
        "PRIVATE KEY BLOCK-----",
        "PuTTY-User-Key-File-",
    ];
    const BEGIN: &str = "-----BEGIN ";
    const LONGEST_LABEL: usize = 40;

    let mut leaks = Vec::new();
    for mark in MARKS {
        for (at, _) in text.match_indices(mark) {
            let mut from = at.saturating_sub(LONGEST_LABEL);
            while !text.is_char_boundary(from) {
                from += 1;
            }
            let start = match text[from..at].rfind(BEGIN) {
                Some(begin) => from + begin,
                None if mark.starts_with("PuTTY") => at,
                None => continue,
            };
            leaks.push(Leak::new(
                LeakKind::Secret,
                start..at + mark.len(),
                "a private key",
            ));
        }
    }
    leaks
}

/// Signed tokens of three parts, of which the first two are objects.
fn web_tokens(text: &str) -> Vec<Leak> {
    const OBJECT: &str = "eyJ";
    const SHORTEST: usize = 40;

    let mut leaks = Vec::new();
    let mut end_of_last = 0;
    for (start, _) in text.match_indices(OBJECT) {
        if start < end_of_last {
            continue;
        }
        let length = run(text, start, |byte| Alphabet::Dotted.holds(byte));
        let token = &text[start..start + length];
        end_of_last = start + length;
        let parts: Vec<&str> = token.split('.').collect();
        if let [_, claims, signature] = parts[..]
            && claims.starts_with(OBJECT)
            && !signature.is_empty()
            && length >= SHORTEST
        {
            leaks.push(Leak::new(
                LeakKind::Secret,
                start..start + length,
                "a signed token (JWT)",
            ));
        }
    }
    leaks
}

/// Links with a name and a password: `scheme://name:password@host`.
fn passwords_in_links(text: &str) -> Vec<Leak> {
    let mut leaks = Vec::new();
    for (at, mark) in text.match_indices("://") {
        let from = at + mark.len();
        let length = run(text, from, |byte| {
            !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'"' | b'\'' | b'<' | b'>' | b'@')
        });
        let end = from + length;
        if text.as_bytes().get(end) != Some(&b'@') {
            continue;
        }
        if let Some((_, password)) = text[from..end].split_once(':')
            && !password.is_empty()
            && !password.starts_with(['$', '{', '*', '.', '['])
        {
            let start = end - password.len();
            leaks.push(Leak::new(
                LeakKind::Secret,
                start..end,
                "a password in a link",
            ));
        }
    }
    leaks
}

/// A value that looks like a secret right after a word such as `password:`.
fn after_word(text: &str, start: usize, end: usize) -> Option<Leak> {
    const SHORTEST: usize = 8;

    if text[..start].ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let word = &text[start..end];
    let rest = &text[end..];
    let value = if word.eq_ignore_ascii_case("bearer") {
        rest.strip_prefix(' ')?
    } else {
        let rest = rest.trim_start_matches(['"', '\'', '*', '`']);
        let rest = rest.trim_start_matches([' ', '\t']);
        let rest = rest
            .strip_prefix(':')
            .or_else(|| rest.strip_prefix('='))
            .or_else(|| rest.strip_prefix("is "))
            .or_else(|| next_cell(rest))?;
        rest.trim_start_matches([' ', '\t', '"', '\'', '*', '`'])
    };
    let at = text.len() - value.len();
    let length = run(text, at, |byte| {
        !byte.is_ascii_whitespace()
            && !matches!(
                byte,
                b'"' | b'\'' | b'`' | b'<' | b'>' | b',' | b';' | b')' | b'*'
            )
    });
    let value = text[at..at + length].trim_end_matches(['.', ':', '!', '?']);
    let is_secret = value.len() >= SHORTEST && looks_chosen(value) && !is_made_up(value);
    is_secret.then(|| {
        let what = format!("a value after `{}`", word.to_ascii_lowercase());
        Leak::new(LeakKind::Secret, at..at + value.len(), &what)
    })
}

/// What follows where the next cell of a table begins, if that holds a single word: a sentence there is about the secret.
fn next_cell(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix('|')?;
    let line = rest.lines().next().unwrap_or_default();
    let cell = line.split('|').next().unwrap_or_default();
    (cell.split_whitespace().count() == 1).then_some(rest)
}

/// Whether a value is neither a word nor a date, an address or the name of an algorithm.
fn looks_chosen(value: &str) -> bool {
    const LEAST_BITS: f64 = 2.75;

    let has = |is: fn(&u8) -> bool| value.as_bytes().iter().any(is);
    has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && !value.contains("://")
        && !value.starts_with(['$', '{', '/'])
        && bits_per_character(value) >= LEAST_BITS
        && !value
            .split(['-', '_', '/', '+', '.'])
            .all(|part| part.is_empty() || is_algorithm(part) || is_measure(part))
}

/// Whether a part is only digits, or digits and a unit: `256`, `30min`.
fn is_measure(part: &str) -> bool {
    let unit = part.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < part.len() && unit.len() <= 4 && unit.bytes().all(|byte| byte.is_ascii_lowercase())
        || part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Long runs of letters and digits without any order, outside links.
fn random_runs(text: &str) -> Vec<Leak> {
    const SHORTEST: usize = 32;
    const LEAST_BITS: f64 = 4.2;

    let holds =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'_' | b'-' | b'=');
    let mut leaks = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let length = run(text, at, holds);
        if length == 0 {
            let rest = &text.as_bytes()[at..];
            at += rest
                .iter()
                .position(|&byte| holds(byte))
                .unwrap_or(rest.len());
            continue;
        }
        let value = &text[at..at + length];
        if length >= SHORTEST
            && changes_often(value)
            && bits_per_character(value) >= LEAST_BITS
            && !is_published(text, at, value)
        {
            leaks.push(Leak::new(
                LeakKind::LikelySecret,
                at..at + length,
                "a random text",
            ));
        }
        at += length;
    }
    leaks
}

/// Whether a run stands where random text is made to be read: in a link, an image, a public key, a checksum.
fn is_published(text: &str, at: usize, value: &str) -> bool {
    const LONGEST_LINK: usize = 400;

    let mut from = at.saturating_sub(LONGEST_LINK);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = &text[from..at];
    let start = before
        .rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '(' | '`'))
        .map_or(0, |blank| blank + 1);
    let attached = &before[start..];
    attached.contains("://")
        || attached.ends_with("base64,")
        || value.starts_with("sha256-")
        || value.starts_with("sha384-")
        || value.starts_with("sha512-")
        || (value.starts_with("AAAA") && follows_key_kind(before))
}

/// Whether the word before is the kind of a public key of SSH.
fn follows_key_kind(before: &str) -> bool {
    let word = before.split_whitespace().next_back().unwrap_or_default();
    ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"]
        .iter()
        .any(|kind| word.starts_with(kind))
}

/// Whether capitals, small letters and digits follow each other as they do where nobody chose them.
fn changes_often(value: &str) -> bool {
    let class = |byte: u8| match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let mut seen = [false; 4];
    for byte in value.bytes() {
        seen[class(byte)] = true;
    }
    let changes = value
        .as_bytes()
        .windows(2)
        .filter(|pair| class(pair[0]) != class(pair[1]))
        .count();
    seen[..3].iter().all(|seen| *seen) && changes * 20 >= value.len() * 9
}

/// How many bits each character tells, by how often each occurs.
fn bits_per_character(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let length = f64::from(u32::try_from(value.len()).unwrap_or(u32::MAX));
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| {
            let share = f64::from(*count) / length;
            -share * share.log2()
        })
        .sum()
}
