//! Single words of a text: addresses, hosts, ids, versions, tickets, paths.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::lists::{is_numbered, is_role, is_standard};
use super::watched::{Watched, is_cve};
use super::{Leak, LeakKind};

/// A word of a text, without the signs around it.
struct Token<'t> {
    text: &'t str,
    start: usize,
    /// The word before it on the same line.
    before: &'t str,
}

impl Token<'_> {
    fn leak(&self, kind: LeakKind, what: &str) -> Leak {
        self.part(self.text, kind, what)
    }

    /// A leak in a part of the word.
    fn part(&self, part: &str, kind: LeakKind, what: &str) -> Leak {
        let offset = part.as_ptr() as usize - self.text.as_ptr() as usize;
        let start = self.start + offset;
        Leak::new(kind, start..start + part.len(), what)
    }
}

pub(super) fn scan(text: &str, watched: &Watched<'_>) -> Vec<Leak> {
    let mut leaks = Vec::new();
    for token in tokens(text) {
        leaks.extend(check(&token, watched));
    }
    leaks
}

const BETWEEN_WORDS: [char; 16] = [
    '"', '\'', '`', '<', '>', '(', ')', '{', '}', '[', ']', '|', ',', ';', '–', '—',
];

fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut before = "";
    let mut line_end = 0;
    let is_between = |c: char| c.is_whitespace() || BETWEEN_WORDS.contains(&c) || c == '*';
    text.split(is_between).filter_map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        if text[line_end..start].contains('\n') {
            before = "";
        }
        line_end = start;
        let trimmed = word.trim_end_matches(['.', ':', '!', '?', '…']);
        if trimmed.is_empty() {
            return None;
        }
        let token = Token {
            text: trimmed,
            start,
            before,
        };
        before = trimmed;
        Some(token)
    })
}

/// What the word is, gravest first.
fn check(token: &Token<'_>, watched: &Watched<'_>) -> Option<Leak> {
    let value = value_in(token);
    let in_value = |check: fn(&Token<'_>, &Watched<'_>) -> Option<Leak>| {
        let value = value.as_ref();
        check(token, watched).or_else(|| check(value?, watched))
    };
    open_finding(token, watched)
        .or_else(|| in_value(cloud_resource))
        .or_else(|| in_value(host_or_mail))
        .or_else(|| address(token))
        .or_else(|| in_value(file_path))
        .or_else(|| ticket(token))
        .or_else(|| version(token, watched))
}

/// What stands behind the first `=` of a word that is no link: `db.corp` in `host=db.corp`.
fn value_in<'t>(token: &Token<'t>) -> Option<Token<'t>> {
    let (name, value) = token.text.split_once('=')?;
    (!value.is_empty() && !token.text.contains("://")).then_some(Token {
        text: value,
        start: token.start + name.len() + 1,
        before: token.before,
    })
}

fn open_finding(token: &Token<'_>, watched: &Watched<'_>) -> Option<Leak> {
    if watched.findings.is_empty() || token.text.contains("://") {
        return None;
    }
    token.text.split(['/', ':', '=', '#']).find_map(|part| {
        let upper;
        let name = if is_cve(part) {
            upper = part.to_ascii_uppercase();
            upper.as_str()
        } else {
            part
        };
        let finding = watched.findings.get(name)?;
        let is_id = name.contains(|c: char| c.is_alphabetic())
            && name.contains(|c: char| c.is_ascii_digit() || c == '-' || c == '_');
        is_id.then(|| {
            let what = format!("a name of the open finding `{}`,", finding.id);
            let mut leak = token.part(part, LeakKind::OpenFinding, &what);
            leak.finding = Some(finding.id.to_string());
            leak
        })
    })
}

/// How ids and addresses of cloud resources begin.
const CLOUD_STARTS: [&str; 8] = [
    "arn:aws:",
    "arn:aws-cn:",
    "arn:aws-us-gov:",
    "s3://",
    "gs://",
    "abfs://",
    "abfss://",
    "wasbs://",
];

/// Kinds of AWS resources that are followed by 8 or 17 hexadecimal digits.
const AWS_KINDS: [&str; 20] = [
    "acl", "ami", "cgw", "dopt", "eipalloc", "eni", "fs", "i", "igw", "lt", "nat", "pcx", "rtb",
    "sg", "snap", "subnet", "tgw", "vol", "vpc", "vpce",
];

/// Names under which single machines, stores and service accounts answer.
const CLOUD_HOSTS: [&str; 13] = [
    ".rds.amazonaws.com",
    ".cache.amazonaws.com",
    ".compute.amazonaws.com",
    ".elb.amazonaws.com",
    ".s3.amazonaws.com",
    ".blob.core.windows.net",
    ".database.windows.net",
    ".vault.azure.net",
    ".servicebus.windows.net",
    ".azurewebsites.net",
    ".iam.gserviceaccount.com",
    ".cloudfunctions.net",
    ".firebaseio.com",
];

fn cloud_resource(token: &Token<'_>, watched: &Watched<'_>) -> Option<Leak> {
    let text = token.text;
    if watched.accounts.contains(text) {
        return Some(token.leak(LeakKind::CloudResource, "an account at a vendor,"));
    }
    let is_aws_id = || {
        text.rsplit_once('-').is_some_and(|(kind, id)| {
            AWS_KINDS.contains(&kind) && matches!(id.len(), 8 | 17) && is_lower_hex(id)
        })
    };
    let host = host_of(text).to_ascii_lowercase();
    let is_cloud = CLOUD_STARTS.iter().any(|start| text.starts_with(start))
        || is_aws_id()
        || has_subscription(text)
        || CLOUD_HOSTS.iter().any(|end| host.ends_with(end))
        || is_bucket(&host);
    is_cloud.then(|| token.leak(LeakKind::CloudResource, "the cloud resource"))
}

/// Whether a store at AWS answers under that name, with its region or without: `exports.s3.eu-west-1.amazonaws.com`.
fn is_bucket(host: &str) -> bool {
    let service = host.strip_suffix(".amazonaws.com");
    service.is_some_and(|service| service.contains(".s3.") || service.contains(".s3-"))
}

fn is_lower_hex(text: &str) -> bool {
    let is_hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
    text.bytes().all(is_hex) && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a path leads into a subscription at Azure, which is named by 36 hexadecimal digits and dashes.
fn has_subscription(text: &str) -> bool {
    const LENGTH: usize = 36;

    let Some((_, rest)) = text.split_once("/subscriptions/") else {
        return false;
    };
    let id = rest.split('/').next().unwrap_or_default();
    id.len() == LENGTH
        && id
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// The host of a link or mail address, or the word itself up to its path.
fn host_of(text: &str) -> &str {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#', '\\']).next().unwrap_or(rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let port = rest.rsplit_once(':').filter(|(host, port)| {
        !host.contains(':') && port.bytes().all(|byte| byte.is_ascii_digit())
    });
    port.map_or(rest, |(host, _)| host).trim_end_matches('.')
}

fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    text.contains('.') && text.split('.').all(is_label)
}

/// Ends of names that no host on the internet has.
const INTERNAL_ENDS: [&str; 7] = [
    "internal",
    "local",
    "localdomain",
    "lan",
    "corp",
    "intranet",
    "home.arpa",
];

fn host_or_mail(token: &Token<'_>, watched: &Watched<'_>) -> Option<Leak> {
    let host = host_of(token.text);
    let is_internal = || {
        let lower = host.to_ascii_lowercase();
        let mut ends = lower.match_indices('.').map(|(dot, _)| &lower[dot + 1..]);
        watched.domains.contains(&lower)
            || (is_host_name(&lower)
                && ends.any(|end| watched.domains.contains(end) || INTERNAL_ENDS.contains(&end)))
    };
    if !host.is_empty() && is_internal() {
        return Some(token.part(host, LeakKind::InternalHost, "the internal host"));
    }
    let address = token.text.strip_prefix("mailto:").unwrap_or(token.text);
    let (local, host) = address.split_once('@')?;
    let is_mail = !local.is_empty() && !address.contains("://") && is_host_name(host_of(host));
    (is_mail && is_persons(local, watched))
        .then(|| token.part(address, LeakKind::Person, "the mail address of a person,"))
}

/// Whether the part of a mail address before its host is that of a person: it names one, or is built as such names are.
fn is_persons(local: &str, watched: &Watched<'_>) -> bool {
    let local = local.split('+').next().unwrap_or(local).to_lowercase();
    let parts: Vec<&str> = local.split(['.', '_', '-']).collect();
    if parts.iter().any(|part| is_role(part)) {
        return false;
    }
    let is_named = parts.iter().any(|part| watched.name_parts.contains(*part));
    let is_two_names = local.split('.').count() == 2
        && local
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(char::is_alphabetic));
    is_named || is_two_names
}

fn address(token: &Token<'_>) -> Option<Leak> {
    let host = host_of(token.text);
    if is_version_word(token.before) {
        return None;
    }
    let mut candidates = token
        .text
        .split(['-', '/', '='])
        .chain([host])
        .filter(|part| !part.is_empty());
    candidates.find_map(|part| {
        let part = part.split('%').next().unwrap_or(part);
        let is_private = match part.parse().ok()? {
            IpAddr::V4(address) => is_private_v4(address),
            IpAddr::V6(address) => is_private_v6(address),
        };
        is_private.then(|| token.part(part, LeakKind::PrivateAddress, "the private address"))
    })
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let is_carrier = first == 100 && (64..128).contains(&second);
    address.is_private() || address.is_link_local() || is_carrier
}

const fn is_private_v6(address: Ipv6Addr) -> bool {
    let first = address.segments()[0];
    first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80
}

fn is_version_word(word: &str) -> bool {
    ["version", "v", "release", "build", "firmware"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word))
}

/// The folders at the top of machines in which programs and people keep files.
const TOP_FOLDERS: [&str; 12] = [
    "app", "data", "etc", "home", "mnt", "opt", "root", "srv", "tmp", "usr", "var", "Users",
];

fn file_path(token: &Token<'_>, watched: &Watched<'_>) -> Option<Leak> {
    let text = token.text;
    let is_drive = || {
        let mut letters = text.chars();
        letters.next().is_some_and(|c| c.is_ascii_alphabetic())
            && letters.next() == Some(':')
            && letters.next() == Some('\\')
    };
    let is_share = || text.starts_with("\\\\") && text[2..].contains('\\');
    let is_absolute = || {
        let below_top = text.strip_prefix('/').and_then(|rest| rest.split_once('/'));
        below_top.is_some_and(|(folder, _)| TOP_FOLDERS.contains(&folder))
    };
    let is_path = is_absolute()
        || text.starts_with("~/")
        || text.starts_with("file://")
        || is_drive()
        || is_share()
        || watched
            .paths
            .contains(text.strip_prefix("./").unwrap_or(text));
    is_path.then(|| token.leak(LeakKind::FilePath, "the path"))
}

fn ticket(token: &Token<'_>) -> Option<Leak> {
    const LETTERS: std::ops::RangeInclusive<usize> = 2..=10;
    const DIGITS: std::ops::RangeInclusive<usize> = 1..=6;

    let (prefix, number) = token.text.split_once('-')?;
    let is_prefix = LETTERS.contains(&prefix.len())
        && prefix.starts_with(|c: char| c.is_ascii_uppercase())
        && prefix
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let is_number =
        DIGITS.contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let letters = prefix.trim_end_matches(|c: char| c.is_ascii_digit());
    (is_prefix && is_number && !is_standard(letters))
        .then(|| token.leak(LeakKind::Ticket, "the ticket"))
}

fn version(token: &Token<'_>, watched: &Watched<'_>) -> Option<Leak> {
    let (product, version) = match token.text.split_once('/') {
        Some((product, version)) => (product, version),
        None => (token.before, token.text),
    };
    let number = version.strip_prefix(['v', 'V']).unwrap_or(version);
    let is_recorded = watched
        .versions
        .get(number)
        .is_some_and(|names| names.iter().any(|name| name.eq_ignore_ascii_case(product)));
    let is_of_product = product.starts_with(char::is_alphabetic)
        && !is_numbered(product)
        && !is_version_word(product)
        && number.parse::<IpAddr>().is_err()
        && is_exact(number);
    (is_recorded || is_of_product).then(|| token.leak(LeakKind::ExactVersion, "the version"))
}

/// Whether a text is a version down to its third number.
fn is_exact(text: &str) -> bool {
    const FEWEST: usize = 3;
    const LONGEST: usize = 5;

    let numbers = text.split(['-', '+']).next().unwrap_or(text);
    let mut parts = 0;
    let are_numbers = numbers.split('.').all(|part| {
        parts += 1;
        (1..=LONGEST).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    });
    are_numbers && parts >= FEWEST
}
