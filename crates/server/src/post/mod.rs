//! The post office: sends the messages that the hub is asked to send, and says what became of them.
//!
//! What is due is taken out of the store, source by source, within the rates of its channel. A
//! source's messages are sent by one hub at a time, so that rates hold over all hubs.

mod account;
mod call;
mod desk;
mod office;
mod pace;
mod send;
mod settle;
mod timer;
mod told;
mod turns;

pub(crate) use self::account::{Account, make_secret, public_key, sends};
pub(crate) use self::office::begin;
pub(crate) use self::send::push_size;
pub(crate) use self::told::{not_sent, reason_json};

use self::desk::Desk;
use crate::config::Messages;
use sender::webpush::{Hosts, Signed};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::No;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::time::timeout;
use url::Url;

/// How many sources send at a time.
const MOST_DESKS: usize = 256;

/// What sends messages.
pub struct Post {
    /// Push services that may be called.
    pub(crate) hosts: Hosts,
    telegram: Url,
    viber: Url,
    /// What calls bots' APIs and push services: answers with updates are larger than others.
    calls: fetch::Client,
    desks: Mutex<HashMap<No, Arc<Desk>>>,
    /// What proves to push services who sends, by source and service.
    signed: Mutex<HashMap<(No, String), Signed>>,
    wakes: Notify,
    stops: watch::Sender<bool>,
    busy: Arc<Semaphore>,
}

impl Post {
    /// A post office that has nothing to do yet.
    #[must_use]
    pub fn new(messages: &Messages, calls: fetch::Client) -> Self {
        Self {
            hosts: messages.push_hosts.hosts.clone(),
            telegram: messages.telegram_url.0.clone(),
            viber: messages.viber_url.0.clone(),
            calls,
            desks: Mutex::default(),
            signed: Mutex::default(),
            wakes: Notify::new(),
            stops: watch::Sender::new(false),
            busy: Arc::new(Semaphore::new(MOST_DESKS)),
        }
    }

    /// Has it look at once for what is due.
    pub(crate) fn wake(&self) {
        self.wakes.notify_one();
    }

    /// Sends nothing more, and waits for what is on its way; says whether that has ended.
    pub(crate) async fn stop(&self, patience: Duration) -> bool {
        self.stops.send_replace(true);
        self.wakes.notify_one();
        let all = u32::try_from(MOST_DESKS).unwrap_or(u32::MAX);
        timeout(patience, self.busy.acquire_many(all)).await.is_ok()
    }

    /// Whether it is to stop.
    pub(crate) fn stops(&self) -> bool {
        *self.stops.borrow()
    }

    /// Waits until it is to stop.
    pub(crate) async fn stopped(&self) {
        // The sender lives as long as this does.
        _ = self.stops.subscribe().wait_for(|stops| *stops).await;
    }

    fn desks(&self) -> MutexGuard<'_, HashMap<No, Arc<Desk>>> {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn desk(&self, source: No) -> Arc<Desk> {
        self.desks().entry(source).or_default().clone()
    }
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Post")
    }
}
