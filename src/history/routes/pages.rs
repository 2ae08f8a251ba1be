//! The past of pages.

use actix_web::{get, post};

use super::history;
use crate::history::views::{MergePage, PageRevisionReply};
use crate::pages::{EditedPage, PageDraftReply};

history! {
    EditedPage as PageDraftReply, revision PageRevisionReply,
    permission EditPages "pages:write" "Needs the permission `pages:write` (editor and above).",
    tag "pages", example "mentions-legales",
    "List the revisions of a page" "/pages/{id}/revisions" "pages_revisions_list",
    "Read a revision of a page" "/pages/{id}/revisions/{number}" "pages_revisions_find",
    "Compare a revision of a page" "/pages/{id}/revisions/{number}/diff" "pages_revisions_diff",
    "Restore a revision of a page" "/pages/{id}/revisions/{number}/restore" "pages_revisions_restore",
    "Merge changes into a page" "/pages/{id}/merge" "pages_merge" MergePage,
}
