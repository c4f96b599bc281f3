//! Days of UTC.

use event::from_ms;
use std::fmt;
use std::str::FromStr;
use time::format_description::BorrowedFormatItem;
use time::macros::{date, format_description};
use time::{Date, UtcOffset};

const FORM: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// A day, by the time at which it begins, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Day(pub(super) i64);

impl Day {
    pub(super) const LONG: i64 = 86_400_000;
}

impl FromStr for Day {
    type Err = time::error::Parse;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let days = Date::parse(text, FORM)?.to_julian_day() - date!(1970 - 01 - 01).to_julian_day();
        Ok(Self(i64::from(days) * Self::LONG))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = from_ms(self.0).to_offset(UtcOffset::UTC).date();
        f.write_str(&date.format(FORM).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_it_is_read() {
        for (text, begins) in [
            ("1970-01-01", 0),
            ("2026-03-24", 1_774_310_400_000),
            ("2028-02-29", 1_835_395_200_000),
        ] {
            let day: Day = text.parse().expect("a day");
            assert_eq!((day.0, day.to_string().as_str()), (begins, text));
        }
        for wrong in ["", "2026-3-24", "2026-02-29", "24-03-2026", "2026-03-24T00:00:00Z"] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
    }
}
