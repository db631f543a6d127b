//! Claims to a certificate, held against the certificates they rest on.

use super::backing::Backing;
use super::claims_backed::untold;
use crate::manifest::Stands;
use crate::manifest::model::{Claim, Producer};
use crate::rules::Shortfalls;
use crate::yaml::Located;

pub(super) fn check_certificate(
    claim: &Located<Claim>,
    backings: &[Backing<'_>],
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let id = claim.id.as_str();
    if claim.standard.is_none() {
        untold(claim, "standard", owner, found);
    }
    let mut certificates = backings.iter().filter_map(|backing| match backing {
        Backing::Evidence(evidence) if backing.is_certificate() => Some(*evidence),
        _ => None,
    });
    let Some(certificate) = certificates.next() else {
        found
            .fails("not_certified", claim.at("refs"), id, format!("claim `{id}` says that a certificate is held, and none is among what it rests on"))
            .owned_by(owner)
            .cure("register the certificate under `evidence` and name it, or cut the claim");
        return;
    };
    for certificate in std::iter::once(certificate).chain(certificates) {
        let what = match (certificate.producer, &certificate.standard, &claim.standard) {
            (None, _, _) => Err("producer"),
            (Some(Producer::Internal | Producer::Machine), _, _) => {
                Ok("was not issued by anybody outside".to_owned())
            }
            (Some(Producer::External), None, _) => Err("standard"),
            (Some(Producer::External), Some(held), Some(claimed))
                if !is_same_standard(held, claimed) =>
            {
                Ok(format!("certifies {held}, not {claimed}"))
            }
            (Some(Producer::External), Some(_), _) => continue,
        };
        match what {
            Ok(why) => found
                .fails(
                    "not_certified",
                    claim.at("refs"),
                    id,
                    format!("claim `{id}` rests on `{}`, which {why}", certificate.id),
                )
                .owned_by(owner)
                .comparing(&certificate.id)
                .cure("name a certificate by somebody outside, of that standard; or cut the claim"),
            Err(field) => found
                .untold(
                    certificate.at(field),
                    id,
                    format!(
                        "claim `{id}` rests on `{}`, which does not say `{field}`",
                        certificate.id
                    ),
                )
                .owned_by(owner)
                .comparing(&certificate.id)
                .comparing(field)
                .cure(format!("write `{field}`")),
        };
    }
}

/// Whether two names of a standard are the same but for blanks, dashes and the case of letters.
fn is_same_standard(one: &str, other: &str) -> bool {
    let bare = |name: &str| -> String {
        name.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    bare(one) == bare(other)
}

#[cfg(test)]
mod tests {
    use super::is_same_standard;

    #[test]
    fn standards_are_the_same_whatever_their_dashes() {
        assert!(is_same_standard("ISO/IEC 27001:2022", "iso-iec 27001 2022"));
        assert!(!is_same_standard("ISO 27001:2022", "ISO 27001:2013"));
    }
}
