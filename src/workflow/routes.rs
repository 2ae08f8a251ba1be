//! `POST /api/v1/articles/{id}/{verb}`: translation only. The verbs of pages are made of the same and stand in
//! `pages::routes`.

use actix_web::post;
use utoipa_actix_web::service_config::ServiceConfig;

use super::correct::correct;
use super::publish::{Publish, publish};
use super::retract::{Retract, reinstate, retract};
use super::review::{Return, Submit, return_to_writer, submit};
use super::schedule::{Schedule, schedule, unschedule};
use super::unpublish::{Unpublish, unpublish};
use crate::articles::{self, DraftReply, Working};
use crate::corrections::CorrectionInput;
use crate::http::extract::NoMembers;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(serve_schedule).service(serve_unschedule).service(serve_correct);
    cfg.service(serve_submit).service(serve_return).service(serve_publish).service(serve_unpublish);
    cfg.service(serve_retract).service(serve_reinstate).service(serve_restore);
}

/// The handler of one verb: `work` is given the transaction, the caller, the working copy and the body.
macro_rules! transition {
    (
        #[doc = $title:literal]
        #[path($path:literal, $operation:literal, $tag:literal, example = $example:literal)]
        #[permission($may:ident, $permission:literal)]
        #[says(description = $description:literal, body = $about:literal, ok = $ok:literal, conflict = $conflict:literal)]
        $visibility:vis fn $handler:ident($extract:ident<$body:ty> as $content:ty) -> $shown:ty as $reply:ty {
            $verb:ident => $work:expr
        }
    ) => {
        #[doc = $title]
        #[utoipa::path(
            tag = $tag,
            operation_id = $operation,
            description = $description,
            params(
                ("id" = String, Path, description = "Id or current slug.", example = $example),
                ("If-Match" = String, Header, description = "The tag this is based on, or `*`.", example = "*"),
                $crate::articles::LockOverride,
            ),
            request_body(content = $content, description = $about),
            responses(
                (status = 200, description = $ok, body = $reply),
                (status = 409, description = $conflict),
            ),
            security(("bearer" = [])),
            extensions(("x-permission" = json!($permission)))
        )]
        #[post($path)]
        $visibility async fn $handler(
            by: $crate::http::extract::Allowed<$crate::auth::may::$may>,
            id: $crate::http::extract::IdOrSlug,
            app: actix_web::web::Data<$crate::app::AppState>,
            asked: $crate::http::reply::Asked,
            if_match: $crate::http::extract::IfMatch,
            query: $crate::http::extract::Query<$crate::articles::LockOverride>,
            body: $crate::http::extract::$extract<$body>,
        ) -> $crate::http::problem::Result<actix_web::HttpResponse> {
            let target = $crate::articles::Target::of(id, $crate::workflow::Verb::$verb).with(query.params);
            $crate::articles::change::<$shown>(&app, &asked, by.principal, target, if_match, move |tx, by, current| {
                ($work)(tx, by.user, current, &body.0)
            })
            .await
        }
    };
}
pub(crate) use transition;

transition! {
    /// Submit an article
    #[path("/articles/{id}/submit", "articles_submit", "articles", example = "le-fleuve-deborde")]
    #[permission(WriteArticles, "articles:write")]
    #[says(
        description = "The draft is handed in, and waits for an editor. Own articles need `articles:write`, others' \
            `articles:edit`.",
        body = "A word to the desk; nothing is required.",
        ok = "The working copy, in review.",
        conflict = "The status does not allow it."
    )]
    fn serve_submit(OptionalJson<Submit> as Option<Submit>) -> Working as DraftReply { Submit => submit }
}

transition! {
    /// Return an article to its writer
    #[path("/articles/{id}/return", "articles_return", "articles", example = "le-fleuve-deborde")]
    #[permission(EditArticles, "articles:edit")]
    #[says(
        description = "What was handed in is a draft again, with a note on what is missing. Needs `articles:edit` (editor and above).",
        body = "The note to the writer.",
        ok = "The working copy, a draft again.",
        conflict = "The article is not in review."
    )]
    fn serve_return(Json<Return> as Return) -> Working as DraftReply { Return => return_to_writer }
}

transition! {
    /// Publish an article
    #[path("/articles/{id}/publish", "articles_publish", "articles", example = "le-fleuve-deborde")]
    #[permission(Publish, "articles:publish")]
    #[says(
        description = "The named revision, or the latest, is public from this moment. Over a live article it takes the place \
            of what was shown. Publishing what is live already changes nothing. Under embargo it is scheduled for its \
            end. What the newsroom requires (`checklists` of the site) must be there. Own articles need `articles:publish` \
            (author and above), others' `articles:edit`.",
        body = "How; nothing is required.",
        ok = "The working copy, its article public.",
        conflict = "The status does not allow it, what is live is under embargo, or somebody else has to publish it."
    )]
    fn serve_publish(OptionalJson<Publish> as Option<Publish>) -> Working as DraftReply { Publish => publish }
}

transition! {
    /// Schedule an article
    #[path("/articles/{id}/schedule", "articles_schedule", "articles", example = "le-fleuve-deborde")]
    #[permission(Publish, "articles:publish")]
    #[says(
        description = "The named revision, or the latest, is public from an instant on, to the microsecond, and until another if one \
            is named. What was planned before is replaced; what is live stays so until then. Own articles need \
            `articles:publish` (author and above), others' `articles:edit`.",
        body = "When.",
        ok = "The working copy, its publication planned.",
        conflict = "The status does not allow it."
    )]
    fn serve_schedule(Json<Schedule> as Schedule) -> Working as DraftReply { Schedule => schedule }
}

transition! {
    /// Unschedule an article
    #[path("/articles/{id}/unschedule", "articles_unschedule", "articles", example = "le-fleuve-deborde")]
    #[permission(Publish, "articles:publish")]
    #[says(
        description = "What is planned is dropped: a publication to come, and the end of the one that is live. The article is as \
            it was, in review if it had been. Own articles need `articles:publish` (author and above), others' `articles:edit`.",
        body = "Nothing, or an empty object.",
        ok = "The working copy, with nothing planned.",
        conflict = "Nothing is planned."
    )]
    fn serve_unschedule(OptionalJson<NoMembers> as Option<NoMembers>) -> Working as DraftReply {
        Unschedule => |tx, by, current, _| unschedule(tx, by, current)
    }
}

transition! {
    /// Unpublish an article
    #[path("/articles/{id}/unpublish", "articles_unpublish", "articles", example = "le-fleuve-deborde")]
    #[permission(EditArticles, "articles:edit")]
    #[says(
        description = "From this moment it is not public; the article is a draft again. Needs `articles:edit` (editor and above).",
        body = "Why; nothing is required.",
        ok = "The working copy, a draft again.",
        conflict = "The article is not public."
    )]
    fn serve_unpublish(OptionalJson<Unpublish> as Option<Unpublish>) -> Working as DraftReply { Unpublish => unpublish }
}

transition! {
    /// Correct an article
    #[path("/articles/{id}/correct", "articles_correct", "articles", example = "le-fleuve-deborde")]
    #[permission(EditArticles, "articles:edit")]
    #[says(
        description = "The named revision, or the latest, takes the place of the one that is live, together with a public \
            word on what was wrong; naming the one that is live confirms it. `updated_at` moves. What is planned stays \
            planned. Needs `articles:edit` (editor and above).",
        body = "What was wrong.",
        ok = "The working copy, its article corrected.",
        conflict = "The article is not public, under embargo, or somebody else has to publish it."
    )]
    fn serve_correct(Json<CorrectionInput> as CorrectionInput) -> Working as DraftReply { Correct => correct }
}

transition! {
    /// Retract an article
    #[path("/articles/{id}/retract", "articles_retract", "articles", example = "le-fleuve-deborde")]
    #[permission(EditArticles, "articles:edit")]
    #[says(
        description = "What is or once was public is withdrawn: from this moment every address it ever had answers 410 with the \
            notice, and no list, feed, sitemap, menu or search holds it. The same notice again changes nothing, another one \
            takes its place. What was planned is dropped. Needs `articles:edit` (editor and above).",
        body = "What readers are told.",
        ok = "The working copy, its article withdrawn.",
        conflict = "The article was never public."
    )]
    fn serve_retract(Json<Retract> as Retract) -> Working as DraftReply { Retract => retract }
}

transition! {
    /// Reinstate an article
    #[path("/articles/{id}/reinstate", "articles_reinstate", "articles", example = "le-fleuve-deborde")]
    #[permission(Reinstate, "articles:reinstate")]
    #[says(
        description = "The withdrawal is over; the article is a draft, and public again when it is published. Needs \
            `articles:reinstate` (admin).",
        body = "Nothing, or an empty object.",
        ok = "The working copy, a draft.",
        conflict = "The article is not withdrawn."
    )]
    fn serve_reinstate(OptionalJson<NoMembers> as Option<NoMembers>) -> Working as DraftReply { Reinstate => |tx, by, current, _| reinstate(tx, by, current) }
}

transition! {
    /// Restore an article from the trash
    #[path("/articles/{id}/restore", "articles_restore", "articles", example = "le-fleuve-deborde")]
    #[permission(WriteArticles, "articles:write")]
    #[says(
        description = "It comes back as the draft it was, with all its revisions. Own articles need `articles:write`, \
            others' `articles:edit`.",
        body = "Nothing, or an empty object.",
        ok = "The working copy, back on the desk.",
        conflict = "The article is not in the trash."
    )]
    fn serve_restore(OptionalJson<NoMembers> as Option<NoMembers>) -> Working as DraftReply { Restore => |tx, by, current, _| articles::restore(tx, by, current) }
}
