//! Links, and the keys of tickets.

use super::Page;
use crate::entity::link;
use crate::{No, Store, StoreError};
use event::{Channel, LinkId, ProjectId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Map, Value};

/// Which links a list shows.
#[derive(Clone, Debug, Default)]
pub struct LinkFilter {
    /// Only those before this one.
    pub before: Option<LinkId>,
    /// How many.
    pub limit: u16,
}

/// A link as it was made.
#[derive(Clone, Debug)]
pub struct LinkRow {
    /// The project it belongs to.
    pub project: No,
    /// Its place in lists; when it was made is in it.
    pub id: LinkId,
    /// What names it in a URL.
    pub code: String,
    /// The channel it is sent on.
    pub channel: Channel,
    /// Whom it is made for, as the sender wrote it.
    pub contact: String,
    /// The message it stands in.
    pub message_id: Option<String>,
    /// Where it leads.
    pub url: String,
    /// The platform's own ids.
    pub metadata: Map<String, Value>,
    /// When it stops to lead there, in milliseconds since 1970.
    pub expires_at: i64,
    /// Whether it was deleted: then nothing is known of it but that it was there.
    pub deleted: bool,
}

impl Store {
    /// The link of that code, whatever its project. A deleted one is there for a while.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn link(&self, code: &str) -> Result<Option<LinkRow>, StoreError> {
        let found = link::Entity::find().filter(link::Column::Code.eq(code));
        found.one(&self.shared.read).await?.map(LinkRow::read).transpose()
    }

    /// A page of a project's links, newest first, without those that were deleted.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn links_of(
        &self,
        project: No,
        filter: &LinkFilter,
    ) -> Result<Page<LinkRow, LinkId>, StoreError> {
        let mut rows = link::Entity::find()
            .filter(link::Column::Project.eq(project))
            .filter(link::Column::DeletedAt.is_null())
            .order_by_desc(link::Column::Id)
            .limit(u64::from(filter.limit) + 1);
        if let Some(before) = filter.before {
            rows = rows.filter(link::Column::Id.lt(before.uuid()));
        }
        let rows = rows.all(&self.shared.read).await?;
        let rows = rows.into_iter().map(LinkRow::read).collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(rows, usize::from(filter.limit), |row| row.id, None))
    }

    /// The key that seals the tickets of a project: the same for as long as the instance key is.
    #[must_use]
    pub fn ticket_key(&self, project: ProjectId) -> [u8; 32] {
        self.shared.key.derive("ticket", project.uuid().as_bytes())
    }
}

impl LinkRow {
    fn read(row: link::Model) -> Result<Self, StoreError> {
        Ok(Self {
            project: row.project,
            id: row.id.into(),
            code: row.code,
            channel: row.channel.parse().map_err(|_| StoreError::Unreadable("link.channel"))?,
            contact: row.contact,
            message_id: row.message_id,
            url: row.url,
            metadata: serde_json::from_str(&row.metadata)?,
            expires_at: row.expires_at,
            deleted: row.deleted_at.is_some(),
        })
    }
}
