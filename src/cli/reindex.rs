//! `griot reindex`: makes the search index again.

use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use crate::app::AppState;
use crate::config::Config;
use crate::db::migrations::Pending;
use crate::installation;
use crate::search::{self, Progress, Reindex};

pub(super) async fn run(config: Config) -> Result<(), Failure> {
    let state = installation::open(config, Pending::Apply).await?.state;
    let bar = ProgressBar::new(0);
    if let Ok(style) =
        ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} publications, {per_sec}, {eta} left")
    {
        bar.set_style(style);
    }
    let done = search::reindex(&state.db, Reindex::Everything, |Progress { done, all }| {
        bar.set_length(u64::try_from(all).unwrap_or(0));
        bar.set_position(u64::try_from(done).unwrap_or(0));
    })
    .await?;
    bar.finish();
    eprintln!("Indexed {done} publications.");
    Ok(())
}

/// Brings the index up to date beside whatever else is going on.
pub(super) fn in_background(state: &AppState) {
    let db = state.db.clone();
    actix_web::rt::spawn(async move {
        match search::reindex(&db, Reindex::Outdated, |_| {}).await {
            Ok(0) => {}
            Ok(done) => tracing::info!(done, "the search index is up to date again"),
            Err(fault) => {
                tracing::error!(%fault, "the search index could not be brought up to date; the next start tries again")
            }
        }
    });
}
