//! `griot revisions`: what was saved of articles and pages.

use chrono::TimeDelta;
use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use super::args::RevisionsCommand;
use super::confirm::confirm;
use crate::config::{Config, shown_duration};
use crate::db::migrations::Pending;
use crate::history::{self, Keep, Pruned};
use crate::installation;

pub(super) async fn run(config: Config, command: &RevisionsCommand) -> Result<(), Failure> {
    let RevisionsCommand::Prune(args) = command;
    let state = installation::open(config, Pending::Apply).await?.state;
    let age = args.older_than.map(TimeDelta::from_std).transpose()?;
    let since = age.map(|age| state.clock.now().minus(age));
    let keep = Keep { newest: args.keep, since };
    let found = history::prunable(&state.db, keep).await?;
    if found.revisions == 0 {
        println!("There is nothing to prune.");
        return Ok(());
    }
    if !args.yes {
        let age =
            args.older_than.map(|age| format!(" --older-than {}", shown_duration(age))).unwrap_or_default();
        let again = format!("griot revisions prune --keep {}{age} --yes", args.keep);
        confirm(&format!("This takes {} away for good.", told(found)), "nothing was pruned", &again)?;
    }
    let bar = ProgressBar::new(u64::try_from(found.revisions).unwrap_or(0));
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} revisions, {eta} left")
    {
        bar.set_style(style);
    }
    let progress = |Pruned { revisions, .. }| bar.set_position(u64::try_from(revisions).unwrap_or(0));
    let done = history::prune(&state.db, keep, progress).await?;
    bar.finish();
    println!("Pruned {}.", told(done));
    Ok(())
}

fn told(Pruned { revisions, articles }: Pruned) -> String {
    let many = |count, one: &str, more: &str| format!("{count} {}", if count == 1 { one } else { more });
    format!(
        "{} of {}",
        many(revisions, "revision", "revisions"),
        many(articles, "article or page", "articles and pages")
    )
}
