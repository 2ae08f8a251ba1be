//! `GET /search` and `GET /search/suggest`.

use serde_json::{Value, json};

use super::articles::titles;
use crate::support::{Client, Response, TestApp, fixtures};

async fn search(client: &Client, query: &str) -> Response {
    client.get(&format!("/search?q={query}")).expect(200).await
}

async fn suggested(client: &Client, q: &str) -> Vec<String> {
    titles(&client.get(&format!("/search/suggest?q={q}")).expect(200).await)
}

/// Three articles, and what they are filed under.
async fn newsroom(editor: &Client) {
    let author = fixtures::author(editor, "Awa Crue").await;
    let section = fixtures::category(editor, "Fleuve", None).await;
    let below = fixtures::category(editor, "Crues", Some(section)).await;
    let tag = editor.post("/tags", json!({ "name": "Crue du siècle" })).expect(201).await.id();
    let body = json!({ "format": "text", "source": "Un <b>texte</b> sur la crue & ses suites." });
    for (title, more, date) in [
        (
            "La crue du fleuve",
            json!({ "primary_category_id": below, "tag_ids": [tag], "body": body, "summary": null }),
            "2025-06-01",
        ),
        ("Le marché", json!({ "authors": [{ "id": author }], "type": "brief" }), "2026-01-01"),
        ("Le port après la crue", json!({ "primary_category_id": section, "summary": null }), "2026-02-01"),
    ] {
        let id = fixtures::article(editor, title, more).await.id();
        let at = json!({ "published_at": format!("{date}T00:00:00Z") });
        editor.post(&format!("/articles/{id}/publish"), at).if_match("*").expect(200).await;
    }
}

#[actix_web::test]
async fn one_list_of_all_kinds() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    newsroom(&editor).await;
    app.admin()
        .await
        .patch("/site", json!({ "public_url": "https://www.example.org" }))
        .if_match("*")
        .expect(200)
        .await;
    let reader = app.anonymous();
    let all = search(&reader, "crue&count=true").await;
    assert_eq!(
        titles(&all),
        ["Crues", "Awa Crue", "Le port après la crue", "Crue du siècle", "La crue du fleuve", "Le marché"]
    );
    assert_eq!(all.pluck("type"), ["category", "author", "article", "tag", "article", "article"]);
    assert_eq!(all.json()["meta"]["total"], 6);
    assert!(all.statements() <= 10, "{}", all.statements());
    let found = &all.json()["data"][4];
    assert_eq!(found["highlighted_title"], "La <mark>crue</mark> du fleuve");
    assert_eq!(found["snippet"], "Un &lt;b&gt;texte&lt;/b&gt; sur la <mark>crue</mark> &amp; ses suites.");
    assert_eq!(found["links"]["web"], "https://www.example.org/crues/la-crue-du-fleuve");
    let french = json!("fr");
    assert_eq!(
        all.pluck("locale"),
        [french.clone(), Value::Null, french.clone(), french.clone(), french.clone(), french]
    );
    let address = found["links"]["self"].as_str().unwrap();
    assert_eq!(reader.get(address).expect(200).await.data()["title"], "La crue du fleuve");
    assert_eq!(titles(&search(&reader, "crue&types=tag,author").await), ["Awa Crue", "Crue du siècle"]);
    assert_eq!(titles(&search(&reader, "crue&types=page").await), Vec::<String>::new());
    let mut walked = Vec::new();
    let mut address = "/search?q=crue&limit=2".to_owned();
    loop {
        let page = reader.get(&address).expect(200).await;
        walked.extend(titles(&page));
        let Some(next) = page.json()["meta"]["next_cursor"].as_str().map(str::to_owned) else { break };
        address = format!("/search?q=crue&limit=2&cursor={next}");
    }
    assert_eq!(walked, titles(&all));
}

#[actix_web::test]
async fn facets_count_all_hits() {
    let app = TestApp::new().await;
    newsroom(&app.editor().await).await;
    let reader = app.anonymous();
    assert!(search(&reader, "crue").await.json()["meta"].get("facets").is_none());
    let list = search(&reader, "crue&limit=1&facets=category,author,tag,type,year").await;
    let facets = list.json()["meta"]["facets"].clone();
    let counts = |facet: usize| -> Vec<(Value, Value)> {
        let values = facets[facet]["values"].as_array().unwrap();
        values.iter().map(|value| (value["value"].clone(), value["count"].clone())).collect()
    };
    assert_eq!(facets[0]["facet"], "category");
    assert_eq!(counts(0), [(json!("fleuve"), json!(2)), (json!("crues"), json!(1))]);
    assert_eq!(counts(1), [(json!("awa-crue"), json!(1))]);
    assert_eq!(counts(2), [(json!("crue-du-siecle"), json!(1))]);
    assert_eq!(counts(3), [(json!("news"), json!(2)), (json!("brief"), json!(1))]);
    assert_eq!(counts(4), [(json!("2026"), json!(2)), (json!("2025"), json!(1))]);
    assert_eq!(facets[0]["values"][0]["name"], "Fleuve");
    assert!(list.statements() <= 15, "{}", list.statements());
}

#[actix_web::test]
async fn a_slip_is_forgiven_and_said() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    newsroom(&editor).await;
    let hidden = json!({ "body": null, "summary": null });
    fixtures::article(&editor, "Le fleuvo", hidden.clone()).await;
    let gone = fixtures::published(&editor, "Une marqise, un marce", hidden).await.id();
    editor.post(&format!("/articles/{gone}/unpublish"), json!({})).if_match("*").expect(200).await;
    let reader = app.anonymous();
    let list = search(&reader, "lmarche&types=article").await;
    assert!(titles(&list).is_empty(), "the first letter is taken for right");
    for (typed, right, found) in [
        ("fleuvr", "fleuve", "La crue du fleuve"),
        ("macrhe", "marche", "Le marché"),
        ("port+fleve", "port fleuve", "Le port après la crue"),
    ] {
        let list = search(&reader, &format!("{typed}&types=article")).await;
        let meta = list.json()["meta"].clone();
        assert_eq!(titles(&list).first().map(String::as_str), Some(found), "{list}");
        assert_eq!(meta["corrected_from"], typed.replace('+', " "));
        assert_eq!(meta["corrected_to"], right);
        assert!(list.statements() <= 16, "{}", list.statements());
    }
    // What has hits is not corrected, and what is hidden is nobody's correction.
    assert!(search(&reader, "crue").await.json()["meta"]["corrected_from"].is_null());
    for (typed, near) in [("marqisa", "marqise"), ("fleuvo", "fleuvo")] {
        let list = search(&reader, &format!("{typed}&types=article")).await;
        assert!(
            !String::from_utf8_lossy(&list.body).contains(&format!("\"{near}\"")) || near == typed,
            "{list}"
        );
        assert_ne!(list.json()["meta"]["corrected_to"], near);
    }
    assert_eq!(search(&reader, "marqisa&types=article").await.json()["meta"]["corrected_to"], Value::Null);
}

#[actix_web::test]
async fn past_the_end_nothing_is_corrected() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let text = |source: &str| json!({ "summary": null, "body": { "format": "text", "source": source } });
    fixtures::published(&editor, "Le littoral", text("La cote recule.")).await;
    for number in 0..3 {
        fixtures::published(&editor, &format!("Code {number}"), text("Rien.")).await;
    }
    let reader = app.anonymous();
    assert_eq!(titles(&search(&reader, "cote").await), ["Le littoral"]);
    let beyond = search(&reader, "cote&page=2").await;
    assert!(titles(&beyond).is_empty(), "{beyond}");
    assert_eq!(beyond.json()["meta"]["corrected_from"], Value::Null, "{beyond}");
    // What was corrected stays so on every page.
    for page in ["limit=2", "limit=2&page=2", "limit=2&page=3"] {
        let list = search(&reader, &format!("codr&{page}")).await;
        assert_eq!(list.json()["meta"]["corrected_to"], "code", "{page}: {list}");
    }
}

/// One thing in each of two languages, and a name that has none.
async fn in_two_languages(editor: &Client) {
    fixtures::author(editor, "Awa Pont").await;
    for (locale, title, section, tag) in [
        ("fr", "Le pont Faidherbe", "Pont et quais", "Pont ancien"),
        ("wo", "Pont bi", "Pont yi", "Pont bu bees"),
    ] {
        let named = |name: &str| json!({ "name": name, "locale": locale });
        let section = editor.post("/categories", named(section)).expect(201).await.id();
        let tag = editor.post("/tags", named(tag)).expect(201).await.id();
        let filed = json!({ "locale": locale, "primary_category_id": section, "tag_ids": [tag] });
        fixtures::published(editor, title, filed).await;
        let page = json!({ "title": format!("Contact {title}"), "locale": locale });
        let page = editor.post("/pages", page).expect(201).await.id();
        editor.post(&format!("/pages/{page}/publish"), json!({})).if_match("*").expect(200).await;
    }
}

#[actix_web::test]
async fn only_in_some_languages() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    in_two_languages(&editor).await;
    let reader = app.anonymous();
    let sorted = |list: &Response| {
        let mut titles = titles(list);
        titles.sort();
        titles
    };
    let french =
        ["Awa Pont", "Contact Le pont Faidherbe", "Le pont Faidherbe", "Pont ancien", "Pont et quais"];
    let wolof = ["Awa Pont", "Contact Pont bi", "Pont bi", "Pont bu bees", "Pont yi"];
    for path in ["/search?q=pont&limit=20", "/search/suggest?q=pont&limit=20"] {
        let list = async |more: &str| reader.get(&format!("{path}{more}")).expect(200).await;
        let all = list("").await;
        assert_eq!(titles(&all).len(), 9);
        let some = list("&locale=FR").await;
        assert_eq!(sorted(&some), french, "{path}");
        assert_eq!(some.statements(), all.statements(), "{path}");
        assert_eq!(sorted(&list("&locale=wo").await), wolof, "{path}");
        assert_eq!(sorted(&list("&locale=wo&locale=fr").await), sorted(&all), "no order of preference");
        assert_eq!(sorted(&list("&locale=pt,wo").await), wolof, "{path}");
        assert_eq!(sorted(&list("&locale=pt").await), ["Awa Pont"], "{path}");
        for bad in ["klingonois", "fr_SN", ""] {
            let refused = reader.get(&format!("{path}&locale={bad}")).refused(400, "bad-parameter").await;
            assert_eq!(refused.faults()[0].0, "locale");
        }
    }
    let counted = search(&reader, "pont&locale=wo&count=true&limit=1&facets=category,tag,type").await;
    assert_eq!(counted.json()["meta"]["total"], 5);
    let facets = counted.json()["meta"]["facets"].clone();
    let values = |index: usize| {
        let values = facets[index]["values"].as_array().unwrap();
        values.iter().map(|value| (value["value"].clone(), value["count"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(values(0), [(json!("pont-yi"), json!(1))]);
    assert_eq!(values(1), [(json!("pont-bu-bees"), json!(1))]);
    let cursor = counted.json()["meta"]["next_cursor"].as_str().unwrap().to_owned();
    reader.get(&format!("/search?q=pont&locale=fr&cursor={cursor}")).refused(400, "invalid-cursor").await;
    // Nor is a word right, or proposed, that only another language has.
    let said = |list: &Response| list.json()["meta"]["corrected_to"].clone();
    for (locale, title) in [("fr", "Le zouave"), ("wo", "Zouavu")] {
        fixtures::published(&editor, title, json!({ "locale": locale })).await;
    }
    assert_eq!(said(&search(&reader, "zouave&types=article").await), Value::Null);
    let wolof = search(&reader, "zouave&types=article&locale=wo").await;
    assert_eq!((titles(&wolof), said(&wolof)), (vec!["Zouavu".to_owned()], json!("zouavu")));
    assert_eq!(said(&search(&reader, "faidherbr&types=article").await), "faidherbe");
    assert_eq!(said(&search(&reader, "faidherbr&types=article&locale=fr").await), "faidherbe");
    assert_eq!(said(&search(&reader, "faidherbr&types=article&locale=wo").await), Value::Null);
}

#[actix_web::test]
async fn suggestions_while_typing() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    newsroom(&editor).await;
    fixtures::article(&editor, "Le fleuve caché", json!({})).await;
    let reader = app.anonymous();
    assert_eq!(suggested(&reader, "fle").await, ["Fleuve", "La crue du fleuve"]);
    assert_eq!(
        suggested(&reader, "cr").await,
        ["Crues", "Awa Crue", "Crue du siècle", "Le port après la crue", "La crue du fleuve"]
    );
    assert_eq!(suggested(&reader, "cr&limit=2").await, ["Crues", "Le port après la crue"]);
    assert_eq!(suggested(&reader, "crue+du+si").await, ["Crue du siècle"]);
    assert_eq!(suggested(&reader, "march%C3%A9").await, ["Le marché"]);
    // What is not wanted is so anywhere, and a phrase is one.
    let body = json!({ "format": "text", "source": "La digue tient." });
    fixtures::published(&editor, "La crue vue du port", json!({ "body": body })).await;
    assert_eq!(suggested(&reader, "crue+vue").await, ["La crue vue du port"]);
    assert!(suggested(&reader, "-digue+crue+vue").await.is_empty());
    assert_eq!(suggested(&reader, "-vent+crue+vue").await, ["La crue vue du port"]);
    assert_eq!(suggested(&reader, "%22crue+vue%22").await, ["La crue vue du port"]);
    assert!(suggested(&reader, "%22vue+crue%22").await.is_empty());
    assert!(suggested(&reader, "f").await.is_empty() && suggested(&reader, "%22*(").await.is_empty());
    let reply = reader.get("/search/suggest?q=cr").expect(200).await;
    // One for all titles on PostgreSQL, where those among the newest are too few.
    assert!(reply.statements() <= 8, "{}", reply.statements());
}

#[actix_web::test]
async fn what_is_refused() {
    let app = TestApp::new().await;
    let reader = app.anonymous();
    for path in ["/search", "/search/suggest"] {
        let refused = reader.get(path).refused(400, "bad-parameter").await;
        assert_eq!(refused.faults(), [("q".to_owned(), "required".to_owned())]);
        reader.get(&format!("{path}?q={}", "a".repeat(201))).refused(400, "bad-parameter").await;
        reader.get(&format!("{path}?q=+")).refused(400, "bad-parameter").await;
        reader.get(&format!("{path}?q=%27%22*NEAR%28+OR")).expect(200).await;
    }
    for more in ["types=menu", "facets=colour", "limit=0", "cursor=x"] {
        reader.get(&format!("/search?q=a&{more}")).expect(400).await;
    }
    reader.get("/search/suggest?q=a&limit=21").expect(400).await;
}
