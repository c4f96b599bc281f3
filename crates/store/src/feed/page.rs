//! Pages of a feed.

use super::Position;
use super::piece::Piece;
use super::runs::Runs;
use crate::{EventFilter, EventRow, No, Store, StoreError};
use std::collections::BTreeMap;

/// An event, and where it stands.
#[derive(Clone, Debug)]
pub struct FeedEvent {
    /// The run that committed it.
    pub run: No,
    /// Its number there.
    pub number: i64,
    /// The event.
    pub row: EventRow,
}

/// What lies behind a place in a feed.
#[derive(Debug)]
pub struct FeedPage {
    /// The events: of each run in the order of their commits.
    pub events: Vec<FeedEvent>,
    /// The place behind them.
    pub after: Position,
    /// Whether there is more behind that.
    pub more: bool,
}

/// The last number of a run in a project.
const LAST: &str = "SELECT seq FROM event WHERE project = $1 AND owner = $2 AND seq > 0 \
                    ORDER BY seq DESC LIMIT 1";

impl Store {
    /// The place before the oldest event of a project that is kept.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn feed_start(&self, project: No) -> Result<Position, StoreError> {
        let at = self.erased(project).await?.into_iter().collect();
        Ok(Position { top: 0, at, made: self.shared.now() })
    }

    /// The place behind all that is acknowledged by now.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn feed_end(&self, project: No) -> Result<Position, StoreError> {
        self.caught_up().await?;
        let made = self.shared.now();
        let runs = Runs::now(self).await?;
        let mut at = BTreeMap::new();
        for run in &runs.living {
            let rows = self.rows(LAST, vec![project.into(), (*run).into()]).await?;
            let last = rows.first().map(|row| row.try_get_by_index(0)).transpose()?;
            at.insert(*run, last.unwrap_or(0));
        }
        Ok(Position { top: runs.last, at, made })
    }

    /// What lies behind a place, up to all that is acknowledged by now. Of the filter counts all
    /// but `before`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Erased`] where some of it is gone; others when the store fails.
    pub async fn feed(
        &self,
        project: No,
        from: &Position,
        filter: &EventFilter,
    ) -> Result<FeedPage, StoreError> {
        self.caught_up().await?;
        self.feed_so_far(project, from, filter).await
    }

    /// As [`Store::feed`], up to what is in the tables by now: for those who watch, and are told
    /// of the rest.
    ///
    /// # Errors
    ///
    /// As of [`Store::feed`].
    pub async fn feed_so_far(
        &self,
        project: No,
        from: &Position,
        filter: &EventFilter,
    ) -> Result<FeedPage, StoreError> {
        let made = self.shared.now();
        // Before anything is read: what a run that is over has committed is seen from here on.
        let runs = Runs::now(self).await?;
        if from.top > runs.last {
            // Of a store that was ahead of this one.
            return Err(StoreError::Erased);
        }
        let found = runs.behind(self, project, from.top).await?;
        let new = found.runs.iter().filter(|run| !from.at.contains_key(run));
        let mut pieces = Vec::new();
        for run in from.at.keys().chain(new) {
            pieces.push(self.piece(project, *run, from.of(*run), filter).await?);
        }
        self.check_whole(project, from).await?;
        let (events, taken) = merge(&mut pieces, from, usize::from(filter.limit));
        let mut after = Position { top: found.top, at: BTreeMap::new(), made };
        for run in runs.living.range(from.top + 1..) {
            if *run <= found.top {
                after.at.insert(*run, 0);
            }
        }
        let mut more = found.more;
        for piece in pieces {
            let rest = piece.more || !piece.events.is_empty();
            more |= rest;
            let at = if piece.events.is_empty() { piece.reach } else { taken[&piece.run] };
            if rest || runs.living.contains(&piece.run) || piece.run > after.top {
                after.at.insert(piece.run, at);
            }
        }
        Ok(FeedPage { events, after, more })
    }
}

/// Takes events out of pieces until there are enough: each run's in their order, and of those that
/// are next the one that arrived first. Says up to where each run was taken.
fn merge(
    pieces: &mut [Piece],
    from: &Position,
    limit: usize,
) -> (Vec<FeedEvent>, BTreeMap<No, i64>) {
    let mut taken: BTreeMap<No, i64> =
        pieces.iter().map(|piece| (piece.run, from.of(piece.run))).collect();
    let mut events = Vec::new();
    while events.len() < limit {
        let next = pieces.iter_mut().filter(|piece| !piece.events.is_empty());
        let next = next.min_by_key(|piece| piece.events.front().map(|event| event.row.id));
        let Some(event) = next.and_then(|piece| piece.events.pop_front()) else { break };
        taken.insert(event.run, event.number);
        events.push(event);
    }
    (events, taken)
}
