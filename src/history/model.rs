//! A revision as stored.

use diesel::prelude::*;

use crate::articles::{ArticleBody, ArticleContent, BodyFormat};
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::packed::Packed;
use crate::error::{Error, Result};

/// Who saved it, when and why, and when readers saw it.
#[derive(Clone, Debug, Queryable)]
pub struct RevisionRow {
    pub number: i32,
    pub saved_at: Timestamp,
    pub saved_by: UserId,
    pub saver: String,
    pub message: Option<String>,
    pub content: String,
    pub words: Option<i32>,
    pub first_public_at: Option<Timestamp>,
    /// The open end while nothing ends it.
    pub public_until: Option<Timestamp>,
    pub live: bool,
}

/// What was written.
#[derive(Clone, Debug, Queryable)]
pub struct WrittenRow {
    pub number: i32,
    /// Of revisions from before it was kept, nothing is known of it.
    pub slug: Option<String>,
    pub content: String,
    pub body_format: Option<String>,
    pub body_packed: Option<Packed>,
}

/// A revision with all that belongs to it.
#[derive(Clone, Debug, Queryable)]
pub struct FullRow {
    pub revision: RevisionRow,
    pub written: WrittenRow,
    pub html: Option<String>,
    pub text: Option<String>,
}

/// What was written, read.
#[derive(Clone, Debug)]
pub struct Stored {
    pub number: i32,
    pub slug: Option<String>,
    pub content: ArticleContent,
    pub body: Option<ArticleBody>,
}

impl Stored {
    /// # Errors
    /// When something stored cannot be read.
    pub fn read(row: WrittenRow) -> Result<Self> {
        let format = row.body_format.as_deref().map(str::parse::<BodyFormat>).transpose();
        let format = format.map_err(|fault: String| Error::internal(fault))?;
        let source = row.body_packed.map(|Packed(source)| source).unwrap_or_default();
        Ok(Stored {
            number: row.number,
            slug: row.slug,
            content: serde_json::from_str(&row.content).map_err(Error::internal)?,
            body: format.map(|format| ArticleBody { format, source }),
        })
    }
}
