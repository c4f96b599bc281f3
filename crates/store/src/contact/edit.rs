//! What is said of contacts without an event.

use super::derive::Heard;
use super::profile::Profile;
use super::{Address, Derived};
use crate::No;
use crate::ingest::storable;
use event::{Marks, Said};
use serde_json::{Map, Value};

/// What is said of one contact.
#[derive(Clone, Debug)]
pub struct ContactEdit {
    /// Of which.
    pub address: Address,
    /// Marks that were made elsewhere.
    pub marks: Marks,
    /// The platform's own id of the person; empty where it is taken away, none where nothing is
    /// said of it.
    pub user: Option<String>,
    /// The profile.
    pub profile: ProfileEdit,
}

/// What is said of a profile.
#[derive(Clone, Debug)]
pub enum ProfileEdit {
    /// Nothing.
    Keep,
    /// These fields, and nothing of others; null takes one away.
    Tell(Map<String, Value>),
    /// It is no more.
    Remove,
}

impl Derived {
    /// What somebody said at that time, in milliseconds since 1970.
    pub(crate) fn of_edits(list: No, edits: impl Iterator<Item = ContactEdit>, at: i64) -> Self {
        let said = Said::at(at, None);
        let mut derived = Self::default();
        for ContactEdit { address, marks, user, profile } in edits {
            let user = user.map(|user| (said, storable(&user)));
            let profile = match profile {
                ProfileEdit::Keep => None,
                ProfileEdit::Tell(fields) => Some(Profile::told(said, fields)),
                ProfileEdit::Remove => Some(Profile::removed(said)),
            };
            derived.take(list, address, Heard { marks, user, profile });
        }
        derived
    }
}
