//! `GET /api/v1/articles`, in the edition that was asked for: translation only.

mod find;
mod list;

use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::views::ArticleField;
use crate::articles::{Included, closed_list};
use crate::auth::Principal;
use crate::error::{Error, ErrorKind, Result};
use crate::http::extract::Many;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list).service(find::find);
}

/// Which of the two an answer shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Edition {
    /// What readers see.
    #[default]
    Public,
    /// The working copy, for staff.
    Draft,
}

closed_list! {
    /// What can be added to an article.
    Include {
        /// The text, in lists.
        Body "body",
        /// `job_title`, `bio` and `image` of those who sign.
        Authors "authors",
        /// `path` and `description` of the sections.
        Categories "categories",
    }
}

fn included(include: &Many<Include>, fields: &Many<ArticleField>) -> Included {
    let asked = |wanted| include.0.contains(&wanted);
    Included {
        authors: asked(Include::Authors),
        categories: asked(Include::Categories),
        body: asked(Include::Body) || fields.0.contains(&ArticleField::Body),
    }
}

/// The caller, when the answer is for staff.
///
/// # Errors
/// 401 when nobody is signed in.
fn staff(viewer: Option<Principal>, parameter: &str) -> Result<Principal> {
    viewer.ok_or_else(|| {
        Error::new(
            ErrorKind::Unauthenticated,
            format!("`{parameter}` is for staff: sign in and send the access token."),
        )
    })
}

/// A parameter that means something in the draft edition only.
fn only_for_drafts(viewer: Option<Principal>, parameter: &str) -> Error {
    match staff(viewer, parameter) {
        Ok(_) => Error::new(
            ErrorKind::Forbidden,
            format!("`{parameter}` is not for the public edition. Send `edition=draft` with it."),
        ),
        Err(error) => error,
    }
}

/// Members of the draft edition cannot be asked of the public one.
///
/// # Errors
/// As [`only_for_drafts`].
fn check_fields(fields: &Many<ArticleField>, viewer: Option<Principal>) -> Result<()> {
    match fields.0.iter().find(|field| field.is_for_staff()) {
        Some(field) => Err(only_for_drafts(viewer, &format!("fields={}", field.as_str()))),
        None => Ok(()),
    }
}
