//! Which things say the same in another language.
//!
//! Translations form a group around an original, whose id names it; there is one for each language.
//! The rules are the same for everything that has a language and stand here; which table is asked is
//! the business of the room that has it; [`queries`] has the statements for tables without editions.

mod queries;
mod views;

use uuid::Uuid;

use crate::db::is_unique_violation;
use crate::db::types::typed_id;
use crate::error::{Error, ErrorKind, Faults, FieldCode, FieldError, Result};
use crate::text::locale::canonical;

pub(crate) use queries::{in_languages, translation_queries};
pub use views::{LanguageTag, TranslationReference};

typed_id! {
    /// Id of a group of translations: that of the original.
    GroupId
}

/// One of the other languages something can be read in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    pub id: Uuid,
    pub locale: String,
    pub slug: String,
    /// Where the website shows it.
    pub web: Option<String>,
}

/// A row of a table with languages, as its translations refer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sibling {
    pub group: GroupId,
    pub id: Uuid,
    pub locale: String,
    pub slug: String,
    /// Its place in a tree; the slug again where there is none.
    pub path: String,
}

impl Sibling {
    /// What the others of its group are to `id`, with the addresses `web` gives them.
    pub fn others(
        known: &[Sibling],
        group: GroupId,
        id: Uuid,
        web: impl Fn(&Sibling) -> Option<String>,
    ) -> Vec<Translation> {
        let others = known.iter().filter(|other| other.group == group && other.id != id);
        let translation = |other: &Sibling| Translation {
            id: other.id,
            locale: other.locale.clone(),
            slug: other.slug.clone(),
            web: web(other),
        };
        others.map(translation).collect()
    }
}

/// What an item of a list says of a preference among languages: the one wanted most, where the item
/// is in another.
pub fn fallback_from(wanted_most: Option<&str>, locale: &str) -> Option<String> {
    wanted_most.filter(|wanted| *wanted != locale).map(str::to_owned)
}

/// Checks the language somebody gives a thing.
pub fn check_locale(locale: &str, faults: &mut Faults) {
    let fault = |detail: &str, expected: String| {
        FieldError::pointer("/locale", FieldCode::Format, detail).expected(expected)
    };
    match canonical(locale) {
        Some(tag) if tag == locale => {}
        Some(tag) => faults.push(fault("The language tag is not in canonical form.", tag)),
        None => faults.push(fault("This is not a language tag.", "a tag such as fr, en or fr-SN".to_owned())),
    }
}

/// Something with a language, as its table has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: Uuid,
    /// The id of the original; its own for what is no translation.
    pub group: Uuid,
    pub locale: String,
    /// It lies in the trash: not to be translated, and its language is free.
    pub trashed: bool,
}

/// What a save says about its own place.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub id: Uuid,
    pub locale: &'a str,
    pub translation_of: Option<Uuid>,
}

impl Place<'_> {
    /// The group it stands in.
    pub fn group(&self) -> Uuid {
        self.translation_of.unwrap_or(self.id)
    }

    /// Checks a new place. `known` holds the original that is named, everything in its group, and
    /// everything in the group around `id`.
    ///
    /// # Errors
    /// 422 for an original that is not there or is none; 409 when the language is taken.
    pub fn check(&self, known: &[Member]) -> Result<()> {
        if let Some(original) = self.translation_of {
            self.check_original(original, known)?;
        }
        self.check_language(known)
    }

    /// Checks that no other has the language in the group.
    ///
    /// # Errors
    /// 409 when one has.
    pub fn check_language(&self, known: &[Member]) -> Result<()> {
        let group = self.group();
        let holder = known.iter().find(|other| {
            other.id != self.id && other.group == group && other.locale == self.locale && !other.trashed
        });
        holder.map_or(Ok(()), |holder| Err(taken(self.locale, holder.id)))
    }

    fn check_original(&self, original: Uuid, known: &[Member]) -> Result<()> {
        if original == self.id {
            return Err(refuse(FieldCode::Rule, "Nothing is a translation of itself."));
        }
        let Some(named) = known.iter().find(|other| other.id == original && !other.trashed) else {
            return Err(unknown_original());
        };
        if named.group != named.id {
            let fault = fault(FieldCode::Rule, "This is itself a translation. Name the original.");
            return Err(Error::invalid(vec![fault.expected(named.group.to_string())]));
        }
        if known.iter().any(|other| other.id != self.id && other.group == self.id) {
            return Err(refuse(FieldCode::Rule, "An original that has translations cannot become one."));
        }
        Ok(())
    }
}

/// What a unique index says when another took the language in the same moment: a second run sees
/// who.
pub fn retry_taken(fault: diesel::result::Error) -> Error {
    if is_unique_violation(&fault) { Error::new(ErrorKind::Retry, "") } else { fault.into() }
}

/// The problem of a second translation into one language.
pub fn taken(locale: &str, holder: Uuid) -> Error {
    Error::new(ErrorKind::TranslationTaken, format!("There is a translation into `{locale}` already."))
        .with("locale", locale)
        .with("held_by", holder.to_string())
}

/// The problem of an original that is not there, or not for the one who names it.
pub fn unknown_original() -> Error {
    refuse(FieldCode::UnknownReference, "There is no such original.")
}

fn fault(code: FieldCode, detail: &str) -> FieldError {
    FieldError::pointer("/translation_of", code, detail)
}

fn refuse(code: FieldCode, detail: &str) -> Error {
    Error::invalid(vec![fault(code, detail)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn member(own: u128, group: u128, locale: &str) -> Member {
        Member { id: id(own), group: id(group), locale: locale.to_owned(), trashed: false }
    }

    fn place(own: u128, locale: &str, of: Option<u128>) -> Place<'_> {
        Place { id: id(own), locale, translation_of: of.map(id) }
    }

    #[test]
    fn one_for_each_language() {
        let known = [member(1, 1, "fr"), member(2, 1, "en")];
        assert!(place(3, "wo", Some(1)).check(&known).is_ok());
        assert!(place(2, "en", Some(1)).check(&known).is_ok());
        for own in [3, 4] {
            let refused = place(own, "en", Some(1)).check(&known).unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::TranslationTaken);
        }
        // The original takes part, whoever changes their language.
        assert!(place(3, "fr", Some(1)).check(&known).is_err());
        assert!(place(1, "en", None).check(&known).is_err());
        let trashed = [member(1, 1, "fr"), Member { trashed: true, ..member(2, 1, "en") }];
        assert!(place(3, "en", Some(1)).check(&trashed).is_ok());
    }

    #[test]
    fn only_an_original_is_translated() {
        let known = [member(1, 1, "fr"), member(2, 1, "en"), member(5, 5, "fr")];
        for (own, of) in [(1, 1), (3, 2), (3, 9), (1, 5)] {
            let refused = place(own, "pt", Some(of)).check(&known).unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::Invalid, "{own} of {of}");
        }
        let gone = [Member { trashed: true, ..member(1, 1, "fr") }];
        assert!(place(3, "pt", Some(1)).check(&gone).is_err());
    }
}
