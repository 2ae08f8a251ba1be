//! `GET /articles/{id}/related`: translation only.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use super::views::{RelatedArticle, RelatedList};
use crate::app::AppState;
use crate::error::{Error, Result as Outcome};
use crate::http::extract::{IdOrSlug, Query, Viewer};
use crate::http::pagination::within;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::slugs::Found;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(related);
}

const DEFAULT_LIMIT: u32 = 5;
const MOST: u32 = 20;

/// How many.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FindRelated {
    #[param(minimum = 1, maximum = 20, default = 5)]
    limit: Option<i64>,
}

impl FindRelated {
    /// # Errors
    /// 400 when the limit is out of range.
    fn limit(&self) -> Outcome<usize> {
        let mut faults = Vec::new();
        let limit = within("limit", self.limit, 1, MOST, &mut faults).unwrap_or(DEFAULT_LIMIT);
        if faults.is_empty() {
            usize::try_from(limit).map_err(Error::internal)
        } else {
            Err(Error::bad_parameters(faults))
        }
    }
}

/// Find related articles
///
/// Public. First what editors chose (`related_ids`), in their order; then what shares tags, the series,
/// the primary section or bylines with the article, newer ones before older ones; words that title and summary
/// have in common raise the score of what was found. Each with its score and the reasons it is made of. Only
/// what is visible at this moment, and neither the article itself nor, unless editors chose them, its translations.
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_related",
    params(("id" = String, Path, description = "Id or slug.", example = "le-fleuve-deborde"), FindRelated),
    responses(
        (status = 200, description = "The most related first; empty when nothing is.", body = RelatedList),
        (status = 301, description = "The slug is a former one; `Location` has the current one."),
        (status = 304, description = "The list is as you have it."),
        (status = 410, description = "The article was withdrawn, and `notice` says why; or it was removed for good."),
    ),
    security((), ("bearer" = []))
)]
#[get("/articles/{id}/related")]
async fn related(
    _: Viewer,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    query: Query<FindRelated>,
) -> Result<HttpResponse> {
    let (limit, now) = (query.params.limit()?, app.clock.now());
    match app.db.read(move |conn| service::find(conn, &id, limit, now)).await? {
        Found::Here((related, settings)) => {
            let data =
                related.into_iter().map(|one| RelatedArticle::new(one, &settings)).collect::<Outcome<_>>()?;
            asked.public_whole(&RelatedList { data })
        }
        Found::Moved(slug) => Ok(asked.moved(&format!("/api/v1/articles/{slug}/related"))),
    }
}
