//! `griot jobs`: what is done beside the requests.

use super::Failure;
use super::args::JobsCommand;
use crate::config::Config;
use crate::db::migrations::Pending;
use crate::installation;
use crate::jobs::{self, Job, JobId};

pub(super) async fn run(config: Config, command: &JobsCommand) -> Result<(), Failure> {
    let state = installation::open(config, Pending::Apply).await?.state;
    match command {
        JobsCommand::List => {
            let now = state.clock.now();
            let jobs = jobs::list(&state.db).await?;
            if jobs.is_empty() {
                println!("Nothing is waiting.");
            }
            for job in &jobs {
                let failed = match (job.attempts, &job.last_error) {
                    (0, None) => String::new(),
                    (0, Some(error)) => format!("  {error}"),
                    (attempts, error) => {
                        format!(
                            "  failed {attempts}x: {}",
                            error.as_deref().unwrap_or("for an unknown reason")
                        )
                    }
                };
                println!("{}  {:<10}  {:<36}  {}{failed}", job.id, job.kind, job.key, state_of(job, now));
            }
            Ok(())
        }
        JobsCommand::Retry(args) => {
            let id = args.id.map(JobId);
            let count = jobs::retry(&state.db, id).await.map_err(|fault| fault.detail().to_owned())?;
            println!("{count} {} due now.", if count == 1 { "job is" } else { "jobs are" });
            Ok(())
        }
    }
}

fn state_of(job: &Job, now: crate::clock::Timestamp) -> String {
    match (job.dead_at, job.leased_until) {
        (Some(at), _) => format!("dead since {at}"),
        (None, Some(until)) if now < until => "running".to_owned(),
        (None, _) if job.run_at <= now => "due".to_owned(),
        (None, _) => format!("waits until {}", job.run_at),
    }
}
