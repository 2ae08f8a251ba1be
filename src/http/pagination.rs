//! Cursors and the parameters of every list.
//!
//! A cursor is opaque: the position in the list and a MAC over it, the route, the filters, the
//! order and the edition. It says where to go on and nothing about when: what is visible is
//! decided anew on every page.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::problem::Problem;
use crate::db::page::{PageRequest, Paged, Position, Seek};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};

const DEFAULT_LIMIT: u32 = 20;
const MAC_LENGTH: usize = 16;

/// Where in a list, and how much of it.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// How many items a page holds.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<i64>,
    /// Where to go on: `next_cursor` or `prev_cursor` of the page before. Bound to the route, the filters and the order.
    #[param(min_length = 1, max_length = 1024)]
    pub cursor: Option<String>,
    /// The number of the page, for those who number pages. Not together with `cursor`.
    #[param(minimum = 1, maximum = 500)]
    pub page: Option<i64>,
    /// Counts all items that match and adds `total` (and `pages`) to `meta`. Costs a statement.
    #[param(default = false)]
    pub count: Option<bool>,
}

/// Where a list goes on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListMeta {
    /// How many items a page holds.
    #[schema(minimum = 1, maximum = 100, example = 20)]
    pub limit: u32,
    /// Send it as `cursor` for the following page; null on the last one.
    #[schema(required)]
    pub next_cursor: Option<String>,
    /// Send it as `cursor` for the preceding page; null on the first one.
    #[schema(required)]
    pub prev_cursor: Option<String>,
    /// All items that match; only with `count=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub total: Option<i64>,
    /// The number of this page; only with `page`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub page: Option<u32>,
    /// The number of pages; only with `page` and `count=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub pages: Option<i64>,
    /// The newest number of the content log in the same snapshot; only with what the log tells of. Of a public list
    /// it is the public number: after reading all pages, go on with `/changes?after=` the first page's. Of working
    /// copies it is the number in the whole log.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, example = 42)]
    pub seq: Option<i64>,
}

impl ListMeta {
    /// With the newest number of the content log.
    pub fn at(self, seq: i64) -> Self {
        ListMeta { seq: Some(seq), ..self }
    }
}

/// Signs and reads cursors. Cheap to clone.
#[derive(Clone)]
pub struct Cursors {
    key: [u8; 32],
}

#[derive(Serialize, Deserialize)]
struct Payload {
    k: String,
    i: Uuid,
    /// Whether it leads back.
    b: bool,
}

/// A list with its parameters: what its cursors are bound to.
pub struct Listing<'c> {
    cursors: &'c Cursors,
    scope: String,
    page: PageRequest,
    pub count: bool,
}

impl Cursors {
    pub fn new(key: [u8; 32]) -> Self {
        Cursors { key }
    }

    /// Checks the page parameters of the list `route` with the filters and order `binding`.
    ///
    /// # Errors
    /// 400 for a limit or page out of range, a forged cursor, or one of another list.
    pub fn listing(&self, route: &str, binding: &str, params: &PageParams) -> Result<Listing<'_>, Problem> {
        let scope = format!("{route}?{binding}");
        let mut faults = Vec::new();
        let limit = within("limit", params.limit, 1, 100, &mut faults).unwrap_or(DEFAULT_LIMIT);
        let page = within("page", params.page, 1, 500, &mut faults);
        if !faults.is_empty() {
            return Err(Error::bad_parameters(faults).into());
        }
        if page.is_some() && params.cursor.is_some() {
            let both = "A page has either a number or a cursor, not both.";
            let fault = FieldError::parameter("page", FieldCode::Rule, both);
            return Err(Error::conflicting_parameters(vec![fault]).into());
        }
        let seek = match (&params.cursor, page) {
            (Some(cursor), _) => self.read(&scope, cursor)?,
            (None, Some(number)) => Seek::Page(number),
            (None, None) => Seek::Start,
        };
        Ok(Listing {
            cursors: self,
            scope,
            page: PageRequest { limit, seek },
            count: params.count.unwrap_or(false),
        })
    }

    fn mac(&self, scope: &str, payload: &[u8]) -> Result<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).map_err(Error::internal)?;
        mac.update(scope.as_bytes());
        mac.update(&[0]);
        mac.update(payload);
        Ok(mac)
    }

    fn write(&self, scope: &str, position: &Position, back: bool) -> Option<String> {
        let payload =
            serde_json::to_vec(&Payload { k: position.key.clone(), i: position.id, b: back }).ok()?;
        let mac = self.mac(scope, &payload).ok()?.finalize().into_bytes();
        let signed: Vec<u8> = mac.iter().take(MAC_LENGTH).chain(&payload).copied().collect();
        Some(URL_SAFE_NO_PAD.encode(signed))
    }

    fn read(&self, scope: &str, cursor: &str) -> Result<Seek> {
        let refused = || {
            Error::new(
                ErrorKind::InvalidCursor,
                "The cursor was altered, or belongs to another list, filter, order or edition.",
            )
            .with("parameter", "cursor")
        };
        let signed = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| refused())?;
        let (mac, payload) = signed.split_at_checked(MAC_LENGTH).ok_or_else(refused)?;
        self.mac(scope, payload)?.verify_truncated_left(mac).map_err(|_| refused())?;
        let Payload { k: key, i: id, b: back } = serde_json::from_slice(payload).map_err(|_| refused())?;
        let position = Position { key, id };
        Ok(if back { Seek::Before(position) } else { Seek::After(position) })
    }
}

/// A number within its range, or none and a fault.
pub fn within(
    name: &str,
    given: Option<i64>,
    least: u32,
    most: u32,
    faults: &mut Vec<FieldError>,
) -> Option<u32> {
    let given = given?;
    let value = u32::try_from(given).ok().filter(|value| (least..=most).contains(value));
    if value.is_none() {
        let detail = format!("{given} is out of range.");
        faults.push(
            FieldError::parameter(name, FieldCode::OutOfRange, detail).expected(format!("{least} to {most}")),
        );
    }
    value
}

impl Listing<'_> {
    /// Whether it costs more the larger the newsroom is: a total counts all there is, a page by number passes over
    /// all that stand before it.
    pub fn is_wide(&self) -> bool {
        self.count || matches!(self.page.seek, Seek::Page(number) if number > 1)
    }

    pub fn page(&self) -> PageRequest {
        self.page.clone()
    }

    /// What the reply says about its place in the list.
    pub fn meta<T>(&self, paged: &Paged<T>, total: Option<i64>) -> ListMeta {
        let cursor = |position: &Option<Position>, back| {
            position.as_ref().and_then(|position| self.cursors.write(&self.scope, position, back))
        };
        let number = match self.page.seek {
            Seek::Page(number) => Some(number),
            _ => None,
        };
        let limit = i64::from(self.page.limit);
        ListMeta {
            limit: self.page.limit,
            next_cursor: cursor(&paged.next, false),
            prev_cursor: cursor(&paged.prev, true),
            total,
            page: number,
            pages: number.and(total).map(|total| (total + limit - 1) / limit),
            seq: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(key: &str) -> Position {
        Position { key: key.into(), id: Uuid::nil() }
    }

    #[test]
    fn a_cursor_belongs_to_one_list() {
        let cursors = Cursors::new([1; 32]);
        let cursor = cursors.write("articles?type=news", &at("k"), false).unwrap();
        assert_eq!(cursors.read("articles?type=news", &cursor).unwrap(), Seek::After(at("k")));
        assert!(cursors.read("articles?type=brief", &cursor).is_err());
        assert!(Cursors::new([2; 32]).read("articles?type=news", &cursor).is_err());
    }

    #[test]
    fn ranges_are_refused_not_clamped() {
        let cursors = Cursors::new([1; 32]);
        for limit in [-1, 0, 101, 1_000_000_000, i64::MIN] {
            let params = PageParams { limit: Some(limit), ..PageParams::default() };
            assert!(cursors.listing("x", "", &params).is_err(), "{limit}");
        }
        let both = PageParams { page: Some(1), cursor: Some("x".into()), ..PageParams::default() };
        assert!(cursors.listing("x", "", &both).is_err());
    }

    proptest! {
        #[test]
        fn any_altered_cursor_is_refused(key in "\\PC{0,20}", flip in 0usize..1000) {
            let cursors = Cursors::new([1; 32]);
            let cursor = cursors.write("scope", &at(&key), true).unwrap();
            let mut bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
            let place = flip % bytes.len();
            bytes[place] ^= 1;
            prop_assert!(cursors.read("scope", &URL_SAFE_NO_PAD.encode(bytes)).is_err());
        }

        #[test]
        fn garbage_is_refused(text in "\\PC*") {
            prop_assert!(Cursors::new([1; 32]).read("scope", &text).is_err());
        }
    }
}
