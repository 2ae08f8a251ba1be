//! `PUT` and `PATCH /articles/{id}`

use actix_web::web::Data;
use actix_web::{HttpResponse, patch, put};

use super::{LockOverride, Shown, Target, locked_out};
use crate::app::AppState;
use crate::articles::model::Draft;
use crate::articles::service::read::{self, Working};
use crate::articles::service::{save, translations};
use crate::articles::views::{CreateArticle, DraftReply, UpdateArticle};
use crate::auth::{Principal, may};
use crate::db::{Conn, NamedLock, Tx};
use crate::error::{Error, Result as Outcome};
use crate::http::extract::{Allowed, IdOrSlug, IfMatch, Json, Query};
use crate::http::problem::{Code, Result};
use crate::http::reply::Asked;
use crate::site;

/// Replace an article
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_replace",
    description = "Appends a revision to the working copy; the public goes on seeing what is published. Everything is \
        replaced; what is left out is emptied, but a slug left out stays. Own articles need `articles:write` \
        (`articles:publish` while public), others' `articles:edit`.",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde"),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
        LockOverride,
    ),
    request_body(content = CreateArticle, description = "The whole article."),
    responses(
        (status = 200, description = "The working copy as replaced.", body = DraftReply),
        (status = 409, description = "The slug is taken, or somebody else is at the article."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[put("/articles/{id}")]
pub async fn replace(
    by: Allowed<may::WriteArticles>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    query: Query<LockOverride>,
    body: Json<CreateArticle>,
) -> Result<HttpResponse> {
    let draft = body.0.parse(&site::settings(&app.db).await?)?;
    let target = Target::to_save(id).with(query.params);
    save::<Working>(&app, &asked, by.principal, target, if_match, async |_| Ok(draft.clone())).await
}

/// Change an article
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_update",
    description = "JSON Merge Patch (RFC 7396): null empties a member, a list is replaced whole. Appends a revision to \
        the working copy; the public goes on seeing what is published. Own articles need `articles:write` \
        (`articles:publish` while public), others' `articles:edit`.",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde"),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
        LockOverride,
    ),
    request_body(content(
        (UpdateArticle = "application/json"),
        (UpdateArticle = "application/merge-patch+json"),
    ), description = "What changes."),
    responses(
        (status = 200, description = "The working copy as changed.", body = DraftReply),
        (status = 409, description = "The slug is taken, or somebody else is at the article."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[patch("/articles/{id}")]
pub async fn update(
    by: Allowed<may::WriteArticles>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    query: Query<LockOverride>,
    body: Json<UpdateArticle>,
) -> Result<HttpResponse> {
    let settings = site::settings(&app.db).await?;
    let merge =
        async |working: &Working| body.0.onto(&CreateArticle::of(working), &app.schemas)?.parse(&settings);
    let target = Target::to_save(id).with(query.params);
    save::<Working>(&app, &asked, by.principal, target, if_match, merge).await
}

/// How often a save that names no version starts again because somebody else was faster.
const ROUNDS: u32 = 100;

/// Reads, makes the new draft and renders it outside the transaction, then writes it if nobody has
/// saved in between. Whoever named a version is told so; `If-Match: *` starts again.
pub async fn save<W: Shown>(
    app: &AppState,
    asked: &Asked,
    principal: Principal,
    target: Target,
    if_match: IfMatch,
    draft: impl AsyncFn(&Working) -> Outcome<Draft>,
) -> Result<HttpResponse> {
    for _ in 0..ROUNDS {
        let (by, now, wanted) = (principal.clone(), app.clock.now(), target.clone());
        let find = move |conn: &mut Conn| {
            let found = read::find_named(conn, W::KIND, &wanted.name, now)?;
            wanted.judge(&by, found).map(|found| W::of(found, &by))
        };
        let current = if_match.clone().read(&app.db, asked, find).await?;
        let current = current.working();
        locked_out(current, &principal, target.override_lock)?;
        let (id, version) = (current.article.id, current.article.version);
        let written = read::render(draft(current).await?).await?;
        let warnings = written.warnings();
        let (by, wanted) = (principal.clone(), target.clone());
        let work = move |tx: &mut Tx<'_>| {
            let now = tx.now();
            tx.share_lock(NamedLock::WorkingCopy(id.0))?;
            let current = read::find(tx, W::KIND, id, now).and_then(|fresh| {
                let fresh = wanted.judge(&by, fresh)?;
                if fresh.article.version == version { Ok(fresh) } else { Err(save::overtaken()) }
            })?;
            locked_out(&current, &by, wanted.override_lock)?;
            let before = current.content.translation_of;
            translations::check_readable(tx, &by, &written.draft.content, before)?;
            save::update(tx, &by, &current, &written)?;
            read::find(tx, W::KIND, id, now).map(|saved| W::of(saved, &by))
        };
        let answer = move |asked: &Asked, saved: W| {
            let version = saved.version();
            asked.written(&saved.told(warnings.clone())?, version)
        };
        match asked.write(&app.db, work, answer).await {
            Err(problem) if problem.code() == Code::Stale => {}
            saved => return saved,
        }
    }
    Err(Error::unavailable("too many saves of one thing at once").into())
}
