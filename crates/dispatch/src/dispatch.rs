//! Starting and stopping.

use crate::keeper::{Watch, keep_health, write_down};
use crate::lanes::Lanes;
use crate::lateness::keep_telling;
use crate::meters::Meters;
use crate::refill::keep_refilling;
use crate::worker::Sender;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use store::Store;
use tokio::sync::Notify;

/// What sends. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Dispatch {
    lanes: Arc<Lanes>,
}

/// Begins to send what the lanes are handed, and what is due in the store.
///
/// `lanes` must be the handover that the store was opened with.
#[must_use]
pub fn start(lanes: Arc<Lanes>, store: Store, client: fetch::Client, watch: Watch) -> Dispatch {
    let sender = Arc::new(Sender {
        store,
        client,
        meters: Meters::new(),
        watch,
        workers: AtomicUsize::new(0),
        home: Notify::new(),
    });
    let sender = lanes.sender.get_or_init(|| sender).clone();
    lanes.look_again.store(true, Ordering::Release);
    tokio::spawn(keep_telling(lanes.clone(), sender.clone()));
    tokio::spawn(keep_refilling(lanes.clone(), sender.clone()));
    tokio::spawn(keep_health(lanes.clone(), sender));
    Dispatch { lanes }
}

impl Dispatch {
    /// Starts nothing new and waits for the requests that are on their way, at most that long.
    /// What was not sent stays owed; the store keeps it.
    ///
    /// Says whether all of them ended in time.
    pub async fn stop(&self, patience: Duration) -> bool {
        self.lanes.stopping.store(true, Ordering::Release);
        self.lanes.wake.notify_one();
        self.lanes.stops.notify_one();
        let Some(sender) = self.lanes.sender.get() else { return true };
        let all_home = async {
            loop {
                self.lanes.dismiss(true);
                let mut home = std::pin::pin!(sender.home.notified());
                home.as_mut().enable();
                if sender.workers.load(Ordering::Acquire) == 0 {
                    return;
                }
                home.await;
            }
        };
        let ended = tokio::time::timeout(patience, all_home).await.is_ok();
        write_down(&self.lanes, sender).await;
        ended
    }

    /// How many deliveries are in memory.
    #[must_use]
    pub fn in_memory(&self) -> usize {
        self.lanes.load.load(Ordering::Relaxed)
    }
}
