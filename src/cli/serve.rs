//! `griot serve`: opens the newsroom and answers until told to stop.

use std::io::Write;
use std::time::Duration;

use super::args::ServeArgs;
use super::{Failure, demo};
use crate::app::AppState;
use crate::config::Config;
use crate::db::migrations::Pending;
use crate::http::server;
use crate::installation::{self, Newsroom};
use crate::metrics::{self, OwnAddress};
use crate::{jobs, webhooks, workflow};

/// How long what still waits for a database that does not answer, or for a name, keeps the process from its end.
const LAST_WAIT: Duration = Duration::from_secs(3);

/// How often the clock is looked at, and how long it is left alone when the database does not answer.
const ANNOUNCED_EVERY: Duration = Duration::from_millis(500);
/// How often the log is looked at for webhooks.
const WOKEN_EVERY: Duration = Duration::from_millis(250);
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
    let figures = metrics::bind(&newsroom.state)
        .map_err(|fault| format!("cannot listen on GRIOT_METRICS_BIND: {fault}"))?;
    announce_in_background(&newsroom.state);
    if newsroom.state.config.outbound.allow_loopback {
        tracing::warn!("GRIOT_OUTBOUND_ALLOW_LOOPBACK is on: webhooks may call this machine itself");
    }
    jobs::begin(&newsroom.state).await?;
    let working = actix_web::rt::spawn(newsroom.state.jobs.clone().run(newsroom.state.clone()));
    wake_webhooks_in_background(&newsroom.state);
    follow_in_background(&newsroom.state);
    // Last: whoever reads this may rely on all of it.
    greet(&newsroom, figures.as_ref())?;
    let figures = figures.map(OwnAddress::begin);
    let mut stopping = running.serve().await?;
    // What was begun may end; the rest is begun anew at the next start.
    if !stopping.wait_for(working).await {
        tracing::warn!("jobs were still running at the end; the next start takes them up");
    }
    // To the end: how it comes to its end is something to look at, too.
    if let Some(figures) = figures {
        figures.stop(false).await;
    }
    // The runtime waits for all that blocks, however long that takes.
    std::thread::spawn(|| {
        std::thread::sleep(LAST_WAIT);
        std::process::exit(0);
    });
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
fn greet(newsroom: &Newsroom, figures: Option<&OwnAddress>) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let url = newsroom.state.public_url();
    if let Some(figures) = figures {
        writeln!(out, "Figures are at http://{}/metrics", figures.address)?;
    }
    writeln!(out, "Griot listens on {url}")?;
    writeln!(out, "    read the API at {url}/docs/, sign in with POST {url}/api/v1/auth/login")?;
    out.flush()
}

/// Beside the requests: queues the work for webhooks that have something to be told.
fn wake_webhooks_in_background(state: &AppState) {
    let (state, mut newest) = (state.clone(), state.tail.newest());
    actix_web::rt::spawn(async move {
        while !state.jobs.is_stopping() {
            let pause = match webhooks::wake(&state.db).await {
                Ok(queued) => {
                    if queued {
                        state.jobs.wake();
                    }
                    WOKEN_EVERY
                }
                Err(fault) => {
                    tracing::error!(%fault, "webhooks could not be looked after");
                    ANNOUNCED_AFTER_A_FAULT
                }
            };
            // As soon as there is something; looking by itself, it does what a broken follower would not.
            let _ = tokio::time::timeout(pause, newest.changed()).await;
        }
    });
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

/// Beside the requests: tells whoever follows the content log what is new.
fn follow_in_background(state: &AppState) {
    actix_web::rt::spawn(state.tail.clone().follow(state.db.clone(), state.clock.clone()));
}
