//! What is found, and what is left alone. Secrets are put together here, so that no file of the project holds one whole.

use super::*;

fn scan(text: &str) -> Vec<(LeakKind, String)> {
    let scanner = Scanner::new(Watched::default());
    let leaks = scanner.scan(text);
    leaks
        .into_iter()
        .map(|leak| (leak.kind, text[leak.place].to_owned()))
        .collect()
}

/// A text of that length in which no two neighbours are alike.
fn mixed(letters: &str, length: usize) -> String {
    letters.chars().cycle().take(length).collect()
}

const LETTERS: &str = "aB3dE6gH9jK2mN5pQ8sT1vW4xY7z";
const HEX: &str = "0f1e2d3c4b5a6978";
const CAPITALS: &str = "A2C4E6G7I5K3M";

#[test]
fn tokens_of_well_known_issuers_are_found_whole() {
    let tokens = [
        format!("AKIA{}", mixed(CAPITALS, 16)),
        format!("ghp_{}", mixed(LETTERS, 36)),
        format!("github_pat_{}", mixed(LETTERS, 82)),
        format!("glpat-{}", mixed(LETTERS, 20)),
        format!("xoxb-{}", mixed(LETTERS, 24)),
        format!("sk_live_{}", mixed(LETTERS, 24)),
        format!("AIza{}", mixed(LETTERS, 35)),
        format!("npm_{}", mixed(LETTERS, 36)),
        format!("dop_v1_{}", mixed(HEX, 64)),
        format!("shpat_{}", mixed(HEX, 32)),
        format!("dapi{}", mixed(HEX, 32)),
        format!("eyJ{0}.eyJ{0}.{0}", mixed(LETTERS, 20)),
    ];
    for token in tokens {
        let text = format!("# Keys\n\nUse `{token}` to call us.");
        assert_eq!(scan(&text), [(LeakKind::Secret, token)]);
    }
}

#[test]
fn one_character_less_or_more_is_no_token_of_fixed_length() {
    for length in [15, 17] {
        let text = format!("Part number AKIA{}.", mixed(CAPITALS, length));
        assert_eq!(scan(&text), [], "{length}");
    }
    let inside = format!("TAKIA{}", mixed(CAPITALS, 16));
    assert_eq!(scan(&inside), []);
}

#[test]
fn examples_of_what_a_token_looks_like_are_left_alone() {
    for text in [
        format!("AKIA{}", "IOSFODNN7EXAMPLE"),
        format!("ghp_{}", "x".repeat(36)),
        "password: <your password>".to_owned(),
        "password: $PASSWORD2".to_owned(),
        "https://user:${TOKEN}@acme.example".to_owned(),
        "https://name:***@acme.example".to_owned(),
    ] {
        assert_eq!(scan(&text), [], "{text}");
    }
}

#[test]
fn a_value_after_a_telling_word_is_a_secret() {
    for (text, value) in [
        ("password: Tulip7Meadow", "Tulip7Meadow"),
        ("\"api_key\": \"q8Zr5tLw2\"", "q8Zr5tLw2"),
        ("The token is t0pGardenGate.", "t0pGardenGate"),
        ("Authorization: Bearer a1b2c3d4e5f6", "a1b2c3d4e5f6"),
        ("client_secret=9kQz7Lw1", "9kQz7Lw1"),
        ("secret_key: 9kQz7Lw1", "9kQz7Lw1"),
        ("| password | Tulip7Meadow |", "Tulip7Meadow"),
        ("| **Token** |Tulip7Meadow", "Tulip7Meadow"),
        (
            "postgres://reader:h7Kd93mQ@db.acme.example/main",
            "h7Kd93mQ",
        ),
    ] {
        assert_eq!(scan(text), [(LeakKind::Secret, value.to_owned())], "{text}");
    }
}

#[test]
fn prose_about_passwords_and_keys_is_left_alone() {
    for text in [
        "Passwords: hashed with Argon2id",
        "password: at least 12 characters",
        "Secret: AES-256-GCM",
        "Token: HMAC-SHA256",
        "token: 30min",
        "The access key is rotated every 90 days.",
        "Bearer tokens are short-lived.",
        "API key: on request, see https://acme.example/keys2",
        "secret: 2026-11-12",
        "password: required",
        "| password | 12characters or more |",
        "| secret | AES-256-GCM |",
        "| password |",
        "secret key management",
    ] {
        assert_eq!(scan(text), [], "{text}");
    }
}

#[test]
fn random_text_is_a_warning_where_it_may_open_something() {
    let random = "q7ZxV2mK9pLw4RtY8nBc3HsD6fGjTe1UaXo5";
    assert_eq!(
        scan(&format!("Reference {random}")),
        [(LeakKind::LikelySecret, random.to_owned())]
    );
    for text in [
        format!("https://docs.acme.example/d/{random}/edit"),
        format!("![logo](data:image/png;base64,{random})"),
        format!("ssh-ed25519 AAAA{random} ana"),
        format!("integrity=\"sha384-{random}\""),
        format!("-----BEGIN CERTIFICATE-----\n{random}\n-----END CERTIFICATE-----"),
        mixed(HEX, 64),
        "TheTrustPackOfAcmeLimitedVersion3For2026".to_owned(),
        "6fa459ea-ee8a-3ca4-894e-db77e160355e".to_owned(),
    ] {
        assert_eq!(scan(&text), [], "{text}");
    }
}

#[test]
fn what_stands_behind_a_sign_or_in_a_region_is_found_like_any_other() {
    for (text, kind, part) in [
        (
            "host=db.acme.internal",
            LeakKind::InternalHost,
            "db.acme.internal",
        ),
        (
            "db.acme.internal\u{2014}primary",
            LeakKind::InternalHost,
            "db.acme.internal",
        ),
        (
            "resource=arn:aws:s3:::acme",
            LeakKind::CloudResource,
            "arn:aws:s3:::acme",
        ),
        (
            "exports.s3.eu-west-1.amazonaws.com",
            LeakKind::CloudResource,
            "exports.s3.eu-west-1.amazonaws.com",
        ),
        ("dir=/srv/app/keys", LeakKind::FilePath, "/srv/app/keys"),
    ] {
        assert_eq!(scan(text), [(kind, part.to_owned())], "{text}");
    }
    for text in [
        "https://acme.example/?next=db.acme.internal.example",
        "https://acme.example/?v=1.2.3",
        "a=",
        "https://docs.aws.amazon.com/s3/",
    ] {
        assert_eq!(scan(text), [], "{text}");
    }
}

#[test]
fn a_secret_is_never_shown_whole() {
    let token = format!("ghp_{}", mixed(LETTERS, 36));
    assert_eq!(LeakKind::Secret.shown(&token), "`ghp_…`, 40 characters");
    assert_eq!(LeakKind::Secret.shown("abc12345"), "`ab…`, 8 characters");
    assert_eq!(LeakKind::PrivateAddress.shown("10.0.0.1"), "`10.0.0.1`");
}

#[test]
fn of_what_overlaps_the_gravest_is_kept() {
    let text = "arn:aws:iam::210987654321:role/OPS-12 at 10.0.0.1";
    assert_eq!(
        scan(text),
        [
            (
                LeakKind::CloudResource,
                "arn:aws:iam::210987654321:role/OPS-12".to_owned()
            ),
            (LeakKind::PrivateAddress, "10.0.0.1".to_owned())
        ]
    );
}

#[test]
fn a_single_long_line_is_searched_in_time_that_grows_with_it() {
    let text = "token=sk-ant-hf_eyJ://-----BEGIN ".repeat(20_000);
    assert!(scan(&text).len() < text.len());
}

#[test]
fn any_text_can_be_searched() {
    for text in [
        "",
        "\u{feff}",
        "é@é.é",
        "//::@@..--",
        "\\\\",
        "C:",
        "![",
        "🔑: 🔑password: é1é2é3é4é5",
    ] {
        let _ = scan(text);
    }
}
