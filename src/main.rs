//! The `griot` binary: reads the command line and hands over.

use std::process::ExitCode;

use clap::Parser;
use griot::cli::{self, args::Cli};

fn main() -> ExitCode {
    match cli::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("griot: {fault}");
            ExitCode::FAILURE
        }
    }
}
