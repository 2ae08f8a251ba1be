//! `/api/v1/tags`: translation only. Changing what is there is in `write`.

mod write;

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{Filter, TagId, TagSort};
use super::service;
use super::views::{CreateTag, TagList, TagReply, TagView};
use crate::app::AppState;
use crate::auth::may;
use crate::db::Tx;
use crate::http::extract::{Allowed, IdOrSlug, Json, ListQuery, Many, NoQuery, Viewer};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::site;
use crate::slugs::Found;
use crate::translations::LanguageTag;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list).service(create).service(find);
    cfg.service(write::replace).service(write::update).service(write::remove).service(write::merge);
}

/// The filters of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListTags {
    /// Only these, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100, example = json!(["crue-du-fleuve"]))]
    ids: Many<IdOrSlug>,
    /// In these languages (BCP 47), in the order of preference: of translations only the first that is there;
    /// `fallback_from` says where it is not the one wanted most.
    #[serde(default)]
    #[param(value_type = Vec<LanguageTag>, inline, max_items = 100, example = json!(["fr"]))]
    locale: Many<LanguageTag>,
    /// The order; ties break on the id.
    #[param(inline, default = "name")]
    sort: Option<TagSort>,
}

impl ListTags {
    fn filter(&self) -> Filter {
        let (ids, slugs) = IdOrSlug::split(&self.ids.0);
        Filter { ids: ids.into_iter().map(TagId).collect(), slugs, locales: LanguageTag::all(&self.locale.0) }
    }
}

/// List tags
///
/// Public. Each with the number of public articles that have it.
#[utoipa::path(
    tag = "tags",
    operation_id = "tags_list",
    params(ListTags, PageParams),
    responses(
        (status = 200, description = "A page of tags.", body = TagList),
        (status = 304, description = "The list is as you have it."),
    ),
    security((), ("bearer" = []))
)]
#[get("/tags")]
async fn list(
    _: Viewer,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListTags>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("tags", &query.binding, &query.page)?;
    let (filter, sort) = (query.params.filter(), query.params.sort.unwrap_or_default());
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let (tags, total, seq) =
        app.db.read_wide(move |conn| service::list(conn, &filter, sort, &page, count, now)).await?;
    let meta = listing.meta(&tags, total).at(seq);
    let wanted_most = LanguageTag::wanted_most(&query.params.locale.0);
    let view = |tag| TagView::from(tag).preferring(wanted_most);
    let data = tags.items.into_iter().map(view).collect();
    let body = TagList { data, meta };
    asked.public_list(&body, &body.meta)
}

/// Read a tag
///
/// Public, by id or slug. A former slug redirects to the current one.
#[utoipa::path(
    tag = "tags",
    operation_id = "tags_find",
    params(("id" = String, Path, description = "Id or slug.", example = "crue-du-fleuve")),
    responses(
        (status = 200, description = "The tag.", body = TagReply),
        (status = 301, description = "The slug is a former one; `Location` has the current one."),
        (status = 304, description = "The tag is as you have it."),
    ),
    security((), ("bearer" = []))
)]
#[get("/tags/{id}")]
async fn find(
    _: Viewer,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    let now = app.clock.now();
    match app.db.read(move |conn| service::find_named(conn, &id, now)).await? {
        Found::Here(found) => {
            let (version, updated) = (found.tag.version, found.tag.updated_at);
            asked.shared(&TagReply { data: found.into() }, version, updated)
        }
        Found::Moved(slug) => Ok(asked.moved(&format!("/api/v1/tags/{slug}"))),
    }
}

/// Create a tag
#[utoipa::path(
    tag = "tags",
    operation_id = "tags_create",
    description = "Needs the permission `tags:write` (editor and above).",
    request_body(content = CreateTag, description = "The tag."),
    responses(
        (status = 201, description = "The tag as created.", body = TagReply),
        (status = 409, description = "The slug is taken."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("tags:write")))
)]
#[post("/tags")]
async fn create(
    by: Allowed<may::EditTags>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<CreateTag>,
) -> Result<HttpResponse> {
    let input = body.0.parse(&site::default_locale(&app.db).await?)?;
    let work = move |tx: &mut Tx<'_>| {
        let id = service::create(tx, Some(by.principal.user), &input)?;
        let now = tx.now();
        service::find(tx, id, now)
    };
    asked.write(&app.db, work, |asked, made| asked.made("/api/v1/tags", made)).await
}
