//! Whoever reads the lists and then follows the log has an exact copy, whatever is written meanwhile and by however
//! many. The copier does what docs/CHANGES.md tells it to, and nothing else.

mod copier;
mod writer;

use std::cell::Cell;

use proptest::prelude::*;
use serde_json::json;

use self::copier::Copy;
use self::writer::{Newsroom, Step, step};
use crate::support::TestApp;

async fn run(clients: Vec<Vec<Step>>) {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let site = json!({ "public_url": "https://www.example.org" });
    admin.patch("/site", site).if_match("*").expect(200).await;
    let newsroom = Newsroom::found(&app, &admin).await;
    let writing = Cell::new(clients.len());
    let write = futures_util::future::join_all(clients.iter().map(async |steps| {
        for step in steps {
            newsroom.take(step).await;
        }
        writing.set(writing.get() - 1);
    }));
    let copy = async {
        let mut copy = Copy::bootstrap(app.anonymous()).await;
        while writing.get() > 0 {
            copy.follow().await;
        }
        copy
    };
    let (_, mut copy) = tokio::join!(write, copy);
    copy.follow().await;
    copy.compare().await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_copy_is_exact(clients in prop::collection::vec(prop::collection::vec(step(), 4..14), 3)) {
        actix_web::rt::System::new().block_on(run(clients));
    }
}

/// Every step once, so that none depends on luck.
#[actix_web::test]
async fn no_kind_of_change_is_forgotten() {
    let all = |second| (0..writer::KINDS).map(move |kind| Step { kind, which: kind, other: second });
    run(vec![all(1).collect(), all(2).rev().collect()]).await;
}
