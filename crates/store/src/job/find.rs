//! Jobs, looked up.

use super::{JobKind, JobRow, JobState};
use crate::entity::job::{Column, Entity};
use crate::read::Page;
use crate::{No, Store, StoreError};
use event::JobId;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

/// Which jobs a list shows.
#[derive(Clone, Debug, Default)]
pub struct JobFilter {
    /// Only of this kind.
    pub kind: Option<JobKind>,
    /// Only in this state.
    pub state: Option<JobState>,
    /// Only those before this one.
    pub before: Option<JobId>,
    /// How many.
    pub limit: u16,
}

impl Store {
    /// A page of a project's jobs.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn jobs(
        &self,
        project: No,
        filter: &JobFilter,
    ) -> Result<Page<JobRow, JobId>, StoreError> {
        let mut rows = Entity::find()
            .filter(Column::Project.eq(project))
            .order_by_desc(Column::Id)
            .limit(u64::from(filter.limit) + 1);
        if let Some(kind) = filter.kind {
            rows = rows.filter(Column::Kind.eq(kind.to_string()));
        }
        if let Some(state) = filter.state {
            rows = rows.filter(Column::State.eq(state.to_string()));
        }
        if let Some(before) = filter.before {
            rows = rows.filter(Column::Id.lt(before.uuid()));
        }
        let rows = rows.all(&self.shared.read).await?;
        let rows = rows.into_iter().map(JobRow::read).collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(rows, usize::from(filter.limit), |row| row.id, None))
    }

    /// One job.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn job(&self, project: No, id: JobId) -> Result<Option<JobRow>, StoreError> {
        let found = Entity::find_by_id((project, id.uuid())).one(&self.shared.read).await?;
        found.map(JobRow::read).transpose()
    }

    /// How many jobs of a project have not ended.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn open_jobs(&self, project: No) -> Result<u64, StoreError> {
        let open =
            Entity::find().filter(Column::EndedAt.is_null()).filter(Column::Project.eq(project));
        Ok(open.count(&self.shared.read).await?)
    }
}
