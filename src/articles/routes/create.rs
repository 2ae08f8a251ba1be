//! `POST /articles`

use actix_web::web::Data;
use actix_web::{HttpResponse, post};

use super::Shown;
use crate::app::AppState;
use crate::articles::model::Draft;
use crate::articles::service::read::{self, Working};
use crate::articles::service::{save, translations};
use crate::articles::views::{CreateArticle, DraftReply};
use crate::auth::{Principal, may};
use crate::db::Tx;
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
    let draft = body.0.parse(&site::settings(&app.db).await?)?;
    make::<Working>(&app, &asked, by.principal, draft).await
}

/// Makes a working copy of any kind.
pub async fn make<W: Shown>(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    draft: Draft,
) -> Result<HttpResponse> {
    let written = read::render(draft).await?;
    let warnings = written.warnings();
    let work = move |tx: &mut Tx<'_>| {
        translations::check_readable(tx, &by, &written.draft.content, None)?;
        let id = save::create(tx, W::KIND, by.user, &written)?;
        let now = tx.now();
        read::find(tx, W::KIND, id, now).map(|made| W::of(made, &by))
    };
    let answer = move |asked: &Asked, made: W| {
        let (version, id) = (made.version(), made.id());
        let location = format!("{}/{id}?edition=draft", W::COLLECTION);
        asked.created(&made.told(warnings.clone())?, version, &location)
    };
    asked.write(&app.db, work, answer).await
}
