//! A PostgreSQL that speaks another language.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::harness::{Place, finish};
use crate::support::database::{Database, on_postgres};

/// Only a superuser may change the language, and only to one the system knows: so the database is
/// made to say that it did.
fn pretend(database: &Database, locale: &str) {
    let mut conn = PgConnection::establish(&database.address()).unwrap();
    conn.batch_execute(&format!(
        "CREATE OR REPLACE FUNCTION public.current_setting(name text) RETURNS text LANGUAGE sql AS $$
             SELECT CASE name WHEN 'lc_messages' THEN '{locale}' ELSE pg_catalog.current_setting(name) END
         $$;
         DO $$ BEGIN
             EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database());
         END $$"
    ))
    .unwrap();
}

#[test]
fn griot_says_that_it_would_not_understand() {
    if !on_postgres() {
        return;
    }
    let (place, database) = (Place::new(), Database::blank());
    for (locale, warnings) in [("fr_FR.UTF-8", 1), ("en_US.UTF-8", 0), ("C", 0)] {
        pretend(&database, locale);
        for (arguments, warnings) in [(&["migrate"][..], warnings), (&["migrate", "--status"], 0)] {
            let mut command = place.command(arguments);
            command.env("DATABASE_URL", database.address());
            let done = finish(command, "");
            assert_eq!(done.status.code(), Some(0), "{}", done.stderr);
            assert_eq!(done.stderr.matches("SET lc_messages = 'C'").count(), warnings, "{}", done.stderr);
            assert_eq!(done.stderr.matches(locale).count(), warnings, "{}", done.stderr);
        }
    }
}
