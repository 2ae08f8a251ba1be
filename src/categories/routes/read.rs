//! Listing, the tree, and one category.

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::model::{CategoryId, CategorySort, Filter, Named};
use super::super::service;
use super::super::views::{
    CategoryList, CategoryListing, CategoryNode, CategoryReply, CategoryTree, CategoryView, TreeMeta,
};
use super::{App, named};
use crate::error::{Error, FieldCode, FieldError, Result as Outcome};
use crate::http::extract::{IdOrSlug, ListQuery, Many, NoQuery, Viewer};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::slugs::Found;
use crate::translations::LanguageTag;

/// The filters of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListCategories {
    /// Only these, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100, example = json!(["elections"]))]
    ids: Many<IdOrSlug>,
    /// In these languages (BCP 47), in the order of preference: of translations only the first that is there;
    /// `fallback_from` says where it is not the one wanted most. With `tree=true` there is no order of preference: a
    /// category in another language is left out with everything beneath it.
    #[serde(default)]
    #[param(value_type = Vec<LanguageTag>, inline, max_items = 100, example = json!(["fr"]))]
    locale: Many<LanguageTag>,
    /// Only what lies directly in this category, by id or slug; nothing when there is no such category.
    #[serde(default, deserialize_with = "named")]
    #[param(
        value_type = Option<String>,
        min_length = 1,
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "politique"
    )]
    parent: Option<Named>,
    /// The order, `path` when left out; ties break on the id.
    #[param(inline)]
    sort: Option<CategorySort>,
    /// The whole tree, nested, in one reply. Of the parameters of the list only `locale` goes with it.
    #[param(default = false)]
    tree: Option<bool>,
}

impl ListCategories {
    fn filter(&self) -> Filter {
        let (ids, slugs) = IdOrSlug::split(&self.ids.0);
        Filter {
            ids: ids.into_iter().map(CategoryId).collect(),
            slugs,
            locales: LanguageTag::all(&self.locale.0),
            parent: self.parent.clone(),
        }
    }
}

/// List categories
///
/// Public. Each with the number of public articles in it or below it. With `tree=true` the reply is a `CategoryTree` instead of a `CategoryList`: all categories, or those in the languages of `locale`, nested, on every level by `position`, then by name.
#[utoipa::path(
    tag = "categories",
    operation_id = "categories_list",
    params(ListCategories, PageParams),
    responses(
        (status = 200, description = "A page of categories, or the whole tree.", body = CategoryListing, examples(
            ("page" = (summary = "A page", value = json!({
                "data": [{
                    "id": "0198c0de-0000-7000-8000-000000000002", "slug": "politique", "name": "Politique",
                    "locale": "fr", "translation_of": null, "translations": [], "fallback_from": null, "description": null, "parent_id": null, "position": 0, "path": "politique", "depth": 0,
                    "articles_count": 40,
                    "links": { "self": "/api/v1/categories/0198c0de-0000-7000-8000-000000000002", "web": null },
                    "created_at": "2026-03-07T09:30:00Z", "updated_at": "2026-03-07T09:30:00Z"
                }],
                "meta": { "limit": 20, "next_cursor": null, "prev_cursor": null, "seq": 42 }
            }))),
            ("tree" = (summary = "With `tree=true`", value = json!({
                "data": [{
                    "id": "0198c0de-0000-7000-8000-000000000002", "slug": "politique", "name": "Politique",
                    "locale": "fr", "translation_of": null, "translations": [], "fallback_from": null, "description": null, "parent_id": null, "position": 0, "path": "politique", "depth": 0,
                    "articles_count": 40,
                    "links": { "self": "/api/v1/categories/0198c0de-0000-7000-8000-000000000002", "web": null },
                    "created_at": "2026-03-07T09:30:00Z", "updated_at": "2026-03-07T09:30:00Z",
                    "children": [{
                        "id": "0198c0de-0000-7000-8000-000000000003", "slug": "elections", "name": "Élections", "locale": "fr",
                        "translation_of": null, "translations": [], "fallback_from": null,
                        "description": null, "parent_id": "0198c0de-0000-7000-8000-000000000002", "position": 10,
                        "path": "politique/elections", "depth": 1, "articles_count": 12,
                        "links": { "self": "/api/v1/categories/0198c0de-0000-7000-8000-000000000003", "web": null },
                        "created_at": "2026-03-07T09:30:00Z", "updated_at": "2026-03-07T09:30:00Z", "children": []
                    }]
                }],
                "meta": { "seq": 42 }
            })))
        )),
        (status = 304, description = "The list is as you have it."),
    ),
    security((), ("bearer" = []))
)]
#[get("/categories")]
pub(super) async fn list(
    _: Viewer,
    app: App,
    asked: Asked,
    query: ListQuery<ListCategories>,
) -> Result<HttpResponse> {
    if query.params.tree == Some(true) {
        return tree(&app, &asked, &query).await;
    }
    let listing = app.cursors.listing("categories", &query.binding, &query.page)?;
    let (filter, sort) = (query.params.filter(), query.params.sort.unwrap_or_default());
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let (sections, total, seq) =
        app.db.read_wide(move |conn| service::list(conn, &filter, sort, &page, count, now)).await?;
    let meta = listing.meta(&sections, total).at(seq);
    let wanted_most = LanguageTag::wanted_most(&query.params.locale.0);
    let view = |section| CategoryView::from(section).preferring(wanted_most);
    let data = sections.items.into_iter().map(view).collect();
    let body = CategoryList { data, meta };
    asked.public_list(&body, &body.meta)
}

async fn tree(app: &App, asked: &Asked, query: &ListQuery<ListCategories>) -> Result<HttpResponse> {
    alone(query)?;
    let (locales, now) = (LanguageTag::all(&query.params.locale.0), app.clock.now());
    let (nodes, seq) = app.db.read_wide(move |conn| service::tree(conn, &locales, now)).await?;
    let data = nodes.into_iter().map(CategoryNode::from).collect();
    asked.public_whole_numbered(&CategoryTree { data, meta: TreeMeta { seq } })
}

/// A tree has no pages, no order but its own, and is left out of by language only.
fn alone(query: &ListQuery<ListCategories>) -> Outcome<()> {
    let (params, page) = (&query.params, &query.page);
    let given = [
        ("ids", !params.ids.0.is_empty()),
        ("parent", params.parent.is_some()),
        ("sort", params.sort.is_some()),
        ("limit", page.limit.is_some()),
        ("cursor", page.cursor.is_some()),
        ("page", page.page.is_some()),
        ("count", page.count.is_some()),
    ];
    let faults: Vec<FieldError> = given
        .into_iter()
        .filter(|(_, given)| *given)
        .map(|(name, _)| FieldError::parameter(name, FieldCode::Rule, "`tree=true` goes with `locale` only."))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::conflicting_parameters(faults)) }
}

/// Read a category
///
/// Public, by id or slug. A former slug redirects to the current one.
#[utoipa::path(
    tag = "categories",
    operation_id = "categories_find",
    params(("id" = String, Path, description = "Id or slug.", example = "elections")),
    responses(
        (status = 200, description = "The category.", body = CategoryReply),
        (status = 301, description = "The slug is a former one; `Location` has the current one."),
        (status = 304, description = "The category is as you have it."),
    ),
    security((), ("bearer" = []))
)]
#[get("/categories/{id}")]
pub(super) async fn find(
    _: Viewer,
    id: IdOrSlug,
    app: App,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    let now = app.clock.now();
    match app.db.read(move |conn| service::find_named(conn, &id, now)).await? {
        Found::Here(section) => {
            let (version, updated) = (section.category.version, section.category.updated_at);
            asked.shared(&CategoryReply { data: section.into() }, version, updated)
        }
        Found::Moved(slug) => Ok(asked.moved(&format!("/api/v1/categories/{slug}"))),
    }
}
