//! Where the attributes of a tag end, following the HTML standard (§13.2.5.32 to 40).
//!
//! Not here: what the attributes are. Names and values stay as written, for a parser to decode.

/// Attributes read per tag. Parsers compare each with all before it, so more would cost its square.
const ATTRIBUTES: u32 = 64;

pub(super) struct Scan {
    /// Where the last attribute within the limit ends.
    pub(super) kept: usize,
    /// Just after the `>`.
    pub(super) end: usize,
    /// How many attributes are past the limit.
    pub(super) surplus: u32,
}

/// Finds the end of a tag from the end of its name. `None` when the input ends first.
pub(super) fn scan(tail: &str) -> Option<Scan> {
    enum At {
        Between,
        Name,
        AfterName,
        BeforeValue,
        Quoted(u8),
        Bare,
    }
    let (mut at, mut seen, mut kept) = (At::Between, 0_u32, None);
    for (i, byte) in tail.bytes().enumerate() {
        let space = matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ');
        at = match (at, byte) {
            (At::Quoted(quote), _) if byte == quote => At::Between,
            (At::Quoted(quote), _) => At::Quoted(quote),
            (_, b'>') => {
                return Some(Scan {
                    kept: kept.unwrap_or(i),
                    end: i + 1,
                    surplus: seen.saturating_sub(ATTRIBUTES),
                });
            }
            (At::BeforeValue, b'"' | b'\'') => At::Quoted(byte),
            (At::BeforeValue, _) if space => At::BeforeValue,
            (At::Bare, _) if space => At::Between,
            (At::BeforeValue | At::Bare, _) => At::Bare,
            (At::Name | At::AfterName, b'=') => At::BeforeValue,
            (At::Between | At::Name | At::AfterName, b'/') => At::Between,
            (At::Between, _) if space => At::Between,
            (At::Name | At::AfterName, _) if space => At::AfterName,
            (At::Name, _) => At::Name,
            (At::Between | At::AfterName, _) => {
                seen = seen.saturating_add(1);
                if seen > ATTRIBUTES && kept.is_none() {
                    kept = Some(i);
                }
                At::Name
            }
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hide_the_end() {
        for (tail, kept, end) in [
            (">x", 0, 1),
            (" a=b>x", 4, 5),
            (" a='>' b>x", 8, 9),
            (" a=b'>x'", 5, 6),
            (" a = \">\">", 8, 9),
            (" = '>'>", 4, 5),
        ] {
            assert_eq!(scan(tail).map(|s| (s.kept, s.end)), Some((kept, end)), "{tail}");
        }
        assert!(scan(" a='b>").is_none());
    }

    #[test]
    fn no_more_than_a_parser_can_bear() {
        let many: String = (0..100).map(|i| format!(" a{i}={i}")).collect();
        let scan = scan(&format!("{many}>")).unwrap();
        assert_eq!((scan.surplus, many.get(..scan.kept).unwrap().ends_with(" a63=63 ")), (36, true));
    }
}
