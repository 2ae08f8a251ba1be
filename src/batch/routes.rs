//! `POST /batch`: translation only.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::BatchInput;
use super::order::order;
use super::perform::{Report, Task};
use super::prepare::{Rendered, whole_bodies};
use super::views::BatchReply;
use crate::app::AppState;
use crate::auth::may;
use crate::db::{Db, NamedLock, Tx};
use crate::error::{Error, ErrorKind};
use crate::http::extract::{Allowed, Json, NoQuery};
use crate::http::problem::{Code, Result};
use crate::http::reply::Asked;
use crate::site;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(write);
}

/// Write many things at once
///
/// Up to a hundred writes across articles, authors, categories and tags, all of them or none. Each is judged as it
/// would be alone, with its permission, `if_match` and body. What one creates with a `temp_id` the others can name by it,
/// wherever an id belongs, and as what they are about. Everything that is wrong is told at once: 422 with a problem
/// for each operation that cannot be done.
#[utoipa::path(
    tag = "batch",
    operation_id = "batch_write",
    request_body(content = BatchInput, description = "The writes."),
    responses((status = 200, description = "All of it was done; what came of each.", body = BatchReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[post("/batch")]
async fn write(
    by: Allowed<may::WriteArticles>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<BatchInput>,
) -> Result<HttpResponse> {
    let batch = Arc::new(body.0);
    let order = order(&batch.operations)?;
    let rendered = Rendered::default().and(whole_bodies(&batch.operations)).await?;
    let turn = tokio::time::timeout(TURN, app.batches.lock()).await;
    let _turn = turn.map_err(|_| Error::unavailable("too many batches at once"))?;
    let (site, schemas) = (site::settings(&app.db).await?, app.schemas.clone());
    let task = Task { by: by.principal, site, schemas, asked: asked.clone(), rendered };
    match perform(&app.db, &asked, task, &batch, &order).await? {
        Ok(reply) => Ok(reply),
        Err(report) => Err(report.into_error(&app.public_url()).into()),
    }
}

/// How long a batch waits for those before it.
const TURN: Duration = Duration::from_secs(15);

/// How often a batch starts again because a text has to be rendered that was not there before.
const ROUNDS: u32 = 100;

/// In one transaction; what turns out to need rendering is rendered between two tries.
async fn perform(
    db: &Db,
    asked: &Asked,
    mut task: Task,
    batch: &Arc<BatchInput>,
    order: &[usize],
) -> Result<std::result::Result<HttpResponse, Report>> {
    for _ in 0..ROUNDS {
        let report: Arc<Mutex<Option<Report>>> = Arc::default();
        let (told, doing, order) = (Arc::clone(&report), task.clone(), order.to_vec());
        let (given, wanted) = (Arc::clone(batch), Arc::clone(batch));
        let work = move |tx: &mut Tx<'_>| {
            // Those of other nodes wait here.
            tx.lock(NamedLock::Batch)?;
            doing.all(tx, &wanted.operations, &order)?.map_err(|report| {
                // An error, so that nothing stays; what is told of it stands aside.
                *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(report);
                Error::new(ErrorKind::BatchFailed, "")
            })
        };
        let answer = move |asked: &Asked, done| asked.plain(&BatchReply::new(&given.operations, done));
        let problem = match asked.write(db, work, answer).await {
            Ok(reply) => return Ok(Ok(reply)),
            Err(problem) => problem,
        };
        let refused = report.lock().unwrap_or_else(PoisonError::into_inner).take();
        match refused {
            Some(report) if problem.code() == Code::BatchFailed => {
                // What came after an operation that waits for its text was judged without it.
                if report.unrendered.is_empty() {
                    return Ok(Err(report));
                }
                task.rendered = task.rendered.and(report.unrendered).await?;
            }
            _ => return Err(problem),
        }
    }
    Err(Error::unavailable("too many saves of one thing at once").into())
}
