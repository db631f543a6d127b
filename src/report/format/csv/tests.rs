use super::*;

#[test]
fn what_a_sheet_would_compute_is_shown_as_text() {
    for formula in ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "＝1"] {
        assert!(cell(formula).starts_with('\''), "{formula}");
    }
    for text in ["", "a=1", "1-2", "`=x`"] {
        assert_eq!(cell(text), text);
    }
}

#[test]
fn a_cell_stays_on_one_line() {
    assert_eq!(cell("a\r\n=b"), "a  =b");
}
