//! `/api/v1/{articles,pages}/{id}/revisions` and `/merge`: translation only. The handlers of both kinds are
//! made of the same.

mod articles;
mod merge;
mod pages;
mod read;
mod restore;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    articles::routes(cfg);
    pages::routes(cfg);
}

/// The five handlers of one kind.
macro_rules! history {
    (
        $shown:ty as $reply:ty, revision $revision:ty,
        permission $may:ident $permission:literal $who:literal, tag $tag:literal, example $example:literal,
        $list_title:literal $list_path:literal $list_id:literal,
        $find_title:literal $find_path:literal $find_id:literal,
        $diff_title:literal $diff_path:literal $diff_id:literal,
        $restore_title:literal $restore_path:literal $restore_id:literal,
        $merge_title:literal $merge_path:literal $merge_id:literal $merge:ident,
    ) => {
        pub(super) fn routes(cfg: &mut utoipa_actix_web::service_config::ServiceConfig<'_>) {
            cfg.service(list).service(find).service(diff).service(restore).service(merge);
        }

        #[doc = $list_title]
        #[doc = ""]
        #[doc = "Every accepted save appended one; the newest stand first. For whoever may read the working copy."]
        #[doc = $who]
        #[utoipa::path(
            tag = $tag,
            operation_id = $list_id,
            params(
                ("id" = String, Path, description = "Id or current slug.", example = $example),
                crate::http::pagination::PageParams,
            ),
            responses((status = 200, description = "A page of revisions.", body = crate::history::views::RevisionList)),
            security(("bearer" = [])),
            extensions(("x-permission" = json!($permission)))
        )]
        #[get($list_path)]
        async fn list(
            by: crate::http::extract::Allowed<crate::auth::may::$may>,
            id: crate::http::extract::IdOrSlug,
            app: actix_web::web::Data<crate::app::AppState>,
            asked: crate::http::reply::Asked,
            query: crate::http::extract::ListQuery<super::read::NoFilters>,
        ) -> crate::http::problem::Result<actix_web::HttpResponse> {
            super::read::list::<$shown>(&app, &asked, by.principal, id, query).await
        }

        #[doc = $find_title]
        #[doc = ""]
        #[doc = "All that was saved, as it was saved: the source of the text to the byte, references by id. For whoever may read the working copy."]
        #[doc = $who]
        #[utoipa::path(
            tag = $tag,
            operation_id = $find_id,
            params(
                ("id" = String, Path, description = "Id or current slug.", example = $example),
                ("number" = i32, Path, description = "Number of the revision.", minimum = 1, example = 1),
            ),
            responses((status = 200, description = "The revision.", body = $revision)),
            security(("bearer" = [])),
            extensions(("x-permission" = json!($permission)))
        )]
        #[get($find_path)]
        async fn find(
            by: crate::http::extract::Allowed<crate::auth::may::$may>,
            id: crate::http::extract::IdOrSlug,
            number: crate::http::extract::Number,
            app: actix_web::web::Data<crate::app::AppState>,
            asked: crate::http::reply::Asked,
            _: crate::http::extract::NoQuery,
        ) -> crate::http::problem::Result<actix_web::HttpResponse> {
            super::read::find::<$shown>(&app, &asked, by.principal, id, number).await
        }

        #[doc = $diff_title]
        #[doc = ""]
        #[doc = "Each member that differs: texts word by word (a tag of HTML or a mark of Markdown counts as one word), everything else before and after. Where very much changed, a text is compared by lines or as a whole, and `granularity` says so; the same two revisions always give the same answer. For whoever may read the working copy."]
        #[doc = $who]
        #[utoipa::path(
            tag = $tag,
            operation_id = $diff_id,
            params(
                ("id" = String, Path, description = "Id or current slug.", example = $example),
                ("number" = i32, Path, description = "Number of the revision.", minimum = 1, example = 1),
                super::read::DiffParams,
            ),
            responses(
                (status = 200, description = "What differs.", body = crate::history::views::RevisionDiffReply),
                (status = 422, description = "There is no revision `against`."),
            ),
            security(("bearer" = [])),
            extensions(("x-permission" = json!($permission)))
        )]
        #[get($diff_path)]
        async fn diff(
            by: crate::http::extract::Allowed<crate::auth::may::$may>,
            id: crate::http::extract::IdOrSlug,
            number: crate::http::extract::Number,
            app: actix_web::web::Data<crate::app::AppState>,
            asked: crate::http::reply::Asked,
            query: crate::http::extract::Query<super::read::DiffParams>,
        ) -> crate::http::problem::Result<actix_web::HttpResponse> {
            super::read::diff::<$shown>(&app, &asked, by.principal, id, number, &query.params).await
        }

        #[doc = $restore_title]
        #[doc = ""]
        #[doc = "Appends a revision with the content of this one, by the rules of every save: what it refers to and is gone since is told by its pointer into the content. The slug stays what it is now: an address leads to what is there, not to what was. For whoever may save the working copy."]
        #[doc = $who]
        #[utoipa::path(
            tag = $tag,
            operation_id = $restore_id,
            params(
                ("id" = String, Path, description = "Id or current slug.", example = $example),
                ("number" = i32, Path, description = "Number of the revision.", minimum = 1, example = 1),
                ("If-Match" = String, Header, description = "The tag this is based on, or `*`.", example = "*"),
                crate::articles::LockOverride,
            ),
            request_body(content = Option<crate::history::views::RestoreRevision>, description = "Why; nothing is required."),
            responses(
                (status = 200, description = "The working copy as restored.", body = $reply),
                (status = 409, description = "There is a translation into this language already, or somebody else is at it."),
            ),
            security(("bearer" = [])),
            extensions(("x-permission" = json!($permission)))
        )]
        #[post($restore_path)]
        #[expect(clippy::too_many_arguments, reason = "each is a check")]
        async fn restore(
            by: crate::http::extract::Allowed<crate::auth::may::$may>,
            id: crate::http::extract::IdOrSlug,
            number: crate::http::extract::Number,
            app: actix_web::web::Data<crate::app::AppState>,
            asked: crate::http::reply::Asked,
            if_match: crate::http::extract::IfMatch,
            query: crate::http::extract::Query<crate::articles::LockOverride>,
            body: crate::http::extract::OptionalJson<crate::history::views::RestoreRevision>,
        ) -> crate::http::problem::Result<actix_web::HttpResponse> {
            super::restore::restore::<$shown>(&app, &asked, by.principal, (id, number), (if_match, query.params), body.0).await
        }

        #[doc = $merge_title]
        #[doc = ""]
        #[doc = "For whoever was told that somebody else was faster (412): the changes name the revision they were made to, and are joined with what was saved since. A member that only one side changed is that side's; `summary` and the source of the text are joined line by line, `custom` and `seo` member by member. What both changed differently is a `merge-conflict` (409): nothing is saved, and the problem lists `conflicts`, each with its `pointer` and its value as `base`, `current` and `yours`, texts `merged` with marks around the lines that contradict each other. Without `If-Match` the newest version is taken, whatever it is. For whoever may save the working copy."]
        #[doc = $who]
        #[utoipa::path(
            tag = $tag,
            operation_id = $merge_id,
            params(
                ("id" = String, Path, description = "Id or current slug.", example = $example),
                ("If-Match" = Option<String>, Header, description = "Only if this tag is still the current one.", example = "*"),
                crate::articles::LockOverride,
            ),
            request_body(content = $merge, description = "The changes, and what they were made to."),
            responses(
                (status = 200, description = "The working copy with both.", body = $reply),
                (status = 409, description = "The changes contradict each other, the slug is taken, or somebody else is at it."),
            ),
            security(("bearer" = [])),
            extensions(("x-permission" = json!($permission)))
        )]
        #[post($merge_path)]
        async fn merge(
            by: crate::http::extract::Allowed<crate::auth::may::$may>,
            id: crate::http::extract::IdOrSlug,
            app: actix_web::web::Data<crate::app::AppState>,
            asked: crate::http::reply::Asked,
            if_match: crate::http::extract::IfMatch,
            query: crate::http::extract::Query<crate::articles::LockOverride>,
            body: crate::http::extract::Json<$merge>,
        ) -> crate::http::problem::Result<actix_web::HttpResponse> {
            let $merge { base_revision, changes } = body.0;
            let how = (if_match, query.params);
            super::merge::merge::<$shown>(&app, &asked, by.principal, id, how, base_revision, changes).await
        }
    };
}
use history;
