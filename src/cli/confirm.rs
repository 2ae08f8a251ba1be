//! Asking before something is done that cannot be undone.

use std::io::{BufRead, Write};

use super::Failure;

/// Asks whoever is at the terminal. Where nobody answers, `again` says what to type to go without a question.
///
/// # Errors
/// Unless they type `yes`; with `undone`, which says what was not done.
pub(super) fn confirm(question: &str, undone: &str, again: &str) -> Result<(), Failure> {
    eprint!("{question} Type yes to go on: ");
    std::io::stderr().flush()?;
    let mut answer = String::new();
    if std::io::stdin().lock().read_line(&mut answer)? == 0 {
        eprintln!();
        return Err(format!("nobody answers; {undone}. Without a question: {again}").into());
    }
    if answer.trim() == "yes" { Ok(()) } else { Err(undone.into()) }
}
