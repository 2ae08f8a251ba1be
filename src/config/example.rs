//! The text of `.env.example`, made from the table of settings.
//!
//! The committed file is compared with it by a test, which on a difference writes the new text into
//! the system's temporary folder and says where to copy it from.

use super::variables::{DefaultText, variables};

/// Every variable, grouped by section, each with one sentence and its default, commented out.
#[must_use]
pub fn env_example() -> String {
    let mut text = String::from(
        "# Settings of griot. Copy this file to .env in the folder where griot runs, and uncomment what you change.\n\
         # Stronger than this file: the environment and flags. Weaker: griot.toml, whose sections are the headings below.\n\
         # Values with spaces or # need quotes, values with $ single quotes. `griot config check` tells what is wrong.\n",
    );
    let mut section = "";
    for variable in variables() {
        if variable.section != section {
            section = variable.section;
            text.push_str(&format!("\n# ---- [{section}] ----\n"));
        }
        let (value, note) = match variable.default {
            DefaultText::Literal(value) => (value, String::new()),
            DefaultText::Computed(how) => ("", format!(" Default: {how}.")),
            DefaultText::Unset => ("", " Not set by default.".to_owned()),
        };
        text.push_str(&format!("\n# {}{note}\n# {}={value}\n", variable.doc, variable.name));
    }
    text
}
