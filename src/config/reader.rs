//! Reads single settings out of the merged layers, and notes each one's value and origin for
//! `griot config show` and for messages.
//!
//! What a value may be is not decided here but by the [`Kind`] a section asks with.

use figment::{Figment, value::Value};

use super::{
    Setting,
    error::{ConfigError, quoted},
    kinds::Kind,
    surroundings::Surroundings,
    variables::{Variable, variables},
};

/// Hands single settings to the sections and notes what it handed out.
pub(super) struct Reader<'a> {
    pile: Figment,
    pub(super) around: &'a Surroundings,
    pub(super) settings: Vec<Setting>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(pile: Figment, around: &'a Surroundings) -> Self {
        Self { pile, around, settings: Vec::with_capacity(variables().len()) }
    }

    /// The setting at `section.key`, or its default.
    pub(super) fn setting<T>(
        &mut self,
        path: &'static str,
        default: T,
        kind: &Kind<T>,
    ) -> Result<T, ConfigError> {
        let given = self.given(path, kind)?;
        let value = given.unwrap_or(default);
        self.note(path, (kind.show)(&value))?;
        Ok(value)
    }

    /// The setting at `section.key`, if anyone gave it.
    pub(super) fn optional<T>(
        &mut self,
        path: &'static str,
        kind: &Kind<T>,
    ) -> Result<Option<T>, ConfigError> {
        let given = self.given(path, kind)?;
        self.note(path, given.as_ref().map_or_else(|| "(not set)".to_owned(), kind.show))?;
        Ok(given)
    }

    /// Refuses a setting for a reason that its text alone does not show.
    pub(super) fn refuse<T>(&self, path: &'static str, problem: impl Into<String>) -> Result<T, ConfigError> {
        let (setting, place) = self.origin(path, variable_at(path)?);
        Err(ConfigError::BadValue { setting, place, problem: problem.into() })
    }

    fn given<T>(&self, path: &'static str, kind: &Kind<T>) -> Result<Option<T>, ConfigError> {
        let variable = variable_at(path)?;
        let found = self.pile.find_value(path).ok().and_then(Value::into_string);
        let Some(text) = found else { return Ok(None) };
        (kind.parse)(&text).map(Some).or_else(|problem| {
            let subject = match text.as_str() {
                "" => "the empty value".to_owned(),
                _ if variable.secret => "the value".to_owned(),
                text => quoted(text),
            };
            self.refuse(path, format!("{subject} {problem}"))
        })
    }

    fn note(&mut self, path: &'static str, value: String) -> Result<(), ConfigError> {
        let variable = variable_at(path)?;
        let (name, place) = self.origin(path, variable);
        let origin = if place == "default" { place } else { format!("{name} ({place})") };
        self.settings.push(Setting { variable, value, origin });
        Ok(())
    }

    /// The name a setting was given by, and where.
    fn origin(&self, path: &str, variable: &Variable) -> (String, String) {
        let metadata = self.pile.find_metadata(path);
        let place = metadata.and_then(|known| known.source.as_ref()?.custom());
        match (metadata, place) {
            (Some(known), Some(place)) => (known.name.to_string(), place.to_owned()),
            _ => (variable.name.to_owned(), "default".to_owned()),
        }
    }
}

fn variable_at(path: &'static str) -> Result<&'static Variable, ConfigError> {
    variables().iter().find(|known| known.path() == path).ok_or(ConfigError::Unlisted(path))
}
