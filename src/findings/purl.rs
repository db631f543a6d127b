//! Package URLs, as far as a place needs them.

use super::Place;

/// Name and version that a package URL spells: `pkg:maven/org.example/lib@1.2?type=jar` is `org.example/lib` and `1.2`.
pub(super) fn name_and_version(purl: &str) -> Option<(String, Option<String>)> {
    let rest = purl.strip_prefix("pkg:")?;
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (_, rest) = rest.trim_start_matches('/').split_once('/')?;
    let (name, version) = match rest.rsplit_once('@') {
        // The scope of an npm package begins with the same sign.
        Some((name, version)) if !name.is_empty() && !version.contains('/') => {
            (name, Some(version))
        }
        _ => (rest, None),
    };
    let name = percent_decoded(name.trim_matches('/'));
    (!name.is_empty()).then(|| (name, version.map(percent_decoded)))
}

impl Place {
    /// The part that a package URL or another reference names.
    pub(super) fn of_reference(reference: &str) -> Self {
        let (name, version) =
            name_and_version(reference).unwrap_or_else(|| (reference.to_owned(), None));
        Self::Package {
            name,
            version,
            purl: reference.starts_with("pkg:").then(|| reference.to_owned()),
            found_in: None,
        }
    }
}

/// The text with its `%41` replaced, unless that would be no text.
pub(super) fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = (*byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        decoded.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_url_spells_a_name_and_a_version() {
        for (purl, name, version) in [
            (
                "pkg:maven/org.example/lib@1.2?type=jar",
                "org.example/lib",
                Some("1.2"),
            ),
            ("pkg:npm/%40scope/part@1.0.0", "@scope/part", Some("1.0.0")),
            ("pkg:npm/@scope/part", "@scope/part", None),
            ("pkg:oci/nginx@sha256%3Aab", "nginx", Some("sha256:ab")),
            ("pkg:gem/rails", "rails", None),
        ] {
            let (found, of) = name_and_version(purl).expect(purl);
            assert_eq!((found.as_str(), of.as_deref()), (name, version), "{purl}");
        }
        assert_eq!(name_and_version("rails"), None);
        assert_eq!(name_and_version("pkg:gem"), None);
        assert_eq!(percent_decoded("100%"), "100%");
        assert_eq!(percent_decoded("%ff%C3%A4"), "%ff%C3%A4");
        assert_eq!(percent_decoded("a%C3%A4"), "aä");
    }
}
