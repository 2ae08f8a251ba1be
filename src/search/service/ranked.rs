//! The order of hits: the best of the newest, then all others by date.

use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{PageRequest, Paged, Position, Seek};
use crate::error::{Error, Result};
use crate::search::model::{NameKind, Prepared};
use crate::search::queries::hits::{self, Candidate, Numbers, Rest};
use crate::text::search::{Rank, Weighed};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A publication of an article.
    Publication {
        publication: Uuid,
        article: Uuid,
    },
    Name(NameKind, Uuid),
}

/// A hit and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    pub found: Found,
    /// None beyond the candidates, where only the date counts.
    pub rank: Option<Rank>,
    number: i64,
}

impl Hit {
    /// A thing that is found by its name.
    #[must_use]
    pub fn name(kind: NameKind, id: Uuid, rank: Rank) -> Self {
        Hit { found: Found::Name(kind, id), rank: Some(rank), number: i64::MAX }
    }

    /// The publication it is, if it is one.
    #[must_use]
    pub fn publication(&self) -> Option<Uuid> {
        match self.found {
            Found::Publication { publication, .. } => Some(publication),
            Found::Name(..) => None,
        }
    }

    fn id(&self) -> Uuid {
        match self.found {
            Found::Publication { article, .. } => article,
            Found::Name(_, id) => id,
        }
    }

    /// What it is ordered by, the first being the greatest. The rest has no rank, and comes last.
    fn key(&self) -> (Option<Rank>, i64, Uuid) {
        (self.rank, self.number, self.id())
    }

    fn position(&self) -> Position {
        let rank = self.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
        Position { key: format!("{rank}:{}", self.number), id: self.id() }
    }
}

/// The key of a position that [`Hit::position`] wrote.
fn key_of(position: &Position) -> Result<(Option<Rank>, i64, Uuid)> {
    let read = || {
        let (rank, number) = position.key.split_once(':')?;
        let rank = if rank == "-" { None } else { Some(rank.parse().ok()?) };
        Some((rank, number.parse().ok()?, position.id))
    };
    read().ok_or_else(|| Error::internal("a signed cursor of search cannot be read"))
}

/// A page of hits.
#[derive(Debug)]
pub struct Ranking {
    pub hits: Paged<Hit>,
    /// How many hits there are, where looking for the best has told it.
    pub total: Option<i64>,
}

/// A page of what matches as far as `narrow` lets it through, with `names` among it. At most two
/// statements.
///
/// # Errors
/// When the database cannot answer.
pub fn ranked<'a>(
    conn: &mut Conn,
    prepared: &Prepared,
    names: Vec<Hit>,
    page: &PageRequest,
    now: Timestamp,
    narrow: &impl Fn(Numbers<'a>) -> Numbers<'a>,
) -> Result<Ranking> {
    let first = chosen(conn, prepared, names, now, narrow)?;
    let limit = usize::try_from(page.fetch()).unwrap_or(usize::MAX);
    let rest = Remainder { prepared, first: &first };
    let rows: Vec<Hit> = match &page.seek {
        Seek::Start | Seek::Page(_) => {
            let skip = usize::try_from(page.offset()).unwrap_or(usize::MAX);
            let mut rows: Vec<Hit> = first.iter().skip(skip).take(limit).copied().collect();
            let beyond = skip.saturating_sub(first.len());
            rows.extend(rest.fetch(conn, None, None, beyond, limit - rows.len(), narrow)?);
            rows
        }
        Seek::After(position) => {
            let key = key_of(position)?;
            let mut rows: Vec<Hit> =
                first.iter().filter(|hit| hit.key() < key).take(limit).copied().collect();
            let after = key.0.is_none().then_some(key.1);
            rows.extend(rest.fetch(conn, after, None, 0, limit - rows.len(), narrow)?);
            rows
        }
        Seek::Before(position) => {
            let key = key_of(position)?;
            let mut rows = Vec::new();
            if key.0.is_none() {
                rows = rest.fetch(conn, None, Some(key.1), 0, limit, narrow)?;
            }
            let left = limit - rows.len();
            rows.extend(first.iter().rev().filter(|hit| hit.key() > key).take(left).copied());
            rows
        }
    };
    let total = rest.is_none().then(|| i64::try_from(first.len()).unwrap_or(i64::MAX));
    Ok(Ranking { hits: Paged::new(rows, page, Hit::position), total })
}

/// The candidates in their order, the best first.
fn chosen<'a>(
    conn: &mut Conn,
    prepared: &Prepared,
    names: Vec<Hit>,
    now: Timestamp,
    narrow: &impl Fn(Numbers<'a>) -> Numbers<'a>,
) -> Result<Vec<Hit>> {
    let mut first = names;
    if let Some(text) = &prepared.text {
        let candidates = hits::candidates(conn, prepared, text, narrow)?;
        first.extend(candidates.iter().map(|candidate| weigh(prepared, candidate, now)));
    }
    first.sort_unstable_by_key(|hit| std::cmp::Reverse(hit.key()));
    Ok(first)
}

fn weigh(prepared: &Prepared, candidate: &Candidate, now: Timestamp) -> Hit {
    let age = now.datetime().signed_duration_since(candidate.published_at.datetime()).num_days();
    let hit = Weighed { title: &candidate.title, lead: &candidate.lead, age: Some(age) };
    Hit {
        found: Found::Publication { publication: candidate.publication.0, article: candidate.article.0 },
        rank: Some(prepared.query.rank(hit, &prepared.labels)),
        number: candidate.number,
    }
}

/// What matches and was not chosen.
struct Remainder<'p> {
    prepared: &'p Prepared,
    first: &'p [Hit],
}

impl Remainder<'_> {
    /// The numbers of the publications that were chosen.
    fn chosen(&self) -> Vec<i64> {
        let is_publication = |hit: &&Hit| matches!(hit.found, Found::Publication { .. });
        self.first.iter().filter(is_publication).map(|hit| hit.number).collect()
    }

    /// With fewer candidates than either kind may have, there are no others.
    fn is_none(&self) -> bool {
        let most = usize::try_from(hits::CANDIDATES).unwrap_or(usize::MAX);
        self.prepared.text.is_none() || self.chosen().len() < most
    }

    fn fetch<'a>(
        &self,
        conn: &mut Conn,
        after: Option<i64>,
        before: Option<i64>,
        offset: usize,
        limit: usize,
        narrow: &impl Fn(Numbers<'a>) -> Numbers<'a>,
    ) -> Result<Vec<Hit>> {
        let Some(text) = self.prepared.text.as_ref().filter(|_| limit > 0 && !self.is_none()) else {
            return Ok(Vec::new());
        };
        let bound = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let part = Rest { after, before, offset: bound(offset), limit: bound(limit) };
        let rows = hits::rest(conn, self.prepared, text, self.chosen(), part, narrow)?;
        Ok(rows
            .into_iter()
            .map(|(number, publication, article)| Hit {
                found: Found::Publication { publication: publication.0, article: article.0 },
                rank: None,
                number,
            })
            .collect())
    }
}
