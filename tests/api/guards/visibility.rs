//! Nothing leaks: a word that stands in every member of what is hidden stands in no anonymous answer,
//! whatever operation of the spec is asked, and with whatever parameters.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::compare::unnumbered;
use crate::support::{Client, TestApp, fixtures};

const CANARY: &str = "zibeline";

/// What everything hidden is filed under.
#[derive(Clone, Copy)]
struct Filed {
    author: Uuid,
    section: Uuid,
    tag: Uuid,
    series: Uuid,
}

impl Filed {
    async fn new(editor: &Client) -> Self {
        Filed {
            author: fixtures::author(editor, "Awa").await,
            section: fixtures::category(editor, "Fleuve", None).await,
            tag: fixtures::tag(editor, "Crue").await,
            series: editor.post("/series", json!({ "name": "Escales" })).expect(201).await.id(),
        }
    }

    /// An article that anybody reads, filed under the same, with these to stand beneath it.
    async fn witness(self, editor: &Client, related: &[Uuid]) -> Uuid {
        let more = json!({
            "authors": [{ "id": self.author }], "primary_category_id": self.section, "tag_ids": [self.tag],
            "series": { "id": self.series, "position": 1 }, "related_ids": related,
        });
        fixtures::published(editor, "Témoin", more).await.id()
    }
}

/// The word in every member a writer can fill.
fn everywhere(slug: &str, filed: Filed) -> Value {
    let word = format!("Une {CANARY}");
    let url = format!("https://example.org/{CANARY}");
    json!({
        "title": word, "slug": slug, "kicker": word, "subtitle": word, "summary": word, "dateline": word,
        "body": { "format": "markdown", "source": word }, "locale": "wo", "type": "audio", "featured": true,
        "authors": [{ "id": filed.author }], "primary_category_id": filed.section, "tag_ids": [filed.tag],
        "series": { "id": filed.series, "position": null },
        "source": { "name": word, "url": url }, "image": { "url": url, "alt": word, "caption": word, "credit": word },
        "seo": { "title": word, "description": word, "canonical_url": url }, "custom": { CANARY: word },
        "message": word,
    })
}

/// What only an article has.
const NOT_OF_PAGES: [&str; 9] = [
    "kicker",
    "dateline",
    "type",
    "featured",
    "authors",
    "primary_category_id",
    "source",
    "tag_ids",
    "series",
];

/// Of articles and of pages: a draft, a published one edited since, one no longer public, one in the trash, one
/// handed in, one to be published and one retracted.
async fn hide(editor: &Client, filed: Filed) -> Vec<(Uuid, String)> {
    let mut hidden = hide_in("/articles", editor, filed).await;
    hidden.extend(hide_in("/pages", editor, filed).await);
    hidden
}

async fn hide_in(collection: &str, editor: &Client, filed: Filed) -> Vec<(Uuid, String)> {
    let mut hidden = Vec::new();
    for kind in
        ["draft", "edited", "withdrawn", "trashed", "submitted", "scheduled", "embargoed", "retracted"]
    {
        if kind == "embargoed" && collection == "/pages" {
            continue;
        }
        let slug = format!("{CANARY}-{kind}");
        let mut input = everywhere(&slug, filed);
        if kind == "embargoed" {
            input["embargo_until"] = json!("2100-01-01T00:00:00Z");
        }
        if collection == "/pages" {
            input.as_object_mut().unwrap().retain(|name, _| !NOT_OF_PAGES.contains(&name.as_str()));
        }
        let id = if kind == "edited" {
            let visible = json!({ "title": "Visible" });
            let id = editor.post(collection, visible).expect(201).await.id();
            editor.post(&format!("{collection}/{id}/publish"), json!({})).if_match("*").expect(200).await;
            editor.put(&format!("{collection}/{id}"), input).if_match("*").expect(200).await;
            id
        } else {
            editor.post(collection, input).expect(201).await.id()
        };
        let path = format!("{collection}/{id}");
        let steps: &[&str] = match kind {
            "withdrawn" | "trashed" => &["publish", "correct", "unpublish"],
            "embargoed" => &["publish"],
            "submitted" => &["submit"],
            "scheduled" => &["schedule"],
            "retracted" => &["publish", "correct", "retract"],
            _ => &[],
        };
        for step in steps {
            let body = match *step {
                "retract" => json!({ "notice": "Retiré." }),
                "schedule" => json!({ "publish_at": "2100-01-01T00:00:00Z" }),
                "correct" => json!({ "kind": "correction", "note": format!("Une {CANARY}") }),
                "submit" => json!({ "message": format!("Une {CANARY}") }),
                _ => json!({}),
            };
            editor.post(&format!("{path}/{step}"), body).if_match("*").expect(200).await;
        }
        if kind == "trashed" {
            editor.delete(&path).if_match("*").expect(204).await;
        }
        hidden.push((id, slug));
    }
    hidden
}

/// Somebody with the word in their name sits at a working copy, is named as the one whose turn it is, talks about it,
/// and gives a link to it out.
async fn work_together(editor: &Client, somebody: &Client, path: &str, id: Uuid) {
    let body = json!({ "assignee_id": somebody.user_id(), "due_at": "2026-04-01T12:00:00Z" });
    editor.put(&format!("{path}/assignment"), body).expect(200).await;
    somebody.put(&format!("{path}/lock"), json!({})).expect(200).await;
    somebody.post("/notes", json!({ "article_id": id, "text": format!("Une {CANARY}") })).expect(201).await;
    somebody.post(&format!("{path}/preview-links"), json!({})).send().await;
}

/// Articles were hidden before pages, which have no embargo.
fn apart<T>(hidden: &[T]) -> (&[T], &[T]) {
    hidden.split_at(hidden.len() / 2 + 1)
}

/// A menu that points to all of it.
async fn menu(editor: &Client, hidden: &[(Uuid, String)]) {
    let (articles, pages) = apart(hidden);
    let mut items: Vec<Value> = articles.iter().map(|(id, _)| json!({ "article_id": id })).collect();
    items.extend(pages.iter().map(|(id, _)| json!({ "page_id": id })));
    editor.post("/menus", json!({ "slug": "main", "name": "M", "items": items })).expect(201).await;
}

/// Every query worth trying at an operation: each parameter alone, with each value that could tell, beside
/// what the operation cannot do without.
fn queries(operation: &Value, values: &[String]) -> Vec<String> {
    let required = |parameter: &&Value| parameter["required"] == true && parameter["in"] == "query";
    let required = operation["parameters"].as_array().into_iter().flatten().find(required);
    let required = required.and_then(|parameter| parameter["name"].as_str());
    let mut queries = vec![String::new()];
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let (Some(name), Some("query")) = (parameter["name"].as_str(), parameter["in"].as_str()) else {
            continue;
        };
        let closed = [&parameter["schema"]["enum"], &parameter["schema"]["items"]["enum"]];
        let closed: Vec<String> = closed
            .iter()
            .filter_map(|list| list.as_array())
            .flatten()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect();
        let fixed = match name {
            "limit" => vec!["100".to_owned()],
            // The whole log, and what waits for nothing.
            "after" | "wait" => vec!["0".into()],
            "page" => vec!["1".into()],
            "count" | "featured" | "tree" => vec!["true".into()],
            "type" => vec!["audio".into()],
            "locale" => vec!["wo".into()],
            "created_by" => vec!["me".into()],
            "path" => ["/fleuve", ""]
                .iter()
                .flat_map(|at| values.iter().map(move |value| format!("{at}/{value}")))
                .collect(),
            // Words that stand in what is hidden, and the beginning and a slip of one.
            "q" => ["zibeline", "une", "zi", "zibelime"]
                .map(str::to_owned)
                .into_iter()
                .chain(values.to_vec())
                .collect(),
            // While it was all being made and hidden: every transaction takes a microsecond.
            "as_of" => (1..20).map(|tens| format!("2026-03-07T09:30:00.000{tens:02}0Z")).collect(),
            name if name.ends_with("_after") => vec!["2020-01-01T00:00:00Z".into()],
            name if name.ends_with("_before") => vec!["2030-01-01T00:00:00Z".into()],
            _ if !closed.is_empty() => closed,
            _ => values.to_vec(),
        };
        let beside = match required {
            Some("q") if name != "q" => format!("&q={CANARY}"),
            Some(other) if name != other => panic!("nothing is said here of `{other}`, which is required"),
            _ => String::new(),
        };
        queries.extend(fixed.iter().map(|value| format!("?{name}={value}{beside}")));
    }
    queries
}

#[actix_web::test]
async fn no_anonymous_answer_holds_the_word() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let site = json!({ "public_url": "https://www.example.org" });
    app.admin().await.patch("/site", site).if_match("*").expect(200).await;
    let filed = Filed::new(&editor).await;
    let hidden = hide(&editor, filed).await;
    let somebody = app.editor().await;
    let renamed = json!({ "name": format!("Une {CANARY}") });
    let account = format!("/users/{}", somebody.user_id());
    app.admin().await.patch(&account, renamed).if_match("*").expect(200).await;
    for (index, (id, slug)) in hidden.iter().enumerate() {
        let collection = if index < apart(&hidden).0.len() { "articles" } else { "pages" };
        if !slug.ends_with("trashed") {
            work_together(&editor, &somebody, &format!("/{collection}/{id}"), *id).await;
        }
    }
    menu(&editor, &hidden).await;
    // Beside one that anybody reads, shares all with them, and was to stand above them.
    let articles: Vec<Uuid> = apart(&hidden).0.iter().map(|(id, _)| *id).collect();
    let witness = filed.witness(&editor, &articles).await;
    let mut values = vec![
        "1".into(),
        filed.author.to_string(),
        filed.section.to_string(),
        witness.to_string(),
        "awa".into(),
        "fleuve".into(),
        "crue".into(),
        "escales".into(),
        "main".into(),
    ];
    values.extend(hidden.iter().flat_map(|(id, slug)| [id.to_string(), slug.clone()]));
    let reader = app.anonymous();
    let document = app.state.spec.document().clone();
    let mut answers = 0;
    for (template, item) in document["paths"].as_object().unwrap() {
        let operation = &item["get"];
        if operation.is_null() {
            continue;
        }
        let paths: Vec<String> = match (template.find('{'), template.find('}')) {
            (Some(from), Some(to)) => values
                .iter()
                .map(|value| format!("{}{value}{}", &template[..from], &template[to + 1..]))
                .map(|path| {
                    path.replace("{number}", "1")
                        .replace("{link}", &filed.author.to_string())
                        .replace("{delivery}", &filed.author.to_string())
                })
                .collect(),
            _ => vec![template.clone()],
        };
        for path in paths {
            for query in queries(operation, &values) {
                let reply = reader.get(&format!("{path}{query}")).send().await;
                assert!(reply.status < 500, "{reply}");
                let mut text = String::from_utf8_lossy(&reply.body).to_lowercase();
                if path.starts_with("/feeds/") {
                    // A feed names the address it was asked for, which tells the asker nothing.
                    text = text.replace(&format!("{path}{query}").to_lowercase(), "");
                }
                assert!(!text.contains(CANARY), "{reply}");
                let location = reply.header("location").unwrap_or_default();
                assert!(!location.contains(CANARY), "{path}{query} leads to {location}");
                answers += 1;
            }
        }
    }
    assert!(answers > 200, "{answers}");
}

#[actix_web::test]
async fn nothing_can_be_inferred() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let site = json!({ "public_url": "https://www.example.org" });
    app.admin().await.patch("/site", site).if_match("*").expect(200).await;
    let filed = Filed::new(&editor).await;
    filed.witness(&editor, &[]).await;
    let reader = app.anonymous();
    let looks = [
        "/authors/awa",
        "/categories/fleuve",
        "/categories?tree=true",
        "/tags/crue",
        "/series/escales",
        "/articles/temoin",
        "/articles/temoin/related",
        "/articles?tag=crue&count=true",
        "/articles?series=escales&sort=series&count=true",
        "/articles?author=awa&count=true",
        "/articles?category=fleuve&count=true",
        "/articles?type=audio&count=true",
        "/articles?locale=wo&count=true",
        "/articles?featured=true&count=true",
        "/pages?locale=wo&count=true",
        "/feeds/articles.rss?type=audio",
        "/feeds/categories/fleuve.atom",
        "/feeds/authors/awa.json",
        "/feeds/tags/crue.rss",
        "/sitemaps/sections.xml",
        "/corrections?count=true",
        "/corrections?kind=correction",
        "/feeds/corrections.json",
        "/articles?q=awa&count=true",
        "/search?q=fleuve&count=true&facets=category,author,tag,type,year",
        // A slip away from the hidden word.
        "/search?q=zibelime&count=true",
        "/search?q=une+zibelin&facets=year",
        "/search/suggest?q=zi",
        "/search/suggest?q=un",
    ];
    let mut before = Vec::new();
    for look in looks {
        before.push(unnumbered(reader.get(look).expect(200).await.body));
    }
    // Some of it is public for a while, which readers see, and the number of the log with it.
    let hidden = hide(&editor, filed).await;
    for (look, before) in looks.iter().zip(before) {
        assert_eq!(unnumbered(reader.get(look).expect(200).await.body), before, "{look}");
    }
    // A hidden address answers as one nobody ever had.
    for collection in ["articles", "pages"] {
        let said = async |name: &str| {
            let mut problem = reader.get(&format!("/{collection}/{name}")).expect(404).await.json();
            problem["instance"] = Value::Null;
            problem
        };
        let unknown = said("personne").await;
        for (id, slug) in &hidden {
            if slug.ends_with("retracted") {
                continue;
            }
            assert_eq!(said(slug).await, unknown);
            if !slug.ends_with("edited") {
                assert_eq!(said(&id.to_string()).await, unknown);
            }
        }
    }
}
