//! Staff hear of everything they may read, and of nothing else more than readers do.

use griot::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ids, names};
use crate::support::stream::{Event, events};
use crate::support::{Client, TestApp, fixtures};

async fn told(client: &Client, query: &str) -> Vec<Event> {
    let reply = client.get(&format!("/events?after=0{query}")).expect(200).await;
    events(&String::from_utf8(reply.body).unwrap())
}

fn about(events: &[Event], id: Uuid) -> Vec<&Event> {
    events.iter().filter(|event| event.data["resource_id"] == json!(id)).collect()
}

#[actix_web::test]
async fn an_entry_says_who_did_what() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    fixtures::publish(&editor, id).await;
    // Before it, accounts were made.
    let all = told(&editor, "").await;
    assert_eq!((ids(&all), names(&all)), (vec![2, 3], vec!["article.created", "article.published"]));
    let (created, published) = (&all[0].data, &all[1].data);
    for (entry, seq, public) in [(created, 2, Value::Null), (published, 3, json!(1))] {
        assert_eq!((&entry["seq"], &entry["public_seq"]), (&json!(seq), &public));
        assert_eq!(entry["actor"], json!(editor.user_id()));
        assert_eq!((&entry["resource"], &entry["resource_id"]), (&json!("article"), &json!(id)));
        assert_eq!(entry["data"]["slug"], "la-crue");
        assert_eq!(entry.as_object().unwrap().len(), 11, "{entry}");
    }
    // Whoever wants what readers get is given just that.
    let public = told(&editor, "&edition=public").await;
    assert_eq!(public, told(&app.anonymous(), "").await);
    assert_eq!((ids(&public), public[0].data.get("actor")), (vec![1], None));
}

#[actix_web::test]
async fn nobody_hears_of_what_they_may_not_read() {
    let app = TestApp::new().await;
    let (contributor, other) = (app.contributor().await, app.contributor().await);
    let (author, editor, admin) = (app.author().await, app.editor().await, app.admin().await);
    let own = fixtures::article(&contributor, "Une", json!({})).await.id();
    let assigned = fixtures::article(&editor, "Deux", json!({})).await.id();
    let body = json!({ "assignee_id": contributor.user_id(), "due_at": null });
    editor.put(&format!("/articles/{assigned}/assignment"), body).expect(200).await;
    let public = fixtures::published(&editor, "Trois", json!({})).await.id();
    let page = editor.post("/pages", json!({ "title": "Quatre" })).expect(201).await.id();
    let account = json!({ "email": "n@example.org", "name": "N", "role": "author", "password": "un fleuve qui déborde" });
    let account = admin.post("/users", account).expect(201).await.id();
    let counts = [
        (&contributor, [1, 1, 1, 0, 0]),
        (&other, [0, 0, 1, 0, 0]),
        (&author, [1, 1, 2, 0, 0]),
        (&editor, [1, 1, 2, 1, 0]),
        (&admin, [1, 1, 2, 1, 1]),
    ];
    for (client, expected) in counts {
        let all = told(client, "").await;
        let heard = [own, assigned, public, page, account].map(|id| about(&all, id).len());
        assert_eq!(heard, expected);
        // Live it is the same.
        let mut stream = client.get("/events").stream().await;
        stream.until_live().await;
        fixtures::tag(&editor, &format!("Sujet {}", client.user_id())).await;
        app.hear().await;
        assert_eq!(names(&stream.events().await), ["tag.created"]);
        // Of what is public only, no more than readers are told.
        let shown = about(&all, public).pop().unwrap();
        let reads_drafts = expected[2] == 2;
        assert_eq!(shown.data["actor"].is_null(), !reads_drafts, "{shown:?}");
        assert_eq!(shown.data["data"].is_null(), !reads_drafts, "{shown:?}");
    }
    // And nothing of another's draft while they listen.
    let mut stream = other.get("/events").stream().await;
    stream.until_live().await;
    fixtures::article(&editor, "Cinq", json!({})).await;
    let mine = fixtures::article(&other, "Six", json!({})).await.id();
    app.hear().await;
    let live = stream.events().await;
    assert_eq!((names(&live), &live[0].data["resource_id"]), (vec!["article.created"], &json!(mine)));
}

#[actix_web::test]
async fn what_is_for_others_cannot_be_asked_for() {
    let app = TestApp::new().await;
    let reader = app.anonymous();
    for query in ["edition=all", "types=article.created", "types=tag.created,user.created"] {
        reader.get(&format!("/events?{query}")).refused(401, "unauthenticated").await;
    }
    for role in Role::ALL {
        let client = app.somebody(role).await;
        client.get("/events?types=article.created").expect(200).await;
        for (types, permission, least) in
            [("page.created", "pages:write", Role::Editor), ("user.created", "users:manage", Role::Admin)]
        {
            let call = client.get(&format!("/events?types={types}"));
            if role >= least {
                call.expect(200).await;
            } else {
                assert_eq!(call.refused(403, "forbidden").await.json()["permission"], permission, "{role}");
            }
        }
        let contradiction = client.get("/events?edition=public&types=article.created");
        contradiction.refused(422, "conflicting-parameters").await;
        client.get("/events?types=page.published").expect(200).await;
    }
}
