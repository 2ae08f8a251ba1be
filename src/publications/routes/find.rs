//! `GET /articles/{id}`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    Edition, Include, hidden_fields, included, look, preview, refuse_hidden, refuse_lite_with, refuse_public,
    staff,
};
use crate::app::AppState;
use crate::articles::{self, ArticleDraft, DraftReply, Kind};
use crate::auth::{Permission, Principal};
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::http::extract::{IdOrSlug, Many, Query, Viewer};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::previews::PreviewToken;
use crate::publications::model::Look;
use crate::publications::service::{self, Extent};
use crate::publications::views::{
    Article, ArticleField, ArticleLite, ArticleLiteReply, ArticleReply, ArticleSparse, ArticleSparseReply,
    FoundArticle, Profile,
};
use crate::slugs::Found;

/// How an article is to be shown.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FindArticle {
    /// `public` is what readers see; `draft` is the working copy, for staff.
    #[serde(default)]
    #[param(inline, default = "public")]
    pub(super) edition: Edition,
    /// As it was at this instant, which lies in the past: the content and dates of the articles; names, sections and
    /// the site are those of today. Readers see what they can still see; staff who read all drafts see what was
    /// visible then, whatever became of it. Public edition only.
    #[param(value_type = Option<String>, format = DateTime, example = json!(null))]
    pub(super) as_of: Option<Timestamp>,
    /// Only these members.
    #[serde(default)]
    #[param(value_type = Vec<ArticleField>, inline, max_items = 40)]
    pub(super) fields: Many<ArticleField>,
    /// More about these.
    #[serde(default)]
    #[param(value_type = Vec<Include>, inline, max_items = 10)]
    pub(super) include: Many<Include>,
    /// `lite` is for slow connections: title, summary, plain text, date and names, without pictures. It takes neither
    /// `fields` nor `include`.
    #[serde(default)]
    #[param(inline, default = "full")]
    pub(super) profile: Profile,
    /// The token of a preview link: shows the working copy, or the revision the link names, in the form of the public
    /// edition, to anybody. It takes neither `edition=draft` nor `as_of`, `profile=lite` or `json_ld`.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200, example = json!(null))]
    preview: Option<PreviewToken>,
}

/// Read an article
///
/// By id or slug. Without `edition` it is the public one: what is visible at this moment. A former
/// slug redirects to the current one; a withdrawn article answers 410 with its notice. Staff read
/// the working copy with `edition=draft`; it needs `articles:write` for one's own and
/// `drafts:read` for others'. `preview` shows it to whoever holds a link: `status` says what it is, and the reply
/// has no tag; whatever is wrong with the link is one problem (`preview-invalid`).
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_find",
    params(("id" = String, Path, description = "Id or slug.", example = "le-fleuve-deborde"), FindArticle),
    responses(
        (status = 200, description = "The article, in the edition and with the members asked for.", body = FoundArticle),
        (status = 301, description = "The slug is a former one; `Location` has the current one."),
        (status = 304, description = "The article is as you have it."),
        (status = 403, description = "The role has no drafts."),
        (status = 410, description = "The article was withdrawn, and `notice` says why; or it was removed for good."),
        (status = 422, description = "A parameter does not go with the edition or with `profile=lite`."),
    ),
    security((), ("bearer" = []))
)]
#[get("/articles/{id}")]
pub async fn find(
    viewer: Viewer,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    query: Query<FindArticle>,
) -> Result<HttpResponse> {
    let params = &query.params;
    if let Some(token) = &params.preview {
        return preview::show(&app, &asked, viewer.0, id, token, params).await;
    }
    match params.edition {
        Edition::Public => {
            refuse_hidden(&hidden_fields(&params.fields), viewer.0.clone(), Permission::WriteArticles)?;
            refuse_lite_with(params.profile, &params.include, &params.fields)?;
            let look = look(params.as_of, viewer.0.as_ref(), app.clock.now())?;
            public(&app, &asked, id, params, look).await
        }
        Edition::Draft => {
            let by = staff(viewer.0, Permission::WriteArticles, "edition=draft")?;
            refuse_public(params.profile, &params.include, &params.fields, params.as_of)?;
            draft(&app, &asked, by, id, params).await
        }
    }
}

async fn public(
    app: &AppState,
    asked: &Asked,
    id: IdOrSlug,
    params: &FindArticle,
    back: Option<Look>,
) -> Result<HttpResponse> {
    let now = app.clock.now();
    let included = included(&params.include, &params.fields);
    let extent = Extent { trails: included.json_ld, corrections: true, ..Extent::default() };
    let read = move |conn: &mut Conn| match back {
        Some(look) => service::find_as_of(conn, Kind::Article, &id, extent, look, now),
        None => service::find_named(conn, Kind::Article, &id, extent, now),
    };
    let found = app.db.read(read).await?;
    let (published, settings) = match found {
        Found::Here(here) => here,
        Found::Moved(slug) => return Ok(asked.moved(&format!("/api/v1/articles/{slug}"))),
    };
    let updated = published.row.updated_at;
    if params.profile == Profile::Lite {
        let body = FoundArticle::Lite(ArticleLiteReply { data: ArticleLite::new(published)? });
        return asked.public(&body, updated);
    }
    let article = Article::new(published, included, &settings)?;
    let body = if params.fields.0.is_empty() {
        FoundArticle::Public(Box::new(ArticleReply { data: article }))
    } else {
        FoundArticle::Sparse(ArticleSparseReply { data: ArticleSparse::new(&article, &params.fields.0)? })
    };
    asked.public(&body, updated)
}

async fn draft(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    id: IdOrSlug,
    params: &FindArticle,
) -> Result<HttpResponse> {
    let now = app.clock.now();
    let working = app.db.read(move |conn| articles::shown(conn, Kind::Article, &by, &id, now)).await?;
    let version = working.article.version;
    let article = ArticleDraft::new(working, included(&params.include, &params.fields))?;
    let body = if params.fields.0.is_empty() {
        FoundArticle::Draft(Box::new(DraftReply { data: article, warnings: Vec::new() }))
    } else {
        FoundArticle::Sparse(ArticleSparseReply { data: ArticleSparse::new(&article, &params.fields.0)? })
    };
    asked.private(&body, version)
}
