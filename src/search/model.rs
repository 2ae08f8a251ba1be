//! What is looked for, and what is kept of what can be found.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::dialect::fulltext::FullText;
use crate::text::render::POLICY_VERSION;
use crate::text::search::{ANALYSER_VERSION, Query};

/// What documents are made by: the analyser, and the policy under which their texts were rendered.
pub const INDEX_VERSION: i32 = ANALYSER_VERSION * 1_000 + POLICY_VERSION;

/// The longest query, in characters.
pub const LONGEST: usize = 200;

/// What has a name that articles are filed under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    Author,
    Category,
    Tag,
}

impl NameKind {
    pub fn as_str(self) -> &'static str {
        match self {
            NameKind::Author => "author",
            NameKind::Category => "category",
            NameKind::Tag => "tag",
        }
    }
}

impl SearchKind {
    /// As the column `kind` of publications has it, for those that are published.
    pub fn published(self) -> Option<&'static str> {
        match self {
            SearchKind::Article => Some("article"),
            SearchKind::Page => Some("page"),
            SearchKind::Author | SearchKind::Category | SearchKind::Tag => None,
        }
    }
}

impl From<NameKind> for SearchKind {
    fn from(kind: NameKind) -> Self {
        match kind {
            NameKind::Author => SearchKind::Author,
            NameKind::Category => SearchKind::Category,
            NameKind::Tag => SearchKind::Tag,
        }
    }
}

macro_rules! closed_list {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $text:tt,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        pub enum $name {
            $(#[serde(rename = $text)] $variant,)+
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($text => Ok($name::$variant),)+
                    _ => Err(format!("Expected one of {}.", [$($text),+].join(", "))),
                }
            }
        }
    };
}

closed_list! {
    /// What can be found.
    SearchKind { Article "article", Page "page", Author "author", Category "category", Tag "tag", }
}

closed_list! {
    /// By what hits are counted.
    FacetKind { Category "category", Author "author", Tag "tag", Type "type", Year "year", }
}

/// What somebody typed: not blank, and not too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed(pub String);

impl std::str::FromStr for Typed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err(
                "There is nothing to look for. Leave the parameter out, or say what you look for.".into()
            );
        }
        if text.chars().count() > LONGEST {
            return Err(format!("At most {LONGEST} characters are looked for."));
        }
        Ok(Typed(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Typed {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A query ready for the engine.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub query: Query,
    /// None: nothing is looked for, and nothing found.
    pub text: Option<FullText>,
    /// Patterns that the folded text must be like, and must not be like.
    pub phrases: Vec<String>,
    pub without_phrases: Vec<String>,
    /// By the word of a term, the labels of the names it stands for.
    pub labels: HashMap<String, Vec<String>>,
    /// Everything whose name has all the terms.
    pub named: Vec<Named>,
}

/// Something whose name was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    pub kind: NameKind,
    pub id: Uuid,
    /// By whole words, not by the beginning of one.
    pub exact: bool,
}

/// Bits of a number below the date.
const BELOW_DATE: u32 = 20;
/// Milliseconds that fit: some 278 years before and after 1970.
const MOST_MILLIS: i64 = (1 << 43) - 1;

/// Where a publication stands among all: by its date, to the millisecond; then by its id. Taken
/// numbers are passed over upwards by whoever writes.
#[must_use]
pub fn document_number(published: Timestamp, publication: Uuid) -> i64 {
    let millis = published.datetime().timestamp_millis().clamp(-MOST_MILLIS, MOST_MILLIS);
    let random = i64::try_from(publication.as_u128() & ((1 << BELOW_DATE) - 1)).unwrap_or(0);
    (millis << BELOW_DATE) | random
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_rise_with_dates() {
        let dates = [
            "0001-01-01T00:00:00Z",
            "1960-05-04T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "2026-03-07T09:30:00Z",
            "2026-03-07T09:30:00.001Z",
            "9999-12-31T00:00:00Z",
        ];
        let numbers: Vec<i64> = dates
            .iter()
            .map(|date| document_number(date.parse().unwrap(), Uuid::from_u128(u128::MAX)))
            .collect();
        assert!(numbers.is_sorted() && numbers.windows(2).all(|two| two[0] != two[1]), "{numbers:?}");
    }
}
