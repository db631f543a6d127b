//! `JUnit` test results: evidence, no findings.
//!
//! Cases are counted where they stand, never by the attributes of suites, which count again what nested suites hold.

use std::io::BufRead;

use crate::findings::day_said::day_said;
use crate::findings::head::Head;
use crate::findings::xml::{Step, Tag, Xml};
use crate::findings::{Kind, Refusal, Results, ScannerReport, TestCounts};

pub(super) fn recognises(head: &Head) -> bool {
    head.root()
        .is_some_and(|root| matches!(root.name.as_str(), "testsuites" | "testsuite"))
}

pub(super) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut xml = Xml::new(input);
    let root = match xml.step()? {
        Step::Open(tag) if matches!(tag.name.as_str(), "testsuites" | "testsuite") => tag,
        Step::Open(tag) => {
            return Err(xml.refusal(format!(
                "the root element is `{}`, not `testsuites` or `testsuite`",
                tag.name
            )));
        }
        Step::Close | Step::End => return Err(xml.refusal("the report has no element")),
    };
    let mut report = ScannerReport::new(Kind::Junit);
    let counts = suite(&mut xml, &root, &mut report)?;
    if counts.cases == 0 {
        report
            .notes
            .push("the report holds no test case".to_owned());
    }
    report.results = Some(Results::Tests(counts));
    // Read to the end, so that a second document or a torn end does not go by.
    while !matches!(xml.step()?, Step::End) {}
    Ok(report)
}

/// Counts the cases of a suite and of the suites in it.
fn suite(xml: &mut Xml<'_>, tag: &Tag, report: &mut ScannerReport) -> Result<TestCounts, Refusal> {
    let day = tag.attribute("timestamp").and_then(day_said);
    report.made_on = report.made_on.max(day);
    let mut held = TestCounts::default();
    while let Step::Open(inner) = xml.step()? {
        match inner.name.as_str() {
            "testsuite" | "testsuites" => held.add(&suite(xml, &inner, report)?),
            "testcase" => held.add(&case(xml)?),
            "failure" | "error" => {
                held.outside_cases += 1;
                xml.skip()?;
            }
            _ => xml.skip()?,
        }
    }
    hold_against_declared(xml, tag, held, report)
}

/// Holds what a suite holds against what it declares of itself.
///
/// A suite may fail outside of its cases; then it declares more failures or errors than its cases show.
fn hold_against_declared(
    xml: &Xml<'_>,
    tag: &Tag,
    mut held: TestCounts,
    report: &mut ScannerReport,
) -> Result<TestCounts, Refusal> {
    let name = tag.attribute("name").unwrap_or(&tag.name);
    let declared = |attribute| -> u64 {
        tag.attribute(attribute)
            .and_then(|number| number.parse().ok())
            .unwrap_or(0)
    };
    let tests = declared("tests");
    if held.cases == 0 && tests > 0 {
        return Err(xml.refusal(format!(
            "the suite `{name}` declares {tests} tests and holds none"
        )));
    }
    if held.cases < tests {
        report.notes.push(format!(
            "the suite `{name}` declares {tests} tests and holds {}",
            held.cases
        ));
    }
    let bad = held.failures + held.errors;
    let declared_bad = declared("failures").saturating_add(declared("errors"));
    if bad < declared_bad {
        report.notes.push(format!(
            "the suite `{name}` declares {declared_bad} failures and errors, its cases show {bad}"
        ));
        held.outside_cases = held.outside_cases.max(declared_bad - bad);
    }
    Ok(held)
}

/// Counts one case, once: failed before in error before skipped.
fn case(xml: &mut Xml<'_>) -> Result<TestCounts, Refusal> {
    let (mut failed, mut in_error, mut skipped) = (false, false, false);
    while let Step::Open(inner) = xml.step()? {
        match inner.name.as_str() {
            "failure" => failed = true,
            "error" => in_error = true,
            "skipped" => skipped = true,
            _ => {}
        }
        xml.skip()?;
    }
    Ok(TestCounts {
        cases: 1,
        failures: u64::from(failed),
        errors: u64::from(in_error && !failed),
        skipped: u64::from(skipped && !failed && !in_error),
        outside_cases: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(text: &str) -> TestCounts {
        match read(&mut text.as_bytes()).expect("a report").results {
            Some(Results::Tests(counts)) => counts,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn no_run_without_a_passed_case_is_a_success() {
        assert!(counts("<testsuite><testcase/></testsuite>").is_success());
        assert!(
            counts("<testsuite><testcase/><testcase><skipped/></testcase></testsuite>")
                .is_success()
        );
        for text in [
            "<testsuites/>",
            "<testsuite><testcase><skipped/></testcase></testsuite>",
            "<testsuite><testcase/><testcase><failure/></testcase></testsuite>",
            "<testsuite><testcase/><error/></testsuite>",
            "<testsuite failures='1'><testcase/></testsuite>",
            "<testsuites errors='1'><testsuite><testcase/></testsuite></testsuites>",
        ] {
            assert!(!counts(text).is_success(), "{text}");
        }
    }

    #[test]
    fn an_error_that_suite_and_root_declare_counts_once() {
        let found = counts(
            "<testsuites errors='2'><testsuite errors='1'><testcase/></testsuite>\
             <testsuite errors='1'><testcase/><error/></testsuite></testsuites>",
        );
        assert_eq!(
            (found.cases, found.passed(), found.outside_cases),
            (2, 2, 2)
        );
    }
}
