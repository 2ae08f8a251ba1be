//! The settings of one `griot` process: read once at start, checked whole, then only passed around.
//!
//! Layers, strongest first: flags, environment, `.env` and `griot.toml` of the working directory
//! (or `--config FILE`), defaults. [`variables`] is the one table of names; each section's file
//! holds its fields with units and limits. Settings that editors change at run time (site name,
//! URL templates) are not here but in the database.
//!
//! Start with [`Config::load`]; `layers` puts the sources together, `kinds` reads single values.

mod auth;
mod cache;
mod cors;
mod database;
mod database_url;
mod dotenv;
mod error;
mod events;
mod example;
mod feeds;
mod file;
mod kinds;
mod layers;
mod limits;
mod log;
mod metrics;
mod nearest;
mod network;
mod outbound;
mod public_url;
mod reader;
mod secret;
mod server;
mod show;
mod site;
mod surroundings;
#[cfg(test)]
mod tests;
mod traces;
mod variables;
mod webhooks;

use std::path::PathBuf;

use reader::Reader;

pub use auth::{ATTEMPT_WINDOW, AuthConfig};
pub use cache::CacheConfig;
pub use cors::CorsConfig;
pub use database::DatabaseConfig;
pub use database_url::DatabaseUrl;
pub use error::ConfigError;
pub use events::EventsConfig;
pub use example::env_example;
pub use feeds::FeedsConfig;
pub use kinds::{parse_duration, shown_duration};
pub use limits::LimitsConfig;
pub use log::{LogConfig, LogFormat};
pub use metrics::MetricsConfig;
pub use network::{Network, TrustedProxies};
pub use outbound::OutboundConfig;
pub use public_url::PublicUrl;
pub use secret::{Secret, SecretKey};
pub use server::ServerConfig;
pub use show::show;
pub use site::SiteConfig;
pub use surroundings::Surroundings;
pub use traces::TracesConfig;
pub use variables::{DefaultText, Variable, variables};
pub use webhooks::WebhooksConfig;

/// Everything a process is told at start. `Debug` shows no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub server: ServerConfig,
    pub database: DatabaseConfig,
    pub auth: AuthConfig,
    pub cors: CorsConfig,
    pub limits: LimitsConfig,
    pub cache: CacheConfig,
    pub log: LogConfig,
    pub metrics: MetricsConfig,
    pub traces: TracesConfig,
    pub site: SiteConfig,
    pub feeds: FeedsConfig,
    pub outbound: OutboundConfig,
    pub webhooks: WebhooksConfig,
    pub events: EventsConfig,
}

/// What the command line says; each flag beats every other source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--config`: a file instead of `griot.toml`; it must exist.
    pub config: Option<PathBuf>,
    /// `--data-dir`
    pub data_dir: Option<String>,
    /// `--database-url`
    pub database_url: Option<String>,
    /// `--bind`
    pub bind: Option<String>,
    /// `--log-format`
    pub log_format: Option<String>,
}

/// A configuration together with where each of its values came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    pub config: Config,
    /// One entry per variable, in the order of [`variables`].
    pub origins: Vec<Setting>,
}

/// One setting as it was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub variable: &'static Variable,
    /// For people; secrets are `(set)`, passwords inside URLs `***`.
    pub value: String,
    /// `GRIOT_BIND (environment)`, `server.bind (griot.toml)`, `--bind (flag)` or `default`.
    pub origin: String,
}

impl Config {
    /// Reads all layers of this process.
    ///
    /// # Errors
    /// The first mistake found, as one line for people: an unknown name, a bad value, a file that cannot be read.
    pub fn load(overrides: &Overrides) -> Result<Loaded, ConfigError> {
        Self::load_from(overrides, &Surroundings::of_process())
    }

    /// Reads all layers, with an environment that is given; see [`Config::load`].
    ///
    /// # Errors
    /// As for [`Config::load`].
    pub fn load_from(overrides: &Overrides, around: &Surroundings) -> Result<Loaded, ConfigError> {
        let mut from = Reader::new(layers::gather(overrides, around)?, around);
        let server = ServerConfig::read(&mut from)?;
        let bind = server.bind;
        let config = Self {
            server,
            database: DatabaseConfig::read(&mut from)?,
            auth: AuthConfig::read(&mut from)?,
            cors: CorsConfig::read(&mut from)?,
            limits: LimitsConfig::read(&mut from)?,
            cache: CacheConfig::read(&mut from)?,
            log: LogConfig::read(&mut from)?,
            metrics: MetricsConfig::read(&mut from, bind)?,
            traces: TracesConfig::read(&mut from)?,
            site: SiteConfig::read(&mut from)?,
            feeds: FeedsConfig::read(&mut from)?,
            outbound: OutboundConfig::read(&mut from)?,
            webhooks: WebhooksConfig::read(&mut from)?,
            events: EventsConfig::read(&mut from)?,
        };
        Ok(Loaded { config, origins: from.settings })
    }

    /// For tests against this database: a free port, a fixed secret key, a quiet log; reads nothing
    /// from outside.
    #[must_use]
    pub fn for_testing(database_url: DatabaseUrl) -> Self {
        Self {
            server: ServerConfig::for_testing(),
            database: DatabaseConfig::for_testing(database_url),
            auth: AuthConfig::for_testing(),
            cors: CorsConfig::default(),
            limits: LimitsConfig::default(),
            cache: CacheConfig::default(),
            log: LogConfig::for_testing(),
            metrics: MetricsConfig::default(),
            traces: TracesConfig::default(),
            site: SiteConfig::default(),
            feeds: FeedsConfig::default(),
            outbound: OutboundConfig::default(),
            webhooks: WebhooksConfig::default(),
            events: EventsConfig::default(),
        }
    }
}
