//! `POST /articles`

use actix_web::web::Data;
use actix_web::{HttpResponse, post};

use crate::app::AppState;
use crate::articles::service::{read, save};
use crate::articles::views::{CreateArticle, DraftReply, Warning};
use crate::auth::may;
use crate::http::conditional::Versioned;
use crate::http::extract::{Allowed, Json, NoQuery};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::site;

/// Create an article
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_create",
    description = "Always starts as a draft nobody but staff can see. Needs the permission `articles:write` (contributor and above).",
    request_body(content = CreateArticle, description = "The article."),
    responses(
        (status = 201, description = "The working copy as created.", body = DraftReply),
        (status = 409, description = "The slug is taken."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[post("/articles")]
pub async fn create(
    by: Allowed<may::WriteArticles>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<CreateArticle>,
) -> Result<HttpResponse> {
    let draft = body.0.parse(&site::default_locale(&app.db).await?)?;
    let written = read::render(draft).await?;
    let warnings: Vec<Warning> = written.warnings();
    let working = app
        .db
        .write(move |tx| {
            let id = save::create(tx, by.principal.user, &written)?;
            let now = tx.now();
            read::find(tx, id, now)
        })
        .await?;
    let (version, id) = (working.article.version, working.article.id);
    let body = DraftReply { warnings, ..working.reply()? };
    asked.created(&body, version, &format!("/api/v1/articles/{id}?edition=draft"))
}
