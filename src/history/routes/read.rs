//! Reading the past of any kind.

use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::AppState;
use crate::auth::Principal;
use crate::db::Conn;
use crate::error::{Error, Result as Outcome};
use crate::history::service::read;
use crate::history::views::{Kept, RevisionDiffReply, RevisionList, RevisionView, Told};
use crate::http::extract::{IdOrSlug, ListQuery, Number};
use crate::http::pagination::within;
use crate::http::problem::Result;
use crate::http::reply::Asked;

/// The list has no filters.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct NoFilters {}

/// What to compare with.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DiffParams {
    /// Number of the revision to compare with. Left out: the one before; the first one is compared with nothing.
    #[param(minimum = 1, maximum = 2147483647)]
    against: Option<i64>,
}

impl DiffParams {
    fn against(&self) -> Outcome<Option<i32>> {
        let mut faults = Vec::new();
        let most = i32::MAX.unsigned_abs();
        let against = within("against", self.against, 1, most, &mut faults);
        if faults.is_empty() {
            Ok(against.and_then(|number| i32::try_from(number).ok()))
        } else {
            Err(Error::bad_parameters(faults))
        }
    }
}

pub(super) async fn list<W: Kept>(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    name: IdOrSlug,
    query: ListQuery<NoFilters>,
) -> Result<HttpResponse> {
    let route = format!("{}/{name}/revisions", W::COLLECTION);
    let listing = app.cursors.listing(&route, &query.binding, &query.page)?;
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let read = move |conn: &mut Conn| read::list(conn, W::KIND, &by, &name, &page, count, now);
    let (rows, total) = app.db.read_list(listing.is_wide(), read).await?;
    let meta = listing.meta(&rows, total);
    let data = rows.items.into_iter().map(RevisionView::new).collect::<Outcome<_>>()?;
    let body = RevisionList { data, meta };
    asked.private_list(&body, &body.meta)
}

pub(super) async fn find<W: Kept>(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    name: IdOrSlug,
    number: Number,
) -> Result<HttpResponse> {
    let now = app.clock.now();
    let read = move |conn: &mut Conn| read::find(conn, W::KIND, &by, &name, number.0, now);
    let told = Told::new(app.db.read(read).await?)?;
    Ok(asked.plain(&W::revision_told(told))?.into())
}

pub(super) async fn diff<W: Kept>(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    name: IdOrSlug,
    number: Number,
    params: &DiffParams,
) -> Result<HttpResponse> {
    let against = params.against()?;
    let read = move |conn: &mut Conn| read::two(conn, W::KIND, &by, &name, number.0, against);
    let (of, against) = app.db.read(read).await?;
    let compare = move || RevisionDiffReply::new::<W>(&of, against.as_ref());
    let compared = tokio::task::spawn_blocking(compare).await.map_err(Error::internal)??;
    Ok(asked.plain(&compared)?.into())
}
