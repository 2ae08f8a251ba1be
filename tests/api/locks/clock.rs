//! A lock ends by the clock, to the microsecond, and with its owner's account.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{desk, draft, lock, shown};

#[actix_web::test]
async fn it_holds_for_five_minutes_to_the_microsecond() {
    let (app, one, two) = desk().await;
    let path = draft(&one).await;
    let held = lock(&one, &path).expect(200).await.data();
    let since: griot::clock::Timestamp = held["since"].as_str().unwrap().parse().unwrap();
    let until: griot::clock::Timestamp = held["expires_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(until.since(since), TimeDelta::minutes(5));
    // Every read stands still; the clock moves on by one with every write.
    let left = until.since(app.clock.now());
    app.clock.advance(left - TimeDelta::microseconds(1));
    assert_eq!(shown(&two, &path).await.data()["lock"], held);
    app.clock.advance(TimeDelta::microseconds(1));
    let free = shown(&two, &path).await;
    assert_eq!(free.data()["lock"], Value::Null);
    assert_eq!(free.data()["version"], 1);
    two.patch(&path, json!({ "kicker": "Crue" })).if_match(&free.etag()).expect(200).await;
    // What has ended does not go on: its owner begins anew, if nobody else did.
    let again = lock(&one, &path).expect(200).await.data();
    assert!(again["since"].as_str() > held["expires_at"].as_str());
    app.advance(5 * 60);
    let taken = lock(&two, &path).expect(200).await.data();
    assert_eq!(taken["owner"]["id"], json!(two.user_id()));
    lock(&one, &path).refused(409, "locked").await;
}

#[actix_web::test]
async fn a_write_is_held_off_up_to_the_instant() {
    let (app, one, two) = desk().await;
    let path = draft(&one).await;
    let held = lock(&one, &path).expect(200).await.data();
    let until: griot::clock::Timestamp = held["expires_at"].as_str().unwrap().parse().unwrap();
    app.clock.advance(until.since(app.clock.now()) - TimeDelta::microseconds(2));
    two.patch(&path, json!({ "kicker": "Crue" })).if_match("*").refused(409, "locked").await;
    app.clock.advance(until.since(app.clock.now()).max(TimeDelta::zero()));
    two.patch(&path, json!({ "kicker": "Crue" })).if_match("*").expect(200).await;
}

#[actix_web::test]
async fn renewing_never_fails() {
    let (app, one, _) = desk().await;
    let path = draft(&one).await;
    let first = lock(&one, &path).expect(200).await.data();
    for _ in 0..20 {
        app.advance(4 * 60 + 59);
        let renewed = lock(&one, &path).expect(200).await.data();
        assert_eq!(renewed["since"], first["since"]);
    }
    // Many at once, as tabs do.
    let calls = (0..16).map(|_| lock(&one, &path).send());
    for reply in futures_util::future::join_all(calls).await {
        assert_eq!(reply.status, 200, "{reply}");
        assert_eq!(reply.data()["since"], first["since"]);
    }
}

#[actix_web::test]
async fn nobody_is_held_off_by_who_cannot_come_back() {
    let (app, one, two) = desk().await;
    let admin = app.admin().await;
    let path = draft(&two).await;
    let account = format!("/users/{}", one.user_id());
    let held = lock(&one, &path).expect(200).await.data();
    admin.post(&format!("{account}/suspend"), json!({})).if_match("*").expect(200).await;
    assert_eq!(shown(&two, &path).await.data()["lock"], Value::Null);
    two.patch(&path, json!({ "kicker": "Crue" })).if_match("*").expect(200).await;
    // Whoever comes back in time is still at it, unless somebody sat down meanwhile.
    admin.post(&format!("{account}/restore"), json!({})).if_match("*").expect(200).await;
    assert_eq!(shown(&two, &path).await.data()["lock"], held);
    admin.post(&format!("{account}/suspend"), json!({})).if_match("*").expect(200).await;
    lock(&two, &path).expect(200).await;
    admin.post(&format!("{account}/restore"), json!({})).if_match("*").expect(200).await;
    assert_eq!(shown(&two, &path).await.data()["lock"]["owner"]["id"], json!(two.user_id()));
    // Deleted: gone with all they held.
    let gone = app.editor().await;
    let other = draft(&two).await;
    lock(&gone, &other).expect(200).await;
    admin.delete(&format!("/users/{}", gone.user_id())).if_match("*").expect(204).await;
    assert_eq!(shown(&two, &other).await.data()["lock"], Value::Null);
    two.patch(&other, json!({ "kicker": "Crue" })).if_match("*").expect(200).await;
}
