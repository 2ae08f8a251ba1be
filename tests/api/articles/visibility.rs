//! What no verb makes yet and the tables hold already: retractions, and publications to come or to
//! end. Every bound of the predicate has a row here that is on the wrong side without it.

use chrono::TimeDelta;
use diesel::prelude::*;
use griot::articles::ArticleId;
use griot::clock::Timestamp;
use griot::db::schema::{publication_authors, publication_categories, publications, retractions};
use griot::db::{AnyId, Tx};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, TestApp, fixtures};

/// Minutes around the instant of the first look, `[from, until)`.
type Minutes = (i64, i64);

/// Longer than there are years.
const EVER: i64 = i64::MAX >> 32;

struct Case {
    slug: &'static str,
    retraction: Option<Minutes>,
    publication: Option<Minutes>,
    /// The status at the first look, and an hour later. Public is what is `published`.
    status: [&'static str; 2],
}

const fn retracted(slug: &'static str, when: Minutes, status: [&'static str; 2]) -> Case {
    Case { slug, retraction: Some(when), publication: None, status }
}

const fn published(slug: &'static str, when: Minutes, status: [&'static str; 2]) -> Case {
    Case { slug, retraction: None, publication: Some(when), status }
}

const fn both(
    slug: &'static str,
    retraction: Minutes,
    publication: Minutes,
    status: [&'static str; 2],
) -> Case {
    Case { slug, retraction: Some(retraction), publication: Some(publication), status }
}

const CASES: &[Case] = &[
    published("toujours", (-5, EVER), ["published", "published"]),
    published("a-venir", (30, EVER), ["scheduled", "published"]),
    published("a-venir-et-passer", (30, 60), ["scheduled", "draft"]),
    published("depuis-cet-instant", (0, EVER), ["published", "published"]),
    published("jusqu-a-cet-instant", (-5, 0), ["draft", "draft"]),
    published("bientot-fini", (-5, 30), ["published", "draft"]),
    retracted("retire", (-5, EVER), ["retracted", "retracted"]),
    retracted("retire-depuis-cet-instant", (0, 60), ["retracted", "published"]),
    retracted("retire-jusqu-a-cet-instant", (-5, 0), ["published", "published"]),
    retracted("bientot-retire", (30, EVER), ["published", "retracted"]),
    retracted("bientot-retabli", (-5, 30), ["retracted", "published"]),
    both("retire-pour-un-temps", (-5, 60), (-8, EVER), ["retracted", "published"]),
    // Hidden, and the notice is for another time.
    both("a-retirer-des-que-la", (30, 60), (30, EVER), ["scheduled", "published"]),
    both("retire-puis-fini", (-5, 0), (-5, 0), ["draft", "draft"]),
];

fn plus(at: Timestamp, minutes: i64) -> Timestamp {
    at.plus(TimeDelta::minutes(minutes))
}

fn notice(slug: &str) -> String {
    format!("Avis : {slug}.")
}

fn retract(tx: &mut Tx<'_>, id: Uuid, notice: &str, from: Timestamp, until: Timestamp) {
    let row = (
        retractions::id.eq(AnyId(tx.next_id())),
        retractions::article_id.eq(ArticleId(id)),
        retractions::notice.eq(notice),
        retractions::from_at.eq(from),
        retractions::until_at.eq(until),
    );
    diesel::insert_into(retractions::table).values(row).execute(&mut **tx).unwrap();
}

/// Moves the one publication of an article, and the rows that repeat its ends.
fn move_publication(tx: &mut Tx<'_>, id: Uuid, from: Timestamp, until: Timestamp) {
    macro_rules! set {
        ($($table:ident)*) => {$(
            diesel::update($table::table.filter($table::article_id.eq(ArticleId(id))))
                .set(($table::from_at.eq(from), $table::until_at.eq(until)))
                .execute(&mut **tx)
                .unwrap();
        )*};
    }
    set!(publications publication_authors publication_categories);
}

async fn write(app: &TestApp, work: impl Fn(&mut Tx<'_>) + Send + 'static) {
    let work = move |tx: &mut Tx<'_>| {
        work(tx);
        Ok(())
    };
    app.state.db.write(work).await.unwrap();
}

/// A newsroom with all the cases, at the instant of the first look.
async fn newsroom() -> (TestApp, Client) {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let awa = fixtures::author(&editor, "Awa").await;
    let water = fixtures::category(&editor, "Eau", None).await;
    let river = fixtures::category(&editor, "Fleuve", Some(water)).await;
    let look = plus(app.clock.now(), 10);
    for case in CASES {
        let more = json!({ "slug": case.slug, "authors": [{ "id": awa }], "primary_category_id": river });
        let id = fixtures::published(&editor, "Crue", more).await.id();
        let at = move |(from, until): Minutes| (plus(look, from), plus(look, until));
        let (retraction, publication) = (case.retraction.map(at), case.publication.map(at));
        let notice = notice(case.slug);
        write(&app, move |tx| {
            if let Some((from, until)) = retraction {
                retract(tx, id, &notice, from, until);
            }
            if let Some((from, until)) = publication {
                move_publication(tx, id, from, until);
            }
        })
        .await;
    }
    app.clock.advance(look.since(app.clock.now()));
    (app, editor)
}

fn slugs_of(look: usize, status: &str) -> Vec<&'static str> {
    let mut slugs: Vec<_> =
        CASES.iter().filter(|case| case.status[look] == status).map(|case| case.slug).collect();
    slugs.sort_unstable();
    slugs
}

/// The slugs of a list and its `meta.total`.
async fn listed(client: &Client, query: &str) -> (Vec<String>, Value) {
    let list = client.get(&format!("/articles?limit=100&count=true&{query}")).expect(200).await;
    let text = |slug: &Value| slug.as_str().unwrap().to_owned();
    let mut slugs: Vec<String> = list.pluck("slug").iter().map(text).collect();
    slugs.sort_unstable();
    (slugs, list.json()["meta"]["total"].clone())
}

#[actix_web::test]
async fn found_withdrawn_or_not_there() {
    let (app, editor) = newsroom().await;
    for look in 0..2 {
        for case in CASES {
            let path = format!("/articles/{}", case.slug);
            let draft = editor.get(&format!("{path}?edition=draft")).expect(200).await.data();
            assert_eq!(draft["status"], case.status[look], "{} at look {look}", case.slug);
            let by_id = format!("/articles/{}", draft["id"].as_str().unwrap());
            for path in [format!("{path}/json-ld"), format!("{path}?profile=lite"), path, by_id] {
                let reply = app.anonymous().get(&path).send().await;
                match case.status[look] {
                    "published" => assert_eq!(reply.status, 200, "look {look}: {reply}"),
                    "retracted" => {
                        reply.expect_problem(410, "retracted", case.slug);
                        assert_eq!(reply.json()["notice"], notice(case.slug));
                    }
                    _ => reply.expect_problem(404, "not-found", case.slug),
                }
            }
        }
        app.advance(3_600);
    }
}

#[actix_web::test]
async fn lists_and_counts_hold_what_is_public_and_nothing_else() {
    let (app, _) = newsroom().await;
    let site = json!({ "public_url": "https://example.org", "url_templates": { "article": "/a/{slug}" } });
    app.admin().await.patch("/site", site).if_match("*").expect(200).await;
    let all = CASES.iter().map(|case| case.slug).collect::<Vec<_>>().join(",");
    let reader = app.anonymous();
    for look in 0..2 {
        let expected = slugs_of(look, "published");
        assert!(!expected.is_empty());
        for query in [
            "sort=title",
            "sort=-updated_at",
            "category=eau",
            "category=fleuve&author=awa",
            "category=fleuve,eau",
            "category_only=fleuve",
            "author=awa",
            &format!("ids={all}"),
        ] {
            let (slugs, total) = listed(&reader, query).await;
            assert_eq!((slugs.as_slice(), total), (&*strings(&expected), json!(expected.len())), "{query}");
        }
        for sitemap in ["/sitemaps/articles/1.xml", "/sitemap-news.xml"] {
            let text = String::from_utf8(reader.get(sitemap).expect(200).await.body).unwrap();
            let addresses = text.split("<loc>https://example.org/a/").skip(1);
            let mut slugs: Vec<&str> = addresses.map(|rest| rest.split('<').next().unwrap()).collect();
            slugs.sort_unstable();
            assert_eq!(slugs, expected, "{sitemap}");
        }
        for counted in ["/categories/eau", "/categories/fleuve", "/authors/awa"] {
            let found = reader.get(counted).expect(200).await.data();
            assert_eq!(found["articles_count"], expected.len(), "{counted}");
        }
        app.advance(3_600);
    }
}

fn strings(slugs: &[&str]) -> Vec<String> {
    slugs.iter().map(|slug| (*slug).to_owned()).collect()
}

#[actix_web::test]
async fn the_desk_filters_by_what_is_so_at_the_moment() {
    let (app, editor) = newsroom().await;
    for look in 0..2 {
        for status in ["published", "retracted", "scheduled", "draft", "in_review"] {
            let (slugs, total) = listed(&editor, &format!("edition=draft&status={status}")).await;
            let expected = slugs_of(look, status);
            assert_eq!((slugs, total), (strings(&expected), json!(expected.len())), "{status}");
        }
        app.advance(3_600);
    }
}

#[actix_web::test]
async fn in_the_trash_it_stays_withdrawn() {
    let (app, editor) = newsroom().await;
    for (slug, status) in [("retire", 410), ("jusqu-a-cet-instant", 404)] {
        let id = editor.get(&format!("/articles/{slug}?edition=draft")).expect(200).await.id();
        editor.delete(&format!("/articles/{id}")).if_match("*").expect(204).await;
        app.anonymous().get(&format!("/articles/{slug}")).expect(status).await;
        app.anonymous().get(&format!("/articles/{id}")).expect(status).await;
    }
    // What readers will see is not thrown away, and not unpublished before it is there.
    let id = editor.get("/articles/a-venir?edition=draft").expect(200).await.id();
    let path = format!("/articles/{id}");
    editor.delete(&path).if_match("*").refused(409, "illegal-transition").await;
    let early = editor.post(&format!("{path}/unpublish"), json!({})).if_match("*");
    assert_eq!(early.refused(409, "illegal-transition").await.json()["article_status"], "scheduled");
}
