//! `griot events`: the content log.

use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use super::args::EventsCommand;
use super::confirm::confirm;
use crate::config::{Config, shown_duration};
use crate::db::migrations::Pending;
use crate::events::retention::{self, Keep};
use crate::installation;
use crate::webhooks;

pub(super) async fn run(config: Config, command: &EventsCommand) -> Result<(), Failure> {
    let EventsCommand::Prune(args) = command;
    let state = installation::open(config, Pending::Apply).await?.state;
    // What a webhook has yet to be told stays.
    let keep = Keep::younger_than(args.older_than, &state.clock, webhooks::needed_from);
    let found = retention::prunable(&state.db, keep).await?;
    if found == 0 {
        println!("There is nothing to prune.");
        return Ok(());
    }
    if !args.yes {
        let age = shown_duration(args.older_than);
        let again = format!("griot events prune --older-than {age} --yes");
        confirm(&format!("This takes {} away for good.", told(found)), "nothing was pruned", &again)?;
    }
    let bar = ProgressBar::new(u64::try_from(found).unwrap_or(0));
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} entries, {eta} left") {
        bar.set_style(style);
    }
    let done = retention::prune(&state.db, keep, |done| bar.set_position(u64::try_from(done).unwrap_or(0)));
    let done = done.await?;
    bar.finish();
    println!("Pruned {}.", told(done));
    Ok(())
}

fn told(entries: i64) -> String {
    format!("{entries} {} of the content log", if entries == 1 { "entry" } else { "entries" })
}
