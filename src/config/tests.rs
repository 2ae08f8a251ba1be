//! The room as a whole: layers, messages, masks. Single kinds of values are tested beside their code.

mod layers;
mod messages;
mod table;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use super::*;

type Outcome = Result<(), Box<dyn Error>>;

/// A folder of its own for one test, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new() -> std::io::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("griot-config-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    fn with(files: &[(&str, &str)]) -> std::io::Result<Self> {
        let folder = Self::new()?;
        for (name, text) in files {
            fs::write(folder.0.join(name), text)?;
        }
        Ok(folder)
    }

    fn load(&self, overrides: &Overrides, variables: &[(&str, &str)]) -> Result<Loaded, ConfigError> {
        Config::load_from(overrides, &Surroundings::for_testing(&self.0, variables))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Loads with these variables and no files.
fn load(variables: &[(&str, &str)]) -> Result<Loaded, ConfigError> {
    Config::load_from(&Overrides::default(), &Surroundings::for_testing(Path::new("/nonexistent"), variables))
}

/// The message these variables are refused with.
fn refusal(variables: &[(&str, &str)]) -> String {
    load(variables).map_or_else(|error| error.to_string(), |_| "accepted".to_owned())
}

/// Value and origin of a setting.
fn shown(loaded: &Loaded, name: &str) -> (String, String) {
    let found = loaded.origins.iter().find(|setting| setting.variable.name == name);
    found.map_or_else(Default::default, |setting| (setting.value.clone(), setting.origin.clone()))
}
