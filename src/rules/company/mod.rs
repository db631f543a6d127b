//! The company itself: its accounts, names, mail, documents, devices and what the public sees.

mod devices_known;
mod documents_held;
mod domain_owned;
mod identity_controlled;
mod mail_authenticated;
mod public_presence_owned;

use devices_known::devices_known;
use documents_held::documents_held;
use domain_owned::domain_owned;
use identity_controlled::identity_controlled;
use mail_authenticated::mail_authenticated;
use public_presence_owned::public_presence_owned;

super::gates! { company:
    devices_known,
    documents_held,
    domain_owned,
    identity_controlled,
    mail_authenticated,
    public_presence_owned,
}

/// Why nobody who is there answers for something; nothing where somebody does.
fn why_unowned(cx: &super::Context<'_>, owner: Option<&str>, what: &str) -> Option<String> {
    match owner {
        None => Some(format!("nobody owns {what}")),
        Some(owner) => cx
            .lost(owner)
            .map(|lost| format!("nobody who is there owns {what}: {}", lost.reason)),
    }
}
