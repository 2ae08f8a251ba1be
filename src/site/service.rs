//! Reading and changing the settings.

use chrono_tz::Tz;
use uuid::Uuid;

use super::addresses::Addresses;
use super::model::{Settings, Site};
use super::queries;
use crate::auth::UserId;
use crate::clock::{Timestamp, When};
use crate::db::{Conn, Db, LogEnds, Tx};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::events::{Event, EventType};

/// What the content log calls the site, of which there is one.
pub const SITE_ID: Uuid = Uuid::nil();

/// One look at the newsroom.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub settings: Settings,
    pub ends: LogEnds,
    pub now: Timestamp,
}

/// # Errors
/// When the database cannot answer.
pub fn find(conn: &mut Conn) -> Result<Site> {
    queries::find(conn)
}

/// # Errors
/// When the database cannot answer.
pub fn addresses(conn: &mut Conn) -> Result<Addresses> {
    Ok(Addresses::new(&find(conn)?.settings))
}

/// What a list of the public edition is read with: the settings, the ends of the content log, and the instant
/// to look at, at which all that the log tells of has come. One statement.
///
/// # Errors
/// When the database cannot answer.
pub fn snapshot(conn: &mut Conn, now: Timestamp) -> Result<Snapshot> {
    let (settings, ends) = queries::snapshot(conn)?;
    let settings = serde_json::from_str(&settings).map_err(Error::internal)?;
    Ok(Snapshot { settings, ends, now: now.max(ends.at) })
}

/// # Errors
/// When the database cannot.
pub(super) fn update(tx: &mut Tx<'_>, by: UserId, current: &Site, settings: &Settings) -> Result<()> {
    if &current.settings == settings {
        return Ok(());
    }
    write(tx, current.version, settings)?;
    Event::new(EventType::SiteUpdated, SITE_ID, Some(by)).emit(tx);
    Ok(())
}

/// Gives a newsroom that nobody has set up yet these settings, its languages excepted.
///
/// # Errors
/// When the database cannot.
pub fn introduce(tx: &mut Tx<'_>, by: UserId, settings: Settings) -> Result<()> {
    let current = find(tx)?;
    let in_its_languages = |settings: Settings| Settings {
        default_locale: current.settings.default_locale.clone(),
        locales: current.settings.locales.clone(),
        ..settings
    };
    if current.settings != in_its_languages(Settings::default()) {
        return Ok(());
    }
    update(tx, by, &current, &in_its_languages(settings))
}

fn write(tx: &mut Tx<'_>, version: i64, settings: &Settings) -> Result<()> {
    let document = serde_json::to_string(settings).map_err(Error::internal)?;
    let now = tx.now();
    if queries::update(tx, version, &document, now)? { Ok(()) } else { Err(Error::new(ErrorKind::Retry, "")) }
}

impl Settings {
    /// # Errors
    /// For a local time that the site's clocks pass over, or tell twice.
    pub fn instant(&self, when: &When, pointer: &str) -> Result<Timestamp, FieldError> {
        let zone = self.time_zone.parse().unwrap_or(Tz::UTC);
        when.at(zone).map_err(|fault| {
            let expected = "an instant with `Z` or an offset, or a local time that exists once";
            FieldError::pointer(pointer, FieldCode::Rule, fault.to_string()).expected(expected)
        })
    }
}

/// # Errors
/// When the database cannot answer.
pub async fn settings(db: &Db) -> Result<Settings> {
    Ok(db.read(find).await?.settings)
}

/// The language of what names none.
///
/// # Errors
/// When the database cannot answer.
pub async fn default_locale(db: &Db) -> Result<String> {
    Ok(settings(db).await?.default_locale)
}

/// The language of a newsroom that nobody has set up yet.
///
/// # Errors
/// When the database cannot.
pub async fn begin_with_locale(db: &Db, locale: &str) -> Result<()> {
    let locale = locale.to_owned();
    let untouched = db.read(find).await?;
    if untouched.version > 1 || untouched.settings.default_locale == locale {
        return Ok(());
    }
    db.write(move |tx| {
        let site = find(tx)?;
        if site.version > 1 {
            return Ok(());
        }
        let settings =
            Settings { default_locale: locale.clone(), locales: vec![locale.clone()], ..site.settings };
        write(tx, site.version, &settings)
    })
    .await
}
