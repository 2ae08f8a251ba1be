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

/// The lead of an article whose text is not shown, with what was corrected in it.
pub(super) fn after(
    lead: Option<String>,
    corrections: &[Correction],
    language: &str,
) -> Result<Option<String>> {
    let mut lines: Vec<String> = lead.into_iter().collect();
    for correction in corrections {
        lines.push(legal(&words(correction, language)?));
    }
    Ok((!lines.is_empty()).then(|| lines.join("\n")))
}

/// The text with what was corrected in it.
pub(super) fn beneath(
    mut text: String,
    corrections: &[Correction],
    language: &str,
    settings: &Settings,
) -> Result<String> {
    if corrections.is_empty() {
        return Ok(text);
    }
    let zone: Tz = settings.time_zone.parse().unwrap_or(Tz::UTC);
    text.push_str("<aside>");
    for correction in corrections {
        let (name, colon) = label(kind(correction)?, language);
        let day = correction.at.datetime().with_timezone(&zone).format("%Y-%m-%d");
        let note = html(&legal(&correction.note));
        text.push_str(&format!("<p><strong>{name}</strong> (<time>{day}</time>){colon}{note}</p>"));
    }
    text.push_str("</aside>");
    Ok(text)
}
