//! How attempts ended, written down.

use super::rows::{Cell, Rows};
use super::statements::{ATTEMPTS, SETTLE};
use crate::ingest::storable;
use crate::{DeliveryState, No, Settled, StoreError};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend};

/// A response that is longer goes into a row of its own, as deliveries' rows should stay narrow.
const SHORT: usize = 256;

/// What the columns hold at most.
const MOST_ATTEMPTS: u16 = i16::MAX as u16;
const LONGEST: u32 = i32::MAX as u32;

/// The rows that outcomes change, and those they add.
pub(super) fn rows(settled: &[Settled], owner: No, backend: DbBackend) -> (Rows, Rows) {
    let mut deliveries = SETTLE.rows(backend);
    let mut attempts = ATTEMPTS.rows(backend);
    for one in settled {
        let error = one.error.as_deref().map(storable).unwrap_or_default();
        deliveries.push(&delivery(one, owner, &error));
        if !one.fits_its_delivery() {
            attempts.push(&attempt(one, &error));
        }
    }
    (deliveries, attempts)
}

/// Writes them.
pub(super) async fn write(
    tx: &DatabaseTransaction,
    settled: &[Settled],
    owner: No,
) -> Result<(), StoreError> {
    let (deliveries, attempts) = rows(settled, owner, tx.get_database_backend());
    SETTLE.execute(tx, deliveries).await?;
    ATTEMPTS.execute(tx, attempts).await?;
    Ok(())
}

impl Settled {
    /// Whether the delivery's row can tell all there is: a first attempt that was the last.
    fn fits_its_delivery(&self) -> bool {
        self.owed.attempts == 0
            && self.state == DeliveryState::Delivered
            && self.response.len() <= SHORT
    }

    fn number(&self) -> Cell<'_> {
        Cell::Number(i64::from(self.owed.attempts.saturating_add(1).min(MOST_ATTEMPTS)))
    }

    fn status(&self) -> Cell<'_> {
        self.status.map_or(Cell::Null, |status| Cell::Number(status.into()))
    }

    fn response(&self, cap: usize) -> Cell<'_> {
        Cell::Bytes(&self.response[..self.response.len().min(cap)])
    }
}

fn delivery<'a>(one: &'a Settled, owner: No, error: &'a str) -> [Cell<'a>; 14] {
    [
        Cell::Number(one.owed.project.into()),
        Cell::Uuid(one.owed.event.uuid()),
        Cell::Number(one.owed.webhook.into()),
        Cell::Number((one.state as i16).into()),
        Cell::Number(one.format.into()),
        one.number(),
        Cell::Number(one.slot.min(MOST_ATTEMPTS).into()),
        one.due_at.map_or(Cell::Null, Cell::Number),
        Cell::Number(owner.into()),
        Cell::Number(one.started_at),
        Cell::Number(one.duration_ms.min(LONGEST).into()),
        one.status(),
        Cell::Text(error),
        one.response(SHORT),
    ]
}

fn attempt<'a>(one: &'a Settled, error: &'a str) -> [Cell<'a>; 9] {
    [
        Cell::Number(one.owed.project.into()),
        Cell::Uuid(one.owed.event.uuid()),
        Cell::Number(one.owed.webhook.into()),
        one.number(),
        Cell::Number(one.started_at),
        Cell::Number(one.duration_ms.min(LONGEST).into()),
        one.status(),
        Cell::Text(error),
        one.response(usize::MAX),
    ]
}
