//! Renderings that an older policy made, and their replacement.

use diesel::prelude::*;

use crate::articles::model::{ArticleId, BodyFormat};
use crate::db::Conn;
use crate::db::packed::Packed;
use crate::db::schema::{renderings, revisions};
use crate::error::{Error, Result};
use crate::text::render::{POLICY_VERSION, Rendering};

/// A body to render again.
#[derive(Clone, Debug)]
pub struct Outdated {
    pub article: ArticleId,
    pub revision: i32,
    pub format: BodyFormat,
    pub source: String,
}

/// Some of those left.
pub fn some(conn: &mut Conn, limit: i64) -> Result<Vec<Outdated>> {
    let rows = renderings::table
        .inner_join(revisions::table.on(
            revisions::article_id.eq(renderings::article_id).and(revisions::number.eq(renderings::revision)),
        ))
        .filter(renderings::policy_version.lt(POLICY_VERSION))
        .order((renderings::policy_version, renderings::article_id, renderings::revision))
        .select((
            renderings::article_id,
            renderings::revision,
            revisions::body_format.assume_not_null(),
            revisions::body_packed.assume_not_null(),
        ))
        .limit(limit)
        .load::<(ArticleId, i32, String, Packed)>(conn)?;
    rows.into_iter()
        .map(|(article, revision, format, Packed(source))| {
            let format = format.parse().map_err(|fault: String| Error::internal(fault))?;
            Ok(Outdated { article, revision, format, source })
        })
        .collect()
}

pub fn replace(conn: &mut Conn, old: &Outdated, new: &Rendering) -> QueryResult<()> {
    diesel::update(renderings::table.find((old.article, old.revision)))
        .set((
            renderings::policy_version.eq(POLICY_VERSION),
            renderings::words.eq(new.words),
            renderings::html.eq(&new.html),
            renderings::text.eq(&new.text),
        ))
        .execute(conn)
        .map(|_| ())
}
