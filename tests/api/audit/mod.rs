//! The audit log: what enters it, who reads it, and that nobody changes it unseen.

mod chain;
mod entries;
mod list;
mod signing_in;

use diesel::prelude::*;
use griot::app::AppState;
use griot::audit::{Expected, Verdict, verify};
use griot::db::AuditRow;
use griot::db::schema::audit;

/// The whole log.
pub async fn entries(state: &AppState) -> Vec<AuditRow> {
    let read = |conn: &mut _| Ok(audit::table.order(audit::seq).select(AuditRow::as_select()).load(conn)?);
    state.db.read(read).await.unwrap()
}

/// The chain holds; how many entries it has.
pub async fn expect_whole(state: &AppState) -> i64 {
    match verify(&state.db, &Expected::default(), |_| {}).await.unwrap() {
        Verdict::Whole { entries, .. } => entries,
        broken => panic!("{broken:?}"),
    }
}
