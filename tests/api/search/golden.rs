//! What a newsroom's readers look for, and what they are to find first.
//!
//! The newsroom and the queries are in `tests/fixtures/search`; the order is that of the file, on
//! both databases. An expectation is up to five slugs: what comes after them is nobody's concern.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::support::{TestApp, fixtures};

#[derive(Deserialize)]
struct Article {
    slug: String,
    title: String,
    kicker: String,
    summary: String,
    body: String,
    days_ago: i64,
    author: Option<String>,
    section: Option<String>,
    tags: Vec<String>,
}

#[derive(Deserialize)]
struct Expectation {
    q: String,
    first: Vec<String>,
    total: i64,
}

const ARTICLES: &str = include_str!("../../fixtures/search/articles.json");
const QUERIES: &str = include_str!("../../fixtures/search/queries.json");

#[actix_web::test]
async fn french_queries_find_what_they_mean() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let mut names: HashMap<(&str, String), Uuid> = HashMap::new();
    for article in serde_json::from_str::<Vec<Article>>(ARTICLES).unwrap() {
        let mut named = async |folder: &'static str, name: &String| -> Uuid {
            if let Some(id) = names.get(&(folder, name.clone())) {
                return *id;
            }
            let id = editor.post(folder, json!({ "name": name })).expect(201).await.id();
            names.insert((folder, name.clone()), id);
            id
        };
        let mut input = json!({
            "slug": article.slug, "title": article.title, "kicker": article.kicker, "summary": article.summary,
            "body": { "format": "text", "source": article.body },
        });
        if let Some(author) = &article.author {
            input["authors"] = json!([{ "id": named("/authors", author).await }]);
        }
        if let Some(section) = &article.section {
            input["primary_category_id"] = json!(named("/categories", section).await);
        }
        let mut tags = Vec::new();
        for tag in &article.tags {
            tags.push(named("/tags", tag).await);
        }
        input["tag_ids"] = json!(tags);
        let id = fixtures::article(&editor, "", input).await.id();
        let date = app.clock.now().minus(chrono::TimeDelta::days(article.days_ago));
        let body = json!({ "published_at": date.to_string() });
        editor.post(&format!("/articles/{id}/publish"), body).if_match("*").expect(200).await;
    }
    let expectations: Vec<Expectation> = serde_json::from_str(QUERIES).unwrap();
    assert!(expectations.len() >= 60);
    let (reader, mut faults) = (app.anonymous(), Vec::new());
    for Expectation { q, first, total } in expectations {
        let encoded: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
        for path in ["/articles?", "/search?types=article&"] {
            let list = reader.get(&format!("{path}q={encoded}&count=true&limit=5")).expect(200).await;
            // A filter is not corrected.
            if total == 0 && list.json()["meta"]["corrected_from"].is_string() {
                continue;
            }
            let slugs: Vec<String> =
                list.pluck("slug").iter().map(|slug| slug.as_str().unwrap().to_owned()).collect();
            let found = list.json()["meta"]["total"].as_i64().unwrap();
            if (&slugs, found) != (&first, total) {
                faults.push(json!({ "path": path, "q": q, "first": slugs, "total": found }));
            }
        }
    }
    assert!(faults.is_empty(), "what was found instead: {}", serde_json::to_string(&faults).unwrap());
}
