//! All redirects at once, as a table.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};

use crate::app::AppState;
use crate::auth::may;
use crate::db::Tx;
use crate::http::extract::{Allowed, Csv, NoQuery};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::redirects::service;
use crate::redirects::table;
use crate::redirects::views::ImportReply;

/// Export redirects
///
/// Every redirect as comma-separated values (RFC 4180) in UTF-8, by path. A cell that a spreadsheet would take for a
/// formula has an apostrophe before it; an import takes it off again. Needs the permission `redirects:write` (editor and
/// above).
#[utoipa::path(
    tag = "redirects",
    operation_id = "redirects_export",
    responses((
        status = 200,
        description = "The table.",
        body = String,
        content_type = "text/csv",
        example = json!("from,to,status,note\r\n/archives/la-crue.html,/fleuve/la-crue,301,\"Ancien site, 2019\"\r\n"),
    )),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("redirects:write")))
)]
#[get("/redirects.csv")]
pub(super) async fn export(
    _: Allowed<may::EditRedirects>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    let all = app.db.read_wide(service::all).await?;
    Ok(asked.private_document("text/csv; charset=utf-8", table::write(&all)?))
}

/// Import redirects
///
/// Makes a redirect for every path that has none and changes those that are there; others stay as they are. The first
/// line names the columns: `from`, and of `to`, `status` and `note` those that are wanted, in any order, separated by
/// commas or by semicolons. An empty cell is as a member left out. At most 5,000 lines. All or nothing: what is wrong is
/// told by its line, as in `/3/to`, the header being line 1. A cell that begins with `=`, `+`, `-`, `@`, a tab or
/// a carriage return is refused as a formula unless an apostrophe stands before it. Needs the permission
/// `redirects:write` (editor and above).
#[utoipa::path(
    tag = "redirects",
    operation_id = "redirects_import",
    request_body(
        content = String,
        content_type = "text/csv",
        description = "The table, in UTF-8.",
        example = json!("from,to,status,note\n/archives/la-crue.html,/fleuve/la-crue,301,\"Ancien site, 2019\"\n"),
    ),
    responses((status = 200, description = "What was done.", body = ImportReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("redirects:write")))
)]
#[post("/redirects.csv")]
pub(super) async fn import(
    by: Allowed<may::EditRedirects>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Csv,
) -> Result<HttpResponse> {
    let inputs = table::read(&body.0, &app.schemas)?;
    let work = move |tx: &mut Tx<'_>| service::import(tx, by.principal.user, &inputs);
    asked.write(&app.db, work, |asked, data| asked.plain(&ImportReply { data })).await
}
