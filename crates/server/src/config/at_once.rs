//! How many requests at a time.

use super::broken::BadValue;
use std::fmt;
use std::str::FromStr;

/// A number of requests: at least one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AtOnce(pub u16);

impl FromStr for AtOnce {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let count = text.parse().ok().filter(|count| *count > 0);
        count.map(Self).ok_or_else(|| BadValue::new("must be a number from 1 to 65535"))
    }
}

impl fmt::Display for AtOnce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_the_least() {
        assert_eq!("1".parse::<AtOnce>().ok(), Some(AtOnce(1)));
        for wrong in ["0", "-1", "65536", "many", ""] {
            assert!(wrong.parse::<AtOnce>().is_err(), "{wrong}");
        }
    }
}
