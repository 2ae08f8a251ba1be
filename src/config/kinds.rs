//! Kinds of values: how a text becomes a number, a duration, a size or a path, and how it is shown.
//!
//! Strict on purpose: one unit, no signs, no surprises. A refusal says what is wrong and what is
//! expected, but never repeats the value; [`super::reader::Reader`] does, unless it is a secret.

use std::{
    fmt::{self, Display},
    net::SocketAddr,
    ops::RangeInclusive,
    path::PathBuf,
    str::FromStr,
    time::Duration,
};

type Parse<T> = Box<dyn Fn(&str) -> Result<T, String>>;

/// How to read and show one kind of value.
pub(super) struct Kind<T> {
    pub(super) parse: Parse<T>,
    pub(super) show: fn(&T) -> String,
}

impl<T> Kind<T> {
    pub(super) fn new(parse: impl Fn(&str) -> Result<T, String> + 'static, show: fn(&T) -> String) -> Self {
        Self { parse: Box::new(parse), show }
    }
}

impl<T: Display> Kind<T> {
    /// Shown by its `Display`, which for a secret type is a mask.
    pub(super) fn displayed(parse: impl Fn(&str) -> Result<T, String> + 'static) -> Self {
        Self::new(parse, T::to_string)
    }
}

/// A list separated by commas; empty text is the empty list, a stray comma is a mistake.
pub(super) fn list<T: Display + 'static>(
    parse: impl Fn(&str) -> Result<T, String> + 'static,
) -> Kind<Vec<T>> {
    Kind::new(
        move |text| {
            if text.is_empty() {
                return Ok(Vec::new());
            }
            let items = text.split(',').map(str::trim);
            items.map(|item| parse(item).map_err(|problem| format!("has an entry that {problem}"))).collect()
        },
        |items| {
            let shown: Vec<_> = items.iter().map(T::to_string).collect();
            if shown.is_empty() { "(none)".to_owned() } else { shown.join(",") }
        },
    )
}

/// A whole number in a range.
pub(super) fn count<N>(range: RangeInclusive<N>) -> Kind<N>
where
    N: FromStr + PartialOrd + Display + 'static,
{
    Kind::displayed(move |text| {
        let expected = format!("expected a whole number from {} to {}", range.start(), range.end());
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!("is not a whole number; {expected}"));
        }
        // Digits that do not fit the type are out of range too.
        text.parse()
            .ok()
            .filter(|number| range.contains(number))
            .ok_or_else(|| format!("is out of range; {expected}"))
    })
}

/// `true` or `false`.
pub(super) fn switch() -> Kind<bool> {
    Kind::displayed(|text| text.parse().map_err(|_| "is no switch; expected true or false".to_owned()))
}

/// A duration: a whole number and one of `ms s m h d`.
pub(super) fn duration(range: RangeInclusive<Duration>) -> Kind<Duration> {
    Kind::new(
        move |text| {
            let expected = format!(
                "expected a whole number and ms, s, m, h or d, from {} to {}",
                ShownDuration(*range.start()),
                ShownDuration(*range.end())
            );
            let parsed = parse_duration(text).ok_or_else(|| format!("is not a duration; {expected}"))?;
            if range.contains(&parsed) { Ok(parsed) } else { Err(format!("is out of range; {expected}")) }
        },
        |value| ShownDuration(*value).to_string(),
    )
}

const SECOND: u64 = 1000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A whole number and one of `ms s m h d`.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let (number, unit) = number_and_unit(text)?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        _ => return None,
    };
    number.checked_mul(milliseconds).map(Duration::from_millis)
}

/// A duration as [`parse_duration`] reads it.
pub fn shown_duration(duration: Duration) -> String {
    ShownDuration(duration).to_string()
}

/// A duration as it can be written in a setting: `750ms`, `90s`, `15m`, `14d`.
struct ShownDuration(Duration);

impl Display for ShownDuration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX);
        // `60s` says more than `1m`: the larger unit is used from two on.
        let fits = |unit: u64| total.is_multiple_of(unit) && total >= 2 * unit;
        let (unit, name) = match total {
            0 => (SECOND, "s"),
            _ if fits(DAY) => (DAY, "d"),
            _ if fits(HOUR) => (HOUR, "h"),
            _ if fits(MINUTE) => (MINUTE, "m"),
            _ if total.is_multiple_of(SECOND) => (SECOND, "s"),
            _ => (1, "ms"),
        };
        write!(out, "{}{name}", total / unit)
    }
}

/// A size: bytes, or a whole number and `KiB` or `MiB`.
pub(super) fn size(range: RangeInclusive<usize>) -> Kind<usize> {
    Kind::new(
        move |text| {
            let expected = format!(
                "expected bytes, or a whole number and KiB or MiB, from {} to {}",
                shown_size(range.start()),
                shown_size(range.end())
            );
            let bytes = parse_size(text).ok_or_else(|| format!("is not a size; {expected}"))?;
            if range.contains(&bytes) { Ok(bytes) } else { Err(format!("is out of range; {expected}")) }
        },
        shown_size,
    )
}

pub(super) const KIB: usize = 1024;
pub(super) const MIB: usize = 1024 * KIB;

fn parse_size(text: &str) -> Option<usize> {
    let (number, unit) = number_and_unit(text)?;
    let factor = match unit {
        "" => 1,
        "KiB" => KIB,
        "MiB" => MIB,
        _ => return None,
    };
    usize::try_from(number).ok()?.checked_mul(factor)
}

fn shown_size(bytes: &usize) -> String {
    match *bytes {
        0 => "0".to_owned(),
        whole if whole.is_multiple_of(MIB) => format!("{}MiB", whole / MIB),
        whole if whole.is_multiple_of(KIB) => format!("{}KiB", whole / KIB),
        bytes => bytes.to_string(),
    }
}

fn number_and_unit(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    Some((number.parse().ok()?, unit))
}

/// An IP address with a port. Names are refused: what they resolve to is not ours to guess.
pub(super) fn address() -> Kind<SocketAddr> {
    Kind::displayed(|text| {
        text.parse().map_err(|_| {
            "is not an IP address with a port; expected one like 127.0.0.1:8080, 0.0.0.0:80 or [::1]:0"
                .to_owned()
        })
    })
}

/// A path, kept as it is given.
pub(super) fn path() -> Kind<PathBuf> {
    Kind::new(
        |text| match text {
            "" => Err("is not a path; expected one like ./data or /var/lib/griot".to_owned()),
            _ if text.contains('\0') => Err("holds a NUL character; expected a path".to_owned()),
            path => Ok(PathBuf::from(path)),
        },
        |path| path.display().to_string(),
    )
}

#[cfg(test)]
mod tests;
