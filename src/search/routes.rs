//! `/api/v1/search`: translation only.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{FacetKind, SearchKind, Typed};
use super::service::{find, suggest};
use super::views::{SearchList, SearchSuggestion, SearchSuggestions};
use crate::app::AppState;
use crate::error::{Error, FieldCode, FieldError};
use crate::http::extract::{ListQuery, Many, Query, Viewer};
use crate::http::pagination::{PageParams, within};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::translations::LanguageTag;

const SUGGESTIONS: u32 = 8;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(serve_find).service(serve_suggest);
}

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    /// Words in any of their forms, `"words side by side"`, `-without`; the last word may be a
    /// beginning. Everything else may be typed and means nothing. Words are read in the languages of
    /// the site (`locales`): a newsroom that publishes in another names it there.
    #[param(required = true, value_type = String, min_length = 1, max_length = 200, pattern = "\\S", example = "crue du fleuve")]
    q: Option<Typed>,
    /// Only these; left out, all.
    #[serde(default)]
    #[param(value_type = Vec<SearchKind>, inline, max_items = 100, example = json!(["article", "author"]))]
    types: Many<SearchKind>,
    /// Only what is in one of these languages (BCP 47), up to a hundred: articles, pages, sections and tags;
    /// authors always, who are in no language. There is no order of preference: of translations, all that are
    /// in these languages. Facets and count follow.
    #[serde(default)]
    #[param(value_type = Vec<LanguageTag>, inline, max_items = 100, example = json!(["fr"]))]
    locale: Many<LanguageTag>,
    /// Counts the articles and pages among all hits by these, of which pages have a year only; each costs a
    /// statement.
    #[serde(default)]
    #[param(value_type = Vec<FacetKind>, inline, max_items = 100, example = json!(["category", "year"]))]
    facets: Many<FacetKind>,
}

/// Search everything
///
/// Articles, pages, authors, sections and tags in one list, the best first; beyond the best of the
/// newest, articles by date. A word counts in the title most, then in kicker, lead and the names an
/// article is filed under, then in the text. When nothing has the words, the nearest that a title, a
/// lead or a name has are looked for, and `meta.corrected_from` says so. Signs only, or only what is not wanted,
/// find nothing. `-word` also leaves out what is filed under a name with the word, and a common word
/// leaves out nothing. The list of articles takes `q` together with all its filters.
///
/// Of each kind at most 50 authors, sections and tags are found, and a word stands for at most 64
/// names: whole words before beginnings, the shorter before the longer.
#[utoipa::path(
    tag = "search",
    operation_id = "search_list",
    params(SearchParams, PageParams),
    responses(
        (status = 200, description = "A page of what was found.", body = SearchList),
        (status = 304, description = "The list is as you have it."),
    ),
    security((), ("bearer" = []))
)]
#[get("/search")]
async fn serve_find(
    _: Viewer,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<SearchParams>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("search", &query.binding, &query.page)?;
    let typed = typed(query.params.q)?;
    let mut facets = query.params.facets.0;
    let mut seen = Vec::new();
    facets.retain(|facet| {
        !seen.contains(facet) && {
            seen.push(*facet);
            true
        }
    });
    let wanted = find::Wanted {
        q: typed.clone(),
        kinds: query.params.types.0,
        facets,
        locales: LanguageTag::all(&query.params.locale.0),
        page: listing.page(),
        count: listing.count,
    };
    let now = app.clock.now();
    let results = app.db.read_wide(move |conn| find::find(conn, &wanted, now)).await?;
    let meta = listing.meta(&results.hits, results.total);
    let body = SearchList::new(results, typed, meta);
    asked.public_list(&body, &body.meta.list)
}

/// What is being typed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SuggestParams {
    /// What has been typed so far; from two letters on something may be suggested. Words are read in
    /// the languages of the site (`locales`).
    #[param(required = true, value_type = String, min_length = 1, max_length = 200, pattern = "\\S", example = "fle")]
    q: Option<Typed>,
    /// Only what is in one of these languages (BCP 47), up to a hundred: articles, pages, sections and tags;
    /// authors always, who are in no language. There is no order of preference: of translations, all that are
    /// in these languages.
    #[serde(default)]
    #[param(value_type = Vec<LanguageTag>, inline, max_items = 100, example = json!(["fr"]))]
    locale: Many<LanguageTag>,
    /// How many are suggested at most.
    #[param(minimum = 1, maximum = 20, default = 8)]
    limit: Option<i64>,
}

/// Suggest while typing
///
/// Authors, sections and tags whose names, and the newest articles and pages whose titles have all
/// words, the last of which may be a beginning. Names come first, those that have it as a whole word
/// before the others, the shorter before the longer; they take half of the places when there are
/// titles enough.
#[utoipa::path(
    tag = "search",
    operation_id = "search_suggest",
    params(SuggestParams),
    responses(
        (status = 200, description = "What it may become.", body = SearchSuggestions),
        (status = 304, description = "The suggestions are as you have them."),
    ),
    security((), ("bearer" = []))
)]
#[get("/search/suggest")]
async fn serve_suggest(
    _: Viewer,
    app: Data<AppState>,
    asked: Asked,
    query: Query<SuggestParams>,
) -> Result<HttpResponse> {
    let mut faults = Vec::new();
    let limit = within("limit", query.params.limit, 1, 20, &mut faults).unwrap_or(SUGGESTIONS);
    if !faults.is_empty() {
        return Err(Error::bad_parameters(faults).into());
    }
    let typed = typed(query.params.q)?;
    let locales = LanguageTag::all(&query.params.locale.0);
    let (limit, now) = (usize::try_from(limit).unwrap_or(1), app.clock.now());
    let found = app.db.read(move |conn| suggest::suggest(conn, &typed, &locales, limit, now)).await?;
    asked.public_whole(&SearchSuggestions { data: found.into_iter().map(SearchSuggestion::from).collect() })
}

/// # Errors
/// 400 when nothing was typed.
fn typed(q: Option<Typed>) -> Result<String> {
    let missing = || FieldError::parameter("q", FieldCode::Required, "Say what you look for.");
    q.map(|Typed(q)| q).ok_or_else(|| Error::bad_parameters(vec![missing()]).into())
}
