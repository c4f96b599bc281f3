//! Looking for what is due.

use super::desk::work;
use super::timer::ring;
use crate::Hub;
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;
use tokio::time::{MissedTickBehavior, interval};

/// How often it is looked for what became due by itself, or was taken in by another hub.
const TICK: Duration = Duration::from_secs(1);

/// Begins to send, and to end what nothing is heard of, until the hub stops.
pub(crate) fn begin(hub: &Arc<Hub>) {
    tokio::spawn(send(hub.clone()));
    tokio::spawn(watch(hub.clone()));
}

async fn send(hub: Arc<Hub>) {
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut fails = false;
    while !hub.post.stops() {
        tokio::select! {
            _ = tick.tick() => {}
            () = hub.post.wakes.notified() => {}
        }
        say("Messages that are due", &mut fails, open_desks(&hub).await);
    }
}

/// Has every source that has something to send send it.
async fn open_desks(hub: &Arc<Hub>) -> Result<(), StoreError> {
    if !hub.store.may_send() || hub.post.stops() {
        return Ok(());
    }
    for (project, source) in hub.store.sources_to_send(hub.now()).await? {
        let desk = hub.post.desk(source);
        if !hub.store.posts(source) || !desk.begin() {
            continue;
        }
        let Ok(busy) = hub.post.busy.clone().try_acquire_owned() else {
            // The next look finds it.
            desk.end();
            break;
        };
        let hub = hub.clone();
        tokio::spawn(async move {
            let any = work(&hub, &desk, project, source).await;
            desk.end();
            drop(busy);
            if any {
                // Something may have come while the desk was being closed.
                hub.post.wake();
            }
        });
    }
    Ok(())
}

async fn watch(hub: Arc<Hub>) {
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut fails = false;
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            () = hub.post.stopped() => return,
        }
        let mut rung = Ok(true);
        while matches!(rung, Ok(true)) && hub.store.may_send() && !hub.post.stops() {
            rung = ring(&hub).await;
        }
        say("Messages that are past their time", &mut fails, rung.map(|_| ()));
    }
}

/// Says once that something fails, until it works again.
fn say(what: &str, fails: &mut bool, done: Result<(), StoreError>) {
    match done {
        Ok(()) => *fails = false,
        Err(StoreError::Closed) => {}
        Err(error) if !*fails => {
            *fails = true;
            tracing::warn!(error.cause = %error, "{what} were not found");
        }
        Err(_) => {}
    }
}
