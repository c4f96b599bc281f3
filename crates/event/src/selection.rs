//! Which kinds of events a webhook wants.

use crate::{Channel, EventKind};
use std::fmt;
use std::str::FromStr;
use strum::IntoEnumIterator;

/// One name out of a selection: a kind, all of a channel, or everything.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Choice {
    /// `*`: every kind, those to come included.
    Everything,
    /// `email.*`: *select all* of a channel, kinds to come included.
    Channel(Channel),
    /// `email.bounced`.
    Kind(EventKind),
}

impl Choice {
    /// The bits of the kinds it stands for.
    #[must_use]
    pub const fn mask(self) -> u128 {
        match self {
            Self::Everything => u128::MAX,
            Self::Channel(channel) => channel.mask(),
            Self::Kind(kind) => kind.bit(),
        }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str("*"),
            Self::Channel(channel) => write!(f, "{channel}.*"),
            Self::Kind(kind) => f.write_str(kind.name()),
        }
    }
}

impl FromStr for Choice {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        if name == "*" {
            return Ok(Self::Everything);
        }
        let channel = name.strip_suffix(".*").and_then(|channel| channel.parse().ok());
        let choice = channel.map(Self::Channel).or_else(|| name.parse().ok().map(Self::Kind));
        choice.ok_or_else(|| UnknownName { name: name.to_owned(), nearest: nearest(name) })
    }
}

/// A name that is no event.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("there is no event `{name}`; did you mean `{nearest}`?")]
pub struct UnknownName {
    /// What was asked for.
    pub name: String,
    /// The known name that looks most like it.
    pub nearest: String,
}

fn nearest(name: &str) -> String {
    let kinds = EventKind::iter().map(|kind| kind.name().to_owned());
    let known = kinds.chain(Channel::iter().map(|channel| Choice::Channel(channel).to_string()));
    // Jaro-Winkler weighs the beginning, so that a slip in the word stays within the channel.
    let name = name.to_lowercase();
    known
        .max_by(|a, b| strsim::jaro_winkler(&name, a).total_cmp(&strsim::jaro_winkler(&name, b)))
        .unwrap_or_default()
}

/// The kinds a webhook wants: kept as they were chosen, matched as bits.
///
/// # Examples
///
/// ```
/// use event::{EventKind, Selection};
///
/// let selection = Selection::parse(["email.bounced", "sms.*"])?;
/// assert!(selection.has(EventKind::EmailBounced));
/// assert!(selection.has(EventKind::SmsClicked));
/// assert!(!selection.has(EventKind::EmailRead));
/// assert_eq!(selection.names(), ["email.bounced", "sms.*"]);
/// # Ok::<(), (usize, event::UnknownName)>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Selection {
    chosen: Vec<Choice>,
    mask: u128,
}

impl Selection {
    /// Reads a list of names; a repeated name counts once.
    ///
    /// # Errors
    ///
    /// The place of the first name that is no event, and what it may have meant.
    pub fn parse<'a>(
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, (usize, UnknownName)> {
        let mut chosen = Vec::new();
        for (place, name) in names.into_iter().enumerate() {
            let choice: Choice = name.parse().map_err(|error| (place, error))?;
            if !chosen.contains(&choice) {
                chosen.push(choice);
            }
        }
        let mask = chosen.iter().fold(0, |mask, choice| mask | choice.mask());
        Ok(Self { chosen, mask })
    }

    /// Whether it holds that kind.
    #[must_use]
    pub const fn has(&self, kind: EventKind) -> bool {
        self.mask & kind.bit() != 0
    }

    /// The bits of all kinds it holds, those without a name yet included.
    #[must_use]
    pub const fn mask(&self) -> u128 {
        self.mask
    }

    /// Whether nothing was chosen.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// The names, as they were chosen.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.chosen.iter().map(ToString::to_string).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_slip_is_named_with_its_place_and_what_it_may_have_meant() {
        let wrong = Selection::parse(["email.read", "email.bouncd"]).expect_err("a slip");
        assert_eq!(wrong.0, 1);
        assert_eq!(
            wrong.1.to_string(),
            "there is no event `email.bouncd`; did you mean `email.bounced`?"
        );
        for (slip, meant) in [("SMS.Delivered", "sms.delivered"), ("viber*", "viber.*")] {
            assert_eq!(Selection::parse([slip]).expect_err("a slip").1.nearest, meant);
        }
    }

    proptest! {
        #[test]
        fn it_holds_what_was_chosen_and_nothing_else(picks in proptest::collection::vec(0..55_usize, 1..8)) {
            let kinds: Vec<_> = EventKind::iter().collect();
            let names: Vec<_> = picks.iter().map(|&pick| kinds[pick].name()).collect();
            let selection = Selection::parse(names.iter().copied()).expect("known names");
            for kind in kinds {
                prop_assert_eq!(selection.has(kind), names.contains(&kind.name()));
            }
            let again = selection.names();
            let again = Selection::parse(again.iter().map(String::as_str)).expect("its own names");
            prop_assert_eq!(again, selection);
        }

        #[test]
        fn all_of_a_channel_is_exactly_its_kinds(pick in 0..5_usize) {
            let channel = Channel::iter().nth(pick).expect("five channels");
            let selection = Selection::parse([format!("{channel}.*").as_str()]).expect("a channel");
            for kind in EventKind::iter() {
                prop_assert_eq!(selection.has(kind), kind.channel() == channel);
            }
        }

        #[test]
        fn no_name_makes_it_panic(name in "\\PC{0,24}") {
            _ = name.parse::<Choice>();
        }
    }
}
