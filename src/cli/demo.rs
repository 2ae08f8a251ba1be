//! `griot demo`: fills a newsroom with the sample, and with generated articles.

use diesel::prelude::*;
use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use super::args::DemoArgs;
use crate::app::AppState;
use crate::auth::UserId;
use crate::config::Config;
use crate::db::migrations::Pending;
use crate::db::schema::{authors, categories, users};
use crate::demo::{self, Generator};
use crate::error::{Error, Result};
use crate::installation;

pub(super) async fn run(config: Config, args: &DemoArgs) -> Result<(), Failure> {
    let newsroom = installation::open(config, Pending::Apply).await?;
    if let Some(admin) = &newsroom.first_admin {
        print!("{}", admin.lines());
    }
    let state = newsroom.state;
    if !install_if_empty(&state).await? && args.articles.is_none() {
        return Err("there is content already; the sample newsroom goes into an empty one".into());
    }
    if let Some(count) = args.articles {
        generate(&state, count).await?;
    }
    Ok(())
}

/// Installs the sample unless there is content already. Says whether it did.
pub(super) async fn install_if_empty(state: &AppState) -> Result<bool> {
    if !state.db.read(demo::is_empty).await? {
        return Ok(false);
    }
    let by = somebody(state).await?;
    let installed = demo::install(&state.db, &state.clock, &state.config.site.default_locale, by).await?;
    eprintln!(
        "Installed the sample newsroom: {} authors, {} categories, {} articles, {} pages.",
        installed.authors, installed.categories, installed.articles, installed.pages
    );
    Ok(true)
}

async fn generate(state: &AppState, count: u32) -> Result<()> {
    let by = somebody(state).await?;
    let (authors, categories) = state
        .db
        .read(|conn| {
            let authors = authors::table.select(authors::id).order(authors::id).limit(50).load(conn)?;
            let categories =
                categories::table.select(categories::id).order(categories::id).limit(50).load(conn)?;
            Ok((authors, categories))
        })
        .await?;
    let generator = Generator {
        authors: authors.into_iter().map(|id: crate::authors::AuthorId| id.0).collect(),
        categories: categories.into_iter().map(|id: crate::categories::CategoryId| id.0).collect(),
        locale: state.config.site.default_locale.clone(),
        by,
        newest: state.clock.now(),
    };
    let bar = ProgressBar::new(u64::from(count));
    if let Ok(style) =
        ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} articles, {per_sec}, {eta} left")
    {
        bar.set_style(style);
    }
    demo::generate(&state.db, generator, count, |done| bar.set_position(u64::from(done))).await?;
    bar.finish();
    eprintln!("Wrote {count} generated articles.");
    Ok(())
}

/// In whose name: the oldest administrator's.
async fn somebody(state: &AppState) -> Result<UserId> {
    state
        .db
        .read(|conn| {
            let admins =
                users::table.filter(users::role.eq("admin")).order(users::created_at).select(users::id);
            let first = admins.first::<UserId>(conn).optional()?;
            first.ok_or_else(|| Error::internal("there is no administrator"))
        })
        .await
}
