//! `GET /articles`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    Edition, Include, hidden_fields, included, refuse_hidden, refuse_lite_with, refuse_public, staff,
};
use crate::app::AppState;
use crate::articles::{
    self, ArticleDraftItem, ArticleType, DraftFilter, DraftList, DraftSort, Included, Kind,
};
use crate::auth::{Permission, Principal};
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::error::{Error, FieldCode, FieldError, Result as Outcome};
use crate::http::extract::{IdOrSlug, ListQuery, Many, Viewer};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::publications::model::{ArticleSort, Names, PublicFilter};
use crate::publications::service::{self, Extent};
use crate::publications::views::{
    ArticleField, ArticleItem, ArticleList, ArticleLite, ArticleLiteList, ArticleSparse, ArticleSparseList,
    ListedArticles, Profile,
};
use crate::search::Typed;
use crate::site::{self, Addresses};
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
    edition: Edition,
    /// In these sections or beneath them, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100, example = json!(["fleuve"]))]
    category: Many<IdOrSlug>,
    /// In these very sections, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    category_only: Many<IdOrSlug>,
    /// Signed by one of these, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    author: Many<IdOrSlug>,
    /// About one of these, by id or slug of a tag.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100, example = json!(["crue-du-fleuve"]))]
    tag: Many<IdOrSlug>,
    /// In one of these series, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    series: Many<IdOrSlug>,
    /// Translations of these, by id or slug, and these themselves.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    translation_of: Many<IdOrSlug>,
    #[serde(default, rename = "type")]
    #[param(value_type = Vec<ArticleType>, inline, max_items = 100)]
    kind: Many<ArticleType>,
    /// In these languages (BCP 47), in the order of preference: of translations of one article only the first that
    /// is there, whatever the other filters leave of the others; `fallback_from` says where it is not the one wanted
    /// most.
    #[serde(default)]
    #[param(value_type = Vec<LanguageTag>, inline, max_items = 100, example = json!(["fr"]))]
    locale: Many<LanguageTag>,
    /// Only these, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    ids: Many<IdOrSlug>,
    featured: Option<bool>,
    /// Published after this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    published_after: Option<Timestamp>,
    /// Published before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    published_before: Option<Timestamp>,
    /// Updated after this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    updated_after: Option<Timestamp>,
    /// Draft edition only.
    #[serde(default)]
    #[param(value_type = Vec<Status>, inline, max_items = 10)]
    status: Many<Status>,
    /// Draft edition only: made by this user (`me` or an id).
    #[param(value_type = Option<String>, min_length = 2, max_length = 36, pattern = "^(me|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$", example = "me")]
    created_by: Option<Maker>,
    /// What the articles hold or are filed under: words in any of their forms, `"words side by side"`,
    /// `-without`; the last word may be a beginning. Words are read in the languages of `locale`, or
    /// else in those of the site (`locales`). Public edition only.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200, pattern = "\\S", example = json!(null))]
    q: Option<Typed>,
    /// The order; ties break on the id, absent dates come last. `series` is the order of the one series asked for.
    /// Left out: `relevance` with `q`, which only goes with it, else `-published_at`; in the draft edition
    /// `-saved_at`, which only that one knows.
    #[param(inline)]
    sort: Option<ArticleSort>,
    /// Only these members.
    #[serde(default)]
    #[param(value_type = Vec<ArticleField>, inline, max_items = 40)]
    fields: Many<ArticleField>,
    /// More about these.
    #[serde(default)]
    #[param(value_type = Vec<Include>, inline, max_items = 10)]
    include: Many<Include>,
    /// `lite` is for slow connections: title, summary, plain text, date and names, without pictures. It takes neither
    /// `fields` nor `include`.
    #[serde(default)]
    #[param(inline, default = "full")]
    profile: Profile,
}

/// Whose work it is.
#[derive(Clone, Copy, Debug)]
pub enum Maker {
    Me,
    User(Uuid),
}

impl Maker {
    pub fn user(self, by: &Principal) -> Uuid {
        match self {
            Maker::Me => by.user.0,
            Maker::User(id) => id,
        }
    }
}

impl<'de> Deserialize<'de> for Maker {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "me" {
            return Ok(Maker::Me);
        }
        Uuid::try_parse(&text)
            .map(Maker::User)
            .map_err(|_| serde::de::Error::custom("Expected `me` or the id of a user."))
    }
}

/// List articles
///
/// Without `edition` it is the public one: what is visible at this moment, the newest first. Staff
/// list the working copies with `edition=draft`; contributors see their own.
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_list",
    params(ListArticles, PageParams),
    responses(
        (status = 200, description = "A page of articles, in the edition and with the members asked for.", body = ListedArticles),
        (status = 304, description = "The list is as you have it."),
        (status = 403, description = "The role has no drafts."),
        (status = 422, description = "A parameter does not go with the edition or with `profile=lite`, or `page` came with `cursor`."),
    ),
    security((), ("bearer" = []))
)]
#[get("/articles")]
pub async fn list(
    viewer: Viewer,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListArticles>,
) -> Result<HttpResponse> {
    let params = &query.params;
    match params.edition {
        Edition::Public => {
            params.check_public(viewer.0)?;
            refuse_lite_with(params.profile, &params.include, &params.fields)?;
            params.check_order()?;
            public(&app, &asked, &query).await
        }
        Edition::Draft => {
            let by = staff(viewer.0, Permission::WriteArticles, "edition=draft")?;
            refuse_public(params.profile, &params.include, &params.fields)?;
            params.check_drafts()?;
            drafts(&app, &asked, by, &query).await
        }
    }
}

async fn public(app: &AppState, asked: &Asked, query: &ListQuery<ListArticles>) -> Result<HttpResponse> {
    let listing = app.cursors.listing("articles", &query.binding, &query.page)?;
    let params = &query.params;
    let (mut filter, sort) = (params.public_filter(), params.public_sort());
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let included = included(&params.include, &params.fields);
    let lite = params.profile == Profile::Lite;
    let extent = Extent { bodies: included.body || lite, trails: included.json_ld, translations: !lite };
    let work = move |conn: &mut Conn| {
        let settings = site::find(conn)?.settings;
        filter.look_up(conn, &settings)?;
        let addresses = Addresses::new(&settings);
        let listed = service::list(conn, &addresses, &filter, sort, &page, extent, count, now)?;
        Ok((listed, settings))
    };
    let ((articles, total), settings) =
        if is_wide(query) { app.db.read_wide(work).await? } else { app.db.read(work).await? };
    let meta = listing.meta(&articles, total);
    let wanted_most = LanguageTag::wanted_most(&params.locale.0);
    if lite {
        let item = |published| Ok(ArticleLite::new(published)?.preferring(wanted_most));
        let data = articles.items.into_iter().map(item).collect::<Outcome<Vec<_>>>()?;
        let body = ListedArticles::Lite(ArticleLiteList { data, meta });
        return asked.public_list(&body, body.meta());
    }
    let item = |published| ArticleItem::new(published, included, wanted_most, &settings);
    let items = articles.items.into_iter().map(item);
    let data = items.collect::<Outcome<Vec<_>>>()?;
    let body = match sparse(&data, &params.fields)? {
        Some(data) => ListedArticles::Sparse(ArticleSparseList { data, meta }),
        None => ListedArticles::Public(ArticleList { data, meta }),
    };
    asked.public_list(&body, body.meta())
}

async fn drafts(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    query: &ListQuery<ListArticles>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("articles", &query.binding, &query.page)?;
    let params = &query.params;
    let (filter, sort) = (params.draft_filter(&by), draft_sort(params.sort));
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let included: Included = included(&params.include, &params.fields);
    let work =
        move |conn: &mut Conn| articles::list(conn, &by, filter, sort, &page, included.body, count, now);
    let (articles, total) =
        if is_wide(query) { app.db.read_wide(work).await? } else { app.db.read(work).await? };
    let meta = listing.meta(&articles, total);
    let items = articles
        .items
        .into_iter()
        .map(|working| ArticleDraftItem::new(working, included, LanguageTag::wanted_most(&params.locale.0)));
    let data = items.collect::<Outcome<Vec<_>>>()?;
    let body = match sparse(&data, &params.fields)? {
        Some(data) => ListedArticles::Sparse(ArticleSparseList { data, meta }),
        None => ListedArticles::Draft(DraftList { data, meta }),
    };
    asked.private_list(&body, body.meta())
}

/// A total counts all there is; a page by number passes over all that stand before it.
fn is_wide(query: &ListQuery<ListArticles>) -> bool {
    query.params.q.is_some() || query.page.count == Some(true) || query.page.page.is_some_and(|page| page > 1)
}

fn sparse<T: serde::Serialize>(
    items: &[T],
    fields: &Many<ArticleField>,
) -> Outcome<Option<Vec<ArticleSparse>>> {
    if fields.0.is_empty() {
        return Ok(None);
    }
    items.iter().map(|item| ArticleSparse::new(item, &fields.0)).collect::<Outcome<_>>().map(Some)
}

/// None when the parameter was not given: that is no filter at all.
pub fn names(given: &Many<IdOrSlug>) -> Option<Names> {
    (!given.0.is_empty()).then(|| IdOrSlug::split(&given.0))
}

impl ListArticles {
    /// What is hidden can neither be filtered nor sorted by.
    fn check_public(&self, viewer: Option<Principal>) -> Outcome<()> {
        let hidden = [
            ("status", !self.status.0.is_empty()),
            ("created_by", self.created_by.is_some()),
            ("sort=-saved_at", self.sort == Some(ArticleSort::SavedDescending)),
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
    /// 422 for an order that nothing was typed for.
    fn check_order(&self) -> Outcome<()> {
        if self.sort == Some(ArticleSort::Relevance) && self.q.is_none() {
            let detail = "What is to be relevant? Send `q` with it.";
            return Err(Error::conflicting_parameters(vec![FieldError::parameter(
                "sort",
                FieldCode::Rule,
                detail,
            )]));
        }
        Ok(())
    }

    /// # Errors
    /// 422 for what the draft edition does not know.
    fn check_drafts(&self) -> Outcome<()> {
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

    fn public_sort(&self) -> ArticleSort {
        let unasked =
            if self.q.is_some() { ArticleSort::Relevance } else { ArticleSort::PublishedDescending };
        self.sort.unwrap_or(unasked)
    }

    fn public_filter(&self) -> PublicFilter {
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
        }
    }

    fn draft_filter(&self, by: &Principal) -> DraftFilter {
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
        Some(ArticleSort::Published) => DraftSort::Published,
        Some(ArticleSort::PublishedDescending) => DraftSort::PublishedDescending,
        Some(ArticleSort::Updated) => DraftSort::Updated,
        Some(ArticleSort::UpdatedDescending) => DraftSort::UpdatedDescending,
        Some(ArticleSort::Series) => DraftSort::Series,
    }
}
