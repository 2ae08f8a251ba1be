//! The command line reads as documented; what the commands do is tested with the real binary.

use clap::CommandFactory;

use super::*;

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(line.split(' '))
}

#[test]
fn the_definitions_are_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn no_command_means_serve() -> Result<(), clap::Error> {
    let Command::Serve(serve) = parse("griot --bind [::1]:0")?.chosen() else {
        return Err(clap::Error::new(clap::error::ErrorKind::InvalidSubcommand));
    };
    assert!(!serve.demo && !serve.no_migrate);
    Ok(())
}

#[test]
fn global_flags_may_follow_the_command_and_become_overrides() -> Result<(), clap::Error> {
    let before = parse("griot --data-dir d --config c.toml --log-format json serve --demo")?;
    let after = parse("griot serve --demo --log-format json --data-dir d --config c.toml")?;
    let expected = Overrides {
        config: Some(PathBuf::from("c.toml")),
        data_dir: Some("d".to_owned()),
        log_format: Some("json".to_owned()),
        ..Overrides::default()
    };
    for cli in [before, after] {
        assert_eq!(Overrides::from(&cli.global), expected);
        assert!(matches!(cli.chosen(), Command::Serve(ServeArgs { demo: true, no_migrate: false })));
    }
    Ok(())
}

#[test]
fn every_command_of_the_manual_is_understood() {
    for line in [
        "griot serve --no-migrate",
        "griot migrate --status",
        "griot users add awa@example.org --name Awa --role editor --password-stdin",
        "griot users list",
        "griot users set-role awa@example.org admin",
        "griot users set-password awa@example.org --password-stdin",
        "griot openapi --yaml",
        "griot config check",
        "griot config show",
        "griot demo --articles 1000",
        "griot revisions prune --keep 20",
        "griot doctor",
        "griot jobs list",
        "griot jobs retry",
        "griot jobs retry 0198c0de-0000-7000-8000-000000000001",
        "griot revisions prune --keep 1 --older-than 90d --yes",
    ] {
        assert!(parse(line).is_ok(), "{line}");
    }
    for line in [
        "griot users add a@b.c --role boss --name A",
        "griot demo --articles 0",
        "griot serv",
        "griot jobs",
        "griot jobs retry all",
        "griot users",
        "griot revisions prune",
        "griot revisions prune --keep 0",
        "griot revisions prune --keep 3 --older-than 90",
        "griot revisions prune --keep 3 --older-than 999999999d",
    ] {
        assert!(parse(line).is_err(), "{line}");
    }
}
