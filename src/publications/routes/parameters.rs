//! What a list of articles can be asked for, and what that means in either edition.

use serde::Deserialize;
use utoipa::IntoParams;

use super::{Assignee, Edition, Include, Maker, hidden_fields, refuse_hidden};
use crate::articles::{ArticleType, DraftFilter, DraftSort, Kind};
use crate::auth::{Permission, Principal};
use crate::clock::Timestamp;
use crate::error::{Error, FieldCode, FieldError, Result as Outcome};
use crate::http::extract::{IdOrSlug, Many};
use crate::publications::model::{ArticleSort, Names, PublicFilter};
use crate::publications::views::{ArticleField, Profile};
use crate::search::Typed;
use crate::translations::LanguageTag;
use crate::workflow::Status;

/// The filters, the order and the form of a list of articles. Several values of one parameter,
/// repeated or separated by commas, mean "or"; several parameters mean "and". A value nothing has
/// gives an empty list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListArticles {
    /// `public` is what readers see; `draft` are the working copies, for staff.
    #[serde(default)]
    #[param(inline, default = "public")]
    pub(super) edition: Edition,
    /// In these sections or beneath them, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100, example = json!(["fleuve"]))]
    pub(super) category: Many<IdOrSlug>,
    /// In these very sections, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    pub(super) category_only: Many<IdOrSlug>,
    /// Signed by one of these, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    pub(super) author: Many<IdOrSlug>,
    /// About one of these, by id or slug of a tag.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100, example = json!(["crue-du-fleuve"]))]
    pub(super) tag: Many<IdOrSlug>,
    /// In one of these series, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    pub(super) series: Many<IdOrSlug>,
    /// Translations of these, by id or slug, and these themselves.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    pub(super) translation_of: Many<IdOrSlug>,
    #[serde(default, rename = "type")]
    #[param(value_type = Vec<ArticleType>, inline, max_items = 100)]
    pub(super) kind: Many<ArticleType>,
    /// In these languages (BCP 47), in the order of preference: of translations of one article only the first that
    /// is there, whatever the other filters leave of the others; `fallback_from` says where it is not the one wanted
    /// most.
    #[serde(default)]
    #[param(value_type = Vec<LanguageTag>, inline, max_items = 100, example = json!(["fr"]))]
    pub(super) locale: Many<LanguageTag>,
    /// Only these, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    pub(super) ids: Many<IdOrSlug>,
    pub(super) featured: Option<bool>,
    /// Published after this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(super) published_after: Option<Timestamp>,
    /// Published before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(super) published_before: Option<Timestamp>,
    /// Updated after this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(super) updated_after: Option<Timestamp>,
    /// Draft edition only.
    #[serde(default)]
    #[param(value_type = Vec<Status>, inline, max_items = 10)]
    pub(super) status: Many<Status>,
    /// Draft edition only: made by this user (`me` or an id).
    #[param(value_type = Option<String>, min_length = 2, max_length = 36, pattern = "^(me|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$", example = "me")]
    pub(super) created_by: Option<Maker>,
    /// Draft edition only: whose turn it is (`me`, `none` or the id of a user).
    #[param(value_type = Option<String>, min_length = 2, max_length = 36, pattern = "^(me|none|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$", example = "me")]
    pub(super) assignee: Option<Assignee>,
    /// Draft edition only: due after this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(super) due_after: Option<Timestamp>,
    /// Draft edition only: due before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(super) due_before: Option<Timestamp>,
    /// What the articles hold or are filed under: words in any of their forms, `"words side by side"`,
    /// `-without`; the last word may be a beginning. Words are read in the languages of `locale`, or
    /// else in those of the site (`locales`). Public edition only.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200, pattern = "\\S", example = json!(null))]
    pub(super) q: Option<Typed>,
    /// As they were at this instant, which lies in the past: the content and dates of the articles; names, sections and
    /// the site are those of today. Readers see what they can still see; staff who read all drafts see what was
    /// visible then, whatever became of it. Public edition only.
    #[param(value_type = Option<String>, format = DateTime, example = json!(null))]
    pub(super) as_of: Option<Timestamp>,
    /// The order; ties break on the id, absent dates come last. `series` is the order of the one series asked for.
    /// Left out: `relevance` with `q`, which only goes with it, else `-published_at`; in the draft edition
    /// `-saved_at`, which only that one knows, as it does `due_at`.
    #[param(inline)]
    pub(super) sort: Option<ArticleSort>,
    /// Only these members.
    #[serde(default)]
    #[param(value_type = Vec<ArticleField>, inline, max_items = 40)]
    pub(super) fields: Many<ArticleField>,
    /// More about these.
    #[serde(default)]
    #[param(value_type = Vec<Include>, inline, max_items = 10)]
    pub(super) include: Many<Include>,
    /// `lite` is for slow connections: title, summary, plain text, date and names, without pictures. It takes neither
    /// `fields` nor `include`.
    #[serde(default)]
    #[param(inline, default = "full")]
    pub(super) profile: Profile,
}

/// None when the parameter was not given: that is no filter at all.
pub fn names(given: &Many<IdOrSlug>) -> Option<Names> {
    (!given.0.is_empty()).then(|| IdOrSlug::split(&given.0))
}

impl ListArticles {
    /// What is hidden can neither be filtered nor sorted by.
    pub(super) fn check_public(&self, viewer: Option<Principal>) -> Outcome<()> {
        let hidden = [
            ("status", !self.status.0.is_empty()),
            ("created_by", self.created_by.is_some()),
            ("assignee", self.assignee.is_some()),
            ("due_after", self.due_after.is_some()),
            ("due_before", self.due_before.is_some()),
            ("sort=-saved_at", self.sort == Some(ArticleSort::SavedDescending)),
            ("sort=due_at", self.sort == Some(ArticleSort::Due)),
        ];
        let mut asked = hidden_fields(&self.fields);
        asked.extend(hidden.into_iter().filter(|(_, given)| *given).map(|(name, _)| name.to_owned()));
        refuse_hidden(&asked, viewer, Permission::WriteArticles)?;
        self.check_series()
    }

    /// The order of a series is that of one.
    fn check_series(&self) -> Outcome<()> {
        if self.sort != Some(ArticleSort::Series) || self.series.0.len() == 1 {
            return Ok(());
        }
        let detail = "`sort=series` is the order of one series. Send `series` with one value.";
        let faults = ["sort", "series"].map(|name| FieldError::parameter(name, FieldCode::Rule, detail));
        Err(Error::conflicting_parameters(faults.into()))
    }

    /// # Errors
    /// 422 for an order that nothing was typed for, and for words of the past.
    pub(super) fn check_order(&self) -> Outcome<()> {
        if self.sort == Some(ArticleSort::Relevance) && self.q.is_none() {
            let detail = "What is to be relevant? Send `q` with it.";
            return Err(Error::conflicting_parameters(vec![FieldError::parameter(
                "sort",
                FieldCode::Rule,
                detail,
            )]));
        }
        if self.as_of.is_some() && self.q.is_some() {
            let detail = "Only what is public now can be searched for. Leave out `q` or `as_of`.";
            let faults = ["q", "as_of"].map(|name| FieldError::parameter(name, FieldCode::Rule, detail));
            return Err(Error::conflicting_parameters(faults.into()));
        }
        Ok(())
    }

    /// # Errors
    /// 422 for what the draft edition does not know.
    pub(super) fn check_drafts(&self) -> Outcome<()> {
        let given = [("q", self.q.is_some()), ("sort", self.sort == Some(ArticleSort::Relevance))];
        let faults: Vec<FieldError> = given
            .into_iter()
            .filter(|(_, given)| *given)
            .map(|(name, _)| {
                let detail = "Only what is public can be searched for. Leave it out, or `edition`.";
                FieldError::parameter(name, FieldCode::Rule, detail)
            })
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(Error::conflicting_parameters(faults)) }
    }

    pub(super) fn public_sort(&self) -> ArticleSort {
        let unasked =
            if self.q.is_some() { ArticleSort::Relevance } else { ArticleSort::PublishedDescending };
        self.sort.unwrap_or(unasked)
    }

    pub(super) fn public_filter(&self) -> PublicFilter {
        PublicFilter {
            kind: Kind::Article,
            ids: names(&self.ids),
            categories: names(&self.category),
            direct_categories: names(&self.category_only),
            authors: names(&self.author),
            tags: names(&self.tag),
            series: names(&self.series),
            translation_of: names(&self.translation_of),
            types: self.kind.0.clone(),
            locales: LanguageTag::all(&self.locale.0),
            featured: self.featured,
            published_after: self.published_after,
            published_before: self.published_before,
            updated_after: self.updated_after,
            q: self.q.clone(),
            matching: None,
            still: None,
        }
    }

    pub(super) fn draft_filter(&self, by: &Principal) -> DraftFilter {
        DraftFilter {
            kind: Kind::Article,
            ids: names(&self.ids),
            categories: names(&self.category),
            direct_categories: names(&self.category_only),
            authors: names(&self.author),
            tags: names(&self.tag),
            series: names(&self.series),
            translation_of: names(&self.translation_of),
            types: self.kind.0.clone(),
            locales: LanguageTag::all(&self.locale.0),
            featured: self.featured,
            published_after: self.published_after,
            published_before: self.published_before,
            updated_after: self.updated_after,
            statuses: self.status.0.clone(),
            created_by: self.created_by.map(|maker| maker.user(by)),
            assignee: self.assignee.map(|assignee| assignee.of(by)),
            due_after: self.due_after,
            due_before: self.due_before,
            visible_to: None,
            trashed: false,
        }
    }
}

/// The order of the draft edition that was asked for.
pub fn draft_sort(asked: Option<ArticleSort>) -> DraftSort {
    match asked {
        None | Some(ArticleSort::SavedDescending | ArticleSort::Relevance) => DraftSort::SavedDescending,
        Some(ArticleSort::Title) => DraftSort::Title,
        Some(ArticleSort::Due) => DraftSort::Due,
        Some(ArticleSort::Published) => DraftSort::Published,
        Some(ArticleSort::PublishedDescending) => DraftSort::PublishedDescending,
        Some(ArticleSort::Updated) => DraftSort::Updated,
        Some(ArticleSort::UpdatedDescending) => DraftSort::UpdatedDescending,
        Some(ArticleSort::Series) => DraftSort::Series,
    }
}
