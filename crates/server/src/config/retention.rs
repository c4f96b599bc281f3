//! How long things are kept.

use super::Span;
use super::broken::BadValue;
use super::text::text;
use serde::Deserializer;
use std::str::FromStr;
use std::time::Duration;

/// Whatever is on its way is through by then.
const LEAST: Duration = Duration::from_hours(24);

struct Retention(Span);

impl FromStr for Retention {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let long_enough = text.parse().ok().filter(|span: &Span| span.0 >= LEAST);
        long_enough.map(Self).ok_or_else(|| BadValue::new("must be a day or longer, as in `30 d`"))
    }
}

pub(super) fn retention<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Span, D::Error> {
    text(deserializer).map(|it: Retention| it.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_least() {
        for (text, hours) in [("1 d", 24), ("24h", 24), ("30 d", 720)] {
            let kept: Retention = text.parse().expect("long enough");
            assert_eq!(kept.0, Span(Duration::from_hours(hours)), "{text}");
        }
        for wrong in ["23 h", "1 s", "0 d", "for ever", ""] {
            assert!(wrong.parse::<Retention>().is_err(), "{wrong}");
        }
    }
}
