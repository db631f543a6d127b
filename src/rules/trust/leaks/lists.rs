//! Words that look like something internal and are not.

/// Whether a word is the name of an algorithm or protocol, which a text for customers may well name.
pub(super) fn is_algorithm(word: &str) -> bool {
    const KNOWN: [&str; 36] = [
        "aes", "aes128", "aes192", "aes256", "argon2", "argon2d", "argon2i", "argon2id", "bcrypt",
        "chacha20", "ed25519", "es256", "es384", "fido2", "gcm", "hmac", "hs256", "hs512",
        "oauth2", "pbkdf2", "poly1305", "ps256", "rs256", "rs512", "rsa2048", "rsa4096", "scrypt",
        "sha1", "sha2", "sha256", "sha3", "sha384", "sha512", "tls1", "u2f", "x509",
    ];
    KNOWN.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether `PREFIX-12` is the name of a standard, an algorithm or a month, and no ticket.
pub(super) fn is_standard(prefix: &str) -> bool {
    STANDARDS.binary_search(&prefix).is_ok()
}

/// Prefixes of standards, algorithms, months and quarters, sorted.
const STANDARDS: [&str; 61] = [
    "AES", "APR", "ASVS", "AUG", "BS", "CC", "CCM", "CIS", "CMMC", "COVID", "CVE", "CVSS", "CWE",
    "DEC", "DIN", "DSS", "EAL", "EC", "ECMA", "ED", "EN", "ETSI", "FEB", "FIPS", "FY", "GDPR", "H",
    "HIPAA", "HTTP", "IEC", "IEEE", "IP", "ISAE", "ISO", "JAN", "JUL", "JUN", "LEVEL", "MAR",
    "MAY", "NIS", "NIST", "NOV", "OCT", "PCI", "PKCS", "PS", "Q", "RFC", "RS", "RSA", "SEP", "SHA",
    "SOC", "SP", "SSAE", "SSL", "TIER", "TLS", "TYPE", "UTF",
];

/// Whether a number after that word names a part of a document or a standard, and no version of a product.
pub(super) fn is_numbered(word: &str) -> bool {
    const KNOWN: [&str; 41] = [
        "and",
        "annex",
        "art",
        "article",
        "asvs",
        "by",
        "chapter",
        "clause",
        "clauses",
        "control",
        "csf",
        "cvss",
        "document",
        "dss",
        "en",
        "from",
        "goal",
        "http",
        "iec",
        "in",
        "iso",
        "nist",
        "of",
        "or",
        "pack",
        "paragraph",
        "part",
        "pci",
        "requirement",
        "requirements",
        "rule",
        "saml",
        "section",
        "sections",
        "see",
        "ssl",
        "table",
        "to",
        "tls",
        "wcag",
        "with",
    ];
    KNOWN.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether a part of a mail address names a role, and no person.
pub(super) fn is_role(part: &str) -> bool {
    const KNOWN: [&str; 66] = [
        "abuse",
        "accounts",
        "accessibility",
        "admin",
        "alerts",
        "billing",
        "board",
        "bookings",
        "bounce",
        "careers",
        "care",
        "cert",
        "complaints",
        "compliance",
        "contact",
        "csirt",
        "customer",
        "data",
        "dataprotection",
        "dev",
        "disclosure",
        "dpo",
        "emergency",
        "enquiries",
        "feedback",
        "finance",
        "gdpr",
        "hello",
        "help",
        "helpdesk",
        "hostmaster",
        "hr",
        "incident",
        "incidents",
        "info",
        "invoices",
        "it",
        "jobs",
        "legal",
        "mail",
        "marketing",
        "news",
        "no",
        "noreply",
        "office",
        "oncall",
        "operations",
        "orders",
        "partners",
        "people",
        "postmaster",
        "press",
        "privacy",
        "protection",
        "psirt",
        "queries",
        "reply",
        "requests",
        "sales",
        "security",
        "service",
        "status",
        "support",
        "team",
        "trust",
        "webmaster",
    ];
    KNOWN.iter().any(|known| known.eq_ignore_ascii_case(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standards_are_sorted_and_found() {
        assert!(STANDARDS.is_sorted());
        for prefix in ["AES", "ISO", "UTF", "SHA", "SOC", "Q"] {
            assert!(is_standard(prefix), "{prefix}");
        }
        assert!(!is_standard("OPS"));
    }
}
