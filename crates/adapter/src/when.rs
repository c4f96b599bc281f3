//! Points in time as providers write them.
//!
//! What is no time, or lies before 1970 (a zero, the year 1), reads as none: nothing that a
//! provider reports has happened then.

use serde_json::Value;
use time::format_description::well_known::{Rfc2822, Rfc3339};
use time::{OffsetDateTime, UtcOffset};

/// Reads unix time or a date and time, as a number or as text.
#[must_use]
pub fn of(value: &Value) -> Option<OffsetDateTime> {
    match value {
        Value::Number(number) => unix(number.as_f64()?),
        Value::String(text) => {
            text.trim().parse().ok().map_or_else(|| iso(text).or_else(|| mail(text)), unix)
        }
        _ => None,
    }
}

/// Reads unix time in seconds or milliseconds, whole or with a fraction: the magnitude tells. As
/// seconds, numbers from 100,000,000,000 on would lie beyond the year 5138.
///
/// # Examples
///
/// ```
/// assert_eq!(adapter::when::unix(1_774_340_600.5), adapter::when::unix(1_774_340_600_500.0));
/// assert_eq!(adapter::when::unix(0.0), None);
/// ```
#[must_use]
pub fn unix(number: f64) -> Option<OffsetDateTime> {
    let ms = if number < 1e11 { number * 1e3 } else { number }.round();
    #[expect(clippy::cast_possible_truncation, reason = "below 1e14, and whole")]
    (1.0..1e14).contains(&ms).then(|| event::from_ms(ms as i64))
}

/// Reads ISO 8601 with its liberties: a space for the `T`, an offset without its colon or its
/// minutes, or with a space for its plus, as a form has it whose sender did not escape it, a comma
/// or a colon before the fraction. Without an offset it is UTC: whose clock is another must not
/// come here.
///
/// # Examples
///
/// ```
/// use adapter::when::iso;
///
/// assert_eq!(iso("2026-03-24T09:23:20.5+0100"), iso("2026-03-24 08:23:20.500"));
/// ```
#[must_use]
pub fn iso(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    // Most take no liberties.
    OffsetDateTime::parse(text, &Rfc3339).ok().or_else(|| liberal(text)).and_then(in_time)
}

fn liberal(text: &str) -> Option<OffsetDateTime> {
    let (date, clock) = text.split_at_checked(10)?;
    let clock = clock.strip_prefix(['T', 't', ' '])?;
    let (clock, zone) = clock.split_at(zone_at(clock));
    let zone = zone.replace(' ', "+");
    let zone = match (zone.as_str(), zone.len()) {
        ("" | "Z" | "z" | "UTC", _) => "Z".to_owned(),
        (_, 3) => format!("{zone}:00"),
        (_, 5) => format!("{}:{}", zone.get(..3)?, zone.get(3..)?),
        _ => zone,
    };
    let clock = clock.trim_end();
    let clock = match clock.split_at_checked(8) {
        Some((seconds, rest)) => format!("{seconds}{}", rest.replacen([',', ':'], ".", 1)),
        None => clock.to_owned(),
    };
    OffsetDateTime::parse(&format!("{date}T{clock}{zone}"), &Rfc3339).ok()
}

/// Where a time of day names its zone: its end where it does not.
fn zone_at(clock: &str) -> usize {
    let lost_plus = || {
        let at = clock.rfind(' ')?;
        clock[at + 1..].starts_with(|c: char| c.is_ascii_digit()).then_some(at)
    };
    clock.find(['Z', 'z', '+', '-', 'U']).or_else(lost_plus).unwrap_or(clock.len())
}

/// Reads ISO 8601 only where it names its offset: whoever leaves it out has a clock of their own.
///
/// # Examples
///
/// ```
/// use adapter::when::zoned;
///
/// assert!(zoned("2026-03-24T09:23:20+01:00").is_some());
/// assert!(zoned("2026-03-24 09:23:20").is_none());
/// ```
#[must_use]
pub fn zoned(text: &str) -> Option<OffsetDateTime> {
    let clock = text.trim().get(11..)?;
    (zone_at(clock) < clock.len()).then(|| iso(text))?
}

/// Reads a date as mail and HTTP write it: RFC 2822.
fn mail(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text.trim(), &Rfc2822).ok().and_then(in_time)
}

/// In UTC, where it lies between 1970 and 9999.
fn in_time(at: OffsetDateTime) -> Option<OffsetDateTime> {
    let at = at.checked_to_offset(UtcOffset::UTC)?;
    (at > OffsetDateTime::UNIX_EPOCH).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn every_spelling_of_one_moment() {
        for spelling in [
            json!(1_774_340_600),
            json!(1_774_340_600_000_i64),
            json!("1774340600"),
            json!("1774340600.0"),
            json!("2026-03-24T08:23:20Z"),
            json!("2026-03-24T08:23:20.0000000Z"),
            json!("2026-03-24T10:23:20+02:00"),
            json!("2026-03-24T03:23:20-0500"),
            json!("2026-03-24 10:23:20 +02"),
            json!("2026-03-24T10:23:20 02:00"),
            json!("2026-03-24T08:23:20.000 0000"),
            json!("2026-03-24 08:23:20:000"),
            json!("2026-03-24T09:23:20,000+01:00"),
            json!("2026-03-24 08:23:20 UTC"),
            json!(" 2026-03-24 08:23:20 "),
            json!("Tue, 24 Mar 2026 08:23:20 GMT"),
            json!("24 Mar 2026 10:23:20 +0200"),
        ] {
            let at = of(&spelling).unwrap_or_else(|| panic!("{spelling}"));
            assert_eq!(event::rfc3339(at), "2026-03-24T08:23:20.000Z", "{spelling}");
        }
    }

    #[test]
    fn what_is_no_time() {
        for spelling in [
            json!(0),
            json!(-5),
            json!(4_987_034_606_158_369_000_u64),
            json!("NaN"),
            json!("inf"),
            json!("0001-01-01T00:00:00Z"),
            json!("2026-13-24T08:23:20Z"),
            json!("2026-03-24"),
            json!("9999-12-31T23:59:20-12"),
            json!("Tue, 24 Mar 1906 08:23:20 GMT"),
            json!("2026-03-24T08:23:20+é"),
            json!("2026-03-24 08:23:20 2"),
            json!(""),
            json!([1_774_340_600]),
        ] {
            assert_eq!(of(&spelling), None, "{spelling}");
        }
    }

    proptest! {
        #[test]
        fn milliseconds_come_back(ms in 100_000_000_000..100_000_000_000_000_i64) {
            prop_assert_eq!(of(&json!(ms)).map(event::ms), Some(ms));
            let text = event::rfc3339(event::from_ms(ms));
            prop_assert_eq!(iso(&text).map(event::ms), Some(ms));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[0-9TZUtz :+.\\-é]{0,32}|\\PC{0,24}") {
            _ = of(&Value::String(text));
        }

        #[test]
        fn no_number_makes_it_panic(number: f64) {
            _ = unix(number);
        }
    }
}
