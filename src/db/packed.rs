//! Long texts as bytes: what a revision keeps of its body, exact to the byte and small.
//!
//! | first byte | the rest |
//! |---|---|
//! | 0 | the text, as it is |
//! | 1 | the text as one zstd frame with its checksum |
//!
//! Whoever reads such a column gets a [`Packed`], which is unpacked already; whoever writes one has
//! packed it before the transaction began. A damaged one is an error of the database, never a panic.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Binary;
use diesel::sqlite::Sqlite;
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::CParameter;

use super::connection::MultiBackend;

const RAW: u8 = 0;
const ZSTD: u8 = 1;

/// Shorter texts gain nothing.
const THRESHOLD: usize = 256;
/// The most a text may unpack to: a million characters of four bytes, which no input exceeds.
const LONGEST: usize = 4 * 1024 * 1024;
/// zstd's own default: a megabyte takes some milliseconds.
const LEVEL: i32 = 3;

/// A text on its way into a row.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression)]
#[diesel(sql_type = Binary)]
pub struct Packing(Vec<u8>);

/// A text that came out of a row.
#[derive(Clone, Debug, PartialEq, Eq, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub struct Packed(pub String);

impl Packing {
    /// Packs a text in the form that takes less room.
    pub fn of(text: &str) -> Self {
        let worth = (THRESHOLD..=LONGEST).contains(&text.len());
        let small = if worth { compress(text) } else { None };
        let (form, bytes) = match &small {
            Some(small) if small.len() < text.len() => (ZSTD, small.as_slice()),
            _ => (RAW, text.as_bytes()),
        };
        let mut packed = Vec::with_capacity(bytes.len() + 1);
        packed.push(form);
        packed.extend_from_slice(bytes);
        Packing(packed)
    }

    /// As the row has it.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// None when the library cannot: the text is kept as it is then.
fn compress(text: &str) -> Option<Vec<u8>> {
    let mut compressor = Compressor::new(LEVEL).ok()?;
    compressor.set_parameter(CParameter::ChecksumFlag(true)).ok()?;
    compressor.compress(text.as_bytes()).ok()
}

impl Packed {
    /// # Errors
    /// When the bytes are not what [`Packing::of`] makes.
    pub fn read(packed: &[u8]) -> Result<Self, Damaged> {
        let (form, bytes) = packed.split_first().ok_or(Damaged("it is empty"))?;
        let text = match *form {
            RAW => bytes.to_vec(),
            ZSTD if bytes.is_empty() => return Err(Damaged("its frame is missing")),
            ZSTD => Decompressor::new()
                .and_then(|mut unpack| unpack.decompress(bytes, LONGEST))
                .map_err(|_| Damaged("it is no whole frame of zstd"))?,
            _ => return Err(Damaged("it has a form this version does not know")),
        };
        String::from_utf8(text).map(Packed).map_err(|_| Damaged("it is not UTF-8"))
    }
}

/// A packed text that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a packed text is damaged: {0}")]
pub struct Damaged(&'static str);

impl ToSql<Binary, Pg> for Packing {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Binary, Pg>::to_sql(&self.0, out)
    }
}

impl ToSql<Binary, Sqlite> for Packing {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        ToSql::<Binary, Sqlite>::to_sql(&self.0, out)
    }
}

impl ToSql<Binary, MultiBackend> for Packing {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((Binary, self));
        Ok(IsNull::No)
    }
}

impl FromSql<Binary, Pg> for Packed {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Packed::read(value.as_bytes())?)
    }
}

impl FromSql<Binary, Sqlite> for Packed {
    fn from_sql(mut value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Packed::read(value.read_blob())?)
    }
}

impl FromSql<Binary, MultiBackend> for Packed {
    fn from_sql(value: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        value.from_sql::<Packed, Binary>()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_texts_stay_as_they_are_and_long_ones_shrink() {
        assert_eq!(Packing::of("Le fleuve.").bytes(), b"\0Le fleuve.");
        assert_eq!(Packing::of("").bytes(), b"\0");
        let long = "Les pirogues rentrent avant la nuit, le fleuve monte encore. ".repeat(50);
        let packed = Packing::of(&long);
        assert!(packed.bytes().len() * 5 < long.len(), "{}", packed.bytes().len());
        assert_eq!(packed.bytes()[0], ZSTD);
        assert_eq!(Packed::read(packed.bytes()), Ok(Packed(long)));
    }

    #[test]
    fn what_is_longer_than_any_input_is_kept_all_the_same() {
        let long = "a".repeat(LONGEST + 1);
        let packed = Packing::of(&long);
        assert_eq!(packed.bytes()[0], RAW);
        assert_eq!(Packed::read(packed.bytes()).unwrap().0.len(), long.len());
    }

    #[test]
    fn a_frame_that_would_fill_the_memory_is_refused() {
        let mut bomb = vec![ZSTD];
        bomb.extend(zstd::bulk::compress(&vec![b'a'; LONGEST + 1], LEVEL).unwrap());
        assert!(bomb.len() < 4_096 && Packed::read(&bomb).is_err());
    }

    #[test]
    fn what_is_no_packed_text_is_told() {
        for bytes in [&b""[..], b"\x02abc", b"\x01abc", b"\x01", b"\0\xff"] {
            assert!(Packed::read(bytes).is_err(), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in any::<String>(), times in 1_usize..200) {
            let text = text.repeat(times);
            prop_assert_eq!(Packed::read(Packing::of(&text).bytes()), Ok(Packed(text)));
        }

        #[test]
        fn a_flipped_bit_never_makes_another_text(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
            let text = "Le marché rouvre à Sor ; les étals, eux, attendent encore le poisson. ".repeat(20);
            let mut bytes = Packing::of(&text).bytes().to_vec();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            // One bit of a frame means nothing.
            prop_assert!(Packed::read(&bytes).map_or(true, |read| read.0 == text));
        }

        #[test]
        fn garbage_does_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = Packed::read(&bytes);
        }
    }
}
