//! Every refusal, word for word: one line that names the setting, its origin and what is expected.

use super::*;

const DAY_RANGE: &str = "expected a whole number and ms, s, m, h or d, from 60m to 365d";

const TOKEN: &str = "expected 32 to 512 letters, digits or -._~+/=, as `openssl rand -hex 32` prints them";

#[test]
fn figures_are_at_one_place() -> Outcome {
    let token = ("GRIOT_METRICS_TOKEN", "hunter2hunter2hunter2hunter2hunter2");
    assert_eq!(
        refusal(&[token, ("GRIOT_METRICS_BIND", "127.0.0.1:9100")]),
        "GRIOT_METRICS_TOKEN (environment): metrics.bind is given too, where no token is asked for; expected one of the two"
    );
    let loaded = load(&[token])?;
    assert_eq!(shown(&loaded, "GRIOT_METRICS_TOKEN").0, "(set)");
    assert!(!format!("{loaded:?}").contains("hunter2"));
    assert_eq!(refusal(&[("GRIOT_METRICS_BIND", "127.0.0.1:0"), ("GRIOT_BIND", "127.0.0.1:0")]), "accepted");
    Ok(())
}

#[test]
fn spans_are_sent_only_by_those_who_can() {
    let refused = refusal(&[("GRIOT_OTLP_ENDPOINT", "http://127.0.0.1:4318/")]);
    if cfg!(feature = "otel") {
        assert_eq!(refused, "accepted");
        for (bad, why) in [
            ("127.0.0.1:4318", "is not an absolute URL"),
            ("grpc://127.0.0.1:4317", "is neither http nor https"),
            ("http://me:hunter2@127.0.0.1", "holds a user name or password"),
            ("http://127.0.0.1:4318/v1/traces", "has more than the address"),
        ] {
            let refused = refusal(&[("GRIOT_OTLP_ENDPOINT", bad)]);
            assert!(refused.contains(why) && !refused.contains("hunter2"), "{bad}: {refused}");
        }
    } else {
        assert_eq!(
            refused,
            "GRIOT_OTLP_ENDPOINT (environment): `http://127.0.0.1:4318/` cannot be honoured: this griot was built without \
             the feature otel; expected nothing, or a griot built with `cargo build --release --features otel`"
        );
    }
}

#[test]
fn bad_values_from_the_environment() {
    let sqlite_or_postgres = "expected sqlite:PATH or postgres://user:password@host/database";
    let patience = "expected a whole number and ms, s, m, h or d, from 1s to 10m";
    let random =
        "expected at least 32 random bytes in base64 or hex, as `openssl rand -base64 32` prints them";
    for (name, value, problem) in [
        ("GRIOT_BIND", "localhost:8080", "`localhost:8080` is not an IP address with a port; expected one like 127.0.0.1:8080, 0.0.0.0:80 or [::1]:0".to_owned()),
        ("GRIOT_BIND", "", "the empty value is not an IP address with a port; expected one like 127.0.0.1:8080, 0.0.0.0:80 or [::1]:0".to_owned()),
        ("GRIOT_BIND", "a\nb", "`a\\nb` is not an IP address with a port; expected one like 127.0.0.1:8080, 0.0.0.0:80 or [::1]:0".to_owned()),
        ("GRIOT_PUBLIC_URL", "htps://a.example", "`htps://a.example` has the scheme htps://; did you mean https://?".to_owned()),
        ("GRIOT_PUBLIC_URL", "https://me:hunter2@a.example", "`https://***@a.example` holds a user name or password; expected one like https://api.example.org".to_owned()),
        ("GRIOT_WORKERS", "65", "`65` is out of range; expected a whole number from 1 to 64".to_owned()),
        ("GRIOT_HEAD_TIMEOUT", "2m", "`2m` is out of range; expected a whole number and ms, s, m, h or d, from 1s to 60s".to_owned()),
        ("GRIOT_BODY_TIMEOUT", "30", format!("`30` is not a duration; {patience}")),
        ("GRIOT_KEEP_ALIVE", "0s", format!("`0s` is out of range; {patience}")),
        ("GRIOT_TRUSTED_PROXIES", "::1,10.0.0.1/8", "`::1,10.0.0.1/8` has an entry that has bits beyond its prefix; expected 10.0.0.0/8 or 10.0.0.1".to_owned()),
        ("DATABASE_URL", "postgress://me:hunter2@db/news", "the value has the unknown scheme postgress:; did you mean postgres://?".to_owned()),
        ("DATABASE_URL", "host=db password=hunter2", format!("the value has no scheme; {sqlite_or_postgres}")),
        ("DATABASE_URL", "sqlite::memory:", "the value names a database in memory, which each connection would have for itself and the next start would not find; expected a file, such as sqlite:data/griot.db".to_owned()),
        ("GRIOT_POOL_SIZE", "0", "`0` is out of range; expected a whole number from 1 to 200".to_owned()),
        ("GRIOT_SECRET_KEY", "hunter2hunter2", format!("the value is neither base64 nor hex; {random}")),
        ("GRIOT_ADMIN_EMAIL", "desk", "`desk` is not an e-mail address; expected one like desk@example.org".to_owned()),
        ("GRIOT_ADMIN_PASSWORD", "hunter2", "the password's length is out of range; expected 15 to 1024 characters".to_owned()),
        ("GRIOT_ADMIN_PASSWORD", "", "the empty value is no password; expected one, or none of this setting to have one generated".to_owned()),
        ("GRIOT_ACCESS_TOKEN_TTL", "2h", "`2h` is out of range; expected a whole number and ms, s, m, h or d, from 60s to 60m".to_owned()),
        ("GRIOT_REFRESH_IDLE_TTL", "30m", format!("`30m` is out of range; {DAY_RANGE}")),
        ("GRIOT_REFRESH_IDLE_TTL", "91d", "is longer than auth.refresh_absolute_ttl; expected at most that".to_owned()),
        ("GRIOT_PASSWORD_MIN_LENGTH", "8", "`8` is out of range; expected a whole number from 12 to 64".to_owned()),
        ("GRIOT_CORS_ORIGINS", "*", "`*` has an entry that is *, which would let any website act for your users; expected exact ones like https://www.example.org".to_owned()),
        ("GRIOT_BODY_BYTES", "1MB", "`1MB` is not a size; expected bytes, or a whole number and KiB or MiB, from 1KiB to 16MiB".to_owned()),
        ("GRIOT_JSON_DEPTH", "deep", "`deep` is not a whole number; expected a whole number from 8 to 64".to_owned()),
        ("GRIOT_S_MAXAGE", "2d", "`2d` is out of range; expected a whole number and ms, s, m, h or d, from 0s to 24h".to_owned()),
        ("GRIOT_LOG_FORMAT", "yaml", "`yaml` is not a log format; expected pretty or json".to_owned()),
        ("GRIOT_LOG", "debgu", "`debgu` is not a log level; did you mean debug?".to_owned()),
        ("GRIOT_METRICS_BIND", "9100", "`9100` is not an IP address with a port; expected one like 127.0.0.1:8080, 0.0.0.0:80 or [::1]:0".to_owned()),
        ("GRIOT_METRICS_BIND", "127.0.0.1:8080", "is the address of the API; expected another one, or metrics.token instead".to_owned()),
        ("GRIOT_METRICS_TOKEN", "", format!("the empty value has 0 characters; {TOKEN}")),
        ("GRIOT_METRICS_TOKEN", "hunter2hunter2hunter2hunter2hun", format!("the value has 31 characters; {TOKEN}")),
        ("GRIOT_METRICS_TOKEN", "hunter2 hunter2 hunter2 hunter2 hunter2", format!("the value holds a character that no token has; {TOKEN}")),
        ("GRIOT_WEBSUB_HUB", "hub.example.org", "`hub.example.org` is not an absolute URL; expected one like https://hub.example.org/".to_owned()),
        ("GRIOT_DEFAULT_LOCALE", "FR", "`FR` is not in canonical form; expected fr".to_owned()),
    ] {
        assert_eq!(refusal(&[(name, value)]), format!("{name} (environment): {problem}"));
    }
}

#[test]
fn the_origin_is_the_layer_that_won() -> Outcome {
    let problem =
        "`x` is not an IP address with a port; expected one like 127.0.0.1:8080, 0.0.0.0:80 or [::1]:0";
    let folder = Folder::with(&[("griot.toml", "[server]\nbind = \"x\"")])?;
    let message = |overrides: &Overrides| {
        folder.load(overrides, &[]).map_or_else(|error| error.to_string(), |_| "accepted".to_owned())
    };
    assert_eq!(message(&Overrides::default()), format!("server.bind (griot.toml): {problem}"));
    fs::write(folder.0.join(".env"), "\nGRIOT_BIND=x")?;
    assert_eq!(message(&Overrides::default()), format!("GRIOT_BIND (.env line 2): {problem}"));
    let flag = Overrides { bind: Some("x".to_owned()), ..Overrides::default() };
    assert_eq!(message(&flag), format!("--bind (flag): {problem}"));
    Ok(())
}

#[test]
fn unknown_variables_suggest_the_nearest() -> Outcome {
    for (name, hint) in [
        ("GRIOT_BNID", "did you mean GRIOT_BIND?"),
        ("GRIOT_DATABASE_URL", "did you mean DATABASE_URL?"),
        ("GRIOT_PUBLIC_URI", "did you mean GRIOT_PUBLIC_URL?"),
        ("GRIOT_SECRETKEY", "did you mean GRIOT_SECRET_KEY?"),
        ("GRIOT_COLOUR_SCHEME", ".env.example lists all there are"),
        ("GRIOT_", ".env.example lists all there are"),
    ] {
        assert_eq!(refusal(&[(name, "x")]), format!("{name} (environment): unknown variable; {hint}"));
    }
    let folder = Folder::with(&[(".env", "A=b\nGRIOT_BNID=x")])?;
    assert_eq!(
        folder.load(&Overrides::default(), &[]).map_err(|error| error.to_string()).err(),
        Some("GRIOT_BNID (.env line 2): unknown variable; did you mean GRIOT_BIND?".to_owned())
    );
    assert_eq!(refusal(&[("DATABASE_URI", "x"), ("GRIOTS", "x"), ("RUST_LOG", "x")]), "accepted");
    Ok(())
}

#[test]
fn unreadable_things_are_named() -> Outcome {
    let folder = Folder::new()?;
    fs::create_dir(folder.0.join(".env"))?;
    let message =
        folder.load(&Overrides::default(), &[]).map_or_else(|error| error.to_string(), |_| String::new());
    assert!(message.starts_with(".env: cannot be read: "), "{message}");
    assert_eq!(message.lines().count(), 1);
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_value_must_be_text() {
    use std::os::unix::ffi::OsStringExt;
    let mut around = Surroundings::for_testing(Path::new("/nonexistent"), &[]);
    around.variables.insert("GRIOT_ADMIN_EMAIL".to_owned(), std::ffi::OsString::from_vec(vec![0xff]));
    assert_eq!(
        Config::load_from(&Overrides::default(), &around).map_err(|error| error.to_string()).err(),
        Some("GRIOT_ADMIN_EMAIL (environment): the value is not UTF-8 text".to_owned())
    );
}

#[test]
fn a_previous_key_differs_from_the_current_one() {
    let key = "q7Yx0N3l8cVQ9b2mJ4uTzR6KfHwA1sEoPpXgDdIiLkM=";
    assert_eq!(
        refusal(&[("GRIOT_SECRET_KEY", key), ("GRIOT_SECRET_KEY_PREVIOUS", key)]),
        "GRIOT_SECRET_KEY_PREVIOUS (environment): is the current key; expected the one before it, or none"
    );
}
