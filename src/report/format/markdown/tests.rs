use super::*;
use crate::report::fixture::northlight;
use crate::report::format::Format;
use crate::report::format::tests::{options, rendered};

#[test]
fn every_section_of_the_screen_is_a_section_of_the_document() {
    let report = northlight();
    let text = rendered(Format::Markdown, &report, &options(&report));
    insta::assert_snapshot!(text);
}

#[test]
fn what_means_something_to_a_reader_of_markdown_is_escaped() {
    assert_eq!(
        inline("<b> **x** [y](z) | www.a.example https://b #1 @all _e_ a_b"),
        "&#60;b&#62; &#42;&#42;x&#42;&#42; &#91;y&#93;(z) &#124; www&#46;a.example https&#58;// \
         b &#35;&#8203;1 &#64;&#8203;all &#95;e&#95; a_b"
            .replace("// b", "//b")
    );
    assert_eq!(inline("a `b|c` `d"), "a <code>b&#124;c</code> &#96;d");
}
