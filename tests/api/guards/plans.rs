//! Nothing may cost more in a larger newsroom: whatever is asked, an index answers.

use diesel::prelude::*;
use griot::articles::{self, AssignedTo, Draft, DraftFilter, DraftSort, Kind, Written};
use griot::auth::{Principal, Role, SessionId, UserId};
use griot::db::Conn;
use griot::db::page::{PageRequest, Seek};
use griot::events::{self, EventType, Numbers, Span};
use griot::publications::{self, ArticleSort, Extent, Look, PublicFilter};
use griot::text::slug::IdOrSlug;
use griot::webhooks;
use griot::workflow::{self, Publish};
use serde_json::json;

use crate::support::database::on_postgres;
use crate::support::plan::{listen, plan};
use crate::support::{Client, TestApp, fixtures};

const LARGE: [&str; 17] = [
    "corrections",
    "retractions",
    "preview_links",
    "article_locks",
    "audit",
    "tombstones",
    "articles",
    "notes",
    "publications",
    "revisions",
    "renderings",
    "slugs",
    "search_documents",
    "article_tags",
    "publication_tags",
    "events",
    "webhook_deliveries",
];

/// A table read from end to end, or all of one kind, which comes to the same.
fn is_whole(step: &str) -> bool {
    LARGE.iter().any(|table| {
        step.starts_with(&format!("SCAN {table}"))
            || (step.starts_with(&format!("SEARCH {table} ")) && step.ends_with("(kind=?)"))
            || step.contains(&format!("Seq Scan on {table} "))
    })
}

#[actix_web::test]
async fn saving_and_publishing_read_no_table_whole() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let series = editor.post("/series", json!({ "name": "Escales" })).expect(201).await.id();
    let author = fixtures::author(&editor, "Awa").await;
    let (tag, other) =
        (fixtures::tag(&editor, "Eau").await, fixtures::article(&editor, "Un", json!({})).await.id());
    let more = json!({
        "primary_category_id": section, "series": { "id": series, "position": 1 }, "tag_ids": [tag],
        "authors": [{ "id": author }], "translation_of": other, "locale": "en", "related_ids": [other],
    });
    let id = fixtures::article(&editor, "La crue", more).await.id();
    let user = UserId(editor.user_id());
    let steps = app.state.db.write(move |tx| {
        let now = tx.now();
        let working = articles::find(tx, Kind::Article, articles::ArticleId(id), now)?;
        let mut content = working.content.clone();
        content.locale = "wo".to_owned();
        content.series = None;
        let draft = Draft { slug: None, content, body: None, embargo_until: None, message: None };
        let written = Written::new(draft);
        let conn: &mut Conn = tx;
        let run = listen(conn);
        // Another into a third language, and the publication of both.
        let wolof = articles::create(tx, Kind::Article, user, &written)?;
        let wolof = articles::find(tx, Kind::Article, wolof, now)?;
        for working in [working, wolof] {
            workflow::publish(tx, user, &working, &Publish::default())?;
        }
        let statements = std::mem::take(&mut *run.lock().unwrap());
        let conn: &mut Conn = tx;
        conn.set_instrumentation(|_: diesel::connection::InstrumentationEvent<'_>| {});
        let reads = statements.iter().filter(|statement| {
            ["SELECT", "UPDATE", "DELETE"].iter().any(|verb| statement.starts_with(verb))
        });
        Ok(reads.map(|statement| (statement.clone(), plan(tx, statement))).collect::<Vec<_>>())
    });
    let steps = steps.await.unwrap();
    assert!(steps.len() > 20, "{}", steps.len());
    for (statement, steps) in steps {
        assert!(!steps.iter().any(|step| is_whole(step.trim())), "{statement}: {steps:#?}");
    }
}

/// Nor does a desk, but for its counts, which go through indexes and no further.
#[actix_web::test]
async fn a_desk_reads_no_table_whole() {
    let app = TestApp::new().await;
    let (editor, contributor) = (app.editor().await, app.contributor().await);
    fixtures::article(&contributor, "La crue", json!({})).await;
    let now = app.state.clock.now();
    let somebody = |client: &Client, role| Principal {
        user: UserId(client.user_id()),
        session: SessionId(uuid::Uuid::nil()),
        name: String::new(),
        role,
    };
    for by in [somebody(&editor, Role::Editor), somebody(&contributor, Role::Contributor)] {
        let role = by.role;
        let steps = app.state.db.read(move |conn| {
            let run = listen(conn);
            griot::desk::read(conn, &by, 10, now)?;
            let statements = std::mem::take(&mut *run.lock().unwrap());
            conn.set_instrumentation(|_: diesel::connection::InstrumentationEvent<'_>| {});
            let reads = statements.iter().filter(|statement| !statement.contains("(1=0)"));
            let reads = reads.filter(|statement| !(on_postgres() && statement.contains(" UNION ALL ")));
            Ok(reads.map(|statement| (statement.clone(), plan(conn, statement))).collect::<Vec<_>>())
        });
        let steps = steps.await.unwrap();
        assert!(steps.len() > 7, "{}", steps.len());
        for (statement, steps) in steps {
            let counts = statement.contains(" UNION ALL ");
            let whole = |step: &String| {
                let step = step.trim();
                if counts { is_whole(step) && !step.contains("COVERING") } else { is_whole(step) }
            };
            assert!(!steps.iter().any(whole), "{role} {statement}: {steps:#?}");
        }
    }
}

/// Nor does a list of what is a contributor's, or of what is due.
#[actix_web::test]
async fn ones_own_list_reads_no_table_whole() {
    let app = TestApp::new().await;
    let contributor = app.contributor().await;
    fixtures::article(&contributor, "La crue", json!({})).await;
    let now = app.state.clock.now();
    let user = UserId(contributor.user_id());
    let steps = app.state.db.read(move |conn| {
        let run = listen(conn);
        let page = PageRequest { limit: 20, seek: Seek::Start };
        let by = |role| Principal { user, session: SessionId(uuid::Uuid::nil()), name: String::new(), role };
        let assigned = DraftFilter { assignee: Some(AssignedTo::User(user)), ..DraftFilter::default() };
        let lists = [(Role::Contributor, DraftFilter::default()), (Role::Editor, assigned)];
        for (role, filter) in lists {
            articles::list(conn, &by(role), filter, DraftSort::Due, &page, false, false, now)?;
        }
        let statements = std::mem::take(&mut *run.lock().unwrap());
        conn.set_instrumentation(|_: diesel::connection::InstrumentationEvent<'_>| {});
        let reads = statements.iter().filter(|statement| !statement.contains("(1=0)"));
        Ok(reads.map(|statement| (statement.clone(), plan(conn, statement))).collect::<Vec<_>>())
    });
    for (statement, steps) in steps.await.unwrap() {
        assert!(!steps.iter().any(|step| is_whole(step.trim())), "{statement}: {steps:#?}");
    }
}

/// Nor does a reader's list or article: all of a kind may only be gone through in order, to a limit.
#[actix_web::test]
async fn reading_reads_no_table_whole() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let french =
        fixtures::published(&editor, "La crue", json!({ "primary_category_id": section })).await.id();
    let more = json!({ "translation_of": french, "locale": "en", "primary_category_id": section });
    fixtures::published(&editor, "The flood", more).await;
    let now = app.state.clock.now();
    let steps = app.state.db.read(move |conn| {
        let addresses = griot::site::addresses(conn)?;
        let run = listen(conn);
        let page = PageRequest { limit: 20, seek: Seek::Start };
        let extent = Extent { bodies: true, trails: true, translations: true, corrections: true };
        let filters = [
            PublicFilter::default(),
            PublicFilter { kind: Kind::Page, ..PublicFilter::default() },
            PublicFilter { locales: vec!["wo".to_owned(), "fr".to_owned()], ..PublicFilter::default() },
            // The past, as `as_of` asks for it.
            PublicFilter { still: Some(now), published_before: Some(now.next()), ..PublicFilter::default() },
        ];
        for filter in filters {
            let sort = ArticleSort::PublishedDescending;
            publications::list(conn, &addresses, &filter, sort, &page, extent, false, now)?;
        }
        publications::find_named(conn, Kind::Article, &IdOrSlug::Id(french), extent, now)?;
        publications::find_named(conn, Kind::Article, &IdOrSlug::Slug("la-crue".to_owned()), extent, now)?;
        for name in [IdOrSlug::Id(french), IdOrSlug::Slug("la-crue".to_owned())] {
            publications::find_as_of(
                conn,
                Kind::Article,
                &name,
                extent,
                Look { at: now, still: Some(now) },
                now,
            )?;
        }
        // Twice a second, for as long as a server runs.
        workflow::is_due(conn, now)?;
        let statements = std::mem::take(&mut *run.lock().unwrap());
        conn.set_instrumentation(|_: diesel::connection::InstrumentationEvent<'_>| {});
        // What is asked of no rows at all is answered without a look at the table.
        let reads = statements.iter().filter(|statement| !statement.contains("(1=0)"));
        // PostgreSQL does not know the types of values that stand among the columns of a union.
        let reads = reads.filter(|statement| !(on_postgres() && statement.contains(" UNION ALL ")));
        Ok(reads.map(|statement| (statement.clone(), plan(conn, statement))).collect::<Vec<_>>())
    });
    let steps = steps.await.unwrap();
    assert!(steps.len() > 8, "{}", steps.len());
    for (statement, steps) in steps {
        let sorts = steps.iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
        let whole = |step: &String| is_whole(step.trim()) && (sorts || !step.contains("(kind=?)"));
        assert!(!steps.iter().any(whole), "{statement}: {steps:#?}");
    }
}

/// Nor does whoever follows the log, in whichever numbering.
#[actix_web::test]
async fn the_log_is_read_by_its_numbers() {
    let app = TestApp::new().await;
    fixtures::published(&app.editor().await, "La crue", json!({})).await;
    let now = app.state.clock.now();
    let steps = app.state.db.read(move |conn| {
        let run = listen(conn);
        for numbers in [Numbers::Public, Numbers::All] {
            for types in [Vec::new(), vec![EventType::ArticlePublished]] {
                events::entries(conn, &Span { numbers, after: 0, types, limit: 100 }, now)?;
            }
        }
        events::ends(conn)?;
        let statements = std::mem::take(&mut *run.lock().unwrap());
        conn.set_instrumentation(|_: diesel::connection::InstrumentationEvent<'_>| {});
        Ok(statements.iter().map(|statement| (statement.clone(), plan(conn, statement))).collect::<Vec<_>>())
    });
    let steps = steps.await.unwrap();
    assert_eq!(steps.len(), 5);
    for (statement, steps) in steps {
        let sorts = steps
            .iter()
            .any(|step| step.contains("TEMP B-TREE") && statement.contains("ORDER BY \"events\""));
        let whole = steps.iter().any(|step| is_whole(step.trim()));
        assert!(!sorts && !whole, "{statement}: {steps:#?}");
    }
}

#[actix_web::test]
async fn what_is_forgotten_of_webhooks_is_found_by_its_age() {
    let app = TestApp::new().await;
    let now = app.clock.now();
    let steps = app.state.db.read(move |conn| {
        let run = listen(conn);
        webhooks::forgettable(conn, now)?;
        let statements = run.lock().unwrap().clone();
        assert_eq!(statements.len(), 1);
        Ok(plan(conn, &statements[0]))
    });
    let steps = steps.await.unwrap();
    assert!(!steps.iter().any(|step| is_whole(step)), "{steps:#?}");
}
