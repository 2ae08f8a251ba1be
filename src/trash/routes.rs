//! `GET /trash`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::app::AppState;
use crate::articles::{self, ArticleDraftItem, DraftFilter, DraftList, DraftSort, Included, Kind};
use crate::auth::{Permission, may};
use crate::db::Conn;
use crate::error::Result as Outcome;
use crate::http::extract::{Allowed, ListQuery};
use crate::http::pagination::{ListMeta, PageParams};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::pages::{PageDraftItem, PageDraftList};

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list);
}

/// Which part of the trash.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListTrash {
    /// Articles, or pages, which are for those who keep them (`pages:write`).
    #[serde(default)]
    #[param(inline, default = "article")]
    kind: Kind,
}

/// A page of the trash: of articles or of pages, as was asked.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum Trash {
    Articles(DraftList),
    Pages(PageDraftList),
}

impl Trash {
    fn meta(&self) -> &ListMeta {
        match self {
            Trash::Articles(articles) => &articles.meta,
            Trash::Pages(pages) => &pages.meta,
        }
    }
}

/// List the trash
///
/// The newest save first. Contributors see what is their own or assigned to them.
#[utoipa::path(
    tag = "articles",
    operation_id = "trash_list",
    params(ListTrash, PageParams),
    responses((status = 200, description = "A page of trashed working copies.", body = Trash)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[get("/trash")]
async fn list(
    by: Allowed<may::WriteArticles>,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListTrash>,
) -> Result<HttpResponse> {
    let kind = query.params.kind;
    if kind == Kind::Page {
        by.principal.require(Permission::EditPages)?;
    }
    let listing = app.cursors.listing("trash", &query.binding, &query.page)?;
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let filter = DraftFilter { kind, trashed: true, ..DraftFilter::default() };
    let sort = DraftSort::SavedDescending;
    let read =
        move |conn: &mut Conn| articles::list(conn, &by.principal, filter, sort, &page, false, count, now);
    let (trashed, total, seq) = app.db.read(read).await?;
    let meta = listing.meta(&trashed, total).at(seq);
    let items = trashed.items.into_iter();
    let body = match kind {
        Kind::Article => {
            let data = items.map(|working| ArticleDraftItem::new(working, Included::default(), None));
            Trash::Articles(DraftList { data: data.collect::<Outcome<_>>()?, meta })
        }
        Kind::Page => {
            let data = items.map(|working| PageDraftItem::new(working, false, None));
            Trash::Pages(PageDraftList { data: data.collect::<Outcome<_>>()?, meta })
        }
    };
    asked.private_list(&body, body.meta())
}
