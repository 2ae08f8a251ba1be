//! The two column types that differ between the engines, and the ids built on them.
//!
//! | ours | PostgreSQL | SQLite |
//! |---|---|---|
//! | [`DbUuid`] | `uuid` | TEXT, 36 characters, lower case |
//! | [`DbTime`] | `timestamptz` | TEXT, `2026-03-01T08:30:00.000000Z`: sorts as time |
//!
//! JSON the clients own (`custom`, links) is TEXT on both: jsonb would reorder it.

use chrono::{DateTime, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{HasSqlType, SqlType, Text, Timestamptz};
use diesel::sqlite::Sqlite;

use super::connection::MultiBackend;
use crate::clock::Timestamp;

/// SQL type of ids.
#[derive(Clone, Copy, Debug, SqlType, QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Text"))]
pub struct DbUuid;

/// SQL type of instants.
#[derive(Clone, Copy, Debug, SqlType, QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Text"))]
pub struct DbTime;

impl diesel::sql_types::SqlOrd for DbTime {}
impl diesel::sql_types::SqlOrd for DbUuid {}

impl HasSqlType<DbUuid> for MultiBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        MultiBackend::lookup_sql_type::<DbUuid>(lookup)
    }
}

impl HasSqlType<DbTime> for MultiBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        MultiBackend::lookup_sql_type::<DbTime>(lookup)
    }
}

/// What diesel needs to know of an instant; never made.
#[derive(AsExpression, FromSqlRow)]
#[diesel(foreign_derive)]
#[diesel(sql_type = DbTime)]
#[expect(dead_code, reason = "diesel derives on the inner type through it")]
struct TimestampProxy(Timestamp);

impl ToSql<DbTime, Pg> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Timestamptz, Pg>::to_sql(&self.datetime(), &mut out.reborrow())
    }
}

impl FromSql<DbTime, Pg> for Timestamp {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let at = <DateTime<Utc> as FromSql<Timestamptz, Pg>>::from_sql(value)?;
        Ok(Timestamp::new(at))
    }
}

impl ToSql<DbTime, Sqlite> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.to_fixed_width());
        Ok(IsNull::No)
    }
}

impl FromSql<DbTime, Sqlite> for Timestamp {
    fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, Sqlite>>::from_sql(value)?;
        Ok(text.parse()?)
    }
}

impl ToSql<DbTime, MultiBackend> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((DbTime, self));
        Ok(IsNull::No)
    }
}

impl FromSql<DbTime, MultiBackend> for Timestamp {
    fn from_sql(value: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        value.from_sql::<Timestamp, DbTime>()
    }
}

/// The bytes of an id on PostgreSQL.
pub fn write_uuid(id: uuid::Uuid, out: &mut Output<'_, '_, Pg>) -> serialize::Result {
    use std::io::Write;
    out.write_all(id.as_bytes())?;
    Ok(IsNull::No)
}

/// The text of an id on SQLite.
pub fn read_uuid(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<uuid::Uuid> {
    let text = <String as FromSql<Text, Sqlite>>::from_sql(value)?;
    Ok(uuid::Uuid::try_parse(&text)?)
}

/// Declares the id of one kind of thing, so that an author's id cannot stand where an article's
/// belongs.
macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = $crate::db::types::DbUuid)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        const _: () = {
            use diesel::backend::Backend;
            use diesel::deserialize::{FromSql, Result as Read};
            use diesel::serialize::{IsNull, Output, Result as Written, ToSql};
            use $crate::db::types::{read_uuid, write_uuid, DbUuid};
            use $crate::db::MultiBackend;

            impl ToSql<DbUuid, diesel::pg::Pg> for $name {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, diesel::pg::Pg>) -> Written {
                    write_uuid(self.0, out)
                }
            }
            impl FromSql<DbUuid, diesel::pg::Pg> for $name {
                fn from_sql(value: diesel::pg::PgValue<'_>) -> Read<Self> {
                    Ok($name(uuid::Uuid::from_slice(value.as_bytes())?))
                }
            }
            impl ToSql<DbUuid, diesel::sqlite::Sqlite> for $name {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, diesel::sqlite::Sqlite>) -> Written {
                    out.set_value(self.0.to_string());
                    Ok(IsNull::No)
                }
            }
            impl FromSql<DbUuid, diesel::sqlite::Sqlite> for $name {
                fn from_sql(value: <diesel::sqlite::Sqlite as Backend>::RawValue<'_>) -> Read<Self> {
                    Ok($name(read_uuid(value)?))
                }
            }
            impl ToSql<DbUuid, MultiBackend> for $name {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> Written {
                    out.set_value((DbUuid, self));
                    Ok(IsNull::No)
                }
            }
            impl FromSql<DbUuid, MultiBackend> for $name {
                fn from_sql(value: <MultiBackend as Backend>::RawValue<'_>) -> Read<Self> {
                    value.from_sql::<$name, DbUuid>()
                }
            }
        };
    };
}
pub(crate) use typed_id;
