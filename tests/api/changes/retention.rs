//! Old entries are taken away, and whoever asks for them is told.

use std::time::Duration;

use chrono::TimeDelta;
use griot::events::retention::{self, Keep};
use serde_json::json;

use super::seqs;
use crate::support::{TestApp, fixtures};

const DAY: i64 = 86_400;

/// An account, a draft and a tag on each of three days: public numbers 1 to 3 stand at 3, 6 and 9.
async fn three_days() -> TestApp {
    let app = TestApp::new().await;
    for day in 0..3 {
        let editor = app.editor().await;
        fixtures::article(&editor, &format!("Jour {day}"), json!({})).await;
        fixtures::tag(&editor, &format!("Jour {day}")).await;
        app.advance(DAY);
    }
    app
}

fn older_than(app: &TestApp, days: u64) -> Keep {
    Keep::younger_than(Duration::from_secs(days * 86_400), &app.clock, |_| Ok(None))
}

#[actix_web::test]
async fn who_comes_too_late_begins_anew() {
    let app = three_days().await;
    let reader = app.anonymous();
    assert_eq!(retention::prunable(&app.state.db, older_than(&app, 4)).await.unwrap(), 0);
    let keep = Keep { since: app.clock.now().minus(TimeDelta::seconds(DAY + 3_600)), needed: |_| Ok(None) };
    assert_eq!(retention::prunable(&app.state.db, keep).await.unwrap(), 6);
    assert_eq!(retention::prune(&app.state.db, keep, |_| {}).await.unwrap(), 6);
    assert_eq!(retention::prune(&app.state.db, keep, |_| {}).await.unwrap(), 0);
    for after in ["", "?after=0", "?after=1", "?after=1&wait=30", "?after=1&types=tag.created"] {
        let pruned = reader.get(&format!("/changes{after}")).refused(410, "log-pruned").await.json();
        assert_eq!(pruned["oldest"], 3, "{after}: {pruned}");
        assert!(pruned["detail"].as_str().unwrap().contains("`meta.seq`"), "{pruned}");
        assert_eq!(pruned["errors"], json!([]));
    }
    assert_eq!(seqs(&reader.get("/changes?after=2").expect(200).await), [3]);
    // Lists say where to go on; numbers go on where they were.
    let seq = reader.get("/tags").expect(200).await.json()["meta"]["seq"].clone();
    fixtures::tag(&app.editor().await, "Encore").await;
    assert_eq!(seqs(&reader.get(&format!("/changes?after={seq}")).expect(200).await), [4]);
    // A stream, too.
    let late = reader.get("/events?after=1").refused(410, "log-pruned").await.json();
    assert_eq!(late["oldest"], 3);
    let staff = app.admin().await;
    let late = staff.get("/events").header("Last-Event-ID", "5").refused(410, "log-pruned").await.json();
    assert_eq!(late["oldest"], 7);
    staff.get("/events").header("Last-Event-ID", "6").expect(200).await;
}

#[actix_web::test]
async fn all_of_it_may_go() {
    let app = three_days().await;
    let reader = app.anonymous();
    let mut steps: Vec<i64> = Vec::new();
    let pruned = retention::prune(&app.state.db, older_than(&app, 0), |done| steps.push(done)).await.unwrap();
    assert_eq!((pruned, steps.as_slice()), (9, &[9][..]));
    reader.get("/changes?after=2").refused(410, "log-pruned").await;
    let end = reader.get("/changes?after=3").expect(200).await;
    assert_eq!((end.data(), &end.json()["meta"]["seq"]), (json!([]), &json!(3)));
    assert_eq!(reader.get("/tags").expect(200).await.json()["meta"]["seq"], 3);
    // What is written since is numbered on, and whoever lost a race is told what is known.
    let editor = app.editor().await;
    let tag = fixtures::tag(&editor, "Encore").await;
    assert_eq!(seqs(&reader.get("/changes?after=3").expect(200).await), [4]);
    let old = reader.get("/tags/jour-0").expect(200).await.id();
    let stale = editor.patch(&format!("/tags/{old}"), json!({ "name": "A" })).if_match("\"9.x\"");
    assert_eq!(stale.refused(412, "stale").await.json().get("changed_by"), None);
    let stale = editor.patch(&format!("/tags/{tag}"), json!({ "name": "A" })).if_match("\"9.x\"");
    assert_eq!(stale.refused(412, "stale").await.json()["changed_by"]["id"], json!(editor.user_id()));
}

/// Whoever goes back to old entries while they are being taken away keeps those that are left.
#[actix_web::test]
async fn who_comes_to_need_something_meanwhile_finds_it() {
    use std::sync::atomic::{AtomicUsize, Ordering};

    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let app = three_days().await;
    let needed = |_: &mut griot::db::Conn| Ok((ASKED.fetch_add(1, Ordering::SeqCst) > 0).then_some(3));
    let keep = Keep { needed, ..older_than(&app, 0) };
    assert_eq!(retention::prune(&app.state.db, keep, |_| {}).await.unwrap(), 2);
}

#[actix_web::test]
async fn what_somebody_has_yet_to_read_stays() {
    let app = three_days().await;
    let keep = Keep { needed: |_| Ok(Some(6)), ..older_than(&app, 0) };
    assert_eq!(retention::prunable(&app.state.db, keep).await.unwrap(), 5);
    assert_eq!(retention::prune(&app.state.db, keep, |_| {}).await.unwrap(), 5);
    let reader = app.anonymous();
    // The entry of the draft at 5 is gone; the tag at 6 is not.
    assert_eq!(seqs(&reader.get("/changes?after=1").expect(200).await), [2, 3]);
    reader.get("/changes?after=0").refused(410, "log-pruned").await;
    assert_eq!(
        retention::prune(&app.state.db, Keep { needed: |_| Ok(Some(0)), ..keep }, |_| {}).await.unwrap(),
        0
    );
    assert_eq!(
        retention::prune(&app.state.db, Keep { needed: |_| Ok(Some(100)), ..keep }, |_| {}).await.unwrap(),
        4
    );
}

#[actix_web::test]
async fn pruning_and_writing_do_not_disturb_each_other() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for number in 0..350 {
        fixtures::tag(&editor, &format!("Avant {number}")).await;
    }
    app.advance(DAY);
    let write = async {
        for number in 0..30 {
            fixtures::tag(&editor, &format!("Pendant {number}")).await;
        }
    };
    let (db, keep) = (
        app.state.db.clone(),
        Keep { since: app.clock.now().minus(TimeDelta::seconds(3_600)), needed: |_| Ok(None) },
    );
    let both = tokio::join!(retention::prune(&db, keep, |_| {}), retention::prune(&db, keep, |_| {}), write);
    let account = 1;
    assert_eq!(both.0.unwrap() + both.1.unwrap(), 350 + account);
    let left = app.anonymous().get("/changes?after=350&limit=100").expect(200).await;
    assert_eq!(seqs(&left), (351..=380).collect::<Vec<_>>());
    app.anonymous().get("/changes?after=349").refused(410, "log-pruned").await;
}
