//! Corrections as readers of feeds see them: beneath the text, in the language of the article.

use chrono_tz::Tz;

use crate::corrections::{Correction, CorrectionKind};
use crate::error::{Error, Result};
use crate::site::Settings;
use crate::text::xml::{html, legal};

/// What a correction is called, and what stands before what it says. English where a language is not known.
fn label(kind: CorrectionKind, language: &str) -> (&'static str, &'static str) {
    let is_french = language.split('-').next() == Some("fr");
    let name = match (kind, is_french) {
        (CorrectionKind::Correction, _) => "Correction",
        (CorrectionKind::Clarification, true) => "Précision",
        (CorrectionKind::Clarification, false) => "Clarification",
        (CorrectionKind::Update, true) => "Mise à jour",
        (CorrectionKind::Update, false) => "Update",
    };
    (name, if is_french { "\u{a0}: " } else { ": " })
}

fn kind(correction: &Correction) -> Result<CorrectionKind> {
    correction.kind.parse().map_err(|fault: String| Error::internal(fault))
}

/// A correction in one line of plain text.
pub(super) fn words(correction: &Correction, language: &str) -> Result<String> {
    let (name, colon) = label(kind(correction)?, language);
    Ok(format!("{name}{colon}{}", correction.note))
}

/// The text with what was corrected in it. A feed of summaries has no text, and so has nothing beneath it.
pub(super) fn beneath(
    text: Option<String>,
    corrections: Vec<Correction>,
    language: &str,
    settings: &Settings,
) -> Result<Option<String>> {
    let (Some(mut text), false) = (text.clone(), corrections.is_empty()) else { return Ok(text) };
    let zone: Tz = settings.time_zone.parse().unwrap_or(Tz::UTC);
    text.push_str("<aside>");
    for correction in corrections {
        let (name, colon) = label(kind(&correction)?, language);
        let day = correction.at.datetime().with_timezone(&zone).format("%Y-%m-%d");
        let note = html(&legal(&correction.note));
        text.push_str(&format!("<p><strong>{name}</strong> (<time>{day}</time>){colon}{note}</p>"));
    }
    text.push_str("</aside>");
    Ok(Some(text))
}
