use super::*;

fn check(arguments: &[&str]) -> Result<CheckArgs, clap::Error> {
    let cli = Cli::try_parse_from(["readyctl", "check"].iter().chain(arguments))?;
    match cli.command {
        Command::Check(args) => Ok(args),
        other => panic!("expected `check`, found {other:?}"),
    }
}

fn choice(arguments: &[&str]) -> PolicyChoice {
    check(arguments)
        .expect("the arguments are valid")
        .policy
        .choice()
}

#[test]
fn the_grammar_holds_together() {
    Cli::command().debug_assert();
}

#[test]
fn without_flags_the_report_is_a_table_of_what_needs_attention() {
    let args = check(&[]).expect("nothing is needed");
    assert_eq!((args.format, args.show), (Format::Table, Show::Attention));
    assert_eq!((args.path, args.as_of, args.stage), (None, None, None));
    assert!(!args.strict && !args.exit_zero);
}

#[test]
fn no_policy_counts_more_than_a_policy_that_is_named() {
    assert_eq!(choice(&[]), PolicyChoice::Nearest);
    assert_eq!(
        choice(&["--policy", "a.toml"]),
        PolicyChoice::File("a.toml".into())
    );
    assert_eq!(choice(&["--no-policy"]), PolicyChoice::None);
    assert_eq!(
        choice(&["--policy", "a.toml", "--no-policy"]),
        PolicyChoice::None
    );
}

#[test]
fn outputs_name_a_format_and_a_file() {
    let args = check(&["--output", "json=a=b.json", "--output", "table=t.txt"]);
    let expected =
        [(Format::Json, "a=b.json"), (Format::Table, "t.txt")].map(|(format, file)| Output {
            format,
            file: file.into(),
        });
    assert_eq!(args.expect("the arguments are valid").outputs, expected);
    for wrong in ["json", "json=", "=a.json", "jsn=a.json"] {
        assert!(check(&["--output", wrong]).is_err(), "{wrong}");
    }
}

#[test]
fn a_mistake_on_the_command_line_is_exit_status_2() {
    for wrong in [
        &["--as-of", "12.11.2026"][..],
        &["--stage", "prod"],
        &["--fromat", "json"],
        &["a", "b"],
    ] {
        assert_eq!(
            check(wrong).expect_err("it is a mistake").exit_code(),
            2,
            "{wrong:?}"
        );
    }
    let nothing = Cli::try_parse_from(["readyctl"]).expect_err("nothing is asked");
    assert_eq!(nothing.exit_code(), 2);
}
