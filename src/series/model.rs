//! A series as stored, and as accepted.

use diesel::prelude::*;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::db::schema::series;
use crate::db::types::typed_id;

typed_id! {
    /// Id of a series.
    SeriesId
}

/// A row of `series`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = series)]
pub struct Series {
    pub id: SeriesId,
    pub slug: String,
    pub name: String,
    pub name_key: String,
    pub description: Option<String>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What may be written, after every rule was checked.
#[derive(Clone, Debug)]
pub struct SeriesInput {
    pub name: String,
    /// None: made from the name, or left as it is.
    pub slug: Option<String>,
    pub description: Option<String>,
}

/// The orders of the list of series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum SeriesSort {
    #[default]
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameDescending,
    #[serde(rename = "created_at")]
    Created,
    #[serde(rename = "-created_at")]
    CreatedDescending,
}

/// Which series a list holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub ids: Vec<SeriesId>,
    pub slugs: Vec<String>,
}

/// Where readers find a publication in its series: by its position or, after all positions, by its
/// date.
pub fn rank(position: Option<i32>, published: Timestamp) -> i64 {
    const DATES: i64 = 1_000_000_000_000_000_000;
    position.map_or_else(|| DATES.saturating_add(published.datetime().timestamp_micros()), i64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_before_dates() {
        let early: Timestamp = "0001-01-01T00:00:00Z".parse().unwrap();
        let late = Timestamp::FOREVER;
        assert!(rank(Some(1), late) < rank(Some(2), early));
        assert!(rank(Some(1_000_000), late) < rank(None, early));
        assert!(rank(None, early) < rank(None, late));
    }
}
