//! Puts the layers on top of each other: flags > environment > `.env` > `griot.toml`. figment
//! merges them and remembers where each value came from.
//!
//! Defaults are not a layer: they live in the sections, as typed values. What comes out is a pile of
//! texts; `reader` turns them into values.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use figment::{
    Figment, Metadata, Profile, Provider,
    value::{Dict, Map, Value},
};

use super::{
    Overrides, dotenv,
    error::{ConfigError, quoted},
    file,
    nearest::nearest,
    surroundings::Surroundings,
    variables::{Variable, variables},
};

/// One value given by someone: a layer of its own, so that its origin survives the merge.
struct Given {
    variable: &'static Variable,
    text: String,
    /// The name it was given by, such as `GRIOT_BIND`, `server.bind` or `--bind`.
    name: String,
    /// `environment`, `.env line 3`, `griot.toml` or `flag`.
    place: String,
}

impl Provider for Given {
    fn metadata(&self) -> Metadata {
        Metadata::from(self.name.clone(), self.place.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let key = Dict::from([(self.variable.key.to_owned(), Value::from(self.text.clone()))]);
        let section = Dict::from([(self.variable.section.to_owned(), Value::from(key))]);
        Ok(Profile::Default.collect(section))
    }
}

/// Reads every layer; the first mistake in a name or a file stops it.
pub(super) fn gather(overrides: &Overrides, around: &Surroundings) -> Result<Figment, ConfigError> {
    let mut pile = Figment::new();
    let layers = [
        from_file(overrides, around)?,
        from_dotenv(around)?,
        from_environment(around)?,
        from_flags(overrides),
    ];
    for given in layers.into_iter().flatten() {
        pile = pile.merge(given);
    }
    Ok(pile)
}

fn from_file(overrides: &Overrides, around: &Surroundings) -> Result<Vec<Given>, ConfigError> {
    let chosen = overrides.config.clone();
    let path = chosen.clone().unwrap_or_else(|| PathBuf::from("griot.toml"));
    let text = match (read_if_present(&around.directory.join(&path), &path)?, chosen) {
        (Some(text), _) => text,
        (None, None) => return Ok(Vec::new()),
        (None, Some(_)) => {
            return Err(ConfigError::BadValue {
                setting: "--config".to_owned(),
                place: "flag".to_owned(),
                problem: format!(
                    "{} does not exist; expected a TOML file",
                    quoted(&path.display().to_string())
                ),
            });
        }
    };
    let place = path.display().to_string();
    let found = file::parse(&text, &path)?.into_iter();
    Ok(found
        .map(|(variable, text)| Given { variable, text, name: variable.path(), place: place.clone() })
        .collect())
}

fn from_dotenv(around: &Surroundings) -> Result<Vec<Given>, ConfigError> {
    let Some(text) = read_if_present(&around.directory.join(".env"), Path::new(".env"))? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for assignment in dotenv::parse(&text, looks_ours)? {
        let place = format!(".env line {}", assignment.line);
        if let Some(variable) = ours(&assignment.name, &place)? {
            found.push(Given { variable, text: assignment.value, name: assignment.name, place });
        }
    }
    Ok(found)
}

fn from_environment(around: &Surroundings) -> Result<Vec<Given>, ConfigError> {
    let mut found = Vec::new();
    for (name, value) in &around.variables {
        let place = "environment".to_owned();
        if let Some(variable) = ours(name, &place)? {
            let name = name.clone();
            let Some(text) = value.to_str().map(str::to_owned) else {
                let problem = "the value is not UTF-8 text".to_owned();
                return Err(ConfigError::BadValue { setting: name, place, problem });
            };
            found.push(Given { variable, text, name, place });
        }
    }
    Ok(found)
}

fn from_flags(overrides: &Overrides) -> Vec<Given> {
    let flags = [
        ("--data-dir", "GRIOT_DATA_DIR", &overrides.data_dir),
        ("--database-url", "DATABASE_URL", &overrides.database_url),
        ("--bind", "GRIOT_BIND", &overrides.bind),
        ("--log-format", "GRIOT_LOG_FORMAT", &overrides.log_format),
    ];
    let given = flags.into_iter().filter_map(|(flag, name, value)| {
        let variable = variables().iter().find(|known| known.name == name)?;
        let text = value.clone()?;
        Some(Given { variable, text, name: flag.to_owned(), place: "flag".to_owned() })
    });
    given.collect()
}

/// Whether a name is one of ours or carries our prefix.
fn looks_ours(name: &str) -> bool {
    name.starts_with("GRIOT_") || variables().iter().any(|known| known.name == name)
}

/// The setting of that name; `None` when the name is not ours, an error when it only looks like it.
fn ours(name: &str, place: &str) -> Result<Option<&'static Variable>, ConfigError> {
    if let Some(variable) = variables().iter().find(|known| known.name == name) {
        return Ok(Some(variable));
    }
    let Some(typed) = name.strip_prefix("GRIOT_") else {
        return Ok(None);
    };
    // Compared without the prefix, so that GRIOT_DATABASE_URL finds DATABASE_URL.
    let bare = |known: &'static Variable| known.name.strip_prefix("GRIOT_").unwrap_or(known.name);
    let near = nearest(typed, variables().iter().map(bare));
    let hint = match near.and_then(|near| variables().iter().find(|known| bare(known) == near)) {
        Some(known) => format!("did you mean {}?", known.name),
        None => ".env.example lists all there are".to_owned(),
    };
    Err(ConfigError::UnknownVariable { name: name.to_owned(), place: place.to_owned(), hint })
}

/// The file's text, `None` if there is no such file. `shown` is its name in messages.
pub(super) fn read_if_present(path: &Path, shown: &Path) -> Result<Option<String>, ConfigError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(ConfigError::BadFile { path: shown.to_owned(), problem: format!("cannot be read: {error}") })
        }
    }
}
