//! Numbers, durations and sizes: what is taken, what is refused and how it is said.

use super::*;

fn seconds(from: u64, to: u64) -> Kind<Duration> {
    duration(Duration::from_secs(from)..=Duration::from_secs(to))
}

#[test]
fn durations_are_shown_as_they_are_written() {
    for text in ["0s", "750ms", "1s", "60s", "75s", "90s", "15m", "24h", "14d"] {
        let kind = seconds(0, 100 * 86_400);
        assert_eq!((kind.parse)(text).map(|value| (kind.show)(&value)), Ok(text.to_owned()));
    }
}

#[test]
fn durations_need_one_unit_and_a_whole_number() {
    for text in ["", "30", "s", "-1s", "+1s", "1.5s", "1 s", "1S", "1h30m", "１s", "99999999999999999999s"] {
        let refused = (seconds(1, 120).parse)(text);
        let expected = "is not a duration; expected a whole number and ms, s, m, h or d, from 1s to 2m";
        assert_eq!(refused, Err(expected.to_owned()), "{text}");
    }
    assert!((seconds(1, 120).parse)("999ms").is_err_and(|problem| problem.starts_with("is out of range;")));
}

#[test]
fn sizes() {
    let kind = size(KIB..=16 * MIB);
    for (text, bytes) in [("1MiB", MIB), ("16KiB", 16 * KIB), ("1048576", MIB), ("1025", 1025)] {
        assert_eq!((kind.parse)(text), Ok(bytes));
    }
    for text in ["", "1MB", "1mib", "1 MiB", "1.5MiB", "-1"] {
        assert!((kind.parse)(text).is_err_and(|problem| problem.starts_with("is not a size;")), "{text}");
    }
    assert_eq!(
        (kind.parse)("17MiB"),
        Err("is out of range; expected bytes, or a whole number and KiB or MiB, from 1KiB to 16MiB"
            .to_owned())
    );
    assert_eq!((kind.show)(&MIB), "1MiB");
    assert_eq!((kind.show)(&1025), "1025");
}

#[test]
fn counts_take_no_signs() {
    let kind = count(1..=200_u32);
    assert_eq!((kind.parse)("200"), Ok(200));
    for text in ["0", "201", "99999999999999999999"] {
        assert_eq!(
            (kind.parse)(text),
            Err("is out of range; expected a whole number from 1 to 200".to_owned())
        );
    }
    for text in ["", "+8", "-8", "8.0", "eight"] {
        assert_eq!(
            (kind.parse)(text),
            Err("is not a whole number; expected a whole number from 1 to 200".to_owned())
        );
    }
}
