//! `GET /articles/{id}?preview=<token>`: a working copy in the form readers know, for whoever holds a link.

use actix_web::HttpResponse;

use super::find::FindArticle;
use super::{Edition, Include, conflicts, hidden_fields, included, refuse_hidden};
use crate::app::AppState;
use crate::articles::Kind;
use crate::auth::{Permission, Principal};
use crate::db::Conn;
use crate::error::Result as Outcome;
use crate::http::extract::IdOrSlug;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::previews::{self, PreviewToken};
use crate::publications::views::{
    Article, ArticleField, ArticleReply, ArticleSparse, ArticleSparseReply, FoundArticle, Profile,
};

pub async fn show(
    app: &AppState,
    asked: &Asked,
    viewer: Option<Principal>,
    id: IdOrSlug,
    token: &PreviewToken,
    params: &FindArticle,
) -> Result<HttpResponse> {
    refuse_hidden(&hidden_fields(&params.fields), viewer, Permission::WriteArticles)?;
    refuse(params)?;
    let (tokens, token, now) = (app.auth.preview_tokens.clone(), token.clone(), app.clock.now());
    let read = move |conn: &mut Conn| previews::show(conn, &tokens, Kind::Article, &id, &token, now);
    let shown = app.db.read(read).await?;
    let article = Article::previewed(shown, included(&params.include, &params.fields))?;
    let body = if params.fields.0.is_empty() {
        FoundArticle::Public(Box::new(ArticleReply { data: article }))
    } else {
        FoundArticle::Sparse(ArticleSparseReply { data: ArticleSparse::new(&article, &params.fields.0)? })
    };
    asked.preview(&body)
}

/// # Errors
/// 422 for what a preview has no form for.
fn refuse(params: &FindArticle) -> Outcome<()> {
    let given = [
        ("edition", params.edition == Edition::Draft),
        ("as_of", params.as_of.is_some()),
        ("profile", params.profile == Profile::Lite),
        ("include", params.include.0.contains(&Include::JsonLd)),
        ("fields", params.fields.0.contains(&ArticleField::JsonLd)),
    ];
    conflicts(given, |name| {
        format!("`preview` does not go with this `{name}`. Leave it out, or the preview.")
    })
}
