//! The statements over `notes`.

use diesel::prelude::*;

use super::model::{NoteId, NoteKind};
use crate::articles::ArticleId;
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::schema::notes;

pub(super) fn insert(
    conn: &mut Conn,
    id: NoteId,
    article: ArticleId,
    kind: NoteKind,
    text: &str,
    by: UserId,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(notes::table)
        .values((
            notes::id.eq(id),
            notes::article_id.eq(article),
            notes::kind.eq(kind.as_str()),
            notes::text.eq(text),
            notes::created_by.eq(by),
            notes::created_at.eq(now),
        ))
        .execute(conn)
        .map(|_| ())
}
