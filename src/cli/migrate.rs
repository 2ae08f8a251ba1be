//! `griot migrate`: brings the tables up to date, or says how far they are.

use super::Failure;
use super::args::MigrateArgs;
use crate::config::Config;
use crate::db::migrations::{self, Pending};
use crate::installation;

pub(super) fn run(config: &Config, args: &MigrateArgs) -> Result<(), Failure> {
    installation::create_folder(config)?;
    let pending = if args.status { Pending::Report } else { Pending::Apply };
    let status = migrations::migrate(&config.database, pending)?;
    for version in &status.applied {
        println!("applied  {version}");
    }
    for version in &status.pending {
        println!("pending  {version}");
    }
    if !args.status {
        println!("The tables of {} are up to date.", config.database.url);
    }
    Ok(())
}
