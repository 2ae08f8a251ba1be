//! `GET /api/v1/articles`, in the edition that was asked for: translation only.

mod find;
mod json_ld;
mod list;

use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::views::{ArticleField, Profile};
use crate::articles::{Included, closed_list};
use crate::auth::{Permission, Principal};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::http::extract::Many;

pub use list::{Maker, draft_sort, names};

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list).service(find::find).service(json_ld::json_ld);
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
        /// `description` of the tags.
        Tags "tags",
        /// What schema.org says of it, for the page that shows it. Of the public edition only.
        JsonLd "json_ld",
    }
}

fn included(include: &Many<Include>, fields: &Many<ArticleField>) -> Included {
    let asked = |wanted| include.0.contains(&wanted);
    Included {
        authors: asked(Include::Authors),
        categories: asked(Include::Categories),
        tags: asked(Include::Tags),
        body: asked(Include::Body) || fields.0.contains(&ArticleField::Body),
        json_ld: asked(Include::JsonLd) || fields.0.contains(&ArticleField::JsonLd),
    }
}

/// `profile=lite` says itself what it holds: nothing can be added to it or taken from it.
///
/// # Errors
/// 422 when something was.
fn refuse_lite_with(profile: Profile, include: &Many<Include>, fields: &Many<ArticleField>) -> Result<()> {
    if profile == Profile::Full {
        return Ok(());
    }
    let given = [("fields", !fields.0.is_empty()), ("include", !include.0.is_empty())];
    conflicts(given, |name| {
        format!("`profile=lite` has members of its own. Leave out `{name}`, or the profile.")
    })
}

/// The forms only the public edition has.
///
/// # Errors
/// 422 when one was asked of the draft edition.
fn refuse_public(profile: Profile, include: &Many<Include>, fields: &Many<ArticleField>) -> Result<()> {
    let given = [
        ("profile", profile == Profile::Lite),
        ("include", include.0.contains(&Include::JsonLd)),
        ("fields", fields.0.contains(&ArticleField::JsonLd)),
    ];
    conflicts(given, |_| "`profile=lite` and `json_ld` are forms of the public edition.".to_owned())
}

fn conflicts<const N: usize>(
    given: [(&'static str, bool); N],
    detail: impl Fn(&str) -> String,
) -> Result<()> {
    let given = given.into_iter().filter_map(|(name, given)| given.then_some(name));
    let faults: Vec<FieldError> =
        given.map(|name| FieldError::parameter(name, FieldCode::Rule, detail(name))).collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::conflicting_parameters(faults)) }
}

/// The caller, when the answer is for staff.
///
/// # Errors
/// 401 when nobody is signed in, 403 when the role has no drafts.
pub fn staff(viewer: Option<Principal>, permission: Permission, parameter: &str) -> Result<Principal> {
    let viewer = viewer.ok_or_else(|| {
        Error::new(
            ErrorKind::Unauthenticated,
            format!("`{parameter}` is for staff: sign in and send the access token."),
        )
    })?;
    viewer.require(permission)?;
    Ok(viewer)
}

/// What means something in the draft edition only (`status`, `fields=version`) and was asked of the
/// public one. Whoever may read drafts has only forgotten to name the edition.
///
/// # Errors
/// As [`staff`]; 422 to staff.
pub fn refuse_hidden(asked: &[String], viewer: Option<Principal>, permission: Permission) -> Result<()> {
    let Some(first) = asked.first() else { return Ok(()) };
    staff(viewer, permission, first)?;
    let fault = |asked: &String| {
        let name = asked.split('=').next().unwrap_or(asked);
        let detail = format!("`{asked}` is not for the public edition. Send `edition=draft` with it.");
        FieldError::parameter(name, FieldCode::Rule, detail)
    };
    Err(Error::conflicting_parameters(asked.iter().map(fault).collect()))
}

/// The members of the draft edition among those asked for.
fn hidden_fields(fields: &Many<ArticleField>) -> Vec<String> {
    let hidden = fields.0.iter().filter(|field| field.is_for_staff());
    hidden.map(|field| format!("fields={}", field.as_str())).collect()
}
