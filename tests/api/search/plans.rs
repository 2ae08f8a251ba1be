//! The engine drives the costly statements by the few numbers it found.

use diesel::prelude::*;
use griot::db::page::{PageRequest, Seek};
use griot::search::{self, Numbers};
use griot::visibility;

use crate::support::TestApp;
use crate::support::plan::{listen, plan};

#[actix_web::test]
async fn the_best_are_read_by_their_numbers() {
    let app = TestApp::new().await;
    let now = app.state.clock.now();
    let steps = app.state.db.read(move |conn| {
        let prepared = search::prepare(conn, "crue \"du fleuve\"", &["fr".to_owned()])?;
        let run = listen(conn);
        let page = PageRequest { limit: 20, seek: Seek::Start };
        let narrow = |query: Numbers<'static>| query.filter(visibility::visible_at(now));
        search::ranked(conn, &prepared, Vec::new(), &page, now, &narrow)?;
        let statements = std::mem::take(&mut *run.lock().unwrap());
        Ok(plan(conn, statements.first().unwrap()))
    });
    let steps = steps.await.unwrap();
    for step in &steps {
        let whole = step.contains("SubPlan")
            || step.contains("Seq Scan")
            || step.contains("SCAN search_documents")
            || step.contains("SCAN publications");
        assert!(!whole, "{steps:#?}");
    }
}
