//! `GET /articles`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use uuid::Uuid;

use super::{
    Edition, Include, hidden_fields, included, refuse_hidden, refuse_lite_with, refuse_public, staff,
};
use crate::app::AppState;
use crate::articles::{self, ArticleDraftItem, ArticleType, DraftFilter, DraftList, DraftSort, Included};
use crate::auth::Principal;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::error::Result as Outcome;
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
use crate::site::{self, Addresses};
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
    #[serde(default, rename = "type")]
    #[param(value_type = Vec<ArticleType>, inline, max_items = 100)]
    kind: Many<ArticleType>,
    /// In one of these languages (BCP 47).
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
    /// The order; ties break on the id, absent dates come last. Left out: `-published_at`, in the
    /// draft edition `-saved_at`, which only that one knows.
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

/// A language tag; one no article has gives an empty list.
#[derive(Clone, Debug)]
pub struct LanguageTag(pub String);

impl std::str::FromStr for LanguageTag {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if plain && (2..=20).contains(&text.len()) {
            Ok(LanguageTag(text.to_owned()))
        } else {
            Err("Expected a language tag such as fr or fr-SN.")
        }
    }
}

impl PartialSchema for LanguageTag {
    fn schema() -> RefOr<Schema> {
        let tag = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[A-Za-z0-9-]{2,20}$"));
        RefOr::T(Schema::Object(tag.build()))
    }
}

impl ToSchema for LanguageTag {}

/// Whose work it is.
#[derive(Clone, Copy, Debug)]
enum Maker {
    Me,
    User(Uuid),
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
            public(&app, &asked, &query).await
        }
        Edition::Draft => {
            let by = staff(viewer.0, "edition=draft")?;
            refuse_public(params.profile, &params.include, &params.fields)?;
            drafts(&app, &asked, by, &query).await
        }
    }
}

async fn public(app: &AppState, asked: &Asked, query: &ListQuery<ListArticles>) -> Result<HttpResponse> {
    let listing = app.cursors.listing("articles", &query.binding, &query.page)?;
    let params = &query.params;
    let (filter, sort) = (params.public_filter(), params.sort.unwrap_or(ArticleSort::PublishedDescending));
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let included = included(&params.include, &params.fields);
    let lite = params.profile == Profile::Lite;
    let extent = Extent { bodies: included.body || lite, trails: included.json_ld };
    let work = move |conn: &mut Conn| {
        let settings = site::find(conn)?.settings;
        let addresses = Addresses::new(&settings);
        let listed = service::list(conn, &addresses, &filter, sort, &page, extent, count, now)?;
        Ok((listed, settings))
    };
    let ((articles, total), settings) =
        if is_wide(query) { app.db.read_wide(work).await? } else { app.db.read(work).await? };
    let meta = listing.meta(&articles, total);
    if lite {
        let data = articles.items.into_iter().map(ArticleLite::new).collect::<Outcome<Vec<_>>>()?;
        let body = ListedArticles::Lite(ArticleLiteList { data, meta });
        return asked.public_list(&body, body.meta());
    }
    let items = articles.items.into_iter().map(|published| ArticleItem::new(published, included, &settings));
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
    let (filter, sort) = (params.draft_filter(&by), params.draft_sort());
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let included: Included = included(&params.include, &params.fields);
    let work =
        move |conn: &mut Conn| articles::list(conn, &by, filter, sort, &page, included.body, count, now);
    let (articles, total) =
        if is_wide(query) { app.db.read_wide(work).await? } else { app.db.read(work).await? };
    let meta = listing.meta(&articles, total);
    let items = articles.items.into_iter().map(|working| ArticleDraftItem::new(working, included));
    let data = items.collect::<Outcome<Vec<_>>>()?;
    let body = match sparse(&data, &params.fields)? {
        Some(data) => ListedArticles::Sparse(ArticleSparseList { data, meta }),
        None => ListedArticles::Draft(DraftList { data, meta }),
    };
    asked.private_list(&body, body.meta())
}

/// A total counts all there is; a page by number passes over all that stand before it.
fn is_wide(query: &ListQuery<ListArticles>) -> bool {
    query.page.count == Some(true) || query.page.page.is_some_and(|page| page > 1)
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
        refuse_hidden(&asked, viewer)
    }

    fn public_filter(&self) -> PublicFilter {
        PublicFilter {
            ids: names(&self.ids),
            categories: names(&self.category),
            direct_categories: names(&self.category_only),
            authors: names(&self.author),
            tags: names(&self.tag),
            types: self.kind.0.clone(),
            locales: self.locale.0.iter().map(|tag| tag.0.clone()).collect(),
            featured: self.featured,
            published_after: self.published_after,
            published_before: self.published_before,
            updated_after: self.updated_after,
        }
    }

    fn draft_filter(&self, by: &Principal) -> DraftFilter {
        DraftFilter {
            ids: names(&self.ids),
            categories: names(&self.category),
            direct_categories: names(&self.category_only),
            authors: names(&self.author),
            tags: names(&self.tag),
            types: self.kind.0.clone(),
            locales: self.locale.0.iter().map(|tag| tag.0.clone()).collect(),
            featured: self.featured,
            published_after: self.published_after,
            published_before: self.published_before,
            updated_after: self.updated_after,
            statuses: self.status.0.clone(),
            created_by: self.created_by.map(|maker| match maker {
                Maker::Me => by.user.0,
                Maker::User(id) => id,
            }),
            visible_to: None,
            trashed: false,
        }
    }

    fn draft_sort(&self) -> DraftSort {
        match self.sort {
            None | Some(ArticleSort::SavedDescending) => DraftSort::SavedDescending,
            Some(ArticleSort::Title) => DraftSort::Title,
            Some(ArticleSort::Published) => DraftSort::Published,
            Some(ArticleSort::PublishedDescending) => DraftSort::PublishedDescending,
            Some(ArticleSort::Updated) => DraftSort::Updated,
            Some(ArticleSort::UpdatedDescending) => DraftSort::UpdatedDescending,
        }
    }
}
