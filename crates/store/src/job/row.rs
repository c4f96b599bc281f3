//! A job as it is kept.

use super::span::Place;
use crate::entity::job::Model;
use crate::{DeliveryState, No, StoreError};
use event::{EventId, JobId, Selection};
use serde::{Deserialize, Serialize};

/// What a job does.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum JobKind {
    /// Makes deliveries of one webhook due again.
    Recover,
    /// Makes deliveries of events that a webhook wants and was not owed.
    Replay,
    /// Makes deliveries due.
    Retry,
    /// Cancels deliveries.
    Cancel,
    /// Erases a contact.
    Expunge,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum JobState {
    /// It has not begun.
    Queued,
    /// It is being worked on.
    Running,
    /// All of it is done.
    Done,
    /// It cannot go on.
    Failed,
    /// Nobody wants the rest of it.
    Cancelled,
}

/// Which deliveries, or events, a job is about.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct JobScope {
    /// Only of events received at that time or later, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<i64>,
    /// Only of events received before that time; before the job was made in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
    /// The states of deliveries, one after the other; none where it is about events.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "states")]
    pub states: Vec<DeliveryState>,
    /// Only these kinds of events, by names as webhooks choose them; all, where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// Whether events for which there is a delivery already are owed again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
    /// Channel and canonical address of the contact that is erased, until that has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<[String; 2]>,
}

impl JobScope {
    /// The kinds, as bits.
    pub(super) fn mask(&self) -> Result<u128, StoreError> {
        if self.kinds.is_empty() {
            return Ok(u128::MAX);
        }
        let names = self.kinds.iter().map(String::as_str);
        let chosen = Selection::parse(names).map_err(|_| StoreError::Unreadable("job.scope"))?;
        Ok(chosen.mask())
    }
}

/// A job.
#[derive(Clone, Debug)]
pub struct JobRow {
    /// The project.
    pub project: No,
    /// Its id.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// How far it is.
    pub state: JobState,
    /// The webhook it is about; none for all of the project.
    pub webhook: Option<No>,
    /// Which deliveries, or events, it is about.
    pub scope: JobScope,
    /// How many there are, counted when it began.
    pub total: Option<i64>,
    /// How many of them were seen to.
    pub done: i64,
    /// Of those, how many it changed or made.
    pub made: i64,
    /// Of those, how many stayed as they were.
    pub skipped: i64,
    /// Why it failed.
    pub error: Option<String>,
    /// When it was asked for, in milliseconds since 1970.
    pub created_at: i64,
    /// When it began.
    pub started_at: Option<i64>,
    /// When it ended, in whatever way.
    pub ended_at: Option<i64>,
    pub(super) owner: Option<No>,
    pub(super) place: Place,
}

impl JobRow {
    pub(super) fn read(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            project: row.project,
            id: row.id.into(),
            kind: row.kind.parse().map_err(|_| StoreError::Unreadable("job.kind"))?,
            state: row.state.parse().map_err(|_| StoreError::Unreadable("job.state"))?,
            webhook: row.webhook,
            scope: serde_json::from_str(&row.scope)?,
            total: row.total,
            done: row.done,
            made: row.made,
            skipped: row.skipped,
            error: row.error,
            created_at: row.created_at,
            started_at: row.started_at,
            ended_at: row.ended_at,
            owner: row.owner,
            place: Place { round: row.round, event: row.at_event, webhook: row.at_webhook },
        })
    }

    /// The first event that it is about.
    pub(super) fn first(&self) -> uuid::Uuid {
        EventId::first_at(self.scope.since.unwrap_or(0)).uuid()
    }

    /// The first event behind those that it is about. What comes in after it was asked for is owed
    /// in the usual way.
    pub(super) fn end(&self) -> uuid::Uuid {
        let until = self.scope.until.unwrap_or(self.created_at);
        EventId::first_at(until.min(self.created_at)).uuid()
    }
}

/// States by their names.
mod states {
    use crate::DeliveryState;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(
        states: &[DeliveryState],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(states.iter().map(ToString::to_string))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<DeliveryState>, D::Error> {
        let names: Vec<String> = Vec::deserialize(deserializer)?;
        names.iter().map(|name| name.parse().map_err(de::Error::custom)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_comes_back_as_it_was_kept() {
        let scope = JobScope {
            since: Some(7),
            until: None,
            states: vec![DeliveryState::Exhausted, DeliveryState::Cancelled],
            kinds: vec!["sms.*".to_owned()],
            again: true,
            contact: None,
        };
        let kept = serde_json::to_string(&scope).expect("JSON");
        assert!(kept.contains(r#""states":["exhausted","cancelled"]"#), "{kept}");
        assert_eq!(serde_json::from_str::<JobScope>(&kept).expect("a scope"), scope);
        assert_eq!(serde_json::from_str::<JobScope>("{}").expect("all"), JobScope::default());
    }
}
