//! How attempts ended, written down.

use super::statements::{ATTEMPTS, SETTLE};
use crate::ingest::storable;
use crate::{DeliveryState, No, Settled, StoreError};
use sea_orm::{DatabaseTransaction, Value};

/// A response that is longer goes into a row of its own, as deliveries' rows should stay narrow.
const SHORT: usize = 256;

pub(super) async fn write(
    tx: &DatabaseTransaction,
    settled: &[Settled],
    owner: No,
) -> Result<(), StoreError> {
    if settled.is_empty() {
        return Ok(());
    }
    let mut deliveries = Vec::with_capacity(settled.len() * 14);
    let mut attempts = Vec::new();
    for one in settled {
        deliveries.extend(delivery(one, owner));
        if !one.fits_its_delivery() {
            attempts.extend(attempt(one));
        }
    }
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

    fn number(&self) -> i16 {
        i16::try_from(self.owed.attempts).unwrap_or(i16::MAX).saturating_add(1)
    }

    fn status(&self) -> Option<i16> {
        self.status.and_then(|status| i16::try_from(status).ok())
    }

    fn duration(&self) -> i32 {
        i32::try_from(self.duration_ms).unwrap_or(i32::MAX)
    }

    fn response(&self, cap: usize) -> Option<Vec<u8>> {
        let some = &self.response[..self.response.len().min(cap)];
        (!some.is_empty()).then(|| some.to_vec())
    }
}

fn delivery(one: &Settled, owner: No) -> [Value; 14] {
    [
        one.owed.project.into(),
        one.owed.event.uuid().into(),
        one.owed.webhook.into(),
        one.owed.owner.into(),
        owner.into(),
        (one.state as i16).into(),
        one.number().into(),
        i16::try_from(one.slot).unwrap_or(i16::MAX).into(),
        one.due_at.into(),
        one.started_at.into(),
        one.duration().into(),
        one.status().into(),
        one.error.as_deref().map(storable).into(),
        one.response(SHORT).into(),
    ]
}

fn attempt(one: &Settled) -> [Value; 9] {
    [
        one.owed.project.into(),
        one.owed.event.uuid().into(),
        one.owed.webhook.into(),
        one.number().into(),
        one.started_at.into(),
        one.duration().into(),
        one.status().into(),
        one.error.as_deref().map(storable).into(),
        one.response(usize::MAX).into(),
    ]
}
