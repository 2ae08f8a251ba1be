//! `griot serve`: opens the newsroom and answers until told to stop.

use std::io::Write;
use std::time::Duration;

use super::args::ServeArgs;
use super::{Failure, demo, reindex};
use crate::app::AppState;
use crate::config::Config;
use crate::db::migrations::Pending;
use crate::http::server;
use crate::installation::{self, Newsroom};
use crate::workflow;

/// How often the clock is looked at, and how long it is left alone when the database does not answer.
const ANNOUNCED_EVERY: Duration = Duration::from_millis(500);
const ANNOUNCED_AFTER_A_FAULT: Duration = Duration::from_secs(5);

pub(super) async fn run(config: Config, args: ServeArgs) -> Result<(), Failure> {
    let pending = if args.no_migrate { Pending::Refuse } else { Pending::Apply };
    let newsroom = installation::open(config, pending).await?;
    // Before anything else can fail: the password is shown this once.
    tell_what_was_made(&newsroom)?;
    if args.demo {
        demo::install_if_empty(&newsroom.state).await?;
    }
    let running = server::bind(newsroom.state.clone())
        .map_err(|fault| format!("cannot listen on {}: {fault}", newsroom.state.config.server.bind))?;
    greet(&newsroom)?;
    reindex::in_background(&newsroom.state);
    announce_in_background(&newsroom.state);
    running.serve().await?;
    Ok(())
}

/// The key and the administrator of a first start.
fn tell_what_was_made(newsroom: &Newsroom) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if let Some(path) = &newsroom.new_key {
        writeln!(out, "A secret key was made in {}. Back it up with the database.", path.display())?;
    }
    if let Some(admin) = &newsroom.first_admin {
        write!(out, "{}", admin.lines())?;
    }
    out.flush()
}

/// Where we are and where to go next.
fn greet(newsroom: &Newsroom) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let url = newsroom.state.public_url();
    writeln!(out, "Griot listens on {url}")?;
    writeln!(out, "    read the API at {url}/docs/, sign in with POST {url}/api/v1/auth/login")?;
    out.flush()
}

/// Beside the requests: tells the content log what was scheduled and has come.
fn announce_in_background(state: &AppState) {
    let (db, clock) = (state.db.clone(), state.clock.clone());
    actix_web::rt::spawn(async move {
        loop {
            let pause = match workflow::announce(&db, &clock).await {
                Ok(_) => ANNOUNCED_EVERY,
                Err(fault) => {
                    tracing::error!(%fault, "what was scheduled could not be announced; readers see it all the same");
                    ANNOUNCED_AFTER_A_FAULT
                }
            };
            actix_web::rt::time::sleep(pause).await;
        }
    });
}
