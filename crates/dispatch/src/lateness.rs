//! How late deliveries are, and how many wait: what is told of a hub that does not keep up.

use crate::lane::Lane;
use crate::lanes::Lanes;
use crate::worker::Sender;
use std::sync::Arc;
use std::time::Duration;

/// How often it is told.
const EVERY: Duration = Duration::from_secs(5);

/// How many deliveries are counted, and of how many webhooks: more is a backlog in any case, and
/// counting must not add to it.
const MOST: u32 = 100_000;
const MOST_LANES: usize = 200;

/// Tells it until the hub stops.
pub(crate) async fn keep_telling(lanes: Arc<Lanes>, sender: Arc<Sender>) {
    let mut tick = tokio::time::interval(EVERY);
    while !lanes.is_stopping() {
        tick.tick().await;
        let now = (lanes.clock)();
        let mut late: Vec<(i64, Arc<Lane>)> = lanes
            .all()
            .into_iter()
            .filter(|lane| sender.may_send(lane))
            .map(|lane| {
                let late = lane.lock().late(now);
                (late, lane)
            })
            .filter(|(late, _)| *late > 0)
            .collect();
        late.sort_by_key(|(late, _)| -late);
        let worst = late.first().map_or(0, |(late, _)| *late);
        sender.meters.lag(Duration::from_millis(u64::try_from(worst).unwrap_or_default()));
        if let Some(due) = count(&sender, &late, now).await {
            sender.meters.due.set(f64::from(due));
        }
    }
}

/// How many are due in the store; none where it does not say.
async fn count(sender: &Sender, late: &[(i64, Arc<Lane>)], now: i64) -> Option<u32> {
    let mut due: u32 = 0;
    for (_, lane) in late.iter().take(MOST_LANES) {
        let left = MOST.saturating_sub(due);
        if left == 0 {
            break;
        }
        let project = lane.lock().project;
        due += sender.store.due_by((project, lane.webhook), now, left).await.ok()?;
    }
    Some(due)
}
