//! `GET /trash`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::AppState;
use crate::articles::model::{DraftFilter, DraftSort};
use crate::articles::service::read;
use crate::articles::views::{ArticleDraftItem, DraftList, Included};
use crate::auth::may;
use crate::error::Result as Outcome;
use crate::http::extract::{Allowed, ListQuery};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;

/// The trash has no filters.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListTrash {}

/// List the trash
///
/// The newest save first. Contributors see what is their own.
#[utoipa::path(
    tag = "articles",
    operation_id = "trash_list",
    params(PageParams),
    responses((status = 200, description = "A page of trashed working copies.", body = DraftList)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[get("/trash")]
pub async fn list(
    by: Allowed<may::WriteArticles>,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListTrash>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("trash", &query.binding, &query.page)?;
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let filter = DraftFilter { trashed: true, ..DraftFilter::default() };
    let (articles, total) = app
        .db
        .read(move |conn| {
            read::list(conn, &by.principal, filter, DraftSort::SavedDescending, &page, false, count, now)
        })
        .await?;
    let meta = listing.meta(&articles, total);
    let items =
        articles.items.into_iter().map(|working| ArticleDraftItem::new(working, Included::default(), None));
    let body = DraftList { data: items.collect::<Outcome<_>>()?, meta };
    asked.private_list(&body, &body.meta)
}
