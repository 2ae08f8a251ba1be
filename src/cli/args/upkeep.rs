//! The flags of what is done once in a while: looking whether all is as it was.

use clap::{Args, Subcommand};

#[derive(Clone, Debug, Subcommand)]
pub enum AuditCommand {
    /// Follow the chain of the audit log and say whether anything in it was changed
    Verify(VerifyArgs),
}

#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "\
Prints the number of entries and the hash of the last one. Note both down somewhere else: whoever
can write to the database could cut off the end of the log, and only --expect and --count would
tell. Ends with 1 when something does not fit, and names the first entry that does not.

Example: griot audit verify --count 4711 --expect 2c26b46b68ffc68f…")]
pub struct VerifyArgs {
    /// An entry has this hash; the one numbered COUNT, if that is given too
    #[arg(long, value_name = "HASH")]
    pub expect: Option<String>,
    /// There are at least so many entries
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(i64).range(1..))]
    pub count: Option<i64>,
}
