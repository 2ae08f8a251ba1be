//! `GET /pages` and `GET /pages/{id}`, in the edition that was asked for.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::app::AppState;
use crate::articles::{self, DraftFilter, Kind};
use crate::auth::{Permission, Principal};
use crate::clock::Timestamp;
use crate::closed_list::closed_list;
use crate::corrections::CorrectionList;
use crate::db::Conn;
use crate::error::{Error, FieldCode, FieldError, Result as Outcome};
use crate::http::extract::{IdOrSlug, ListQuery, Many, Query, Viewer};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::pages::views::{
    FoundPage, ListedPages, Page, PageDraft, PageDraftItem, PageDraftList, PageDraftReply, PageItem,
    PageList, PageReply,
};
use crate::previews::{self, PreviewToken};
use crate::publications::{
    self, ArticleSort, Assignee, Edition, Extent, Maker, PublicFilter, Unfiltered, corrections_of,
    draft_sort, names, refuse_hidden, staff,
};
use crate::site::{self, Addresses, Snapshot};
use crate::slugs::Found;
use crate::translations::LanguageTag;
use crate::workflow::Status;

closed_list! {
    /// What can be added to a page of a list.
    PageInclude {
        /// The text.
        Body "body",
    }
}

/// The orders of a list of pages. `-saved_at` belongs to the draft edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
pub enum PageSort {
    #[serde(rename = "title")]
    Title,
    #[serde(rename = "-published_at")]
    PublishedDescending,
    #[serde(rename = "published_at")]
    Published,
    #[serde(rename = "-updated_at")]
    UpdatedDescending,
    #[serde(rename = "updated_at")]
    Updated,
    #[serde(rename = "-saved_at")]
    SavedDescending,
    /// What is due first; of the draft edition only.
    #[serde(rename = "due_at")]
    Due,
}

impl From<PageSort> for ArticleSort {
    fn from(sort: PageSort) -> Self {
        match sort {
            PageSort::Title => ArticleSort::Title,
            PageSort::PublishedDescending => ArticleSort::PublishedDescending,
            PageSort::Published => ArticleSort::Published,
            PageSort::UpdatedDescending => ArticleSort::UpdatedDescending,
            PageSort::Updated => ArticleSort::Updated,
            PageSort::SavedDescending => ArticleSort::SavedDescending,
            PageSort::Due => ArticleSort::Due,
        }
    }
}

/// The filters and the order of a list of pages. Several values of one parameter, repeated or
/// separated by commas, mean "or"; several parameters mean "and". A value nothing has gives an
/// empty list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListPages {
    /// `public` is what readers see; `draft` are the working copies, for those who keep the pages.
    #[serde(default)]
    #[param(inline, default = "public")]
    edition: Edition,
    /// Translations of these, by id or slug, and these themselves.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    translation_of: Many<IdOrSlug>,
    /// In these languages (BCP 47), in the order of preference: of translations of one page only the first that
    /// is there; `fallback_from` says where it is not the one wanted most.
    #[serde(default)]
    #[param(value_type = Vec<LanguageTag>, inline, max_items = 100, example = json!(["fr"]))]
    locale: Many<LanguageTag>,
    /// Only these, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    ids: Many<IdOrSlug>,
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
    /// Draft edition only: whose turn it is (`me`, `none` or the id of a user).
    #[param(value_type = Option<String>, min_length = 2, max_length = 36, pattern = "^(me|none|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$", example = "me")]
    assignee: Option<Assignee>,
    /// Draft edition only: due after this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    due_after: Option<Timestamp>,
    /// Draft edition only: due before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    due_before: Option<Timestamp>,
    /// The order; ties break on the id, absent dates come last. Left out: `title`, in the draft
    /// edition `-saved_at`, which only that one knows, as it does `due_at`.
    #[param(inline)]
    sort: Option<PageSort>,
    /// The text, too.
    #[serde(default)]
    #[param(value_type = Vec<PageInclude>, inline, max_items = 10)]
    include: Many<PageInclude>,
}

/// How a page is to be shown.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FindPage {
    /// `public` is what readers see; `draft` is the working copy, for those who keep the pages.
    #[serde(default)]
    #[param(inline, default = "public")]
    edition: Edition,
    /// The token of a preview link: shows the working copy, or the revision the link names, in the form of the public
    /// edition, to anybody. It does not take `edition=draft`.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200, example = json!(null))]
    preview: Option<PreviewToken>,
}

/// List pages
///
/// Without `edition` it is the public one: what is visible at this moment, by title. Those who keep
/// the pages (`pages:write`) list the working copies with `edition=draft`.
#[utoipa::path(
    tag = "pages",
    operation_id = "pages_list",
    params(ListPages, PageParams),
    responses(
        (status = 200, description = "A page of the list, in the edition asked for.", body = ListedPages),
        (status = 304, description = "The list is as you have it."),
        (status = 403, description = "The role does not keep the pages."),
        (status = 422, description = "A parameter belongs to the draft edition, or `page` came with `cursor`."),
    ),
    security((), ("bearer" = []))
)]
#[get("/pages")]
pub(super) async fn list(
    viewer: Viewer,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListPages>,
) -> Result<HttpResponse> {
    match query.params.edition {
        Edition::Public => {
            refuse_hidden(&query.params.hidden(), viewer.0, Permission::EditPages)?;
            public_list(&app, &asked, &query).await
        }
        Edition::Draft => {
            let by = staff(viewer.0, Permission::EditPages, "edition=draft")?;
            drafts(&app, &asked, by, &query).await
        }
    }
}

async fn public_list(app: &AppState, asked: &Asked, query: &ListQuery<ListPages>) -> Result<HttpResponse> {
    let listing = app.cursors.listing("pages", &query.binding, &query.page)?;
    let filter = query.params.public_filter();
    let (sort, bodies) = (query.params.sort.unwrap_or(PageSort::Title).into(), query.params.bodies());
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let extent = Extent { bodies, translations: true, ..Extent::default() };
    let work = move |conn: &mut Conn| {
        let Snapshot { settings, ends, now } = site::snapshot(conn, now)?;
        let addresses = Addresses::new(&settings);
        let listed = publications::list(conn, &addresses, &filter, sort, &page, extent, count, now)?;
        Ok((listed, ends.public_seq))
    };
    let ((pages, total), seq) =
        if is_wide(query) { app.db.read_wide(work).await? } else { app.db.read(work).await? };
    let meta = listing.meta(&pages, total).at(seq);
    let wanted_most = LanguageTag::wanted_most(&query.params.locale.0);
    let data = pages.items.into_iter().map(|published| PageItem::new(published, bodies, wanted_most));
    let body = ListedPages::Public(PageList { data: data.collect::<Outcome<_>>()?, meta });
    asked.public_list(&body, body.meta())
}

async fn drafts(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    query: &ListQuery<ListPages>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("pages", &query.binding, &query.page)?;
    let (filter, sort) = (query.params.draft_filter(&by), draft_sort(query.params.sort.map(Into::into)));
    let (bodies, page) = (query.params.bodies(), listing.page());
    let (count, now) = (listing.count, app.clock.now());
    let work = move |conn: &mut Conn| articles::list(conn, &by, filter, sort, &page, bodies, count, now);
    let (pages, total, seq) =
        if is_wide(query) { app.db.read_wide(work).await? } else { app.db.read(work).await? };
    let meta = listing.meta(&pages, total).at(seq);
    let wanted_most = LanguageTag::wanted_most(&query.params.locale.0);
    let data = pages.items.into_iter().map(|working| PageDraftItem::new(working, bodies, wanted_most));
    let body = ListedPages::Draft(PageDraftList { data: data.collect::<Outcome<_>>()?, meta });
    asked.private_list(&body, body.meta())
}

/// A total counts all there is; a page by number passes over all that stand before it.
fn is_wide(query: &ListQuery<ListPages>) -> bool {
    query.page.count == Some(true) || query.page.page.is_some_and(|page| page > 1)
}

impl ListPages {
    fn bodies(&self) -> bool {
        !self.include.0.is_empty()
    }

    /// What is hidden can neither be filtered nor sorted by.
    fn hidden(&self) -> Vec<String> {
        let hidden = [
            ("status", !self.status.0.is_empty()),
            ("created_by", self.created_by.is_some()),
            ("assignee", self.assignee.is_some()),
            ("due_after", self.due_after.is_some()),
            ("due_before", self.due_before.is_some()),
            ("sort=-saved_at", self.sort == Some(PageSort::SavedDescending)),
            ("sort=due_at", self.sort == Some(PageSort::Due)),
        ];
        hidden.into_iter().filter(|(_, given)| *given).map(|(name, _)| name.to_owned()).collect()
    }

    fn public_filter(&self) -> PublicFilter {
        PublicFilter {
            kind: Kind::Page,
            ids: names(&self.ids),
            translation_of: names(&self.translation_of),
            locales: LanguageTag::all(&self.locale.0),
            updated_after: self.updated_after,
            ..PublicFilter::default()
        }
    }

    fn draft_filter(&self, by: &Principal) -> DraftFilter {
        DraftFilter {
            kind: Kind::Page,
            ids: names(&self.ids),
            translation_of: names(&self.translation_of),
            locales: LanguageTag::all(&self.locale.0),
            updated_after: self.updated_after,
            statuses: self.status.0.clone(),
            created_by: self.created_by.map(|maker| maker.user(by)),
            assignee: self.assignee.map(|assignee| assignee.of(by)),
            due_after: self.due_after,
            due_before: self.due_before,
            ..DraftFilter::default()
        }
    }
}

/// Read a page
///
/// By id or slug. Without `edition` it is the public one: what is visible at this moment. A former
/// slug redirects to the current one; a withdrawn page answers 410 with its notice. Those who keep
/// the pages (`pages:write`) read the working copy with `edition=draft`. `preview` shows it to whoever holds a link:
/// `status` says what it is, and the reply has no tag; whatever is wrong with the link is one problem
/// (`preview-invalid`).
#[utoipa::path(
    tag = "pages",
    operation_id = "pages_find",
    params(("id" = String, Path, description = "Id or slug.", example = "mentions-legales"), FindPage),
    responses(
        (status = 200, description = "The page, in the edition asked for.", body = FoundPage),
        (status = 301, description = "The slug is a former one; `Location` has the current one."),
        (status = 304, description = "The page is as you have it."),
        (status = 403, description = "The role does not keep the pages."),
        (status = 410, description = "The page was withdrawn, and `notice` says why; or it was removed for good."),
        (status = 422, description = "`preview` came with `edition=draft`."),
    ),
    security((), ("bearer" = []))
)]
#[get("/pages/{id}")]
pub(super) async fn find(
    viewer: Viewer,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    query: Query<FindPage>,
) -> Result<HttpResponse> {
    if let Some(token) = query.params.preview {
        return preview(&app, &asked, id, token, query.params.edition).await;
    }
    match query.params.edition {
        Edition::Public => public(&app, &asked, id).await,
        Edition::Draft => {
            draft(&app, &asked, staff(viewer.0, Permission::EditPages, "edition=draft")?, id).await
        }
    }
}

async fn public(app: &AppState, asked: &Asked, id: IdOrSlug) -> Result<HttpResponse> {
    let now = app.clock.now();
    let extent = Extent { corrections: true, ..Extent::default() };
    let found = app.db.read(move |conn| publications::find_named(conn, Kind::Page, &id, extent, now)).await?;
    let published = match found {
        Found::Here((published, _)) => published,
        Found::Moved(slug) => return Ok(asked.moved(&format!("/api/v1/pages/{slug}"))),
    };
    let updated = published.row.updated_at;
    asked.public(&FoundPage::Public(Box::new(PageReply { data: Page::new(published)? })), updated)
}

async fn preview(
    app: &AppState,
    asked: &Asked,
    id: IdOrSlug,
    token: PreviewToken,
    edition: Edition,
) -> Result<HttpResponse> {
    if edition == Edition::Draft {
        let detail = "`preview` does not go with `edition=draft`. Leave out one of the two.";
        let fault = FieldError::parameter("edition", FieldCode::Rule, detail);
        return Err(Error::conflicting_parameters(vec![fault]).into());
    }
    let (tokens, now) = (app.auth.preview_tokens.clone(), app.clock.now());
    let read = move |conn: &mut Conn| previews::show(conn, &tokens, Kind::Page, &id, &token, now);
    let data = Page::previewed(app.db.read(read).await?)?;
    asked.preview(&FoundPage::Public(Box::new(PageReply { data })))
}

async fn draft(app: &AppState, asked: &Asked, by: Principal, id: IdOrSlug) -> Result<HttpResponse> {
    let now = app.clock.now();
    let working = app.db.read(move |conn| articles::shown(conn, Kind::Page, &by, &id, now)).await?;
    let version = working.article.version;
    let reply = PageDraftReply { data: PageDraft::new(working)?, warnings: Vec::new() };
    asked.private(&FoundPage::Draft(Box::new(reply)), version)
}

/// List the corrections of a page
///
/// Public: what editors said of changes, the newest first, as long as readers find the page.
#[utoipa::path(
    tag = "pages",
    operation_id = "pages_corrections_list",
    params(("id" = String, Path, description = "Id or slug.", example = "mentions-legales"), PageParams),
    responses(
        (status = 200, description = "A page of corrections.", body = CorrectionList),
        (status = 301, description = "The slug is a former one; `Location` has the current one."),
        (status = 304, description = "The list is as you have it."),
        (status = 410, description = "The page was withdrawn, and `notice` says why; or it was removed for good."),
    ),
    security((), ("bearer" = []))
)]
#[get("/pages/{id}/corrections")]
pub(super) async fn corrections(
    _: Viewer,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<Unfiltered>,
) -> Result<HttpResponse> {
    corrections_of(&app, &asked, Kind::Page, id, &query).await
}
