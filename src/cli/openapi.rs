//! `griot openapi`: prints the spec.

use std::io::Write;

use super::Failure;
use super::args::OpenapiArgs;
use crate::http::openapi::Spec;

pub(super) fn run(args: &OpenapiArgs) -> Result<(), Failure> {
    let spec = Spec::build()?;
    let bytes = if args.yaml { spec.yaml() } else { spec.json() };
    match std::io::stdout().lock().write_all(bytes) {
        // `griot openapi | head` has seen enough.
        Err(fault) if fault.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        done => Ok(done?),
    }
}
