//! What is counted at the door.

use super::answer::Said;
use adapter::{Answer, Parsed};
use event::EventKind;
use metrics::{Counter, counter};
use std::fmt;
use strum::IntoEnumIterator;

/// Handles, looked up once.
pub(super) struct Meters {
    said: Vec<(&'static str, Counter)>,
    events: Vec<Option<Counter>>,
    skipped_known: Counter,
    skipped_unknown: Counter,
}

impl Meters {
    pub(super) fn new() -> Self {
        let none = Answer::default;
        let said = [
            Said::Taken(none()),
            Said::Shaken(none()),
            Said::File("".into()),
            Said::TooLarge,
            Said::Broken,
            Said::Unknown,
            Said::Refused,
            Said::NotNow,
        ];
        let said = said.map(|said| {
            let word = said.word();
            (word, counter!("tidings_callbacks_total", "result" => word))
        });
        let mut events: Vec<_> = (0..=u8::MAX).map(|_| None).collect();
        for kind in EventKind::iter() {
            let counter = counter!("tidings_events_total", "kind" => kind.name());
            events[usize::from(kind.number())] = Some(counter);
        }
        Self {
            said: said.into(),
            events,
            skipped_known: counter!("tidings_skipped_total", "known" => "true"),
            skipped_unknown: counter!("tidings_skipped_total", "known" => "false"),
        }
    }

    pub(super) fn count(&self, said: &Said) {
        let word = said.word();
        if let Some((_, counter)) = self.said.iter().find(|(known, _)| *known == word) {
            counter.increment(1);
        }
    }

    pub(super) fn count_parsed(&self, parsed: &Parsed) {
        for event in &parsed.events {
            if let Some(counter) = &self.events[usize::from(event.kind.number())] {
                counter.increment(1);
            }
        }
        let unknown = parsed.skipped.iter().filter(|it| !it.known).count() as u64;
        self.skipped_unknown.increment(unknown);
        self.skipped_known.increment(parsed.skipped.len() as u64 - unknown);
    }
}

impl fmt::Debug for Meters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meters")
    }
}
