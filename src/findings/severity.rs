//! The scales that formats share: scores, CVSS vectors, words. What one format alone says stands with that format.

use cvss::Cvss;

use super::Severity;

impl Severity {
    /// The rating of a CVSS 3 or 4 score: 0 is a remark, from 0.1 low, from 4.0 medium, from 7.0 high, from 9.0 to 10.0 critical;
    /// anything else is no score.
    pub(super) fn of_score(score: f64) -> Self {
        match score {
            0.0 => Self::Info,
            _ if score > 0.0 && score < 4.0 => Self::Low,
            _ if (4.0..7.0).contains(&score) => Self::Medium,
            _ if (7.0..9.0).contains(&score) => Self::High,
            _ if (9.0..=10.0).contains(&score) => Self::Critical,
            _ => Self::Unknown,
        }
    }

    /// The rating of a CVSS 2 score, which knows no critical: below 4.0 low, from 4.0 medium, from 7.0 to 10.0 high.
    pub(super) fn of_old_score(score: f64) -> Self {
        match score {
            _ if (0.0..4.0).contains(&score) => Self::Low,
            _ if (4.0..7.0).contains(&score) => Self::Medium,
            _ if (7.0..=10.0).contains(&score) => Self::High,
            _ => Self::Unknown,
        }
    }

    /// The rating of a whole CVSS vector of any version; unknown for one that lacks a base metric.
    pub(super) fn of_vector(vector: &str) -> Self {
        let vector = vector.trim();
        let vector = vector
            .strip_prefix('(')
            .and_then(|inner| inner.strip_suffix(')'))
            .unwrap_or(vector);
        let Ok(parsed) = vector.parse::<Cvss>() else {
            return Self::Unknown;
        };
        match &parsed {
            Cvss::CvssV20(_) => Self::of_old_score(parsed.score()),
            // The crate reads a vector without some base metric as harmless.
            Cvss::CvssV30(v3) | Cvss::CvssV31(v3) => {
                let is_whole = v3.av.is_some()
                    && v3.ac.is_some()
                    && v3.pr.is_some()
                    && v3.ui.is_some()
                    && v3.s.is_some()
                    && v3.c.is_some()
                    && v3.i.is_some()
                    && v3.a.is_some();
                if is_whole {
                    Self::of_score(parsed.score())
                } else {
                    Self::Unknown
                }
            }
            Cvss::CvssV40(_) => Self::of_score(parsed.score()),
            _ => Self::Unknown,
        }
    }

    /// The words that scanners use for one idea, in any case; unknown for every other word.
    pub(super) fn of_word(word: &str) -> Self {
        match word.trim().to_ascii_lowercase().as_str() {
            "critical" => Self::Critical,
            "high" => Self::High,
            "medium" | "moderate" => Self::Medium,
            "low" => Self::Low,
            "info" | "information" | "informational" | "none" | "negligible" => Self::Info,
            _ => Self::Unknown,
        }
    }

    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_rated_at_the_bounds_of_the_standard() {
        for (score, severity) in [
            (-0.1, Severity::Unknown),
            (0.0, Severity::Info),
            (0.1, Severity::Low),
            (3.9, Severity::Low),
            (3.95, Severity::Low),
            (4.0, Severity::Medium),
            (6.9, Severity::Medium),
            (7.0, Severity::High),
            (8.9, Severity::High),
            (9.0, Severity::Critical),
            (10.0, Severity::Critical),
            (10.1, Severity::Unknown),
            (f64::NAN, Severity::Unknown),
            (f64::INFINITY, Severity::Unknown),
        ] {
            assert_eq!(Severity::of_score(score), severity, "{score}");
        }
    }

    #[test]
    fn old_scores_know_no_critical() {
        for (score, severity) in [
            (3.9, Severity::Low),
            (4.0, Severity::Medium),
            (7.0, Severity::High),
            (10.0, Severity::High),
            (10.1, Severity::Unknown),
        ] {
            assert_eq!(Severity::of_old_score(score), severity, "{score}");
        }
    }

    #[test]
    fn vectors_of_every_version_are_rated_by_their_published_scores() {
        for (vector, severity) in [
            // 9.8, the score published with this vector for many a remote code execution.
            (
                "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                Severity::Critical,
            ),
            // 5.5
            (
                "CVSS:3.0/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N",
                Severity::Medium,
            ),
            // 0.0: no impact at all.
            (
                "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N",
                Severity::Info,
            ),
            // 10.0 in version 2.
            ("AV:N/AC:L/Au:N/C:C/I:C/A:C", Severity::High),
            ("(AV:N/AC:L/Au:N/C:C/I:C/A:C)", Severity::High),
            // 9.3
            (
                "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
                Severity::Critical,
            ),
        ] {
            assert_eq!(Severity::of_vector(vector), severity, "{vector}");
        }
    }

    #[test]
    fn a_vector_that_lacks_a_base_metric_says_nothing() {
        for vector in [
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
            "CVSS:3.1/AV:N",
            "CVSS:4.0/AV:N/AC:L",
            "AV:N/AC:L",
            "CVSS:3.1",
            "CVSS:9.9/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            "",
        ] {
            assert_eq!(Severity::of_vector(vector), Severity::Unknown, "{vector}");
        }
    }

    #[test]
    fn a_word_nobody_documented_says_nothing() {
        assert_eq!(Severity::of_word("MODERATE"), Severity::Medium);
        assert_eq!(Severity::of_word("Information"), Severity::Info);
        assert_eq!(Severity::of_word("urgent"), Severity::Unknown);
        assert_eq!(Severity::of_word(""), Severity::Unknown);
    }
}
