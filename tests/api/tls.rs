//! TLS to PostgreSQL: `sslmode=verify-full` encrypts, and believes only whom it was told to believe.

use diesel::prelude::*;
use diesel::sql_types::Bool;
use griot::clock::Clock;
use griot::config::{DatabaseConfig, DatabaseUrl};
use griot::db::Db;
use griot::db::migrations::{Pending, migrate};
use griot::ids::Ids;

use crate::support::database::{Database, on_postgres};

#[derive(QueryableByName)]
struct Encrypted {
    #[diesel(sql_type = Bool)]
    ssl: bool,
}

/// The test's database, asked for in this way; with the authority to trust, or the system's.
fn address(database: &Database, mode: &str, authority: bool) -> String {
    let mut url = url::Url::parse(&database.address()).unwrap();
    let given = url.query_pairs().find(|(name, _)| name == "sslrootcert");
    let (name, file) = given.expect("scripts/postgres starts a server whose address names its certificate");
    let certificate = (name.into_owned(), file.into_owned());
    url.query_pairs_mut().clear().append_pair("sslmode", mode).extend_pairs(authority.then_some(certificate));
    url.into()
}

fn config(address: &str) -> DatabaseConfig {
    DatabaseConfig::for_testing(DatabaseUrl::parse(address).unwrap())
}

#[actix_web::test]
async fn a_verified_connection_is_encrypted() {
    if !on_postgres() {
        return;
    }
    let database = Database::fresh();
    for (mode, encrypted) in
        [("verify-full", true), ("verify-ca", true), ("require", true), ("disable", false)]
    {
        let config = config(&address(&database, mode, true));
        let clock = Clock::system();
        let db = Db::open(&config, clock.clone(), Ids::system(clock)).unwrap();
        let found = db
            .read(|conn| {
                let ask = diesel::sql_query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
                Ok(ask.get_result::<Encrypted>(conn)?.ssl)
            })
            .await
            .unwrap();
        assert_eq!(found, encrypted, "{mode}");
    }
}

#[test]
fn who_cannot_be_verified_is_refused() {
    if !on_postgres() {
        return;
    }
    let database = Database::fresh();
    // Signed by nobody the system trusts.
    let stranger = address(&database, "verify-full", false);
    // Trusted, but for another name.
    let other_name = address(&database, "verify-full", true).replace("@127.0.0.1:", "@localhost:");
    for (address, word) in [(stranger.as_str(), "certificate"), (other_name.as_str(), "does not match host")]
    {
        let refused = migrate(&config(address), Pending::Report).unwrap_err().to_string();
        assert!(refused.contains(word), "{refused}");
    }
    let authority_alone = other_name.replace("verify-full", "verify-ca");
    migrate(&config(&authority_alone), Pending::Report).unwrap();
}
