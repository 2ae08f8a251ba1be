//! `griot.toml`: sections and keys as in the table of settings, and nothing else.
//!
//! Only the shape is checked here (known sections, known keys, one value or a list); what a value
//! may be is the business of its section, the same as for a variable.

use std::path::Path;

use figment::{
    providers::{Format, Toml},
    value::{Dict, Value},
};

use super::{
    error::ConfigError,
    nearest::nearest,
    variables::{Variable, variables},
};

/// The settings of a TOML text, each as the text a variable would hold. `place` names the file in messages.
pub(super) fn parse(text: &str, place: &Path) -> Result<Vec<(&'static Variable, String)>, ConfigError> {
    let sections: Dict = Toml::from_str(text).map_err(|error| ConfigError::BadFile {
        path: place.to_owned(),
        problem: one_line(&error.to_string()),
    })?;
    let mut found = Vec::new();
    for (section, value) in sections {
        let Value::Dict(_, keys) = value else {
            return Err(outside_sections(&section, place));
        };
        for (key, value) in keys {
            let variable = variables()
                .iter()
                .find(|known| known.section == section && known.key == key)
                .ok_or_else(|| unknown(&section, &key, place))?;
            let text = as_text(&value).ok_or_else(|| ConfigError::BadValue {
                setting: variable.path(),
                place: place.display().to_string(),
                problem: "expected a text in quotes, a number, or a list of texts".to_owned(),
            })?;
            found.push((variable, text));
        }
        // An empty section is harmless when it is one of ours.
        if !variables().iter().any(|known| known.section == section) {
            return Err(unknown_section(&section, place));
        }
    }
    Ok(found)
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(_, text) => Some(text.clone()),
        Value::Bool(_, truth) => Some(truth.to_string()),
        Value::Num(_, number) => {
            let signed = number.to_i128().map(|whole| whole.to_string());
            let unsigned = number.to_u128().map(|whole| whole.to_string());
            signed.or(unsigned).or_else(|| number.to_f64().map(|float| float.to_string()))
        }
        Value::Array(_, items) => {
            let texts: Option<Vec<String>> = items
                .iter()
                .map(|item| match item {
                    Value::Array(..) => None,
                    single => as_text(single),
                })
                .collect();
            texts.map(|texts| texts.join(","))
        }
        Value::Dict(..) | Value::Char(..) | Value::Empty(..) => None,
    }
}

fn bad_key(key: String, place: &Path, problem: String) -> ConfigError {
    ConfigError::BadKey { key, place: place.display().to_string(), problem }
}

fn outside_sections(key: &str, place: &Path) -> ConfigError {
    let home = variables().iter().find(|known| known.key == key).map_or("server", |known| known.section);
    bad_key(
        key.to_owned(),
        place,
        format!("stands outside a section; keys belong under one, such as [{home}]"),
    )
}

fn unknown(section: &str, key: &str, place: &Path) -> ConfigError {
    let keys: Vec<_> =
        variables().iter().filter(|known| known.section == section).map(|known| known.key).collect();
    if keys.is_empty() {
        return unknown_section(section, place);
    }
    let elsewhere = || variables().iter().find(|known| known.key == key).map(Variable::path);
    let hint =
        match nearest(key, keys.iter().copied()).map(|near| format!("{section}.{near}")).or_else(elsewhere) {
            Some(near) => format!("unknown key; did you mean {near}?"),
            None => format!("unknown key; [{section}] has {}", keys.join(", ")),
        };
    bad_key(format!("{section}.{key}"), place, hint)
}

fn unknown_section(section: &str, place: &Path) -> ConfigError {
    let mut sections: Vec<_> = variables().iter().map(|known| known.section).collect();
    sections.dedup();
    let hint = match nearest(section, sections.iter().copied()) {
        Some(near) => format!("unknown section; did you mean [{near}]?"),
        None => format!("unknown section; expected one of {}", sections.join(", ")),
    };
    bad_key(format!("[{section}]"), place, hint)
}

/// The position and the reason of toml's message, without the excerpt between them: the excerpt
/// spans lines and may hold a secret.
fn one_line(message: &str) -> String {
    let mut lines = message.lines();
    let position = lines.next().unwrap_or_default().trim_start_matches("TOML parse error at ").to_owned();
    let reasons: Vec<_> = lines.skip_while(|line| !line.trim_end().ends_with('^')).skip(1).collect();
    if reasons.is_empty() { position } else { format!("{position}: {}", reasons.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(&'static str, String)>, String> {
        let found = parse(text, Path::new("griot.toml")).map_err(|error| error.to_string())?;
        Ok(found.into_iter().map(|(variable, text)| (variable.name, text)).collect())
    }

    #[test]
    fn texts_numbers_and_lists() {
        let text = "[server]\nbind = \"[::1]:0\"\nworkers = 3\ntrusted_proxies = [\"::1\", \"10.0.0.0/8\"]\n[limits]\n[cors]\norigins = []";
        assert_eq!(
            read(text),
            Ok(vec![
                ("GRIOT_CORS_ORIGINS", String::new()),
                ("GRIOT_BIND", "[::1]:0".to_owned()),
                ("GRIOT_TRUSTED_PROXIES", "::1,10.0.0.0/8".to_owned()),
                ("GRIOT_WORKERS", "3".to_owned()),
            ])
        );
    }

    #[test]
    fn unknown_keys_say_where_they_are_and_what_was_meant() {
        for (text, message) in [
            ("[server]\nbnid = 1", "server.bnid (griot.toml): unknown key; did you mean server.bind?"),
            (
                "[server]\npool_size = 1",
                "server.pool_size (griot.toml): unknown key; did you mean database.pool_size?",
            ),
            ("[cache]\ncolour = 1", "cache.colour (griot.toml): unknown key; [cache] has s_maxage"),
            ("[serve]\nbind = 1", "[serve] (griot.toml): unknown section; did you mean [server]?"),
            (
                "[colour]",
                "[colour] (griot.toml): unknown section; expected one of server, database, auth, cors, limits, cache, log, metrics, traces, site, feeds, outbound, webhooks, events",
            ),
            (
                "data_dir = \"x\"",
                "data_dir (griot.toml): stands outside a section; keys belong under one, such as [database]",
            ),
            (
                "[server]\nbind = { port = 1 }",
                "server.bind (griot.toml): expected a text in quotes, a number, or a list of texts",
            ),
        ] {
            assert_eq!(read(text), Err(message.to_owned()));
        }
    }

    #[test]
    fn a_syntax_error_is_one_line_without_the_excerpt() {
        assert_eq!(
            read("[auth]\nadmin_password = hunter2 and more"),
            Err("griot.toml: line 2, column 18: invalid string, expected `\"`, `'`".to_owned())
        );
        assert_eq!(
            read("[server]\nworkers = 1\nworkers = 2"),
            Err("griot.toml: line 3, column 1: duplicate key `workers` in table `server`".to_owned())
        );
    }
}
