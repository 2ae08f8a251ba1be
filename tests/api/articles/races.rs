//! What many do to articles at the same moment: nobody wins twice, and who loses is told rightly.

use diesel::prelude::*;
use futures_util::future::join_all;
use griot::articles::ArticleId;
use griot::db::schema::{articles, publication_categories, publications, slugs};
use griot::db::{Conn, NamedLock, Tx};
use griot::error::Error;
use serde_json::json;
use uuid::Uuid;

use crate::support::client::Call;
use crate::support::database::on_postgres;
use crate::support::held::{hold, until_waited_for};
use crate::support::{Client, Response, TestApp, fixtures};

async fn all(calls: impl IntoIterator<Item = Call>) -> Vec<Response> {
    join_all(calls.into_iter().map(Call::send)).await
}

fn verb(client: &Client, id: Uuid, verb: &str) -> Call {
    client.post(&format!("/articles/{id}/{verb}"), json!({})).if_match("*")
}

/// An article that was public as `slug` and is public as another now.
async fn once(editor: &Client, slug: &str) -> Uuid {
    let id = fixtures::published(editor, "Un", json!({ "slug": slug })).await.id();
    let rename = json!({ "slug": format!("{slug}-hier") });
    editor.patch(&format!("/articles/{id}"), rename).if_match("*").expect(200).await;
    fixtures::publish(editor, id).await;
    id
}

#[actix_web::test]
async fn a_former_slug_has_one_taker() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let mut drafts = Vec::new();
    for number in 0..6 {
        drafts.push(fixtures::article(&editor, &format!("Brouillon {number}"), json!({})).await.id());
    }
    for round in 0..5 {
        let slug = format!("fleuve-{round}");
        // Its former holder may want it back, too.
        drafts.push(once(&editor, &slug).await);
        let creates = (0..6).map(|_| editor.post("/articles", json!({ "title": "T", "slug": slug })));
        let saves = drafts
            .iter()
            .map(|id| editor.patch(&format!("/articles/{id}"), json!({ "slug": slug })).if_match("*"));
        let replies = all(creates.chain(saves)).await;
        let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status < 300);
        assert_eq!(won.len(), 1, "{slug} has {} holders", won.len());
        lost.iter().for_each(|reply| reply.expect_problem(409, "slug-taken", &slug));
        fixtures::publish(&editor, won[0].id()).await;
    }
    let drafts = editor.get("/articles?edition=draft&limit=100").expect(200).await.data();
    let mut slugs = Vec::new();
    for draft in drafts.as_array().unwrap() {
        let id = draft["id"].as_str().unwrap();
        let slug = draft["slug"].as_str().unwrap();
        slugs.push(slug.to_owned());
        fixtures::publish(&editor, id.parse().unwrap()).await;
        let read = app.anonymous().get(&format!("/articles/{slug}")).expect(200).await;
        assert_eq!(read.data()["id"], id, "{slug}");
    }
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), drafts.as_array().unwrap().len());
}

#[actix_web::test]
async fn a_star_never_loses_a_race() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for _ in 0..3 {
        let id = fixtures::article(&editor, "Un", json!({})).await.id();
        let turns = ["publish", "unpublish"];
        for reply in all((0..20).map(|number| verb(&editor, id, turns[number % 2]))).await {
            if reply.status != 200 {
                reply.expect_problem(409, "illegal-transition", "unpublished already");
            }
        }
        editor.post(&format!("/articles/{id}/unpublish"), json!({})).if_match("*").send().await;
        for reply in all((0..20).map(|number| turn_in_the_trash(&editor, id, number))).await {
            // Who asks for what is in the trash finds nothing there for `*` to match.
            match (reply.status, reply.code().as_str()) {
                (200 | 204, _) | (409, "illegal-transition") => {}
                (412, _) => {
                    assert!(reply.json()["detail"].as_str().unwrap().contains("nothing is"), "{reply}")
                }
                _ => panic!("{reply}"),
            }
        }
    }
}

fn turn_in_the_trash(editor: &Client, id: Uuid, number: usize) -> Call {
    if number.is_multiple_of(2) {
        editor.delete(&format!("/articles/{id}")).if_match("*")
    } else {
        verb(editor, id, "restore")
    }
}

#[actix_web::test]
async fn saves_and_transitions_with_a_star_all_get_their_turn() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "Un", json!({})).await.id();
    for round in 0..4 {
        let calls = (0..10).map(|number| match number % 2 {
            0 => verb(&editor, id, "publish"),
            _ => {
                let rename = json!({ "slug": format!("un-{round}-{number}") });
                editor.patch(&format!("/articles/{id}"), rename).if_match("*")
            }
        });
        all(calls).await.iter().for_each(|reply| assert_eq!(reply.status, 200, "{reply}"));
    }
    let slug = fixtures::publish(&editor, id).await.data()["slug"].as_str().unwrap().to_owned();
    assert_eq!(app.anonymous().get(&format!("/articles/{slug}")).expect(200).await.id(), id);
}

#[actix_web::test]
async fn of_many_with_one_tag_the_losers_learn_the_next() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for turn in ["publish", "trash"] {
        let made = fixtures::article(&editor, "Un", json!({})).await;
        let path = format!("/articles/{}", made.id());
        let call = || match turn {
            "trash" => editor.delete(&path).if_match(&made.etag()),
            _ => editor.post(&format!("{path}/publish"), json!({})).if_match(&made.etag()),
        };
        let replies = all((0..12).map(|_| call())).await;
        let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status < 300);
        assert_eq!(won.len(), 1, "{turn}");
        for reply in lost {
            if turn == "trash" {
                reply.expect_problem(404, "not-found", "it lies in the trash");
            } else {
                reply.expect_problem(412, "stale", turn);
                assert_eq!(reply.json()["current_etag"], won[0].etag());
            }
        }
    }
}

/// What another transaction locks first.
#[derive(Clone, Copy, Debug)]
enum Held {
    /// Who moves a section.
    Tree,
    /// Who saves.
    Article,
}

fn lock(tx: &mut Tx<'_>, held: Held, id: ArticleId) -> griot::error::Result<()> {
    match held {
        Held::Tree => tx.lock(NamedLock::CategoryTree)?,
        Held::Article => {
            diesel::update(articles::table.find(id)).set(articles::locale.eq("wo")).execute(&mut **tx)?;
        }
    }
    Ok(())
}

/// Whoever moves a section or saves locks rows later; a transition that did it the other way round
/// would wait for them while they wait for it.
#[actix_web::test]
async fn a_transition_holds_no_row_while_it_waits() {
    if !on_postgres() {
        return;
    }
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let more = json!({ "primary_category_id": section });
    for (held, turn) in [Held::Tree, Held::Article].into_iter().flat_map(|held| {
        let turns = ["publish", "unpublish"];
        turns.map(|turn| (held, turn))
    }) {
        let id = fixtures::published(&editor, "Un", more.clone()).await.id();
        // Over a live one, so that the interval of before has to be ended.
        editor.patch(&format!("/articles/{id}"), json!({ "kicker": "k" })).if_match("*").expect(200).await;
        let stay = move |tx: &mut Tx<'_>| {
            until_waited_for(tx)?;
            rows_are_free(tx, ArticleId(id))
        };
        let other = hold(&app.state.db, move |tx| lock(tx, held, ArticleId(id)), stay).await;
        verb(&editor, id, turn).expect(200).await;
        other.await.unwrap().unwrap_or_else(|fault| panic!("{turn} against {held:?}: {fault}"));
    }
}

/// Fails at once when somebody else holds one of the article's rows.
fn rows_are_free(tx: &mut Tx<'_>, id: ArticleId) -> griot::error::Result<()> {
    let Conn::Postgres(conn) = &mut **tx else { return Ok(()) };
    let free = |what, locked: QueryResult<usize>| match locked {
        Ok(rows) if rows > 0 => Ok(()),
        Ok(_) => Err(Error::internal(format!("no row of {what}"))),
        Err(fault) => Err(Error::internal(format!("{what}: {fault}"))),
    };
    macro_rules! rows {
        ($table:ident, $column:ident) => {{
            let rows = $table::table.filter($table::$column.eq(id)).select($table::$column);
            let locked = rows.for_update().no_wait().load::<ArticleId>(conn);
            free(stringify!($table), locked.map(|rows| rows.len()))?;
        }};
    }
    rows!(articles, id);
    rows!(publications, article_id);
    rows!(publication_categories, article_id);
    rows!(slugs, target_id);
    Ok(())
}
