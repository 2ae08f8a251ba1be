//! The flags of what is done once in a while: emptying the trash, and looking whether all is as it was.

use chrono::TimeDelta;
use clap::{Args, Subcommand};

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
    #[arg(long, value_name = "TIME", default_value = "30d", value_parser = older_than)]
    pub older_than: TimeDelta,
    /// Only show what would be removed
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

/// Up to a hundred years.
fn older_than(text: &str) -> Result<TimeDelta, String> {
    let expected = || "expected a whole number and s, m, h or d, up to 36500d".to_owned();
    let end = text.find(|letter: char| !letter.is_ascii_digit()).ok_or_else(expected)?;
    let (number, unit) = text.split_at_checked(end).ok_or_else(expected)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(expected()),
    };
    let total = number.parse::<i64>().ok().and_then(|number| number.checked_mul(seconds));
    let total = total.filter(|total| *total <= 36_500 * 86_400).ok_or_else(expected)?;
    TimeDelta::try_seconds(total).ok_or_else(expected)
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
        assert_eq!(older_than("30d"), Ok(TimeDelta::days(30)));
        assert_eq!(older_than("0s"), Ok(TimeDelta::zero()));
        assert_eq!(older_than("36500d"), Ok(TimeDelta::days(36_500)));
        for wrong in ["", "30", "d", "-1d", "+1d", "1.5d", "1 d", "1w", "36501d", "99999999999999999999d"] {
            assert!(older_than(wrong).is_err(), "{wrong}");
        }
    }
}
