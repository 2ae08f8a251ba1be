//! `GET /articles/{id}/json-ld` and `include=json_ld`

use griot::config::PublicUrl;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::compare::holds;
use crate::support::{Client, TestApp, fixtures};

const WEB: &str = "https://www.example.org";

/// A newsroom with a website in another zone.
async fn newsroom() -> (TestApp, Client) {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let site = json!({
        "name": "La Rive", "public_url": WEB, "time_zone": "Pacific/Auckland",
        "logo": { "url": format!("{WEB}/logo.png"), "width": 600 },
        "social": [{ "label": "Mastodon", "url": "https://social.example/@rive" }],
        "publisher": { "name": "Éditions de la Rive", "url": "https://editions.example" },
    });
    admin.patch("/site", site).if_match("*").expect(200).await;
    (app, admin)
}

/// An article with everything.
async fn article(admin: &Client) -> Uuid {
    let awa =
        admin.post("/authors", json!({ "name": "Awa Diop", "job_title": "Reporter" })).expect(201).await.id();
    let (ousmane, binta) = (fixtures::author(admin, "Ousmane").await, fixtures::author(admin, "Binta").await);
    let root = fixtures::category(admin, "Villes", None).await;
    let sor = fixtures::category(admin, "Sor", Some(root)).await;
    let other = fixtures::category(admin, "Climat", None).await;
    let tag = fixtures::tag(admin, "Crue").await;
    let input = json!({
        "slug": "l-eau-monte", "subtitle": "« Tenez bon\u{a0}! »", "summary": "Deux mètres.",
        "body": { "format": "text", "source": "L’eau monte encore." },
        "authors": [
            { "id": awa }, { "id": ousmane, "role": "photographer" }, { "id": binta, "role": "translator" }
        ],
        "primary_category_id": sor, "category_ids": [sor, other], "tag_ids": [tag],
        "image": {
            "url": format!("{WEB}/crue.jpg"), "width": 1600, "height": 900, "caption": "Le quai.", "credit": "O. K."
        },
    });
    fixtures::published(admin, "L’eau monte", input).await.id()
}

#[actix_web::test]
async fn everything_schema_org_wants_to_know() {
    let (app, admin) = newsroom().await;
    let id = article(&admin).await;
    app.advance(3_600);
    admin.patch(&format!("/articles/{id}"), json!({ "featured": true })).if_match("*").expect(200).await;
    fixtures::publish(&admin, id).await;
    let reader = app.anonymous();
    let reply = reader.get("/articles/l-eau-monte/json-ld").expect(200).await;
    assert_eq!(reply.header("content-type"), Some("application/ld+json"));
    assert_eq!(reply.header("cache-control"), Some("public, max-age=0, s-maxage=60"));
    assert_eq!(reply.header("last-modified"), Some("Sat, 07 Mar 2026 10:30:00 GMT"));
    assert!(reply.statements() <= 6, "{}", reply.statements());
    let page = format!("{WEB}/sor/l-eau-monte");
    let step = |position: i32, name: &str, item: &str| json!({ "@type": "ListItem", "position": position, "name": name, "item": item });
    let publisher = json!({
        "@type": "NewsMediaOrganization", "name": "Éditions de la Rive", "url": "https://editions.example",
        "logo": { "@type": "ImageObject", "url": format!("{WEB}/logo.png"), "width": 600 },
        "sameAs": ["https://social.example/@rive"],
    });
    let person = |name: &str, slug: &str| json!({ "@type": "Person", "name": name, "url": format!("{WEB}/auteurs/{slug}") });
    let mut awa = person("Awa Diop", "awa-diop");
    awa["jobTitle"] = json!("Reporter");
    let expected = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "identifier": format!("urn:uuid:{id}"),
        "url": page,
        "mainEntityOfPage": { "@type": "WebPage", "@id": page, "breadcrumb": {
            "@type": "BreadcrumbList", "itemListElement": [
                step(1, "Villes", &format!("{WEB}/villes")),
                step(2, "Sor", &format!("{WEB}/villes/sor")),
                step(3, "L’eau monte", &page),
            ],
        }},
        "headline": "L’eau monte",
        "alternativeHeadline": "« Tenez bon\u{a0}! »",
        "description": "Deux mètres.",
        "author": [awa],
        "contributor": [person("Ousmane", "ousmane")],
        "translator": [person("Binta", "binta")],
        "publisher": publisher,
        "datePublished": "2026-03-07T22:30:00+13:00",
        "dateModified": "2026-03-07T23:30:00+13:00",
        "image": [{
            "@type": "ImageObject", "url": format!("{WEB}/crue.jpg"), "width": 1600, "height": 900,
            "caption": "Le quai.", "creditText": "O. K."
        }],
        "articleSection": ["Sor", "Climat"],
        "keywords": ["Crue"],
        "wordCount": 3,
        "inLanguage": "fr",
        "isAccessibleForFree": true,
        "isPartOf": { "@type": "WebSite", "name": "La Rive", "url": WEB },
    });
    assert_eq!(reply.json(), expected);
    let fresh = reader.get(&format!("/articles/{id}/json-ld")).header("If-None-Match", &reply.etag());
    assert!(fresh.expect(304).await.body.is_empty());
    // The same comes with the article and with a list, for as many statements as without.
    let found = reader.get("/articles/l-eau-monte?include=json_ld").expect(200).await;
    assert_eq!(found.data()["json_ld"], expected);
    assert!(found.statements() <= 6, "{}", found.statements());
    assert_eq!(found.data()["categories"].as_array().unwrap().len(), 2, "those above are not its own");
    let list = reader.get("/articles?include=json_ld&count=true").expect(200).await;
    assert_eq!(
        (list.data()[0]["json_ld"].clone(), list.data().as_array().unwrap().len()),
        (expected.clone(), 1)
    );
    assert!(list.statements() <= 7, "{}", list.statements());
    let alone = reader.get("/articles?fields=json_ld").expect(200).await;
    assert_eq!(alone.data(), json!([{ "json_ld": expected }]));
    assert!(reader.get("/articles/l-eau-monte").expect(200).await.data().get("json_ld").is_none());
}

#[actix_web::test]
async fn each_type_and_what_little_is_known() {
    let app = TestApp::with(|config| {
        config.server.public_url = Some(PublicUrl::parse("https://cms.example.org").unwrap());
    });
    let app = app.await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    for (kind, expected) in [
        ("news", "NewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("interview", "NewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("report", "ReportageNewsArticle"),
        ("brief", "NewsArticle"),
        ("live", "LiveBlogPosting"),
        ("video", "NewsArticle"),
        ("audio", "NewsArticle"),
    ] {
        let input = json!({ "type": kind, "slug": kind, "summary": null, "body": null });
        fixtures::published(&editor, "Bref", input).await;
        let said = reader.get(&format!("/articles/{kind}/json-ld")).expect(200).await.json();
        let newsroom = json!({ "@type": "NewsMediaOrganization", "name": "Griot" });
        let shared = json!({
            "@type": expected, "author": [newsroom], "publisher": newsroom, "wordCount": 0,
            "datePublished": "2026-03-07T09:30:00+00:00",
        });
        holds(&said, &shared);
        assert_eq!(said.get("coverageStartTime").is_some(), kind == "live");
        for unknown in ["url", "mainEntityOfPage", "image", "description", "keywords", "articleSection"] {
            assert!(said.get(unknown).is_none(), "{unknown}: {said}");
        }
    }
}

#[actix_web::test]
async fn the_canonical_address_and_description_win() {
    let (app, admin) = newsroom().await;
    let elsewhere = "https://ailleurs.example/crue";
    let seo = json!({ "canonical_url": elsewhere, "description": "Pour les moteurs." });
    fixtures::published(&admin, "Crue", json!({ "seo": seo })).await;
    let said = app.anonymous().get("/articles/crue/json-ld").expect(200).await.json();
    assert_eq!((&said["url"], &said["mainEntityOfPage"]["@id"]), (&json!(elsewhere), &json!(elsewhere)));
    assert_eq!(said["description"], "Pour les moteurs.");
}

#[actix_web::test]
async fn nothing_ends_the_script_it_stands_in() {
    let (app, admin) = newsroom().await;
    let bad = "</script><script>alert(1)</script><!-- <é> & \u{2028}";
    let author = admin.post("/authors", json!({ "name": bad })).expect(201).await.id();
    fixtures::published(
        &admin,
        bad,
        json!({ "slug": "piege", "summary": bad, "authors": [{ "id": author }] }),
    )
    .await;
    for query in ["", "?pretty"] {
        let reply = app.anonymous().get(&format!("/articles/piege/json-ld{query}")).expect(200).await;
        assert!(!reply.body.contains(&b'<'), "{reply}");
        assert_eq!(reply.json()["headline"], bad);
        assert_eq!(reply.json()["author"][0]["name"], bad);
        let page = format!(
            "<script type=\"application/ld+json\">{}</script>",
            String::from_utf8(reply.body.clone()).unwrap()
        );
        let page = scraper::Html::parse_document(&page);
        let scripts = scraper::Selector::parse("script").unwrap();
        let [script] = page.select(&scripts).collect::<Vec<_>>()[..] else { panic!("{reply}") };
        let read: Value = serde_json::from_str(&script.text().collect::<String>()).unwrap();
        assert_eq!(read, reply.json());
    }
}

#[actix_web::test]
async fn found_as_the_article_is() {
    let (app, admin) = newsroom().await;
    let reader = app.anonymous();
    let id = fixtures::published(&admin, "Crue", json!({})).await.id();
    let draft = fixtures::article(&admin, "Brouillon", json!({})).await.id();
    admin.patch(&format!("/articles/{id}"), json!({ "slug": "decrue" })).if_match("*").expect(200).await;
    fixtures::publish(&admin, id).await;
    let moved = reader.get("/articles/crue/json-ld?pretty").expect(301).await;
    assert_eq!(moved.header("location"), Some("/api/v1/articles/decrue/json-ld?pretty"));
    for hidden in [draft.to_string(), "brouillon".into(), "personne".into()] {
        reader.get(&format!("/articles/{hidden}/json-ld")).refused(404, "not-found").await;
        admin.get(&format!("/articles/{hidden}/json-ld")).refused(404, "not-found").await;
    }
    reader.get("/articles/decrue/json-ld?edition=draft").refused(400, "bad-parameter").await;
    for query in ["include=json_ld", "fields=json_ld"] {
        for path in ["/articles", "/articles/decrue"] {
            let query = format!("{path}?edition=draft&{query}");
            admin.get(&query).refused(422, "conflicting-parameters").await;
            reader.get(&query).refused(401, "unauthenticated").await;
        }
    }
}
