//! `griot config check|show`. Loading has judged every setting already.

use super::args::ConfigCommand;
use crate::config::{Loaded, show};

pub(super) fn run(command: ConfigCommand, loaded: &Loaded) {
    match command {
        ConfigCommand::Check => println!("The settings are good."),
        ConfigCommand::Show => print!("{}", show(loaded)),
    }
}
