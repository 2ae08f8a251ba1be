//! The command line: one file per subcommand. What they print for programs goes to stdout; the log
//! and everything for people at the terminal to stderr, but for the address of the server.

pub mod args;
mod audit;
mod config;
mod confirm;
mod demo;
mod doctor;
mod events;
mod jobs;
mod migrate;
mod openapi;
mod purge;
mod reindex;
mod revisions;
mod serve;
mod users;

use args::{Cli, Command};

use crate::config::{Config, Overrides};
use crate::db::{Origin, acting};
use crate::telemetry;

/// What went wrong, as one line.
pub type Failure = Box<dyn std::error::Error>;

/// Does what the command line says.
///
/// # Errors
/// With a line for the person at the terminal.
pub fn run(cli: Cli) -> Result<(), Failure> {
    let overrides = Overrides::from(&cli.global);
    let command = cli.chosen();
    if let Command::Openapi(args) = &command {
        // Needs no configuration, no database and no data folder.
        return openapi::run(args);
    }
    let loaded = Config::load(&overrides);
    if matches!(command, Command::Doctor) {
        return doctor::run(loaded);
    }
    let loaded = loaded?;
    if let Command::Config(command) = command {
        config::run(command, &loaded);
        return Ok(());
    }
    // Ends with this function: what is not sent yet is sent then.
    let _telemetry = telemetry::init(&loaded.config.log, &loaded.config.traces)?;
    let config = loaded.config;
    // Whatever it changes is written down as its doing. What it spawns, such as a server's workers, is not.
    let origin = Origin {
        actor: None,
        action: command.action().to_owned(),
        from: Some("cli".to_owned()),
        request_id: None,
    };
    actix_web::rt::System::new().block_on(acting(origin, async move {
        match command {
            Command::Serve(args) => serve::run(config, args).await,
            Command::Migrate(args) => migrate::run(&config, &args),
            Command::Users(command) => users::run(config, command).await,
            Command::Reindex => reindex::run(config).await,
            Command::Demo(args) => demo::run(config, &args).await,
            Command::Purge(args) => purge::run(config, &args).await,
            Command::Audit(args::AuditCommand::Verify(args)) => audit::verify(&config, args).await,
            Command::Jobs(command) => jobs::run(config, &command).await,
            Command::Revisions(command) => revisions::run(config, &command).await,
            Command::Events(command) => events::run(config, &command).await,
            Command::Openapi(_) | Command::Config(_) | Command::Doctor => Ok(()),
        }
    }))
}
