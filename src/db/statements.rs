//! How many SQL statements a request has cost. BEGIN, COMMIT and the check of the session are not
//! counted; `Server-Timing` shows the number and the suite asserts it.

use std::cell::Cell;
use std::future::Future;

tokio::task_local! {
    static STATEMENTS: Cell<u32>;
}

/// Runs a request with a counter of its own.
pub async fn count_statements<F: Future>(request: F) -> F::Output {
    STATEMENTS.scope(Cell::new(0), request).await
}

/// What the current request has cost so far.
pub fn statements_so_far() -> u32 {
    STATEMENTS.try_with(Cell::get).unwrap_or(0)
}

/// Outside a request nobody counts.
pub(super) fn add(statements: u32) {
    let _ = STATEMENTS.try_with(|count| count.set(count.get().saturating_add(statements)));
}
