//! `POST /pages/{id}/{verb}`: as those of articles, for those who keep the pages.

use actix_web::post;

use crate::articles;
use crate::corrections::CorrectionInput;
use crate::http::extract::NoMembers;
use crate::pages::views::{EditedPage, PageDraftReply};
use crate::workflow::{
    Publish, Retract, Return, Schedule, Submit, Unpublish, correct as correct_page, publish as publish_page,
    reinstate as reinstate_page, retract as retract_page, return_to_writer, schedule as schedule_page,
    submit as submit_page, transition, unpublish as unpublish_page, unschedule as unschedule_page,
};

transition! {
    /// Submit a page
    #[path("/pages/{id}/submit", "pages_submit", "pages", example = "mentions-legales")]
    #[permission(EditPages, "pages:write")]
    #[says(
        description = "The draft is handed in, and waits for somebody else to look at it. Needs the permission `pages:write` \
            (editor and above).",
        body = "A word to the desk; nothing is required.",
        ok = "The working copy, in review.",
        conflict = "The status does not allow it."
    )]
    pub(super) fn submit(OptionalJson<Submit> as Option<Submit>) -> EditedPage as PageDraftReply { Submit => submit_page }
}

transition! {
    /// Return a page to its writer
    #[path("/pages/{id}/return", "pages_return", "pages", example = "mentions-legales")]
    #[permission(EditPages, "pages:write")]
    #[says(
        description = "What was handed in is a draft again, with a note on what is missing. Needs the permission `pages:write` \
            (editor and above).",
        body = "The note to the writer.",
        ok = "The working copy, a draft again.",
        conflict = "The page is not in review."
    )]
    pub(super) fn return_(Json<Return> as Return) -> EditedPage as PageDraftReply { Return => return_to_writer }
}

transition! {
    /// Publish a page
    #[path("/pages/{id}/publish", "pages_publish", "pages", example = "mentions-legales")]
    #[permission(EditPages, "pages:write")]
    #[says(
        description = "The named revision, or the latest, is public from this moment. Over a live page it takes the place of \
            what was shown. Publishing what is live already changes nothing. Needs the permission `pages:write` (editor \
            and above).",
        body = "How; nothing is required.",
        ok = "The working copy, its page public.",
        conflict = "The status does not allow it."
    )]
    pub(super) fn publish(OptionalJson<Publish> as Option<Publish>) -> EditedPage as PageDraftReply { Publish => publish_page }
}

transition! {
    /// Schedule a page
    #[path("/pages/{id}/schedule", "pages_schedule", "pages", example = "mentions-legales")]
    #[permission(EditPages, "pages:write")]
    #[says(
        description = "The named revision, or the latest, is public from an instant on, to the microsecond, and until another if one \
            is named. What was planned before is replaced; what is live stays so until then. Needs the permission \
            `pages:write` (editor and above).",
        body = "When.",
        ok = "The working copy, its publication planned.",
        conflict = "The status does not allow it."
    )]
    pub(super) fn schedule(Json<Schedule> as Schedule) -> EditedPage as PageDraftReply { Schedule => schedule_page }
}

transition! {
    /// Unschedule a page
    #[path("/pages/{id}/unschedule", "pages_unschedule", "pages", example = "mentions-legales")]
    #[permission(EditPages, "pages:write")]
    #[says(
        description = "What is planned is dropped: a publication to come, and the end of the one that is live. Needs the \
            permission `pages:write` (editor and above).",
        body = "Nothing, or an empty object.",
        ok = "The working copy, with nothing planned.",
        conflict = "Nothing is planned."
    )]
    pub(super) fn unschedule(OptionalJson<NoMembers> as Option<NoMembers>) -> EditedPage as PageDraftReply {
        Unschedule => |tx, by, current, _| unschedule_page(tx, by, current)
    }
}

transition! {
    /// Unpublish a page
    #[path("/pages/{id}/unpublish", "pages_unpublish", "pages", example = "mentions-legales")]
    #[permission(EditPages, "pages:write")]
    #[says(
        description = "From this moment it is not public; the page is a draft again. Needs the permission `pages:write` (editor and above).",
        body = "Why; nothing is required.",
        ok = "The working copy, a draft again.",
        conflict = "The page is not public."
    )]
    pub(super) fn unpublish(OptionalJson<Unpublish> as Option<Unpublish>) -> EditedPage as PageDraftReply { Unpublish => unpublish_page }
}

transition! {
    /// Correct a page
    #[path("/pages/{id}/correct", "pages_correct", "pages", example = "mentions-legales")]
    #[permission(EditPages, "pages:write")]
    #[says(
        description = "The named revision, or the latest, takes the place of the one that is live, together with a public \
            word on what was wrong; naming the one that is live confirms it. `updated_at` moves. What is planned stays \
            planned. Needs the permission `pages:write` (editor and above).",
        body = "What was wrong.",
        ok = "The working copy, its page corrected.",
        conflict = "The page is not public, under embargo, or somebody else has to publish it."
    )]
    pub(super) fn correct(Json<CorrectionInput> as CorrectionInput) -> EditedPage as PageDraftReply { Correct => correct_page }
}

transition! {
    /// Retract a page
    #[path("/pages/{id}/retract", "pages_retract", "pages", example = "mentions-legales")]
    #[permission(EditPages, "pages:write")]
    #[says(
        description = "What is or once was public is withdrawn: from this moment every address it ever had answers 410 with the \
            notice. The same notice again changes nothing, another one takes its place. Needs the permission `pages:write` \
            (editor and above).",
        body = "What readers are told.",
        ok = "The working copy, its page withdrawn.",
        conflict = "The page was never public."
    )]
    pub(super) fn retract(Json<Retract> as Retract) -> EditedPage as PageDraftReply { Retract => retract_page }
}

transition! {
    /// Reinstate a page
    #[path("/pages/{id}/reinstate", "pages_reinstate", "pages", example = "mentions-legales")]
    #[permission(Reinstate, "articles:reinstate")]
    #[says(
        description = "The withdrawal is over; the page is a draft, and public again when it is published. Needs \
            `articles:reinstate` (admin).",
        body = "Nothing, or an empty object.",
        ok = "The working copy, a draft.",
        conflict = "The page is not withdrawn."
    )]
    pub(super) fn reinstate(OptionalJson<NoMembers> as Option<NoMembers>) -> EditedPage as PageDraftReply {
        Reinstate => |tx, by, current, _| reinstate_page(tx, by, current)
    }
}

transition! {
    /// Restore a page from the trash
    #[path("/pages/{id}/restore", "pages_restore", "pages", example = "mentions-legales")]
    #[permission(EditPages, "pages:write")]
    #[says(
        description = "It comes back as the draft it was, with all its revisions. Needs the permission `pages:write` (editor and above).",
        body = "Nothing, or an empty object.",
        ok = "The working copy, back on the desk.",
        conflict = "The page is not in the trash."
    )]
    pub(super) fn restore(OptionalJson<NoMembers> as Option<NoMembers>) -> EditedPage as PageDraftReply {
        Restore => |tx, by, current, _| articles::restore(tx, by, current)
    }
}
