//! The past of articles.

use actix_web::{get, post};

use super::history;
use crate::articles::{DraftReply, Working};
use crate::history::views::{ArticleRevisionReply, MergeArticle};

history! {
    Working as DraftReply, revision ArticleRevisionReply,
    permission WriteArticles "articles:write"
        "Own articles need `articles:write` (to save while public, `articles:publish`); others' `drafts:read`, to save `articles:edit`.",
    tag "articles", example "le-fleuve-deborde",
    "List the revisions of an article" "/articles/{id}/revisions" "articles_revisions_list",
    "Read a revision of an article" "/articles/{id}/revisions/{number}" "articles_revisions_find",
    "Compare a revision of an article" "/articles/{id}/revisions/{number}/diff" "articles_revisions_diff",
    "Restore a revision of an article" "/articles/{id}/revisions/{number}/restore" "articles_revisions_restore",
    "Merge changes into an article" "/articles/{id}/merge" "articles_merge" MergeArticle,
}
