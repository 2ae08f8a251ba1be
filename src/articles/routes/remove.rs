//! `DELETE /articles/{id}`

use actix_web::web::Data;
use actix_web::{HttpResponse, delete};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{LockOverride, Shown, Target, change_and};
use crate::app::AppState;
use crate::articles::service::read::Working;
use crate::articles::service::trash;
use crate::auth::{Principal, may};
use crate::db::Tx;
use crate::error::{Error, FieldCode, FieldError, Result as Outcome};
use crate::http::extract::{Allowed, IdOrSlug, IfMatch, Query};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::workflow::{self, Verb};

/// Move an article to the trash, or remove it for good
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_delete",
    description = "It vanishes from everywhere but the trash, and can be restored. Not while it is public: unpublish it \
        first. Own articles need `articles:write`, others' `articles:edit`. With `permanently=true` an administrator \
        removes for good what lies in the trash: readers who had its address are told 410, with the notice if it was \
        withdrawn. While a menu points to it, it stays.",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde"),
        ("If-Match" = String, Header, description = "The tag the deletion is based on, or `*`.", example = "*"),
        Discard,
    ),
    responses(
        (status = 204, description = "The article is in the trash, or gone for good."),
        (status = 409, description = "The article is public or scheduled; somebody else is at it; or, to be removed for good, it is not in the trash, or in a menu."),
        (status = 422, description = "`confirm` is missing, is not the slug, or stands there without `permanently=true`."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[delete("/articles/{id}")]
pub async fn remove(
    by: Allowed<may::WriteArticles>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    query: Query<Discard>,
) -> Result<HttpResponse> {
    discard::<Working>(&app, &asked, by.principal, id, if_match, query.params).await
}

/// Whether for good.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Discard {
    /// Removes for good what lies in the trash, with all its revisions. Needs `articles:purge` (admin), and `confirm`.
    #[serde(default)]
    #[param(default = false)]
    permanently: bool,
    /// The slug of what is removed for good, as `GET /trash` shows it. Only with `permanently=true`.
    #[param(min_length = 1, max_length = 80)]
    confirm: Option<String>,
    /// For editors: do it though somebody else holds the lock.
    #[serde(default)]
    #[param(required = false, default = false)]
    override_lock: bool,
}

impl Discard {
    /// What confirms the removal, if it is to be for good.
    fn confirmed(self) -> Outcome<Option<String>> {
        let fault = |code, detail: &str| {
            Error::conflicting_parameters(vec![FieldError::parameter("confirm", code, detail)])
        };
        match (self.permanently, self.confirm) {
            (true, Some(_)) if self.override_lock => {
                let detail = "Nobody is at what lies in the trash.";
                let fault = FieldError::parameter("override_lock", FieldCode::Rule, detail);
                Err(Error::conflicting_parameters(vec![fault]))
            }
            (true, Some(slug)) => Ok(Some(slug)),
            (false, None) => Ok(None),
            (true, None) => Err(fault(
                FieldCode::Required,
                "This cannot be undone: say the slug of what is to be removed for good.",
            )),
            (false, Some(_)) => {
                Err(fault(FieldCode::Rule, "Only what is removed with `permanently=true` is confirmed."))
            }
        }
    }
}

/// Moves something to the trash, or removes what lies there.
pub async fn discard<W: Shown>(
    app: &Data<AppState>,
    asked: &Asked,
    principal: Principal,
    id: IdOrSlug,
    if_match: IfMatch,
    wish: Discard,
) -> Result<HttpResponse> {
    let breaking_in = LockOverride { override_lock: wish.override_lock };
    let Some(slug) = wish.confirmed()? else {
        let target = Target::of(id, Verb::Trash).with(breaking_in);
        let work = |tx: &mut Tx<'_>, by: &Principal, current: &Working| trash::trash(tx, by.user, current);
        let answer = |asked: &Asked, _: W| asked.deleted(());
        return change_and(app, (asked, answer), principal, target, if_match, work).await;
    };
    let (target, by) = (Target::of(id, Verb::Purge), principal.user);
    let find = move |tx: &mut Tx<'_>| {
        let now = tx.now();
        target.find(tx, W::KIND, &principal, now).map(|found| W::of(found, &principal))
    };
    let purge =
        move |tx: &mut Tx<'_>, current: &W| workflow::purge(tx, Some(by), current.working(), Some(&slug));
    if_match.write(&app.db, asked, find, purge, Asked::deleted).await
}
