//! What one run adds to a page.

use super::FeedEvent;
use crate::entity::event;
use crate::read::LOOKED_AT;
use crate::{EventFilter, EventRow, No, Store, StoreError};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::VecDeque;

/// The next events of a run.
#[derive(Debug)]
pub(super) struct Piece {
    pub run: No,
    pub events: VecDeque<FeedEvent>,
    /// Up to which number it has been read once all of these are taken.
    pub reach: i64,
    /// Whether there is more behind that.
    pub more: bool,
}

impl Store {
    /// The events of a run behind that number, as many as a page holds.
    pub(super) async fn piece(
        &self,
        project: No,
        run: No,
        after: i64,
        filter: &EventFilter,
    ) -> Result<Piece, StoreError> {
        let db = &self.shared.read;
        let behind = event::Entity::find()
            .filter(event::Column::Project.eq(project))
            .filter(event::Column::Owner.eq(run))
            .filter(event::Column::Seq.gt(after));
        let mut piece = Piece { run, events: VecDeque::new(), reach: after, more: false };
        let mut rows = behind.clone();
        if !filter.is_open() {
            // First how far to look, then what there is up to there: what comes in between has a
            // greater number.
            let Some((reach, more)) = self.reach(behind).await? else { return Ok(piece) };
            (piece.reach, piece.more) = (reach, more);
            rows = rows.filter(event::Column::Seq.lte(reach)).filter(filter.wanted());
        }
        let limit = usize::from(filter.limit);
        let rows = rows.order_by_asc(event::Column::Seq).limit(limit as u64 + 1);
        let mut rows = rows.all(db).await?;
        let cut = rows.len() > limit;
        rows.truncate(limit);
        if let Some(last) = rows.last()
            && (cut || filter.is_open())
        {
            (piece.reach, piece.more) = (last.seq.unwrap_or(piece.reach), cut);
        }
        let events = rows.into_iter().map(|row| {
            let number = row.seq.ok_or(StoreError::Unreadable("event.seq"))?;
            Ok(FeedEvent { run, number, row: EventRow::read(row)? })
        });
        piece.events = events.collect::<Result<_, StoreError>>()?;
        Ok(piece)
    }

    /// The number up to which a page looks, and whether there is more behind it; none where there
    /// is nothing at all.
    async fn reach(
        &self,
        behind: Select<event::Entity>,
    ) -> Result<Option<(i64, bool)>, StoreError> {
        let db = &self.shared.read;
        let numbers = behind.select_only().column(event::Column::Seq);
        let upwards = numbers.clone().order_by_asc(event::Column::Seq).offset(LOOKED_AT - 1);
        if let Some(reach) = upwards.limit(1).into_tuple::<i64>().one(db).await? {
            return Ok(Some((reach, true)));
        }
        let last = numbers.order_by_desc(event::Column::Seq).limit(1);
        let last = last.into_tuple::<i64>().one(db).await?;
        Ok(last.map(|reach| (reach, false)))
    }
}
