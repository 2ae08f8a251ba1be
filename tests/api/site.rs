//! `/site`, and the addresses of the website that follow from it.

use serde_json::{Value, json};

use crate::support::compare::at;
use crate::support::{Client, TestApp, fixtures};

const WEB: &str = "https://www.example.org";

async fn set(admin: &Client, patch: Value) -> Value {
    admin.patch("/site", patch).if_match("*").expect(200).await.data()
}

#[actix_web::test]
async fn a_site_has_a_name_before_anybody_gave_it_one() {
    let app = TestApp::new().await;
    let site = app.anonymous().get("/site").expect(200).await;
    assert_eq!(site.data()["name"], "Griot");
    assert_eq!(site.data()["public_url"], Value::Null);
    assert_eq!((&site.data()["default_locale"], &site.data()["locales"]), (&json!("fr"), &json!(["fr"])));
    assert_eq!(site.data()["url_templates"]["article"], "/{category}/{slug}");
    assert!(site.statements() <= 2, "{}", site.statements());
    let fresh = app.anonymous().get("/site").header("If-None-Match", &site.etag()).expect(304).await;
    assert_eq!(fresh.etag(), site.etag());
}

#[actix_web::test]
async fn administrators_change_it() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.editor().await.patch("/site", json!({})).if_match("*").refused(403, "forbidden").await;
    app.anonymous().patch("/site", json!({})).if_match("*").refused(401, "unauthenticated").await;
    admin.patch("/site", json!({ "name": "La Rive" })).refused(428, "precondition-required").await;
    let before = app.anonymous().get("/site").expect(200).await.etag();
    let changed = admin.patch("/site", json!({ "name": "La Rive", "time_zone": "Africa/Dakar" }));
    let changed = changed.if_match(&before).expect(200).await;
    assert_eq!(
        (&changed.data()["name"], &changed.data()["time_zone"]),
        (&json!("La Rive"), &json!("Africa/Dakar"))
    );
    let stale = admin.patch("/site", json!({ "name": "X" })).if_match(&before).refused(412, "stale").await;
    assert_eq!(stale.json()["changed_by"]["id"], admin.user_id().to_string());
    // null brings the default back; what says the same changes nothing.
    let back = admin.patch("/site", json!({ "time_zone": null })).if_match(&changed.etag()).expect(200).await;
    assert_eq!(back.data()["time_zone"], "UTC");
    let same = admin.patch("/site", json!({ "name": "La Rive" })).if_match(&back.etag()).expect(200).await;
    assert_eq!(same.etag(), back.etag());
    let locales = set(&admin, json!({ "default_locale": "WO-sn", "locales": ["fr", "en", "fr"] })).await;
    assert_eq!(locales["locales"], json!(["wo-SN", "fr", "en"]));
    let made = fixtures::article(&admin, "Wax", json!({})).await;
    assert_eq!(made.data()["locale"], "wo-SN", "what names no language is in the site's");
}

#[actix_web::test]
async fn settings_that_make_no_sense_are_refused_one_by_one() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let before = app.anonymous().get("/site").expect(200).await.etag();
    let refused = admin.patch(
        "/site",
        json!({
            "public_url": "https://example.org/?a=b", "default_locale": "klingonois", "locales": ["fr", "und"],
            "time_zone": "Africa/Tombouctou-Ouest", "social": [{ "label": "M", "url": "https://u:p@example.org" }],
            "url_templates": { "article": "/{titre}/{slug}", "category": "/rubriques", "author": "/{slug}?x" }
        }),
    );
    let refused = refused.if_match("*").refused(422, "validation-failed").await;
    let mut faults = refused.faults();
    faults.sort();
    let expected = [
        "/default_locale",
        "/locales/1",
        "/public_url",
        "/social/0/url",
        "/time_zone",
        "/url_templates/article",
        "/url_templates/author",
        "/url_templates/category",
    ];
    assert_eq!(faults, at(&expected.map(|pointer| (pointer, "format"))), "{refused}");
    admin.patch("/site", json!({ "name": null })).if_match("*").refused(422, "validation-failed").await;
    admin.patch("/site", json!({ "nom": "X" })).if_match("*").refused(422, "validation-failed").await;
    assert_eq!(app.anonymous().get("/site").expect(200).await.etag(), before);
}

#[actix_web::test]
async fn every_public_thing_says_where_the_website_shows_it() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let author = fixtures::author(&admin, "Awa Diop").await;
    let root = fixtures::category(&admin, "Villes", None).await;
    let category = fixtures::category(&admin, "Sor", Some(root)).await;
    let input = json!({ "authors": [{ "id": author }], "primary_category_id": category });
    let placed = fixtures::published(&admin, "La crue", input).await;
    let loose = fixtures::published(&admin, "Sans rubrique", json!({})).await;
    let anonymous = app.anonymous();
    let web = async |path: &str| anonymous.get(path).expect(200).await.data()["links"]["web"].clone();
    let place = format!("/articles/{}", placed.id());
    let before = anonymous.get(&place).expect(200).await;
    assert_eq!(before.data()["links"]["web"], Value::Null);
    set(&admin, json!({ "public_url": format!("{WEB}/") })).await;
    let after = anonymous.get(&place).expect(200).await;
    assert_ne!(after.etag(), before.etag(), "other bytes, another tag");
    assert_eq!(after.data()["links"]["web"], format!("{WEB}/sor/la-crue"));
    assert_eq!(web(&format!("/articles/{}", loose.id())).await, format!("{WEB}/sans-rubrique"));
    assert_eq!(web("/categories/sor").await, format!("{WEB}/villes/sor"));
    let profile = anonymous.get("/authors/awa-diop").expect(200).await.data();
    assert_eq!(profile["web_url"], format!("{WEB}/auteurs/awa-diop"));
    let templates = json!({ "article": "/{yyyy}/{mm}/{dd}/{category_path}/{id}", "author": null });
    set(&admin, json!({ "url_templates": templates })).await;
    assert_eq!(web(&place).await, format!("{WEB}/2026/03/07/villes/sor/{}", placed.id()));
    let listed = anonymous.get("/articles?category=sor").expect(200).await;
    assert_eq!(listed.pluck("links")[0]["web"], web(&place).await);
    assert!(listed.statements() <= 7, "{}", listed.statements());
    let tree = anonymous.get("/categories?tree=true").expect(200).await;
    assert_eq!(tree.data()[0]["children"][0]["links"]["web"], format!("{WEB}/villes/sor"));
    assert!(tree.statements() <= 2, "{}", tree.statements());
    let draft = admin.get(&format!("{place}?edition=draft")).expect(200).await;
    assert_eq!(draft.data()["links"]["web"], Value::Null);
}

#[actix_web::test]
async fn the_language_of_a_section_and_of_a_tag_is_in_their_addresses() {
    let app = TestApp::new().await;
    let (admin, anonymous) = (app.admin().await, app.anonymous());
    for (name, template) in [("author", "/{locale}/auteurs/{slug}"), ("series", "/{locale}/{slug}")] {
        let templates = json!({ "url_templates": { name: template } });
        let refused = admin.patch("/site", templates).if_match("*").refused(422, "validation-failed").await;
        assert_eq!(refused.faults(), at(&[(&format!("/url_templates/{name}"), "format")]), "no language");
    }
    let templates = json!({ "category": "/{locale}/{category_path}", "tag": "/{locale}/tags/{slug}" });
    set(&admin, json!({ "public_url": WEB, "locales": ["fr", "en", "pt-BR"], "url_templates": templates }))
        .await;
    let make = async |room: &str, body: Value| admin.post(room, body).expect(201).await.id();
    let root = make("/categories", json!({ "name": "Villes" })).await;
    let french = make("/categories", json!({ "name": "Fleuve", "parent_id": root })).await;
    let body = json!({ "name": "River", "locale": "en", "translation_of": french, "parent_id": root });
    let english = make("/categories", body).await;
    let water = make("/tags", json!({ "name": "Eau" })).await;
    let body = json!({ "name": "Água", "locale": "pt-BR", "translation_of": water });
    let portuguese = make("/tags", body).await;
    let filed = json!({ "locale": "en", "primary_category_id": english, "tag_ids": [water, portuguese] });
    fixtures::published(&admin, "The flood", filed).await;
    let filed = json!({ "primary_category_id": french });
    fixtures::published(&admin, "La crue", filed).await;
    let things = [
        ("category", "/categories", french, "/fr/villes/fleuve"),
        ("category", "/categories", english, "/en/villes/river"),
        ("tag", "/tags", water, "/fr/tags/eau"),
        ("tag", "/tags", portuguese, "/pt-BR/tags/agua"),
    ];
    let web = |index: usize| json!(format!("{WEB}{}", things[index].3));
    for (index, (kind, room, id, path)) in things.into_iter().enumerate() {
        let found = anonymous.get(&format!("{room}/{id}")).expect(200).await.data();
        assert_eq!(found["links"]["web"], web(index));
        // Two and two are translations of each other.
        assert_eq!(found["translations"][0]["web_url"], web(index ^ 1));
        let listed = anonymous.get(&format!("{room}?ids={id}")).expect(200).await.data();
        assert_eq!(listed[0]["links"]["web"], web(index));
        let resolved = anonymous.get(&format!("/resolve?path={path}")).expect(200).await.data();
        assert_eq!(
            (&resolved["type"], &resolved["id"], &resolved["links"]["web"]),
            (&json!(kind), &json!(id), &web(index))
        );
        let sitemap = if kind == "tag" { "tags" } else { "sections" };
        let sitemap = anonymous.get(&format!("/sitemaps/{sitemap}.xml")).expect(200).await;
        assert!(sitemap.to_string().contains(&format!("<loc>{WEB}{path}</loc>")), "{sitemap}");
        let room = room.trim_start_matches('/');
        let feed = anonymous
            .get(&format!("/feeds/{room}/{}.json", found["slug"].as_str().unwrap()))
            .expect(200)
            .await;
        assert_eq!(feed.json()["home_page_url"], web(index));
        let hits =
            anonymous.get(&format!("/search?q={}", found["slug"].as_str().unwrap())).expect(200).await.data();
        let hit = hits.as_array().unwrap().iter().find(|hit| hit["id"] == json!(id)).unwrap();
        assert_eq!(hit["links"]["web"], web(index));
    }
    // Another language is not its address, but leads there.
    let moved = anonymous.get("/resolve?path=/en/villes/fleuve").expect(200).await.data();
    assert_eq!((&moved["type"], &moved["to"]), (&json!("redirect"), &json!("/fr/villes/fleuve")));
    let items = json!([{ "category_id": english }, { "tag_id": portuguese }]);
    admin.post("/menus", json!({ "slug": "main", "name": "M", "items": items })).expect(201).await;
    let menu = anonymous.get("/menus/main").expect(200).await.data();
    assert_eq!((&menu["items"][0]["url"], &menu["items"][1]["url"]), (&web(1), &web(3)));
    let said = anonymous.get("/articles/the-flood/json-ld").expect(200).await.json();
    let steps = &said["mainEntityOfPage"]["breadcrumb"]["itemListElement"];
    assert_eq!((&steps[0]["item"], &steps[1]["item"]), (&json!(format!("{WEB}/fr/villes")), &web(1)));
    let tree = anonymous.get("/categories?tree=true").expect(200).await.data();
    assert_eq!(tree[0]["children"][1]["links"]["web"], web(1));
}

#[actix_web::test]
async fn the_frame_of_a_page_is_one_request() {
    let app = TestApp::new().await;
    let (admin, anyone) = (app.admin().await, app.anonymous());
    let article = fixtures::published(&admin, "La crue", json!({})).await.id();
    for (slug, label) in [("footer", "Contact"), ("main", "À la une")] {
        let items = json!([{ "label": label, "url": "/" }, { "article_id": article }]);
        let menu = json!({ "slug": slug, "name": slug, "items": items });
        admin.post("/menus", menu).expect(201).await;
    }
    let plain = anyone.get("/site").expect(200).await;
    assert!(plain.data().get("menus").is_none(), "not asked for");
    let frame = anyone.get("/site?menus=main,footer,ailleurs").expect(200).await;
    assert!(frame.statements() <= 3, "{}", frame.statements());
    assert_eq!(frame.data()["name"], plain.data()["name"]);
    for (index, slug) in ["main", "footer"].into_iter().enumerate() {
        let alone = anyone.get(&format!("/menus/{slug}")).expect(200).await.data();
        assert_eq!(frame.data()["menus"][index], alone, "in the order asked for, as it is on its own");
    }
    assert_eq!(frame.data()["menus"].as_array().map(Vec::len), Some(2), "what is not there is missing");
    let id = frame.data()["menus"][1]["id"].clone();
    let by_id = anyone.get(&format!("/site?menus={}", id.as_str().unwrap())).expect(200).await;
    assert_eq!(by_id.data()["menus"][0]["slug"], "footer");
    anyone.get("/site?menus=main,footer,ailleurs").header("If-None-Match", &frame.etag()).expect(304).await;
    // An item goes with its target, and the tag of the frame with it.
    admin.post(&format!("/articles/{article}/unpublish"), json!({})).if_match("*").expect(200).await;
    let after = anyone.get("/site?menus=main,footer,ailleurs").expect(200).await;
    assert_ne!(after.etag(), frame.etag());
    let items = &after.data()["menus"][0]["items"];
    assert_eq!(items.as_array().map(Vec::len), Some(1), "{items}");
    let write = admin.patch("/site", json!({ "name": "La Rive" })).if_match(&after.etag());
    write.refused(412, "stale").await;
    anyone.get("/site?menus=Pas+un+slug").refused(400, "bad-parameter").await;
}
