//! The table, the typed defaults, `.env.example` and `config show` tell one story.

use std::collections::BTreeSet;

use super::*;

#[test]
fn every_variable_is_read_once_in_the_tables_order() -> Outcome {
    let loaded = load(&[])?;
    let read: Vec<_> = loaded.origins.iter().map(|setting| setting.variable.name).collect();
    let listed: Vec<_> = variables().iter().map(|variable| variable.name).collect();
    assert_eq!(read, listed);
    assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len());
    Ok(())
}

#[test]
fn the_tables_defaults_are_the_codes() -> Outcome {
    let literal: Vec<_> = variables()
        .iter()
        .filter_map(|variable| match variable.default {
            DefaultText::Literal(text) => Some((variable.name, text)),
            DefaultText::Computed(_) | DefaultText::Unset => None,
        })
        .collect();
    let silent = load(&[])?;
    assert_eq!(load(&literal)?.config, silent.config);
    let expected = Config {
        server: ServerConfig::default(),
        database: DatabaseConfig::default(),
        auth: AuthConfig::default(),
        cors: CorsConfig::default(),
        limits: LimitsConfig::default(),
        cache: CacheConfig::default(),
        log: LogConfig::default(),
        metrics: MetricsConfig::default(),
        traces: TracesConfig::default(),
        site: SiteConfig::default(),
        feeds: FeedsConfig::default(),
        outbound: OutboundConfig::default(),
        webhooks: WebhooksConfig::default(),
        events: EventsConfig::default(),
    };
    assert_eq!(silent.config, expected);
    Ok(())
}

#[test]
fn env_example_is_up_to_date() -> Outcome {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join(".env.example");
    if fs::read_to_string(&committed).ok() != Some(env_example()) {
        let renewed = std::env::temp_dir().join("griot.env.example");
        fs::write(&renewed, env_example())?;
        return Err(format!("cp {} {}", renewed.display(), committed.display()).into());
    }
    Ok(())
}

#[test]
fn env_example_works_when_it_is_copied() -> Outcome {
    // As it is, and with every literal default uncommented.
    let uncommented: Vec<String> = env_example()
        .lines()
        .map(|line| match line.strip_prefix("# ").filter(|rest| rest.contains('=') && !rest.contains(' ')) {
            Some(assignment) if !assignment.ends_with('=') => assignment.to_owned(),
            _ => line.to_owned(),
        })
        .collect();
    for text in [env_example(), uncommented.join("\n")] {
        let folder = Folder::with(&[(".env", &text)])?;
        assert_eq!(folder.load(&Overrides::default(), &[])?.config, load(&[])?.config);
    }
    Ok(())
}

#[test]
fn show_masks_secrets_and_names_origins() -> Outcome {
    let loaded = load(&[
        ("DATABASE_URL", "postgres://me:hunter2@db/news?sslpassword=hunter2"),
        ("GRIOT_SECRET_KEY", "q7Yx0N3l8cVQ9b2mJ4uTzR6KfHwA1sEoPpXgDdIiLkM="),
        ("GRIOT_ADMIN_PASSWORD", "hunter2 hunter2 hunter2"),
        ("GRIOT_CORS_ORIGINS", "https://a.example, https://b.example"),
    ])?;
    let text = show(&loaded);
    let line = |key: &str| -> Vec<String> {
        let found = text.lines().find(|line| line.starts_with(&format!("{key} "))).unwrap_or_default();
        found.split("  ").filter(|part| !part.is_empty()).map(|part| part.trim().to_owned()).collect()
    };
    assert_eq!(
        line("url"),
        ["url", "postgres://me:***@db/news?sslpassword=***", "DATABASE_URL (environment)"]
    );
    assert_eq!(line("secret_key"), ["secret_key", "(set)", "GRIOT_SECRET_KEY (environment)"]);
    assert_eq!(line("admin_password"), ["admin_password", "(set)", "GRIOT_ADMIN_PASSWORD (environment)"]);
    assert_eq!(line("admin_email"), ["admin_email", "(not set)", "default"]);
    assert_eq!(line("body_bytes"), ["body_bytes", "1MiB", "default"]);
    assert_eq!(
        line("origins"),
        ["origins", "https://a.example,https://b.example", "GRIOT_CORS_ORIGINS (environment)"]
    );
    assert!(text.starts_with("[server]\nbind "));
    for printed in [text, format!("{loaded:?}")] {
        assert!(!printed.contains("hunter2") && !printed.contains("q7Yx0N3l"));
    }
    Ok(())
}

#[test]
fn tests_get_a_config_of_their_own() {
    let config = Config::for_testing(DatabaseUrl::Sqlite { path: "/tmp/x/griot.db".into() });
    assert_eq!(config.server.bind.port(), 0);
    assert_eq!(config.database.data_dir, PathBuf::from("/tmp/x"));
    assert!(config.auth.secret_key.is_some());
}
