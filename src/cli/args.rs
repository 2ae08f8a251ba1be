//! The command line as clap reads it: flags, commands and their help, no behaviour.
//!
//! Bodies are one file per command beside this one. Values of flags that are also settings stay
//! text here; `config` reads them, so that a mistake is explained the same way wherever it was made.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

mod upkeep;

pub use upkeep::{
    AuditCommand, EventsCommand, JobsCommand, PruneArgs, PurgeArgs, RetryArgs, RevisionsCommand, VerifyArgs,
};

use crate::config::Overrides;

/// A newsroom's articles, authors and categories, behind one exact API.
#[derive(Clone, Debug, Parser)]
#[command(name = "griot", version, after_help = EXAMPLES, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub global: GlobalArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  griot                                  Serve ./data/griot.db on http://127.0.0.1:8080
  griot serve --demo                     The same, with a sample newsroom to look at
  griot --bind 0.0.0.0:8080              Let other machines in
  DATABASE_URL=postgres://db/news griot  Serve from PostgreSQL
  griot config show                      What is set, and by whom

Without a command, griot serves. Settings come from flags, the environment, .env and griot.toml,
in this order; .env.example lists them all.";

const DOCTOR: &str = "\
Changes nothing, and may run beside servers. Ends with 1 when something is a problem; a warning is
something to know.";

impl Cli {
    /// The chosen command; `serve` when none was named.
    #[must_use]
    pub fn chosen(self) -> Command {
        self.command.unwrap_or(Command::Serve(ServeArgs::default()))
    }
}

/// Flags that every command takes. They beat every other source of settings.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Settings")]
pub struct GlobalArgs {
    /// Read this file instead of ./griot.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder for the SQLite file and the secret key [default: ./data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<String>,
    /// sqlite:PATH or postgres://… (with a password, better DATABASE_URL: `ps` shows flags)
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// IP address and port to listen on; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub bind: Option<String>,
    /// pretty or json [default: pretty on a terminal]
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log_format: Option<String>,
}

impl From<&GlobalArgs> for Overrides {
    fn from(args: &GlobalArgs) -> Self {
        Self {
            config: args.config.clone(),
            data_dir: args.data_dir.clone(),
            database_url: args.database_url.clone(),
            bind: args.bind.clone(),
            log_format: args.log_format.clone(),
        }
    }
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Answer requests until stopped (the default)
    Serve(ServeArgs),
    /// Bring the database's tables up to date
    Migrate(MigrateArgs),
    /// Who may sign in
    #[command(subcommand)]
    Users(UsersCommand),
    /// Print the API's description (OpenAPI 3.1)
    Openapi(OpenapiArgs),
    /// Check or show the settings
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Look for what is wrong with this installation, and say what to do
    #[command(after_help = DOCTOR)]
    Doctor,
    /// Make the search index again (a running server keeps it up to date by itself)
    Reindex,
    /// Fill an empty database with a sample newsroom
    Demo(DemoArgs),
    /// What was saved of articles and pages
    #[command(subcommand)]
    Revisions(RevisionsCommand),
    /// The log of what happened, which /changes and /events tell
    #[command(subcommand)]
    Events(EventsCommand),
    /// Remove for good what has lain in the trash for long
    Purge(PurgeArgs),
    /// Who did what
    #[command(subcommand)]
    Audit(AuditCommand),
    /// What is done beside the requests
    #[command(subcommand)]
    Jobs(JobsCommand),
}

impl Command {
    /// What the audit log calls it.
    pub(super) fn action(&self) -> &'static str {
        match self {
            Command::Serve(_) => "cli.serve",
            Command::Migrate(_) => "cli.migrate",
            Command::Users(UsersCommand::Add(_)) => "cli.users_add",
            Command::Users(UsersCommand::List) => "cli.users_list",
            Command::Users(UsersCommand::SetRole { .. }) => "cli.users_set_role",
            Command::Users(UsersCommand::SetPassword { .. }) => "cli.users_set_password",
            Command::Openapi(_) => "cli.openapi",
            Command::Config(_) => "cli.config",
            Command::Doctor => "cli.doctor",
            Command::Reindex => "cli.reindex",
            Command::Demo(_) => "cli.demo",
            Command::Revisions(RevisionsCommand::Prune(_)) => "cli.revisions_prune",
            Command::Events(EventsCommand::Prune(_)) => "cli.events_prune",
            Command::Purge(_) => "cli.purge",
            Command::Audit(AuditCommand::Verify(_)) => "cli.audit_verify",
            Command::Jobs(JobsCommand::List) => "cli.jobs_list",
            Command::Jobs(JobsCommand::Retry(_)) => "cli.jobs_retry",
        }
    }
}

#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "\
The first start creates the tables, a secret key and an administrator. The administrator's password
is printed once, here, and stored nowhere: keep it. Ctrl-C finishes running requests, then stops.")]
pub struct ServeArgs {
    /// Fill an empty database with the sample newsroom first
    #[arg(long)]
    pub demo: bool,
    /// Refuse to start when the tables are out of date, instead of updating them
    #[arg(long)]
    pub no_migrate: bool,
}

#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "`griot serve` does this by itself, unless it is given --no-migrate.")]
pub struct MigrateArgs {
    /// Only list what is applied and what is pending
    #[arg(long)]
    pub status: bool,
}

#[derive(Clone, Debug, Subcommand)]
#[command(after_help = "\
Examples:
  griot users add awa@example.org --name 'Awa Diop' --role editor
  griot users set-role awa@example.org admin
  pass show griot/awa | griot users set-password awa@example.org --password-stdin")]
pub enum UsersCommand {
    /// Create an account
    Add(AddUserArgs),
    /// List all accounts
    List,
    /// Change what someone may do
    SetRole {
        /// The account's e-mail
        email: String,
        /// Its new role
        role: Role,
    },
    /// Give someone a new password and end their sessions
    SetPassword {
        /// The account's e-mail
        email: String,
        #[command(flatten)]
        password: PasswordArgs,
    },
}

#[derive(Args, Clone, Debug)]
pub struct AddUserArgs {
    /// What they sign in with
    pub email: String,
    /// Name shown to colleagues: 'Awa Diop'
    #[arg(long)]
    pub name: String,
    /// What they may do
    #[arg(long)]
    pub role: Role,
    #[command(flatten)]
    pub password: PasswordArgs,
}

#[derive(Args, Clone, Debug, Default)]
pub struct PasswordArgs {
    /// Read the password from standard input; without it, one is made up and printed once
    #[arg(long)]
    pub password_stdin: bool,
}

/// The roles of product.md, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Writes drafts and submits them
    Contributor,
    /// Also publishes what they wrote
    Author,
    /// Everything about content
    Editor,
    /// Also users and settings
    Admin,
}

#[derive(Args, Clone, Debug, Default)]
#[command(
    after_help = "Example: griot openapi > openapi.json && npx openapi-typescript openapi.json -o api.ts"
)]
pub struct OpenapiArgs {
    /// YAML instead of JSON
    #[arg(long)]
    pub yaml: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum ConfigCommand {
    /// Say what is wrong with the settings, or nothing
    Check,
    /// Print every setting, its value and where it came from (no secrets)
    Show,
}

#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "\
Examples:
  griot demo                     A French newsroom: five authors, their sections, their articles
  griot demo --articles 100000   The same, and enough more to measure with")]
pub struct DemoArgs {
    /// Add this many generated articles
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub articles: Option<u32>,
}

#[cfg(test)]
mod tests;
