//! Contacts as a table: what its columns are called.

use event::Mark;
use strum::IntoEnumIterator;

/// What a column holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Column {
    Channel,
    Address,
    State,
    Reason,
    Since,
    User,
    Mark(Mark),
    Field(String),
}

impl Column {
    /// The columns that every table may have.
    pub(super) fn fixed() -> impl Iterator<Item = Self> {
        let own =
            [Self::Channel, Self::Address, Self::State, Self::Reason, Self::Since, Self::User];
        own.into_iter().chain(Mark::iter().map(Self::Mark))
    }

    /// What stands at its head.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Channel => "channel".to_owned(),
            Self::Address => "address".to_owned(),
            Self::State => "state".to_owned(),
            Self::Reason => "reason".to_owned(),
            Self::Since => "since".to_owned(),
            Self::User => "user".to_owned(),
            Self::Mark(mark) => format!("mark.{mark}"),
            Self::Field(name) => format!("field.{name}"),
        }
    }

    /// The column of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.strip_prefix("field.") {
            Some("") => None,
            Some(field) => Some(Self::Field(field.to_owned())),
            None => Self::fixed().find(|column| column.name() == name),
        }
    }
}
