//! `/api/v1/users`: translation only. Reading and making are here, changing in [`write`], taking
//! access away in [`access`].

mod access;
mod write;

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{Filter, NewUser, UserSort};
use super::passwords;
use super::service;
use super::views::{CreateUser, UserList, UserReply, UserView, parse_email};
use crate::app::AppState;
use crate::auth::{Role, UserId, may};
use crate::db::Tx;
use crate::http::extract::{Allowed, Id, Json, ListQuery, Many, NoQuery};
use crate::http::problem::Result;
use crate::http::reply::Asked;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list).service(create).service(find);
    cfg.service(write::replace).service(write::update).service(write::remove);
    cfg.service(access::suspend).service(access::restore);
}

/// The filters of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListUsers {
    /// Only these, by id.
    #[serde(default)]
    #[param(value_type = Vec<Uuid>, max_items = 100)]
    ids: Many<Id>,
    /// Only those with one of these roles.
    #[serde(default)]
    #[param(value_type = Vec<Role>, max_items = 100, example = json!(["editor", "admin"]))]
    role: Many<Role>,
    /// Only those who are suspended, or only those who are not.
    suspended: Option<bool>,
    /// The order; ties break on the id.
    #[param(inline, default = "created_at")]
    sort: Option<UserSort>,
}

impl ListUsers {
    fn filter(&self) -> Filter {
        let ids = self.ids.0.iter().map(|id| UserId(id.0)).collect();
        Filter { ids, roles: self.role.0.clone(), suspended: self.suspended }
    }
}

/// List users
///
/// Needs the permission `users:manage` (administrators).
#[utoipa::path(
    tag = "users",
    operation_id = "users_list",
    params(ListUsers, crate::http::pagination::PageParams),
    responses((status = 200, description = "A page of users.", body = UserList)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("users:manage")))
)]
#[get("/users")]
async fn list(
    _: Allowed<may::ManageUsers>,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListUsers>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("users", &query.binding, &query.page)?;
    let (filter, sort) = (query.params.filter(), query.params.sort.unwrap_or_default());
    let (page, count) = (listing.page(), listing.count);
    let (users, total) = app.db.read(move |conn| service::list(conn, &filter, sort, &page, count)).await?;
    let meta = listing.meta(&users, total);
    let body = UserList { data: users.items.into_iter().map(UserView::from).collect(), meta };
    asked.private_list(&body, &body.meta)
}

/// Read a user
///
/// Needs the permission `users:manage` (administrators).
#[utoipa::path(
    tag = "users",
    operation_id = "users_find",
    params(("id" = Uuid, Path, description = "Id.")),
    responses(
        (status = 200, description = "The user.", body = UserReply),
        (status = 304, description = "The user is as you have it."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("users:manage")))
)]
#[get("/users/{id}")]
async fn find(
    _: Allowed<may::ManageUsers>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    let user = app.db.read(move |conn| service::find(conn, UserId(id.0))).await?;
    let version = user.version;
    asked.private(&UserReply { data: user.into() }, version)
}

/// Create a user
///
/// The person can sign in at once and should choose a password of their own then. Needs the permission `users:manage` (administrators).
#[utoipa::path(
    tag = "users",
    operation_id = "users_create",
    request_body(content = CreateUser, description = "The account."),
    responses(
        (status = 201, description = "The user as created.", body = UserReply),
        (status = 409, description = "Another account has the e-mail address."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("users:manage")))
)]
#[post("/users")]
async fn create(
    by: Allowed<may::ManageUsers>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<CreateUser>,
) -> Result<HttpResponse> {
    let new = hashed(&app, body.0).await?;
    let work = move |tx: &mut Tx<'_>| {
        let id = service::create(tx, Some(by.principal.user), &new)?;
        service::find(tx, id)
    };
    asked.write(&app.db, work, |asked, made| asked.made("/api/v1/users", made)).await
}

async fn hashed(app: &AppState, input: CreateUser) -> Result<NewUser> {
    let email = parse_email(&input.email)?;
    let (least, own) = (app.config.auth.password_min_length, (&email, input.name.as_str()));
    let password_hash =
        passwords::hash_new(&app.auth.hasher, least, &input.password, own, "/password").await?;
    Ok(NewUser { email, name: input.name, role: input.role, password_hash })
}
