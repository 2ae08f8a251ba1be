//! `GET /api/v1/articles`, in the edition that was asked for: translation only.

mod corrections;
mod find;
mod json_ld;
mod list;
mod parameters;
mod people;
mod preview;

use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::Look;
use super::views::{ArticleField, Profile};
use crate::articles::Included;
use crate::auth::{Permission, Principal};
use crate::clock::Timestamp;
use crate::closed_list::closed_list;
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::http::extract::Many;

pub use corrections::{Unfiltered, of as corrections_of};
pub use parameters::{draft_sort, names};
pub use people::{Assignee, Maker};

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list).service(find::find).service(json_ld::json_ld);
    cfg.service(corrections::list);
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
        /// What editors said of changes, in lists. Of the public edition only.
        Corrections "corrections",
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
        corrections: asked(Include::Corrections) || fields.0.contains(&ArticleField::Corrections),
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
fn refuse_public(
    profile: Profile,
    include: &Many<Include>,
    fields: &Many<ArticleField>,
    as_of: Option<Timestamp>,
) -> Result<()> {
    let given = [
        ("profile", profile == Profile::Lite),
        ("as_of", as_of.is_some()),
        ("include", include.0.iter().any(|one| matches!(one, Include::JsonLd | Include::Corrections))),
        (
            "fields",
            fields.0.iter().any(|one| matches!(one, ArticleField::JsonLd | ArticleField::Corrections)),
        ),
    ];
    conflicts(given, |_| {
        "`profile=lite`, `as_of`, `corrections` and `json_ld` are of the public edition.".to_owned()
    })
}

/// A look at the past, if one was asked for: staff who read all drafts see whatever was visible then, others what
/// they can still see.
///
/// # Errors
/// 422 for an instant to come, which would tell what is planned.
fn look(as_of: Option<Timestamp>, viewer: Option<&Principal>, now: Timestamp) -> Result<Option<Look>> {
    let Some(at) = as_of else { return Ok(None) };
    if at > now {
        let fault = FieldError::parameter("as_of", FieldCode::OutOfRange, "This instant lies in the future.");
        return Err(Error::conflicting_parameters(vec![fault.expected(format!("an instant up to {now}"))]));
    }
    let sees_all = viewer.is_some_and(|viewer| viewer.may(Permission::ReadDrafts));
    Ok(Some(Look { at, still: (!sees_all).then_some(now) }))
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
