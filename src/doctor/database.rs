//! The database: whether it answers, is whole, has the right shape, and whether the clocks agree with what is written
//! in it.

use std::time::Instant;

use chrono::TimeDelta;
use diesel::dsl::{count_star, max, min};
use diesel::prelude::*;

use super::Finding;
use super::folders::SLOW;
use crate::clock::Timestamp;
use crate::config::{Config, DatabaseUrl};
use crate::db::inspect::{Engine, Fault, Inspection, Shape};
use crate::db::schema::{event_sequence, events};
use crate::db::wal_of;

/// A write-ahead log beyond this is something to know: SQLite reuses it, so it only grows while somebody reads on.
const LARGE_WAL: u64 = 256 * 1024 * 1024;

/// PostgreSQL 13.
const OLDEST_POSTGRES: i32 = 130_000;

/// Clocks may differ by so much: what is asked and answered takes its time, too.
const APART: TimeDelta = TimeDelta::seconds(5);
/// The newest entry of the log may be so much later: another node wrote it.
const BEHIND: TimeDelta = TimeDelta::seconds(1);

pub(super) fn closed(config: &Config, fault: Fault) -> Finding {
    let advice = match &config.database.url {
        DatabaseUrl::Sqlite { path } if path.exists() => {
            "see that it belongs to the user that griot runs as, with its -wal and -shm; if it is damaged, keep a copy \
             of all three and restore the backup"
        }
        DatabaseUrl::Sqlite { .. } => {
            "start griot in the folder where it runs, or set DATABASE_URL; the first `griot serve` makes the file"
        }
        DatabaseUrl::Postgres { .. } => "see that the server runs, and that DATABASE_URL leads to it",
    };
    Finding::problem("database", format!("{} does not open: {fault}", config.database.url), advice)
}

pub(super) fn check(database: &mut Inspection, config: &Config, now: Timestamp) -> Vec<Finding> {
    let begun = Instant::now();
    let engine = match database.engine() {
        Ok(engine) => engine,
        Err(fault) => {
            let advice = "look into its own log; with a damaged file, restore the backup";
            return vec![Finding::problem("database", format!("it does not answer: {fault}"), advice)];
        }
    };
    let took = begun.elapsed();
    let url = &config.database.url;
    match engine {
        Engine::Sqlite { damage } => {
            let mut findings =
                vec![whole(&damage, format!("{url} answers, and is whole ({} ms)", took.as_millis()))];
            if let DatabaseUrl::Sqlite { path } = url {
                let bytes = std::fs::metadata(wal_of(path)).map_or(0, |file| file.len());
                findings.push(wal(bytes));
            }
            findings
        }
        Engine::Postgres { version, messages: (locale, english), clock } => {
            vec![written(database), postgres(version), language(&locale, english), server_clock(now, clock)]
        }
    }
}

fn whole(damage: &[String], fine: String) -> Finding {
    match damage.first() {
        None => Finding::ok("database", fine),
        Some(first) => Finding::problem(
            "database",
            format!("the file is damaged: {first}"),
            "stop griot, keep a copy of all three files, and restore the backup",
        ),
    }
}

fn wal(bytes: u64) -> Finding {
    let found = format!("{} MiB", bytes / (1024 * 1024));
    if bytes > LARGE_WAL {
        let advice = "end what reads the database for long, such as a backup that hangs; a start of griot makes it small again";
        return Finding::warning("write-ahead log", found, advice);
    }
    Finding::ok("write-ahead log", found)
}

fn written(database: &mut Inspection) -> Finding {
    match database.flush() {
        Ok(None) => Finding::ok("database", "it answers"),
        Ok(Some(took)) if took > SLOW => Finding::warning(
            "database",
            format!("a commit took {} ms until it was on the disk", took.as_millis()),
            "every save waits as long: look for what else writes, or take a faster disk",
        ),
        Ok(Some(took)) => Finding::ok(
            "database",
            format!("it answers; a commit was on the disk after {:.1} ms", took.as_secs_f64() * 1_000.0),
        ),
        Err(fault) => Finding::problem(
            "database",
            format!("it answers, and cannot write: {fault}"),
            "see that DATABASE_URL leads to the server that takes writes, and that its disk is not full",
        ),
    }
}

fn postgres(version: i32) -> Finding {
    let (major, minor) = (version / 10_000, version % 10_000);
    if version < OLDEST_POSTGRES {
        let advice = "bring it to 13 or newer";
        return Finding::problem("PostgreSQL", format!("it is {major}.{minor}"), advice);
    }
    Finding::ok("PostgreSQL", format!("it is {major}.{minor}"))
}

fn language(locale: &str, english: bool) -> Finding {
    if english {
        return Finding::ok(
            "language",
            format!("PostgreSQL's messages are English (lc_messages `{locale}`)"),
        );
    }
    Finding::problem(
        "language",
        format!(
            "PostgreSQL's lc_messages is `{locale}`, and a deadlock, a timeout or a full disk would not be understood"
        ),
        "as a superuser: ALTER DATABASE … SET lc_messages = 'C', then start griot again",
    )
}

fn server_clock(now: Timestamp, clock: Timestamp) -> Finding {
    let apart = now.since(clock).abs();
    if apart <= APART {
        return Finding::ok("clock of PostgreSQL", "it agrees with this machine's");
    }
    Finding::warning(
        "clock of PostgreSQL",
        format!("it and this machine's are {} s apart", apart.num_seconds()),
        "set both by NTP",
    )
}

pub(super) fn migrations(shape: &Result<Shape, Fault>) -> Finding {
    const CHECK: &str = "migrations";
    match shape {
        Err(fault) => Finding::problem(CHECK, fault.clone(), "mend the database first"),
        Ok(Shape { unknown, .. }) if !unknown.is_empty() => Finding::problem(
            CHECK,
            format!("the database was migrated by a newer griot: {}", unknown.join(", ")),
            "replace this binary by the newer one",
        ),
        Ok(Shape { applied: 0, .. }) => {
            Finding::problem(CHECK, "there are no tables yet", "`griot serve` or `griot migrate` makes them")
        }
        Ok(Shape { pending, .. }) if !pending.is_empty() => Finding::problem(
            CHECK,
            format!("{} pending: {}", pending.len(), pending.join(", ")),
            "make a backup, then run `griot migrate`, or start griot without --no-migrate",
        ),
        Ok(Shape { applied, .. }) => Finding::ok(CHECK, format!("all {applied} are applied")),
    }
}

/// What the counter says and what is there.
struct Log {
    seq: i64,
    public_seq: i64,
    at: Timestamp,
    entries: i64,
    first: Option<i64>,
    last: Option<i64>,
    last_public: Option<i64>,
}

/// The content log and the clock, which must never be behind it.
pub(super) fn log(database: &mut Inspection, now: Timestamp) -> Vec<Finding> {
    let read = database.read(|conn| {
        let read: QueryResult<Log> = (|| {
            let columns = (event_sequence::seq, event_sequence::public_seq, event_sequence::at);
            let (seq, public_seq, at) = event_sequence::table.find(1).select(columns).first(conn)?;
            Ok(Log {
                seq,
                public_seq,
                at,
                entries: events::table.select(count_star()).first(conn)?,
                first: events::table.select(min(events::seq)).first(conn)?,
                last: events::table.select(max(events::seq)).first(conn)?,
                last_public: events::table.select(max(events::public_seq)).first(conn)?,
            })
        })();
        read.map_err(|fault| fault.to_string())
    });
    match read {
        Ok(log) => vec![dense(&log), clock(now, log.at)],
        Err(fault) => vec![Finding::problem("content log", fault, "mend the database first")],
    }
}

fn dense(log: &Log) -> Finding {
    const CHECK: &str = "content log";
    let advice =
        "somebody wrote to it by hand: restore the backup, and have whoever follows the log begin anew";
    // Old entries may have been pruned, all of them even; the counters go on.
    let ends = log.last.is_none_or(|last| last == log.seq);
    let public_ends = log.last_public.is_none_or(|last| last == log.public_seq);
    let without_gaps = match (log.first, log.last) {
        (Some(first), Some(last)) => log.entries == last - first + 1,
        _ => true,
    };
    if !ends || !public_ends {
        let (last, public) = (log.last.unwrap_or(0), log.last_public.unwrap_or(0));
        let found = format!(
            "the newest entry is {last} (public {public}), and the counter says {} (public {})",
            log.seq, log.public_seq
        );
        return Finding::problem(CHECK, found, advice);
    }
    if !without_gaps {
        return Finding::problem(
            CHECK,
            format!("entries are missing between the first and the last ({})", log.seq),
            advice,
        );
    }
    Finding::ok(CHECK, format!("no gaps; the newest entry is {}, and {} are kept", log.seq, log.entries))
}

fn clock(now: Timestamp, newest: Timestamp) -> Finding {
    let behind = newest.since(now);
    if behind <= BEHIND {
        return Finding::ok("clock", format!("it shows {now}, after the newest entry of the log"));
    }
    Finding::problem(
        "clock",
        format!("it shows {now}, {} s before the newest entry of the log ({newest})", behind.num_seconds()),
        "set it by NTP; until it has caught up, all that is written gets the time of that entry",
    )
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn what_an_engine_may_be() {
        assert_eq!(postgres(130_000).verdict, Verdict::Ok);
        assert_eq!(postgres(120_022).verdict, Verdict::Problem);
        assert_eq!(postgres(120_022).found, "it is 12.22");
        assert_eq!(language("fr_FR.UTF-8", false).verdict, Verdict::Problem);
        assert_eq!(wal(LARGE_WAL).verdict, Verdict::Ok);
        assert_eq!(wal(LARGE_WAL + 1).verdict, Verdict::Warning);
        let now: Timestamp = "2026-03-07T09:30:00Z".parse().unwrap();
        for (seconds, verdict) in
            [(5, Verdict::Ok), (-5, Verdict::Ok), (6, Verdict::Warning), (-6, Verdict::Warning)]
        {
            assert_eq!(
                server_clock(now, now.plus(TimeDelta::seconds(seconds))).verdict,
                verdict,
                "{seconds}"
            );
        }
        assert_eq!(clock(now, now.plus(BEHIND)).verdict, Verdict::Ok);
        assert_eq!(clock(now, now.plus(TimeDelta::seconds(2))).verdict, Verdict::Problem);
    }

    #[test]
    fn a_pruned_log_is_whole() {
        let now: Timestamp = "2026-03-07T09:30:00Z".parse().unwrap();
        let log = |entries, first, last, last_public| {
            dense(&Log { seq: 9, public_seq: 4, at: now, entries, first, last, last_public }).verdict
        };
        assert_eq!(log(9, Some(1), Some(9), Some(4)), Verdict::Ok);
        assert_eq!(log(3, Some(7), Some(9), None), Verdict::Ok);
        assert_eq!(log(0, None, None, None), Verdict::Ok);
        assert_eq!(log(8, Some(1), Some(9), Some(4)), Verdict::Problem);
        assert_eq!(log(8, Some(1), Some(8), Some(4)), Verdict::Problem);
        assert_eq!(log(9, Some(1), Some(9), Some(5)), Verdict::Problem);
    }
}
