//! One file for each format of scanner report.
