//! Points in time as the hub writes them.

use time::{Duration, OffsetDateTime, UtcOffset};

/// RFC 3339 in UTC with milliseconds, such as `2026-03-24T08:23:20.000Z`.
#[must_use]
pub fn rfc3339(at: OffsetDateTime) -> String {
    // What is in its last year elsewhere may be beyond it in UTC.
    let at = at.checked_to_offset(UtcOffset::UTC).unwrap_or_else(|| from_ms(ms(at)));
    let (hour, minute, second, ms) = at.to_hms_milli();
    let year = u16::try_from(at.year()).unwrap_or(0);
    let mut text = *b"0000-00-00T00:00:00.000Z";
    write(&mut text[..4], year);
    write(&mut text[5..7], u8::from(at.month()).into());
    write(&mut text[8..10], at.day().into());
    write(&mut text[11..13], hour.into());
    write(&mut text[14..16], minute.into());
    write(&mut text[17..19], second.into());
    write(&mut text[20..23], ms);
    String::from_utf8_lossy(&text).into_owned()
}

/// Writes a number into its digits. By hand, as every event has three such times.
fn write(digits: &mut [u8], mut number: u16) {
    for digit in digits.iter_mut().rev() {
        // It is below 10.
        *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
}

/// Milliseconds since 1970, as tables store them.
#[must_use]
pub fn ms(at: OffsetDateTime) -> i64 {
    at.unix_timestamp() * 1000 + i64::from(at.millisecond())
}

/// The time that is so many milliseconds after 1970; the nearest that can be written, where the
/// number is beyond the years 0 to 9999.
#[must_use]
pub fn from_ms(ms: i64) -> OffsetDateTime {
    let ms = ms.clamp(-62_167_219_200_000, 253_402_300_799_999);
    let second = OffsetDateTime::from_unix_timestamp(ms.div_euclid(1000));
    let second = second.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    second + Duration::milliseconds(ms.rem_euclid(1000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_beyond_the_last_year_is_its_end() {
        let west = UtcOffset::from_hms(-12, 0, 0).expect("an offset");
        let last = from_ms(i64::MAX).replace_offset(west);
        assert_eq!(rfc3339(last), "9999-12-31T23:59:59.999Z");
    }

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
