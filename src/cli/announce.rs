//! Beside the requests of a server: telling the content log what the clock did.

use std::time::Duration;

use crate::app::AppState;
use crate::workflow;

/// Between two tries when the database does not answer.
const PAUSE: Duration = Duration::from_secs(5);

pub(super) fn in_background(state: &AppState) {
    let (db, clock) = (state.db.clone(), state.clock.clone());
    actix_web::rt::spawn(async move {
        loop {
            let pause = match workflow::announce(&db, &clock).await {
                Ok(_) => workflow::ANNOUNCED_EVERY,
                Err(fault) => {
                    tracing::error!(%fault, "what was scheduled could not be announced; readers see it all the same");
                    PAUSE
                }
            };
            actix_web::rt::time::sleep(pause).await;
        }
    });
}
