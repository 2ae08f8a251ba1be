//! `griot reindex`: makes the search index again.

use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
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
