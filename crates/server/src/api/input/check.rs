//! Checks that several resources share.

use serde::{Deserialize, Deserializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What a PATCH says of a member that can be taken away: nothing, `null`, or a value.
#[derive(Clone, Debug, Default)]
pub(in crate::api) enum Change<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// `null`: it goes back to its default.
    Reset,
    /// It becomes this.
    Set(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Reset, Self::Set))
    }
}

/// A name for people: 1 to 200 characters on one line.
pub(in crate::api) fn title(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let fits = (1..=200).contains(&text.chars().count());
    if fits && !text.contains(char::is_control) {
        Ok(text.to_owned())
    } else {
        Err("must be 1 to 200 characters on one line")
    }
}

/// A text of at least one character and at most that many bytes.
pub(in crate::api) fn within(text: String, most: usize) -> Result<String, String> {
    if text.is_empty() || text.len() > most {
        return Err(format!("must be 1 to {most} bytes"));
    }
    Ok(text)
}

/// A point in time as RFC 3339 writes it.
pub(in crate::api) fn moment(text: &str) -> Result<OffsetDateTime, &'static str> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| "must be a time such as `2026-03-24T08:23:20.000Z` (RFC 3339)")
}
