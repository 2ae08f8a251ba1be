//! The one table of settings: variable name, place in `griot.toml`, default and one sentence each.
//!
//! The environment reader, the detection of unknown names, `.env.example` and `griot config show`
//! all come from here, so a setting that is not in this table does not exist. The typed values and
//! their limits are not here: each section's file (`server.rs`, `database.rs`, …) has its own.
//! To add a setting: one entry here and one field in its section; the tests then say how to renew
//! `.env.example`.

use DefaultText::{Computed, Literal, Unset};

/// What a setting is when nobody sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultText {
    /// This text, exactly as it could be written in `.env`.
    Literal(&'static str),
    /// Depends on the machine or on another setting; the text says how.
    Computed(&'static str),
    /// Nothing.
    Unset,
}

/// One setting, as people meet it from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Name in the environment and in `.env`.
    pub name: &'static str,
    /// Section in `griot.toml`.
    pub section: &'static str,
    /// Key inside the section.
    pub key: &'static str,
    /// The value when nobody sets it.
    pub default: DefaultText,
    /// One sentence for people.
    pub doc: &'static str,
    /// Its raw text is never repeated, in messages or elsewhere.
    pub secret: bool,
}

impl Variable {
    /// `section.key`, the name by which the code and `griot.toml` know it.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}.{}", self.section, self.key)
    }

    const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}

/// Every setting, in the order of `.env.example`.
#[must_use]
pub fn variables() -> &'static [Variable] {
    VARIABLES
}

const fn var(
    name: &'static str,
    section: &'static str,
    key: &'static str,
    default: DefaultText,
    doc: &'static str,
) -> Variable {
    Variable { name, section, key, default, doc, secret: false }
}

// A table reads better as a table: one setting, two lines.
#[rustfmt::skip]
const VARIABLES: &[Variable] = &[
    var("GRIOT_BIND", "server", "bind", Literal("127.0.0.1:8080"),
        "IP address and port to listen on; port 0 takes a free one, and the address in use is printed."),
    var("GRIOT_PUBLIC_URL", "server", "public_url", Computed("http:// and the address in use"),
        "Where clients reach this API, as they type it: https://api.example.org, without a slash at the end."),
    var("GRIOT_WORKERS", "server", "workers", Computed("one per core"),
        "Threads that answer requests, 1 to 64."),
    var("GRIOT_HEAD_TIMEOUT", "server", "head_timeout", Literal("10s"),
        "Longest time a client may take to send a request's head."),
    var("GRIOT_BODY_TIMEOUT", "server", "body_timeout", Literal("30s"),
        "Longest time a client may take to send a request's body."),
    var("GRIOT_HANDLER_TIMEOUT", "server", "handler_timeout", Literal("30s"),
        "Longest time one answer may take before it becomes a 503."),
    var("GRIOT_SHUTDOWN_TIMEOUT", "server", "shutdown_timeout", Literal("25s"),
        "How long a stopping server waits for running requests; keep it below what your supervisor allows."),
    var("GRIOT_KEEP_ALIVE", "server", "keep_alive", Literal("75s"),
        "How long an idle connection stays open; longer than your proxy's own idle time avoids stray 502s."),
    var("GRIOT_TRUSTED_PROXIES", "server", "trusted_proxies", Literal(""),
        "Addresses or networks, separated by commas, whose X-Forwarded-For is believed: 10.0.0.0/8,::1."),

    var("GRIOT_DATA_DIR", "database", "data_dir", Literal("./data"),
        "Folder for what this node keeps: the SQLite file and the generated secret key."),
    var("DATABASE_URL", "database", "url", Computed("sqlite:<data dir>/griot.db"),
        "sqlite:PATH, or postgres://user:password@host/database.").secret(),
    var("GRIOT_POOL_SIZE", "database", "pool_size", Literal("8"),
        "Connections to PostgreSQL, or readers of the SQLite file, 1 to 200."),
    var("GRIOT_POOL_WAIT", "database", "pool_wait", Literal("1s"),
        "Longest wait for a free connection before the answer is 503."),
    var("GRIOT_STATEMENT_TIMEOUT", "database", "statement_timeout", Literal("10s"),
        "PostgreSQL: longest time one SQL statement may run."),
    var("GRIOT_LOCK_TIMEOUT", "database", "lock_timeout", Literal("5s"),
        "PostgreSQL: longest wait for a lock."),
    var("GRIOT_BUSY_TIMEOUT", "database", "busy_timeout", Literal("5s"),
        "SQLite: longest wait for another process that holds the file."),

    var("GRIOT_SECRET_KEY", "auth", "secret_key", Computed("generated at first start in the data folder"),
        "Master key, at least 32 random bytes in base64 or hex (openssl rand -base64 32); every token depends on it.").secret(),
    var("GRIOT_SECRET_KEY_FILE", "auth", "secret_key_file", Unset,
        "File that holds the master key instead; give this one or GRIOT_SECRET_KEY, not both."),
    var("GRIOT_SECRET_KEY_PREVIOUS", "auth", "previous_secret_key", Unset,
        "The master key before the last change, still accepted while its tokens run out.").secret(),
    var("GRIOT_ADMIN_EMAIL", "auth", "admin_email", Unset,
        "E-mail of the first administrator; counts only while no user exists."),
    var("GRIOT_ADMIN_PASSWORD", "auth", "admin_password", Unset,
        "Password of the first administrator; counts only while no user exists.").secret(),
    var("GRIOT_ACCESS_TOKEN_TTL", "auth", "access_token_ttl", Literal("15m"),
        "Life of an access token, 1m to 60m."),
    var("GRIOT_REFRESH_IDLE_TTL", "auth", "refresh_idle_ttl", Literal("14d"),
        "A session unused for this long ends."),
    var("GRIOT_REFRESH_ABSOLUTE_TTL", "auth", "refresh_absolute_ttl", Literal("90d"),
        "A session ends after this long, used or not."),
    var("GRIOT_PASSWORD_MIN_LENGTH", "auth", "password_min_length", Literal("15"),
        "Fewest characters of a password, 12 to 64."),
    var("GRIOT_HASH_CONCURRENCY", "auth", "hash_concurrency", Computed("one per core, at most 16"),
        "Passwords hashed at once, 1 to 16; each takes 19 MiB while it runs."),
    var("GRIOT_LOGIN_ATTEMPTS_PER_ACCOUNT", "auth", "login_attempts_per_account", Literal("10"),
        "Logins tried per account and client address in 15 minutes; ten times as many per account from all addresses."),
    var("GRIOT_LOGIN_ATTEMPTS_PER_ADDRESS", "auth", "login_attempts_per_address", Literal("60"),
        "Logins tried per client address in 15 minutes."),
    var("GRIOT_REFRESH_ATTEMPTS_PER_ADDRESS", "auth", "refresh_attempts_per_address", Literal("600"),
        "Token refreshes tried per client address in 15 minutes."),

    var("GRIOT_CORS_ORIGINS", "cors", "origins", Literal(""),
        "Websites, separated by commas, whose scripts may call this API signed in: https://www.example.org."),

    var("GRIOT_BODY_BYTES", "limits", "body_bytes", Literal("1MiB"),
        "Largest request body, 1KiB to 16MiB."),
    var("GRIOT_JSON_DEPTH", "limits", "json_depth", Literal("64"),
        "Deepest nesting of a JSON body, 8 to 64."),
    var("GRIOT_URL_BYTES", "limits", "url_bytes", Literal("8KiB"),
        "Longest request URL, 1KiB to 64KiB."),

    var("GRIOT_S_MAXAGE", "cache", "s_maxage", Literal("60s"),
        "How long a CDN may keep a public answer (Cache-Control: s-maxage)."),

    var("GRIOT_LOG_FORMAT", "log", "format", Computed("pretty on a terminal, else json"),
        "pretty for people, json for machines; the log goes to stderr."),
    var("GRIOT_LOG", "log", "level", Literal("info,actix_server=warn,actix_http=off"),
        "error, warn, info, debug, trace or off, and per module if you like: info,griot::db=debug."),

    var("GRIOT_METRICS_BIND", "metrics", "bind", Unset,
        "IP address and port of their own for the figures of this process (/metrics), where anybody who reaches it may read them: 127.0.0.1:9100."),
    var("GRIOT_METRICS_TOKEN", "metrics", "token", Unset,
        "Instead: at least 32 characters (openssl rand -hex 32) that are presented as a bearer token at /metrics of the API.").secret(),

    var("GRIOT_OTLP_ENDPOINT", "traces", "otlp_endpoint", Unset,
        "Collector that is sent the spans of this process by OTLP over HTTP, if griot was built with the feature otel: http://127.0.0.1:4318."),

    var("GRIOT_DEFAULT_LOCALE", "site", "default_locale", Literal("fr"),
        "Language the site begins with, as a BCP 47 tag: fr, en, fr-SN. Counts only until somebody changes the site (PATCH /api/v1/site)."),

    var("GRIOT_WEBSUB_HUB", "feeds", "websub_hub", Unset,
        "WebSub hub that feeds name, so that readers can subscribe there; griot does not ping it yet: https://hub.example.org/."),

    var("GRIOT_OUTBOUND_ALLOW_LOOPBACK", "outbound", "allow_loopback", Literal("false"),
        "true lets webhooks call this machine itself (127.0.0.0/8, ::1) on any port: for development and tests."),
    var("GRIOT_OUTBOUND_PORTS", "outbound", "ports", Literal(""),
        "Ports, separated by commas, that webhooks may call besides 80 and 443: 8443."),
    var("GRIOT_OUTBOUND_TIMEOUT", "outbound", "timeout", Literal("15s"),
        "Longest time one call to another server may take, 1s to 60s."),

    var("GRIOT_WEBHOOK_DELIVERIES_KEPT", "webhooks", "deliveries_kept", Literal("30d"),
        "How long the record of a delivered webhook message is kept, 1h to 3650d; what could not be delivered stays."),

    var("GRIOT_EVENTS_RETENTION", "events", "retention", Unset,
        "Age at which entries of the content log are taken away, looked at once an hour; readers of /changes who come back later begin anew: 90d."),
    var("GRIOT_STREAMS", "events", "streams", Literal("2000"),
        "Clients of /events, and waiting ones of /changes, at the same time, 1 to 100000; more are told to come back."),
    var("GRIOT_STREAM_HEARTBEAT", "events", "heartbeat", Literal("15s"),
        "Longest silence on a stream of /events; shorter than what your proxy allows."),
    var("GRIOT_STREAM_LIFETIME", "events", "lifetime", Literal("1h"),
        "Longest life of a stream of /events, and longest wait of /changes; clients come back by themselves and miss nothing."),
];
