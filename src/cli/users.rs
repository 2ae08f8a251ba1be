//! `griot users`: accounts, from the terminal of whoever runs the server.

use std::io::Read;

use super::Failure;
use super::args::{AddUserArgs, PasswordArgs, Role as RoleArg, UsersCommand};
use crate::app::AppState;
use crate::auth::Role;
use crate::config::Config;
use crate::db::migrations::Pending;
use crate::installation;
use crate::users::{Email, NewUser, parse_name, passwords, service};

pub(super) async fn run(config: Config, command: UsersCommand) -> Result<(), Failure> {
    let newsroom = installation::open(config, Pending::Apply).await?;
    if let Some(admin) = &newsroom.first_admin {
        print!("{}", admin.lines());
    }
    let state = newsroom.state;
    match command {
        UsersCommand::Add(args) => add(&state, args).await,
        UsersCommand::List => list(&state).await,
        UsersCommand::SetRole { email, role } => {
            let (email, role) = (Email::parse(&email)?, Role::from(role));
            let shown = email.clone();
            state
                .db
                .write(move |tx| service::set_role(tx, &email, role))
                .await
                .map_err(|fault| format!("{shown}: {}", fault.detail()))?;
            println!("{shown} is {role} now. A changed role ends their sessions.");
            Ok(())
        }
        UsersCommand::SetPassword { email, password } => set_password(&state, &email, &password).await,
    }
}

async fn add(state: &AppState, args: AddUserArgs) -> Result<(), Failure> {
    let (email, name) = (Email::parse(&args.email)?, parse_name(&args.name)?);
    let (password_hash, generated) = hash(state, &args.password, &email, &name).await?;
    let user = NewUser { email, name, role: args.role.into(), password_hash };
    let shown = user.email.clone();
    state
        .db
        .write(move |tx| service::create(tx, None, &user))
        .await
        .map_err(|fault| format!("{shown}: {}", fault.detail()))?;
    println!("{shown} can sign in.");
    tell(generated);
    Ok(())
}

async fn list(state: &AppState) -> Result<(), Failure> {
    for user in state.db.read(service::list_all).await? {
        let suspended = if user.suspended_at.is_some() { "  (suspended)" } else { "" };
        println!("{:<12} {}  {}{suspended}", user.role.as_str(), user.email, user.name);
    }
    Ok(())
}

async fn set_password(state: &AppState, email: &str, args: &PasswordArgs) -> Result<(), Failure> {
    let email = Email::parse(email)?;
    let (hash, generated) = hash(state, args, &email, "").await?;
    let shown = email.clone();
    state
        .db
        .write(move |tx| service::set_password(tx, &email, &hash))
        .await
        .map_err(|fault| format!("{shown}: {}", fault.detail()))?;
    println!("{shown} has a new password; their sessions have ended.");
    tell(generated);
    Ok(())
}

/// The hash of the password that was piped in, or of one that is made up.
async fn hash(
    state: &AppState,
    args: &PasswordArgs,
    email: &Email,
    name: &str,
) -> Result<(String, Option<String>), Failure> {
    let (password, generated) = if args.password_stdin {
        let mut text = String::new();
        std::io::stdin().lock().take(8_192).read_to_string(&mut text)?;
        // The one line end that `echo` and friends add; white space may belong to the password.
        let password = text.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        (password.map_or_else(|| text.clone(), ToOwned::to_owned), None)
    } else {
        let password = installation::generate_password(&state.ids)?;
        (password.clone(), Some(password))
    };
    let least = state.config.auth.password_min_length;
    let hashed = passwords::hash_new(&state.auth.hasher, least, &password, (email, name), "/password").await;
    let hash = hashed.map_err(|fault| {
        fault.fields().first().map_or_else(|| fault.detail().to_owned(), |field| field.detail.clone())
    })?;
    Ok((hash, generated))
}

fn tell(generated: Option<String>) {
    if let Some(password) = generated {
        println!("    password: {password}");
        println!("It is shown this once and stored nowhere.");
    }
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Contributor => Role::Contributor,
            RoleArg::Author => Role::Author,
            RoleArg::Editor => Role::Editor,
            RoleArg::Admin => Role::Admin,
        }
    }
}
