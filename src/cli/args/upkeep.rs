//! The flags of what is done once in a while: emptying the trash, pruning, and looking whether all is as it was.

use std::time::Duration;

use clap::{Args, Subcommand};
use uuid::Uuid;

use crate::config::parse_duration;

#[derive(Args, Clone, Debug)]
#[command(after_help = "\
Nothing is ever purged by itself. What was public answers 410 from then on, with its notice if it was
withdrawn. What a menu points to is kept.

Examples:
  griot purge --dry-run              What has lain in the trash for 30 days
  griot purge --older-than 90d       Shows it, and asks before it removes it
  griot purge --older-than 0d --yes  Empties the trash")]
pub struct PurgeArgs {
    /// Only what was thrown away so long ago: a whole number and s, m, h or d
    #[arg(long, value_name = "TIME", default_value = "30d", value_parser = age)]
    pub older_than: Duration,
    /// Only show what would be removed
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

#[derive(Clone, Debug, Subcommand)]
pub enum RevisionsCommand {
    /// Take old revisions away for good
    Prune(PruneArgs),
}

#[derive(Args, Clone, Debug)]
#[command(after_help = "\
Never taken away: the newest revision, every one that readers see, saw or are to see, and those that a
preview link names. Nothing is pruned unless somebody runs this.

Examples:
  griot revisions prune --keep 20
  griot revisions prune --keep 5 --older-than 90d --yes")]
pub struct PruneArgs {
    /// Keep this many of the newest revisions of each article and page
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub keep: u16,
    /// Keep those, too, that were saved less than this ago: 90d, 12h
    #[arg(long, value_name = "DURATION", value_parser = age)]
    pub older_than: Option<Duration>,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

#[derive(Clone, Debug, Subcommand)]
pub enum EventsCommand {
    /// Take old entries away for good
    Prune(PruneEventsArgs),
}

#[derive(Args, Clone, Debug)]
#[command(after_help = "\
Whoever follows the log and comes back later than that is told to begin anew: 410 with the oldest
number that is left. What a webhook has yet to be told stays, and what happened stays in the audit
log. With GRIOT_EVENTS_RETENTION a running server does this by itself.

Examples:
  griot events prune --older-than 90d
  griot events prune --older-than 0s --yes")]
pub struct PruneEventsArgs {
    /// Only those so old: 90d, 12h
    #[arg(long, value_name = "DURATION", value_parser = age)]
    pub older_than: Duration,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

/// A hundred years.
const OLDEST: Duration = Duration::from_secs(36_500 * 86_400);

fn age(text: &str) -> Result<Duration, String> {
    let age = parse_duration(text).filter(|age| *age <= OLDEST);
    age.ok_or_else(|| "expected a whole number and s, m, h or d, such as 90d, up to 36500d".to_owned())
}

#[derive(Clone, Debug, Subcommand)]
#[command(after_help = "\
A job that failed ten times in a row, over three days, is dead: it lies there until it is retried.

Examples:
  griot jobs list
  griot jobs retry 0198c0de-0000-7000-8000-000000000001")]
pub enum JobsCommand {
    /// List what is running, due, waiting and dead
    List,
    /// Make dead jobs, or one job, due at once
    Retry(RetryArgs),
}

#[derive(Args, Clone, Debug, Default)]
pub struct RetryArgs {
    /// This one, dead or waiting; without it, every dead one
    pub id: Option<Uuid>,
}

#[derive(Clone, Debug, Subcommand)]
pub enum AuditCommand {
    /// Follow the chain of the audit log and say whether anything in it was changed
    Verify(VerifyArgs),
}

#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "\
Prints the number of entries and the hash of the last one. Note both down somewhere else: whoever
can write to the database could cut off the end of the log, and only --expect and --count would
tell. Ends with 1 when something does not fit, and names the first entry that does not.

Example: griot audit verify --count 4711 --expect 2c26b46b68ffc68f…")]
pub struct VerifyArgs {
    /// An entry has this hash; the one numbered COUNT, if that is given too
    #[arg(long, value_name = "HASH")]
    pub expect: Option<String>,
    /// There are at least so many entries
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(i64).range(1..))]
    pub count: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages() {
        assert_eq!(age("30d"), Ok(Duration::from_secs(30 * 86_400)));
        assert_eq!(age("0s"), Ok(Duration::ZERO));
        assert_eq!(age("36500d"), Ok(OLDEST));
        for wrong in ["", "30", "d", "-1d", "+1d", "1.5d", "1 d", "1w", "36501d", "99999999999999999999d"] {
            assert!(age(wrong).is_err(), "{wrong}");
        }
    }
}
