//! Points in time as the hub writes them.

use time::OffsetDateTime;

/// RFC 3339 in UTC with milliseconds, such as `2026-03-24T08:23:20.000Z`.
#[must_use]
pub fn rfc3339(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    let (hour, minute, second, ms) = at.to_hms_milli();
    let year = u16::try_from(at.year()).unwrap_or(0);
    let numbers = [u16::from(u8::from(at.month())), at.day().into(), hour.into(), minute.into()];
    let mut text = String::with_capacity(24);
    push(&mut text, year, 1000);
    for (number, before) in numbers.into_iter().zip(['-', '-', 'T', ':']) {
        text.push(before);
        push(&mut text, number, 10);
    }
    text.push(':');
    push(&mut text, second.into(), 10);
    text.push('.');
    push(&mut text, ms, 100);
    text.push('Z');
    text
}

/// Adds the digits of a number, from that place on. By hand, as every event has three such times.
fn push(text: &mut String, number: u16, mut place: u16) {
    while place > 0 {
        // A digit is below 10.
        text.push(char::from(b'0' + u8::try_from(number / place % 10).unwrap_or(0)));
        place /= 10;
    }
}

/// Milliseconds since 1970, as tables store them.
#[must_use]
pub fn ms(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos().div_euclid(1_000_000)).unwrap_or(0)
}

/// The time that is so many milliseconds after 1970; the nearest that can be written, where the
/// number is beyond the years 0 to 9999.
#[must_use]
pub fn from_ms(ms: i64) -> OffsetDateTime {
    let nanos = i128::from(ms.clamp(-62_167_219_200_000, 253_402_300_799_999)) * 1_000_000;
    OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_is_written_with_milliseconds() {
        assert_eq!(rfc3339(from_ms(1_774_340_600_000)), "2026-03-24T08:23:20.000Z");
    }

    proptest! {
        #[test]
        fn milliseconds_come_back(at in -62_167_219_200_000..=253_402_300_799_999_i64) {
            prop_assert_eq!(ms(from_ms(at)), at);
            prop_assert_eq!(rfc3339(from_ms(at)).len(), 24);
        }

        #[test]
        fn no_number_makes_it_panic(at: i64) {
            _ = rfc3339(from_ms(at));
        }
    }
}
