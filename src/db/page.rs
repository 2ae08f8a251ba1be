//! Keyset pages: where a list goes on, and what one statement has to fetch for it.
//!
//! A position is the sort key and the id of the last row shown, so any depth costs the same. One
//! row more than asked for tells whether there is another page. Numbered pages exist for those who
//! must number them; they cost what they skip.

use diesel::QueryResult;

use crate::clock::Timestamp;
use uuid::Uuid;

/// The place of one row in the order of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The sort key as text; instants in fixed width.
    pub key: String,
    pub id: Uuid,
}

/// Which part of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seek {
    Start,
    After(Position),
    Before(Position),
    /// Counted from 1.
    Page(u32),
}

impl Seek {
    pub fn position(&self) -> Option<&Position> {
        match self {
            Seek::After(position) | Seek::Before(position) => Some(position),
            Seek::Start | Seek::Page(_) => None,
        }
    }

    pub fn is_backward(&self) -> bool {
        matches!(self, Seek::Before(_))
    }
}

/// A page of a list, as asked for.
#[derive(Clone, Debug)]
pub struct PageRequest {
    pub limit: u32,
    pub seek: Seek,
}

impl PageRequest {
    /// So many from the start: for what is asked for by id, which are no more.
    pub fn all(count: usize) -> Self {
        PageRequest { limit: u32::try_from(count).unwrap_or(u32::MAX), seek: Seek::Start }
    }

    /// One row more than shown, to see whether there is a next page.
    pub fn fetch(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    pub fn offset(&self) -> i64 {
        match self.seek {
            Seek::Page(number) => i64::from(number.saturating_sub(1)) * i64::from(self.limit),
            _ => 0,
        }
    }
}

/// Rows in the order of the list, and where it goes on either way.
#[derive(Clone, Debug)]
pub struct Paged<T> {
    pub items: Vec<T>,
    pub next: Option<Position>,
    pub prev: Option<Position>,
}

impl<T> Paged<T> {
    /// Trims what was fetched to what was asked for.
    pub fn new(mut rows: Vec<T>, page: &PageRequest, position: impl Fn(&T) -> Position) -> Self {
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if page.seek.is_backward() {
            rows.reverse();
        }
        let (before, after) = match page.seek {
            Seek::Start => (false, more),
            Seek::After(_) => (true, more),
            Seek::Before(_) => (more, true),
            Seek::Page(number) => (number > 1, more),
        };
        let next = rows.last().filter(|_| after).map(&position);
        let prev = rows.first().filter(|_| before).map(&position);
        Paged { items: rows, next, prev }
    }

    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Paged<U> {
        Paged { items: self.items.into_iter().map(f).collect(), next: self.next, prev: self.prev }
    }
}

/// A sort key that can be read back from the text of a position.
pub trait SortKey: Sized {
    /// # Errors
    /// When the text is no such key: only a forged cursor could hold one, and those are refused
    /// before.
    fn read(text: &str) -> QueryResult<Self>;
    fn write(&self) -> String;
}

impl SortKey for String {
    fn read(text: &str) -> QueryResult<Self> {
        Ok(text.to_owned())
    }

    fn write(&self) -> String {
        self.clone()
    }
}

macro_rules! number_as_key {
    ($($number:ty)+) => {$(
        impl SortKey for $number {
            fn read(text: &str) -> QueryResult<Self> {
                text.parse().map_err(|fault| diesel::result::Error::DeserializationError(Box::new(fault)))
            }

            fn write(&self) -> String {
                self.to_string()
            }
        }
    )+};
}
number_as_key!(i32 i64);

impl SortKey for Timestamp {
    fn read(text: &str) -> QueryResult<Self> {
        text.parse().map_err(|fault| diesel::result::Error::DeserializationError(Box::new(fault)))
    }

    fn write(&self) -> String {
        self.to_fixed_width()
    }
}

/// Orders a boxed query by `$key` and `$id` and cuts the page out of it.
///
/// The bound on the key alone comes first and is implied by the rest: it is what lets both engines
/// jump into the index instead of walking to the place.
macro_rules! seek {
    ($query:expr, $page:expr, $descending:expr, $key:expr => $key_type:ty, $id:expr => $id_type:expr) => {{
        let page: &$crate::db::page::PageRequest = $page;
        let down = $descending != page.seek.is_backward();
        let mut query = $query;
        if let Some(position) = page.seek.position() {
            let key = <$key_type as $crate::db::page::SortKey>::read(&position.key)?;
            let id = $id_type(position.id);
            query = if down {
                query.filter($key.le(key.clone())).filter($key.lt(key).or($id.lt(id)))
            } else {
                query.filter($key.ge(key.clone())).filter($key.gt(key).or($id.gt(id)))
            };
        }
        query =
            if down { query.order(($key.desc(), $id.desc())) } else { query.order(($key.asc(), $id.asc())) };
        query.limit(page.fetch()).offset(page.offset())
    }};
}
pub(crate) use seek;

/// As [`seek!`] for a key that may be absent; absent ones come last in either order, on both
/// engines. The position of an absent key is the empty text. No index serves this order.
macro_rules! seek_optional {
    ($query:expr, $page:expr, $descending:expr, $key:expr => $key_type:ty, $id:expr => $id_type:expr) => {{
        let page: &$crate::db::page::PageRequest = $page;
        let backward = page.seek.is_backward();
        let down = $descending != backward;
        let mut query = $query;
        if let Some(position) = page.seek.position() {
            let id = $id_type(position.id);
            let absent = position.key.is_empty();
            query = match (absent, backward, down) {
                (true, false, true) => query.filter($key.is_null().and($id.lt(id))),
                (true, false, false) => query.filter($key.is_null().and($id.gt(id))),
                (true, true, true) => query.filter($key.is_not_null().or($id.lt(id))),
                (true, true, false) => query.filter($key.is_not_null().or($id.gt(id))),
                (false, _, _) => {
                    let key = <$key_type as $crate::db::page::SortKey>::read(&position.key)?;
                    match (backward, down) {
                        (false, true) => {
                            query.filter($key.lt(key).or($key.eq(key).and($id.lt(id))).or($key.is_null()))
                        }
                        (false, false) => {
                            query.filter($key.gt(key).or($key.eq(key).and($id.gt(id))).or($key.is_null()))
                        }
                        (true, true) => query.filter($key.lt(key).or($key.eq(key).and($id.lt(id)))),
                        (true, false) => query.filter($key.gt(key).or($key.eq(key).and($id.gt(id)))),
                    }
                }
            };
        }
        query = match (backward, down) {
            (false, true) => query.order(($key.is_null().asc(), $key.desc(), $id.desc())),
            (false, false) => query.order(($key.is_null().asc(), $key.asc(), $id.asc())),
            (true, true) => query.order(($key.is_null().desc(), $key.desc(), $id.desc())),
            (true, false) => query.order(($key.is_null().desc(), $key.asc(), $id.asc())),
        };
        query.limit(page.fetch()).offset(page.offset())
    }};
}
pub(crate) use seek_optional;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The list a database would hold, and what `seek!` would fetch from it.
    fn fetch(all: &[u128], page: &PageRequest) -> Vec<u128> {
        let n = usize::try_from(page.fetch()).unwrap();
        let at = page.seek.position().map(|p| p.id.as_u128());
        match &page.seek {
            Seek::Before(_) => all.iter().rev().copied().filter(|v| *v < at.unwrap()).take(n).collect(),
            Seek::After(_) => all.iter().copied().filter(|v| *v > at.unwrap()).take(n).collect(),
            _ => all.iter().copied().skip(usize::try_from(page.offset()).unwrap()).take(n).collect(),
        }
    }

    fn position(value: &u128) -> Position {
        Position { key: String::new(), id: Uuid::from_u128(*value) }
    }

    proptest! {
        #[test]
        fn forward_and_back_see_every_row_once(length in 0u128..60, limit in 1u32..12) {
            let all: Vec<u128> = (1..=length).collect();
            let mut seen = Vec::new();
            let mut seek = Seek::Start;
            let mut last = None;
            loop {
                let page = PageRequest { limit, seek };
                let paged = Paged::new(fetch(&all, &page), &page, position);
                seen.extend(paged.items.iter().copied());
                last = paged.items.first().map(position).or(last);
                match paged.next { Some(next) => seek = Seek::After(next), None => break }
            }
            prop_assert_eq!(&seen, &all);
            let mut back = Vec::new();
            let mut seek = last.map(Seek::Before);
            while let Some(at) = seek {
                let page = PageRequest { limit, seek: at };
                let paged = Paged::new(fetch(&all, &page), &page, position);
                back.splice(0..0, paged.items.iter().copied());
                seek = paged.prev.map(Seek::Before);
            }
            prop_assert!(all.starts_with(&back));
        }
    }
}
