//! What is counted of visits.

use metrics::{Counter, counter};
use std::fmt;
use strum::IntoEnumIterator;
use ticket::Purpose;

/// What was said to a visitor.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Result {
    /// What it came for.
    Taken,
    /// That there is nothing.
    Unknown,
    /// That there was something.
    Gone,
    /// That its form cannot be read.
    Malformed,
    /// That it has to come again.
    NotNow,
}

impl Result {
    const ALL: [Self; 5] = [Self::Taken, Self::Unknown, Self::Gone, Self::Malformed, Self::NotNow];

    const fn word(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Unknown => "unknown",
            Self::Gone => "gone",
            Self::Malformed => "malformed",
            Self::NotNow => "not_now",
        }
    }
}

/// Handles, looked up once.
pub(super) struct Meters {
    said: Vec<(Purpose, Result, Counter)>,
    lost: Counter,
}

impl Meters {
    pub(super) fn new() -> Self {
        let all = Purpose::iter().flat_map(|purpose| Result::ALL.map(|result| (purpose, result)));
        let said = all.map(|(purpose, result)| {
            let labels = [("purpose", purpose.name()), ("result", result.word())];
            (purpose, result, counter!("tidings_visits_total", &labels))
        });
        Self { said: said.collect(), lost: counter!("tidings_visits_lost_total") }
    }

    pub(super) fn count(&self, purpose: Purpose, result: Result) {
        let mut all = self.said.iter();
        if let Some((_, _, counter)) = all.find(|it| (it.0, it.1) == (purpose, result)) {
            counter.increment(1);
        }
    }

    pub(super) fn count_lost(&self) {
        self.lost.increment(1);
    }
}

impl fmt::Debug for Meters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meters")
    }
}
