//! What has to be done now and then, by one hub for all: parts of tables for the days that come,
//! and what is too old or has ended.

mod days;
mod ended;
mod purge;

pub(crate) use self::days::make as make_days;

use crate::{Store, StoreError, sql};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// How often it is asked whether the house has to be kept, and how often it is, in milliseconds.
const LOOK: Duration = Duration::from_mins(1);
const EVERY: i64 = 3_600_000;

/// Who changes the row keeps the house this time. Who dies at it is followed by the next in turn.
const TURN: &str = "UPDATE house SET due_at = $1 WHERE due_at <= $2";

/// How far back runs hold deliveries.
const HELD: &str = "SELECT COALESCE(MIN(low_water), 0) FROM hub";
/// What a run held that stopped in good order is due.
const HELD_SHARED: &str = "SELECT COALESCE(MIN(low_water), 0) FROM hub \
                           WHERE taken_at IS NULL AND stopped_at IS NULL";

/// How long before the low water that is, in milliseconds.
const MARGIN: i64 = 10_000;

/// Keeps the house until the store is closed. `retention` is in milliseconds.
pub(crate) async fn keep(store: Store, retention: i64) {
    let mut tick = interval(LOOK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while store.is_open(tick.tick()).await {
        match keep_once(&store, retention).await {
            Ok(()) | Err(StoreError::Closed) => {}
            Err(error) => tracing::warn!(error.cause = ?error, "The house was not kept"),
        }
    }
}

async fn keep_once(store: &Store, retention: i64) -> Result<(), StoreError> {
    let now = store.shared.now();
    if !take_turn(store, now).await? {
        return Ok(());
    }
    store.forget_ended(now).await?;
    let before = safe(store).await?.min(now - retention);
    let dropped = if store.shared.is_shared() { by_days(store, now, before).await } else { 0 };
    let events = purge::all_before(store, before).await?;
    if dropped > 0 || events > 0 {
        tracing::info!(days = dropped, events, "Erased what was too old");
    }
    Ok(())
}

/// A time of which no run holds an event's deliveries in memory alone: neither one that lives, nor
/// one that ended and was not taken over yet.
async fn safe(store: &Store) -> Result<i64, StoreError> {
    let held = if store.shared.is_shared() { HELD_SHARED } else { HELD };
    Ok(store.shared.number(&store.shared.read, held).await? - MARGIN)
}

/// Makes the parts of the days to come, and drops those that are too old; gives how many days went.
/// Where others are busy in the tables it is left for the next time, and rows go one by one.
async fn by_days(store: &Store, now: i64, before: i64) -> u64 {
    let db = &store.shared.read;
    let dropped = async {
        days::make(db, now).await?;
        days::drop_before(db, before, now).await
    };
    dropped.await.unwrap_or_else(|error: StoreError| {
        tracing::warn!(error.cause = ?error, "The tables' days were not kept");
        0
    })
}

/// Whether it is time, and nobody else does it.
async fn take_turn(store: &Store, now: i64) -> Result<bool, StoreError> {
    let turn = store.turn().await?;
    let mine = sql::run(&turn.tx, TURN, vec![(now + EVERY).into(), now.into()]).await? > 0;
    turn.commit().await?;
    Ok(mine)
}
