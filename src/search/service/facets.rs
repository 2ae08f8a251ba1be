//! How all hits are spread, for those who ask.

use uuid::Uuid;

use crate::db::Conn;
use crate::error::Result;
use crate::search::model::FacetKind;
use crate::search::queries::facets::{self as sql, Named};
use crate::search::queries::hits::Numbers;

/// A value of a facet, and how many hits have it.
#[derive(Clone, Debug)]
pub struct FacetValue {
    pub id: Option<Uuid>,
    /// What the filter of the list of articles takes.
    pub value: String,
    pub name: Option<String>,
    pub count: i64,
}

/// One statement.
///
/// # Errors
/// When the database cannot answer.
pub fn facet(conn: &mut Conn, kind: FacetKind, hits: Numbers<'_>) -> Result<Vec<FacetValue>> {
    Ok(match kind {
        FacetKind::Category => named(sql::categories(conn, hits)?),
        FacetKind::Author => named(sql::authors(conn, hits)?),
        FacetKind::Tag => named(sql::tags(conn, hits)?),
        FacetKind::Type => {
            sql::types(conn, hits)?.into_iter().map(|(value, count)| plain(value, count)).collect()
        }
        FacetKind::Year => {
            sql::years(conn, hits)?.into_iter().map(|(year, count)| plain(year.to_string(), count)).collect()
        }
    })
}

fn named(rows: Vec<Named>) -> Vec<FacetValue> {
    let value =
        |(id, value, name, count): Named| FacetValue { id: Some(id.0), value, name: Some(name), count };
    rows.into_iter().map(value).collect()
}

fn plain(value: String, count: i64) -> FacetValue {
    FacetValue { id: None, value, name: None, count }
}
