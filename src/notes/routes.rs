//! `/api/v1/notes`: translation only.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, get, patch, post};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{Filter, Note, NoteId, NoteKind};
use super::service;
use super::views::{CreateNote, NoteList, NoteReply, NoteView, ReplaceNote, UpdateNote};
use crate::app::AppState;
use crate::articles::ArticleId;
use crate::auth::may;
use crate::db::Tx;
use crate::error::Result as Outcome;
use crate::http::conditional::Versioned;
use crate::http::extract::{Allowed, Id, IfMatch, Json, ListQuery, Many, NoQuery};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list).service(create).service(find).service(update).service(remove);
}

/// The filters of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListNotes {
    /// About these articles or pages, by id.
    #[serde(default)]
    #[param(value_type = Vec<Uuid>, max_items = 100)]
    article: Many<Id>,
    /// Written on one of these occasions.
    #[serde(default)]
    #[param(value_type = Vec<NoteKind>, inline, max_items = 10, example = json!(["returned"]))]
    kind: Many<NoteKind>,
    /// Only those that are settled, or only those that are not.
    resolved: Option<bool>,
}

impl ListNotes {
    fn filter(&self) -> Filter {
        let articles = self.article.0.iter().map(|id| id.0).collect();
        Filter { articles, kinds: self.kind.0.clone(), resolved: self.resolved }
    }
}

/// List notes
///
/// Those on working copies the caller may read, the newest first; none of what lies in the trash.
#[utoipa::path(
    tag = "notes",
    operation_id = "notes_list",
    params(ListNotes, PageParams),
    responses((status = 200, description = "A page of notes.", body = NoteList)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[get("/notes")]
async fn list(
    by: Allowed<may::WriteArticles>,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListNotes>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("notes", &query.binding, &query.page)?;
    let (filter, page, count) = (query.params.filter(), listing.page(), listing.count);
    let read = move |conn: &mut _| service::list(conn, &by.principal, &filter, &page, count);
    let (notes, total) = app.db.read_list(listing.is_wide(), read).await?;
    let meta = listing.meta(&notes, total);
    let data = notes.items.into_iter().map(NoteView::new).collect::<Outcome<_>>()?;
    let body = NoteList { data, meta };
    asked.private_list(&body, &body.meta)
}

/// Read a note
///
/// If the caller may read what it is about.
#[utoipa::path(
    tag = "notes",
    operation_id = "notes_find",
    params(("id" = Uuid, Path, description = "Id.")),
    responses(
        (status = 200, description = "The note.", body = NoteReply),
        (status = 304, description = "The note is as you have it."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[get("/notes/{id}")]
async fn find(
    by: Allowed<may::WriteArticles>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    let note = app.db.read(move |conn| service::find(conn, &by.principal, NoteId(id.0))).await?;
    let version = note.version;
    asked.private(&note.reply()?, version)
}

/// Leave a note
#[utoipa::path(
    tag = "notes",
    operation_id = "notes_create",
    description = "On an article or a page whose working copy the caller may read. Readers never see it; the version of the \
        article stays.",
    request_body(content = CreateNote, description = "The note."),
    responses((status = 201, description = "The note as left.", body = NoteReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[post("/notes")]
async fn create(
    by: Allowed<may::WriteArticles>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<CreateNote>,
) -> Result<HttpResponse> {
    let work = move |tx: &mut Tx<'_>| {
        let id = service::create(tx, &by.principal, ArticleId(body.0.article_id), &body.0.text)?;
        service::find(tx, &by.principal, id)
    };
    asked.write(&app.db, work, |asked, note| asked.made("/api/v1/notes", note)).await
}

/// Change a note
#[utoipa::path(
    tag = "notes",
    operation_id = "notes_update",
    description = "JSON Merge Patch (RFC 7396). Whoever reads a note may settle and reopen it (`resolved`); the text is its \
        writer's, others need `articles:edit`.",
    params(
        ("id" = Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content(
        (UpdateNote = "application/json"),
        (UpdateNote = "application/merge-patch+json"),
    ), description = "What changes."),
    responses((status = 200, description = "The note as changed.", body = NoteReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[patch("/notes/{id}")]
async fn update(
    by: Allowed<may::WriteArticles>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<UpdateNote>,
) -> Result<HttpResponse> {
    let (schemas, reader, id) = (app.schemas.clone(), by.principal.clone(), NoteId(id.0));
    let work = move |tx: &mut Tx<'_>, current: &Note| {
        let input = body.0.onto(&ReplaceNote::of(current), &schemas)?.parse();
        service::update(tx, &by.principal, current, &input)?;
        service::find(tx, &by.principal, id)
    };
    let target = move |tx: &mut Tx<'_>| service::find(tx, &reader, id);
    if_match.write(&app.db, &asked, target, work, Asked::saved).await
}

/// Delete a note
#[utoipa::path(
    tag = "notes",
    operation_id = "notes_delete",
    description = "One's own; those of others need `articles:edit`.",
    params(
        ("id" = Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The tag the deletion is based on, or `*`.", example = "*"),
    ),
    responses((status = 204, description = "The note is gone.")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[delete("/notes/{id}")]
async fn remove(
    by: Allowed<may::WriteArticles>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
) -> Result<HttpResponse> {
    let (reader, id) = (by.principal.clone(), NoteId(id.0));
    let target = move |tx: &mut Tx<'_>| service::find(tx, &reader, id);
    let work = move |tx: &mut Tx<'_>, current: &Note| service::delete(tx, &by.principal, current);
    if_match.write(&app.db, &asked, target, work, Asked::deleted).await
}
