//! The engine drives the costly statements by the few numbers it found.

use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::sql_types::Text;
use griot::db::Conn;
use griot::db::page::{PageRequest, Seek};
use griot::search::{self, Numbers};
use griot::visibility;

use crate::support::TestApp;

#[derive(QueryableByName)]
struct Detail {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

/// What the engine would do, whatever the parameters are.
fn plan(conn: &mut Conn, statement: &str) -> Vec<String> {
    match conn {
        Conn::Sqlite(conn) => {
            let explain = format!("EXPLAIN QUERY PLAN {statement}");
            let rows = diesel::sql_query(explain).load::<Detail>(conn).unwrap();
            rows.into_iter().map(|Detail { detail }| detail).collect()
        }
        Conn::Postgres(conn) => {
            let most = (1..).take_while(|n| statement.contains(&format!("${n}"))).count();
            let nothing = vec!["NULL"; most].join(", ");
            // Few rows are read one after the other by any plan, were it not for these.
            for set in ["enable_seqscan = off", "plan_cache_mode = force_generic_plan"] {
                diesel::sql_query(format!("SET LOCAL {set}")).execute(conn).unwrap();
            }
            diesel::sql_query(format!("PREPARE asked AS {statement}")).execute(conn).unwrap();
            let rows =
                diesel::sql_query(format!("EXPLAIN EXECUTE asked({nothing})")).load::<Line>(conn).unwrap();
            rows.into_iter().map(|Line { line }| line).collect()
        }
    }
}

#[actix_web::test]
async fn the_best_are_read_by_their_numbers() {
    let app = TestApp::new().await;
    let now = app.state.clock.now();
    let steps = app.state.db.read(move |conn| {
        let prepared = search::prepare(conn, "crue \"du fleuve\"", &["fr".to_owned()])?;
        let run = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&run);
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                heard.lock().unwrap().push(query.to_string());
            }
        });
        let page = PageRequest { limit: 20, seek: Seek::Start };
        let narrow = |query: Numbers<'static>| query.filter(visibility::visible_at(now));
        search::ranked(conn, &prepared, Vec::new(), &page, now, &narrow)?;
        let statements = std::mem::take(&mut *run.lock().unwrap());
        let statement = statements.first().unwrap().split(" -- binds").next().unwrap().to_owned();
        Ok(plan(conn, &statement))
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
