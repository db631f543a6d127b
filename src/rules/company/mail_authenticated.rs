//! How mail proves that it is from the company, and who sends in its name.

use crate::manifest::Stands;
use crate::manifest::model::{Dmarc, Mail};
use crate::rules::{Context, Fact, RuleOutcome, Shortfalls};
use crate::time::Span;
use crate::yaml::Located;

/// How long a policy may only ask for reports.
const REPORTS_ONLY: Span = Span::from_days(90);

pub(super) fn mail_authenticated(cx: &Context<'_>) -> RuleOutcome {
    let company = &cx.manifest.company;
    let mail = cx.part(company.mail.as_ref(), company.at("mail"), "company.mail")?;
    let owner = cx.owner_or_area(mail.owner.as_ref(), "company");
    let mut found = Shortfalls::none();
    check_records(mail, owner, &mut found);
    check_dmarc(cx, mail, owner, &mut found);
    check_senders(mail, owner, &mut found);
    Ok(found)
}

fn check_records(mail: &Located<Mail>, owner: Option<&str>, found: &mut Shortfalls) {
    let records = [
        (
            "spf",
            mail.spf,
            "nothing says which machines may send mail of the company",
        ),
        ("dkim", mail.dkim, "mail of the company is not signed"),
    ];
    for (field, is_so, otherwise) in records {
        Fact {
            clause: "not_published",
            field,
            path: mail.at(field),
            subject: "mail",
            owner,
            is_so,
            otherwise: otherwise.to_owned(),
            cure: "publish the record in DNS",
        }
        .check(found);
    }
}

fn check_dmarc(
    cx: &Context<'_>,
    mail: &Located<Mail>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let (field, message) = match (mail.dmarc, mail.dmarc_since) {
        (Some(Dmarc::Quarantine | Dmarc::Reject), _) => return,
        (Some(Dmarc::None), Some(since)) if cx.is_older(since, &REPORTS_ONLY) => {
            found
                .fails(
                    "dmarc_only_reports",
                    mail.at("dmarc"),
                    "mail",
                    format!(
                        "receivers are asked to do nothing about forged mail since {since}, {} days ago; {REPORTS_ONLY} is the limit",
                        cx.age_days(since)
                    ),
                )
                .owned_by(owner)
                .beside(mail.at("dmarc_since"), "since this day")
                .cure("read the reports, mend what is not signed, and ask for `quarantine` or `reject`");
            return;
        }
        (Some(Dmarc::None), Some(since)) if !cx.is_yet_to_come(since) => return,
        (Some(Dmarc::None), _) => (
            "dmarc_since",
            "nobody told since when receivers are asked to do nothing about forged mail",
        ),
        (None, _) => (
            "dmarc",
            "nobody told what receivers are asked to do about forged mail",
        ),
    };
    found
        .untold(mail.at(field), "mail", message)
        .owned_by(owner)
        .comparing(field)
        .cure(format!("write `{field}`"));
}

fn check_senders(mail: &Located<Mail>, owner: Option<&str>, found: &mut Shortfalls) {
    if mail.senders.is_empty() {
        found
            .untold(
                mail.at("senders"),
                "mail",
                "nobody told which systems send mail in the company's name",
            )
            .owned_by(owner)
            .comparing("senders")
            .cure("list them under `senders`");
    }
    for sender in &mail.senders {
        Fact {
            clause: "sender_unknown",
            field: "known",
            path: sender.at("known"),
            subject: &sender.name,
            owner,
            is_so: sender.known,
            otherwise: format!(
                "`{}` sends in the company's name, and nobody knows why",
                sender.name
            ),
            cure: "find out who set it up; keep it, or take its right away",
        }
        .check(found);
    }
}
