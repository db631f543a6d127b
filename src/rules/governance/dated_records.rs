//! Records of what was done, with the day on which it was.

use crate::manifest::model::{Id, Manifest};
use crate::manifest::{ManifestPath, Stands};
use crate::time::Day;
use crate::yaml::{Each, Located};

/// A record: where its day stands, what it is called, and the day.
pub(super) type DatedRecord = (ManifestPath, String, Day);

/// Every record of a test, exercise, incident, review or decision that says when it was.
pub(super) fn dated_records(manifest: &Manifest) -> Vec<DatedRecord> {
    let mut records = Vec::new();
    tests(manifest, &mut records);
    rehearsals(manifest, &mut records);
    decisions(manifest, &mut records);
    reviews(manifest, &mut records);
    records
}

fn tests(manifest: &Manifest, records: &mut Vec<DatedRecord>) {
    let recovery = manifest.recovery.given();
    let tests = recovery.and_then(|recovery| recovery.tests.as_ref());
    add(records, "recovery test", tests, |test| {
        (Some(&test.id), test.date)
    });
    let objectives = recovery.and_then(|recovery| recovery.objectives.as_ref());
    for (service, objective) in objectives
        .into_iter()
        .flat_map(|objectives| objectives.iter())
    {
        if let Some(date) = objective.date {
            let subject = format!("the objective of `{service}`");
            records.push((objective.at("date"), subject, date));
        }
    }
    let security = manifest.security.given();
    let tests = security.and_then(|security| security.tests.as_ref());
    add(records, "security test", tests, |test| {
        (Some(&test.id), test.date)
    });
    let findings = security.and_then(|security| security.findings.as_ref());
    for finding in findings.into_iter().flatten() {
        if let Some(date) = finding.retest.as_ref().and_then(|retest| retest.date) {
            let subject = format!("the retest of `{}`", finding.id);
            records.push((finding.at("retest.date"), subject, date));
        }
    }
    let data = manifest.data.given();
    let tests = data.map(|data| &data.deletion_tests);
    add(records, "deletion test", tests, |test| {
        (test.id.as_ref(), test.date)
    });
    let tenancy = manifest.tenancy.given();
    let tests = tenancy.map(|tenancy| &tenancy.tests);
    add(records, "isolation test", tests, |test| {
        (test.id.as_ref(), test.date)
    });
    let tests = tenancy.map(|tenancy| &tenancy.lifecycle_tests);
    add(records, "lifecycle test", tests, |test| {
        (test.id.as_ref(), test.date)
    });
    let tests = manifest.alert_tests.given();
    add(records, "alert test", tests, |test| {
        (test.id.as_ref(), test.date)
    });
    let tests = manifest.capacity.given().map(|capacity| &capacity.tests);
    add(records, "load test", tests, |test| {
        (test.id.as_ref(), test.date)
    });
    let tests = manifest.billing.given().map(|billing| &billing.tests);
    add(records, "billing test", tests, |test| (None, test.date));
}

fn rehearsals(manifest: &Manifest, records: &mut Vec<DatedRecord>) {
    let tests = manifest.rollback_tests.given();
    add(records, "rollback test", tests, |test| {
        (test.id.as_ref(), test.date)
    });
    let rehearsals = manifest.rehearsals.given();
    add(records, "rehearsal", rehearsals, |rehearsal| {
        (rehearsal.id.as_ref(), rehearsal.date)
    });
    let incidents = manifest.incidents.given();
    let exercises = incidents.and_then(|incidents| incidents.exercises.as_ref());
    add(records, "exercise", exercises, |exercise| {
        let date = exercise.date.filter(|_| exercise.planned != Some(true));
        (exercise.id.as_ref(), date)
    });
    let log = incidents.and_then(|incidents| incidents.log.as_ref());
    for incident in log.into_iter().flatten() {
        // announced work may be written down before it is done
        if let Some(start) = incident.start.filter(|_| incident.planned != Some(true)) {
            let subject = format!("incident `{}`", incident.id);
            records.push((incident.at("start"), subject, start));
        }
    }
    let runbooks = manifest.runbooks.given();
    for runbook in runbooks.into_iter().flatten() {
        if let Some((exercise, date)) = runbook
            .exercised
            .as_ref()
            .and_then(|exercise| Some((exercise, exercise.date?)))
        {
            let subject = format!("the exercise of runbook `{}`", runbook.id);
            records.push((exercise.at("date"), subject, date));
        }
    }
    if let Some((sealed, tested)) = manifest
        .break_glass
        .given()
        .and_then(|sealed| Some((sealed, sealed.tested?)))
    {
        let subject = "the try of the sealed way in".to_owned();
        records.push((sealed.at("tested"), subject, tested));
    }
}

fn decisions(manifest: &Manifest, records: &mut Vec<DatedRecord>) {
    let decisions = manifest.decisions.given();
    add(records, "decision", decisions, |decision| {
        (None, decision.date)
    });
    let logged = manifest.decisions_log.given();
    add(records, "decision", logged, |decision| {
        (Some(&decision.id), decision.date)
    });
    let cost = manifest.cost.given();
    let decisions = cost.and_then(|cost| cost.decisions.as_ref());
    add(records, "cost decision", decisions, |decision| {
        (Some(&decision.id), decision.date)
    });
    let releases = manifest.releases.given();
    add(records, "release", releases, |release| {
        (Some(&release.id), release.date)
    });
}

fn reviews(manifest: &Manifest, records: &mut Vec<DatedRecord>) {
    let reviews = manifest.reviews.given();
    add(records, "review", reviews, |review| {
        (Some(&review.id), review.date)
    });
    let pack = manifest.trust_pack.given();
    let data = manifest.data.given();
    let access = manifest.access.given();
    let of_sections = [
        (
            "trust pack",
            pack.and_then(|pack| Some((pack.at("reviewed"), pack.reviewed?))),
        ),
        (
            "data inventory",
            data.and_then(|data| Some((data.at("reviewed"), data.reviewed?))),
        ),
        (
            "access",
            access.and_then(|access| Some((access.at("reviewed"), access.reviewed?))),
        ),
    ];
    for (what, (place, date)) in of_sections
        .into_iter()
        .filter_map(|(what, review)| Some((what, review?)))
    {
        records.push((place, format!("the review of the {what}"), date));
    }
}

fn add<T>(
    records: &mut Vec<DatedRecord>,
    kind: &str,
    list: Option<&Each<T>>,
    read: impl Fn(&T) -> (Option<&Id>, Option<Day>),
) {
    for record in list.into_iter().flatten() {
        let record: &Located<T> = record;
        let (id, date) = read(record);
        let id = id.map_or(String::new(), |id| format!(" `{id}`"));
        if let Some(date) = date {
            records.push((record.at("date"), format!("{kind}{id}"), date));
        }
    }
}
