//! `griot audit verify`: says whether anything in the audit log was changed.

use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use super::args::VerifyArgs;
use crate::audit::{self, Expected, Progress, Verdict};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::db::migrations::{self, Pending};
use crate::ids::Ids;

/// Needs the tables and nothing else: no key, and it writes nothing.
pub(super) async fn verify(config: &Config, args: VerifyArgs) -> Result<(), Failure> {
    migrations::migrate(&config.database, Pending::Refuse)?;
    let clock = Clock::system();
    let db = Db::open(&config.database, clock.clone(), Ids::system(clock))?;
    let bar = ProgressBar::new(0);
    if let Ok(style) =
        ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} entries, {per_sec}, {eta} left")
    {
        bar.set_style(style);
    }
    let expected = Expected { hash: args.expect.map(|hash| hash.to_lowercase()), count: args.count };
    let verdict = audit::verify(&db, &expected, |Progress { done, all }| {
        bar.set_length(u64::try_from(all).unwrap_or(0));
        bar.set_position(u64::try_from(done).unwrap_or(0));
    })
    .await;
    bar.finish_and_clear();
    match verdict? {
        Verdict::Whole { entries, hash } => {
            println!("{entries} entries, all as they were written. The last has the hash");
            println!("{hash}");
            Ok(())
        }
        Verdict::Broken { seq, because } => Err(format!("entry {seq} does not fit: {because}").into()),
        Verdict::Unexpected { because } => Err(because.into()),
    }
}
