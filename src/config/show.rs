//! The text of `griot config show`: every setting, its value, and who decided it.
//!
//! Values were masked when they were read; nothing here knows a secret.

use super::Loaded;

/// One line per setting, grouped by section; meant for people, safe to paste into a bug report.
#[must_use]
pub fn show(loaded: &Loaded) -> String {
    let width = |text: fn(&super::Setting) -> &str| {
        loaded.origins.iter().map(|setting| text(setting).chars().count()).max().unwrap_or_default().min(48)
    };
    let (keys, values) = (width(|setting| setting.variable.key), width(|setting| &setting.value));
    let mut text = String::new();
    let mut section = "";
    for setting in &loaded.origins {
        if setting.variable.section != section {
            let gap = if section.is_empty() { "" } else { "\n" };
            section = setting.variable.section;
            text.push_str(&format!("{gap}[{section}]\n"));
        }
        let (key, value, origin) = (setting.variable.key, &setting.value, &setting.origin);
        text.push_str(&format!("{key:keys$}  {value:values$}  {origin}\n"));
    }
    text
}
