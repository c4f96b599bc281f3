//! Events.

use super::{LOOKED_AT, Page};
use crate::entity::event;
use crate::ingest::storable;
use crate::{No, Store, StoreError};
use ::event::{Channel, EventId, EventKind};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use strum::IntoEnumIterator;

/// Which events a list shows.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// Only these kinds; all, where there is none.
    pub kinds: Vec<EventKind>,
    /// Only of this channel.
    pub channel: Option<Channel>,
    /// Only about this contact, in canonical form.
    pub contact: Option<String>,
    /// Only about these messages; all, where there is none.
    pub messages: Vec<String>,
    /// Only those received at that time or later, in milliseconds since 1970.
    pub since: Option<i64>,
    /// Only those received before that time.
    pub until: Option<i64>,
    /// Only those that some webhook wanted, or none did.
    pub matched: Option<bool>,
    /// Only those before this one.
    pub before: Option<EventId>,
    /// How many.
    pub limit: u16,
}

/// An event as it was kept.
#[derive(Clone, Debug)]
pub struct EventRow {
    /// Its id.
    pub id: EventId,
    /// What happened.
    pub kind: EventKind,
    /// The recipient in canonical form.
    pub contact: Option<String>,
    /// The provider's id of the message.
    pub message_id: Option<String>,
    /// When it happened, in milliseconds since 1970, where that is known.
    pub occurred_at: Option<i64>,
    /// When it arrived.
    pub received_at: i64,
    /// How many webhooks wanted it.
    pub matched: u32,
    /// What is sent.
    pub body: Vec<u8>,
}

impl Store {
    /// A page of a project's events.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn events(
        &self,
        project: No,
        filter: &EventFilter,
    ) -> Result<Page<EventRow, EventId>, StoreError> {
        self.caught_up().await?;
        let limit = u64::from(filter.limit);
        let base = filter.range(project);
        // The row that this page stops at, where it has to stop for having looked at enough.
        let last = base.clone().select_only().column(event::Column::Id).offset(LOOKED_AT - 1);
        let last: Option<uuid::Uuid> = last.into_tuple().one(&self.shared.read).await?;
        let mut found = base.filter(filter.condition()).limit(limit + 1);
        if let Some(last) = last {
            found = found.filter(event::Column::Id.gte(last));
        }
        let rows = found.all(&self.shared.read).await?;
        let rows = rows.into_iter().map(EventRow::read).collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(rows, usize::from(filter.limit), |row| row.id, last.map(EventId::from)))
    }

    /// One event.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn event(&self, project: No, id: EventId) -> Result<Option<EventRow>, StoreError> {
        self.caught_up().await?;
        let found = event::Entity::find_by_id((project, id.uuid())).one(&self.shared.read).await?;
        found.map(EventRow::read).transpose()
    }
}

impl EventFilter {
    /// The rows of the project in the time asked for, newest first.
    fn range(&self, project: No) -> Select<event::Entity> {
        let mut rows = event::Entity::find()
            .filter(event::Column::Project.eq(project))
            .order_by_desc(event::Column::Id);
        // Ids are made when events arrive, so a time is a range of them.
        if let Some(since) = self.since {
            rows = rows.filter(event::Column::Id.gte(EventId::first_at(since).uuid()));
        }
        if let Some(until) = self.until {
            rows = rows.filter(event::Column::Id.lt(EventId::first_at(until).uuid()));
        }
        if let Some(before) = self.before {
            rows = rows.filter(event::Column::Id.lt(before.uuid()));
        }
        rows
    }

    /// Whether it lets all pass.
    pub(crate) fn is_open(&self) -> bool {
        let Self { kinds, channel, contact, messages, since, until, matched, .. } = self;
        let any = channel.is_some() || contact.is_some() || matched.is_some();
        let timed = since.is_some() || until.is_some();
        kinds.is_empty() && messages.is_empty() && !any && !timed
    }

    /// The rows that it lets pass, whatever their order.
    pub(crate) fn wanted(&self) -> Condition {
        let since = self.since.map(|it| event::Column::Id.gte(EventId::first_at(it).uuid()));
        let until = self.until.map(|it| event::Column::Id.lt(EventId::first_at(it).uuid()));
        self.condition().add_option(since).add_option(until)
    }

    fn condition(&self) -> Condition {
        let of_channel = |channel| EventKind::iter().filter(move |kind| kind.channel() == channel);
        let mut wanted = Condition::all();
        if !self.kinds.is_empty() {
            let kinds = self.kinds.iter().map(|kind| i16::from(kind.number()));
            wanted = wanted.add(event::Column::Kind.is_in(kinds));
        }
        if let Some(channel) = self.channel {
            let kinds = of_channel(channel).map(|kind| i16::from(kind.number()));
            wanted = wanted.add(event::Column::Kind.is_in(kinds));
        }
        if let Some(contact) = &self.contact {
            wanted = wanted.add(event::Column::Contact.eq(storable(contact)));
        }
        if !self.messages.is_empty() {
            let messages = self.messages.iter().map(|message| storable(message));
            wanted = wanted.add(event::Column::MessageId.is_in(messages));
        }
        match self.matched {
            Some(true) => wanted.add(event::Column::Matched.gt(0)),
            Some(false) => wanted.add(event::Column::Matched.eq(0)),
            None => wanted,
        }
    }
}

impl EventRow {
    pub(crate) fn read(row: event::Model) -> Result<Self, StoreError> {
        let kind = u8::try_from(row.kind).ok().and_then(EventKind::from_number);
        Ok(Self {
            id: row.id.into(),
            kind: kind.ok_or(StoreError::Unreadable("event.kind"))?,
            contact: row.contact,
            message_id: row.message_id,
            occurred_at: row.occurred_at,
            received_at: row.received_at,
            matched: u32::try_from(row.matched).unwrap_or(0),
            body: row.body,
        })
    }
}
