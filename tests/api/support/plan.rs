//! What the engine would do for a statement.

use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::sql_types::Text;
use griot::db::Conn;

/// Writes down every statement from now on, without its values.
pub fn listen(conn: &mut Conn) -> Arc<Mutex<Vec<String>>> {
    let run = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&run);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let text = query.to_string();
            heard.lock().unwrap().push(text.split(" -- binds").next().unwrap_or_default().to_owned());
        }
    });
    run
}

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
pub fn plan(conn: &mut Conn, statement: &str) -> Vec<String> {
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
            diesel::sql_query("DEALLOCATE asked").execute(conn).unwrap();
            rows.into_iter().map(|Line { line }| line).collect()
        }
    }
}
