//! Which layer wins, and that each remembers its name.

use super::*;

#[test]
fn flags_beat_environment_beats_dotenv_beats_file_beats_defaults() -> Outcome {
    let folder = Folder::with(&[
        (
            "griot.toml",
            "[server]\nbind = \"127.0.0.1:1\"\n[database]\ndata_dir = \"from-file\"\npool_size = 3",
        ),
        (
            ".env",
            "# ours\nGRIOT_BIND=127.0.0.1:2\nGRIOT_DATA_DIR='from .env'\nPOSTGRES_URL=not ours, so $WHATEVER\n",
        ),
    ])?;
    let environment = [("GRIOT_BIND", "127.0.0.1:3"), ("PATH", "/bin")];
    let flags = Overrides { bind: Some("127.0.0.1:4".to_owned()), ..Overrides::default() };

    let all = folder.load(&flags, &environment)?;
    assert_eq!(shown(&all, "GRIOT_BIND"), ("127.0.0.1:4".to_owned(), "--bind (flag)".to_owned()));
    assert_eq!(
        shown(&all, "GRIOT_DATA_DIR"),
        ("from .env".to_owned(), "GRIOT_DATA_DIR (.env line 3)".to_owned())
    );
    assert_eq!(
        shown(&all, "GRIOT_POOL_SIZE"),
        ("3".to_owned(), "database.pool_size (griot.toml)".to_owned())
    );
    assert_eq!(shown(&all, "GRIOT_KEEP_ALIVE"), ("75s".to_owned(), "default".to_owned()));
    assert_eq!(all.config.server.bind.port(), 4);
    assert_eq!(all.config.database.pool_size, 3);

    let without_flags = folder.load(&Overrides::default(), &environment)?;
    assert_eq!(without_flags.config.server.bind.port(), 3);
    let without_environment = folder.load(&Overrides::default(), &[])?;
    assert_eq!(without_environment.config.server.bind.port(), 2);
    fs::remove_file(folder.0.join(".env"))?;
    let file_alone = folder.load(&Overrides::default(), &[])?;
    assert_eq!(file_alone.config.server.bind.port(), 1);
    assert_eq!(file_alone.config.database.data_dir, PathBuf::from("from-file"));
    fs::remove_file(folder.0.join("griot.toml"))?;
    assert_eq!(folder.load(&Overrides::default(), &[])?.config.server.bind.port(), 8080);
    Ok(())
}

#[test]
fn every_flag_reaches_its_setting() -> Outcome {
    let folder = Folder::with(&[("other.toml", "[log]\nlevel = \"warn\"")])?;
    let flags = Overrides {
        config: Some(PathBuf::from("other.toml")),
        data_dir: Some("d".to_owned()),
        database_url: Some("postgres://db/news".to_owned()),
        bind: Some("[::1]:0".to_owned()),
        log_format: Some("pretty".to_owned()),
    };
    let loaded = folder.load(&flags, &[])?;
    for (name, value, origin) in [
        ("GRIOT_DATA_DIR", "d", "--data-dir (flag)"),
        ("DATABASE_URL", "postgres://db/news", "--database-url (flag)"),
        ("GRIOT_BIND", "[::1]:0", "--bind (flag)"),
        ("GRIOT_LOG_FORMAT", "pretty", "--log-format (flag)"),
        ("GRIOT_LOG", "warn", "log.level (other.toml)"),
    ] {
        assert_eq!(shown(&loaded, name), (value.to_owned(), origin.to_owned()));
    }
    Ok(())
}

#[test]
fn a_named_file_replaces_griot_toml_and_must_exist() -> Outcome {
    let folder = Folder::with(&[("griot.toml", "[colour]"), ("good.toml", "")])?;
    let named = |name: &str| Overrides { config: Some(PathBuf::from(name)), ..Overrides::default() };
    assert!(folder.load(&named("good.toml"), &[]).is_ok());
    assert_eq!(
        folder.load(&named("gone.toml"), &[]).map_err(|error| error.to_string()).err(),
        Some("--config (flag): `gone.toml` does not exist; expected a TOML file".to_owned())
    );
    Ok(())
}

#[test]
fn the_database_follows_the_data_folder_unless_it_is_named() -> Outcome {
    let follows = load(&[("GRIOT_DATA_DIR", "/srv/news")])?.config.database;
    assert_eq!(follows.url, DatabaseUrl::Sqlite { path: "/srv/news/griot.db".into() });
    assert_eq!(follows.generated_key_file(), PathBuf::from("/srv/news/secret.key"));
    let named = load(&[("GRIOT_DATA_DIR", "/srv/news"), ("DATABASE_URL", "sqlite:x.db")])?.config.database;
    assert_eq!(named.url, DatabaseUrl::Sqlite { path: "x.db".into() });
    Ok(())
}

#[test]
fn a_terminal_gets_the_pretty_log_in_colour() -> Outcome {
    let mut around = Surroundings::for_testing(Path::new("/nonexistent"), &[]);
    let log = |around: &Surroundings| {
        Config::load_from(&Overrides::default(), around).map(|loaded| loaded.config.log)
    };
    assert_eq!(log(&around)?, LogConfig::default());
    around.terminal = true;
    assert_eq!((log(&around)?.format, log(&around)?.color), (LogFormat::Pretty, true));
    around.variables.insert("NO_COLOR".to_owned(), "1".into());
    assert!(!log(&around)?.color);
    Ok(())
}

#[test]
fn the_key_may_stand_in_a_file() -> Outcome {
    const KEY: &str = "q7Yx0N3l8cVQ9b2mJ4uTzR6KfHwA1sEoPpXgDdIiLkM=";
    let folder = Folder::with(&[("key", &format!("{KEY}\n")), ("weak", "c2VjcmV0")])?;
    let key_in = |file: &str, more: &[(&str, &str)]| {
        let mut variables = vec![("GRIOT_SECRET_KEY_FILE", file)];
        variables.extend_from_slice(more);
        folder.load(&Overrides::default(), &variables).map_err(|error| error.to_string())
    };
    assert_eq!(key_in("key", &[])?.config.auth.secret_key, SecretKey::parse(KEY).ok());
    let prefix = "GRIOT_SECRET_KEY_FILE (environment): ";
    for (file, more, problem) in [
        ("gone", vec![], "`gone` does not exist; expected a file with the key"),
        (
            "key",
            vec![("GRIOT_SECRET_KEY", KEY)],
            "a master key is given as text too; expected one of the two",
        ),
        (
            "weak",
            vec![],
            "the key in `weak` holds only 6 bytes; expected at least 32 random bytes in base64 or hex, as `openssl rand -base64 32` prints them",
        ),
    ] {
        assert_eq!(key_in(file, &more).err(), Some(format!("{prefix}{problem}")));
    }
    Ok(())
}
