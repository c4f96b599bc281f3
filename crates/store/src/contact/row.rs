//! A contact as it was found.

use super::Address;
use super::profile::Profile;
use crate::StoreError;
use crate::entity::contact::Model;
use event::{EventId, Mark, Marks, Said, Standing};
use serde_json::{Map, Value};
use uuid::Uuid;

/// What is known of an address.
#[derive(Clone, Debug)]
pub struct Contact {
    /// The address.
    pub address: Address,
    /// What was said of it.
    pub marks: Marks,
    /// The platform's own id of the person.
    pub user: Option<String>,
    /// The fields of its profile; none where it has no profile.
    pub fields: Option<Map<String, Value>>,
    /// When anything of it was said last, in milliseconds since 1970.
    pub latest: i64,
}

impl Contact {
    /// Whether it may be written to.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.marks.standing()
    }

    /// When what is said of it now is said, in milliseconds since 1970: after all that is known of
    /// it, whatever the clocks of those who said that.
    #[must_use]
    pub fn next(known: Option<&Self>, now: i64) -> i64 {
        now.max(known.map_or(0, |contact| contact.latest + 1))
    }

    /// Reads a row; none where all that was known was taken away.
    pub(crate) fn read(row: Model) -> Result<Option<Self>, StoreError> {
        let profile = Profile::read(row.fields.as_deref(), row.stamps.as_deref())?;
        let (marks, fields) = (marks(&row), profile.shown());
        let latest = marks.latest().max(profile.latest()).max(row.user_at);
        if fields.is_none() && marks.latest() == 0 {
            return Ok(None);
        }
        let channel = row.channel.parse().ok();
        let channel = channel.ok_or(StoreError::Unreadable("contact.channel"))?;
        let address = Address::kept(channel, row.address);
        Ok(Some(Self { address, marks, user: row.user_id, fields, latest }))
    }
}

fn marks(row: &Model) -> Marks {
    let said = |at: i64, by: Option<Uuid>| Said { at, by: by.map(EventId::from) };
    let all = [
        (Mark::Bounced, said(row.bounced_at, row.bounced_by)),
        (Mark::Complained, said(row.complained_at, row.complained_by)),
        (Mark::Left, said(row.left_at, row.left_by)),
        (Mark::Deactivated, said(row.deactivated_at, row.deactivated_by)),
        (Mark::Joined, said(row.joined_at, row.joined_by)),
        (Mark::Activated, said(row.activated_at, row.activated_by)),
    ];
    all.into_iter().collect()
}
