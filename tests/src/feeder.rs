//! A provider that calls hubs at a steady pace, as long as it is told to.

use crate::Wire;
use crate::pace::Pace;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How many callbacks are under way at a time: so many at least and at most, and one for so many
/// that are to be acknowledged a second.
const LEAST_LINES: usize = 16;
const MOST_LINES: usize = 64;
const EACH_LINE: usize = 30;

/// How long an answer is waited for: a hub that stands still refuses nothing.
const PATIENCE: Duration = Duration::from_secs(3);

/// What feeds hubs, wherever those are: each callback is repeated until it is acknowledged, as
/// providers do, at one hub after the other, and written down then.
#[derive(Debug)]
pub struct Feeder {
    shared: Arc<Shared>,
    lines: JoinSet<()>,
}

/// An answer other than 2xx.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// Who gave it.
    pub hub: SocketAddr,
    /// When it came.
    pub at: Instant,
    /// The status.
    pub status: u16,
    /// Whether it said when to come back.
    pub later: bool,
}

/// What one of those who call has open, by hub.
type Wires = HashMap<SocketAddr, Wire>;

#[derive(Debug)]
struct Shared {
    hubs: watch::Receiver<Vec<SocketAddr>>,
    paths: Vec<String>,
    pace: Pace,
    next: AtomicU32,
    turn: AtomicUsize,
    acked: Mutex<Vec<(u32, SocketAddr, Instant)>>,
    refused: Mutex<Vec<Refusal>>,
    stop: AtomicBool,
}

impl Feeder {
    /// Begins to call sources of `email/smtp2go` that often a second, each in its turn, at the hubs
    /// that are there.
    #[must_use]
    pub fn begin(
        hubs: watch::Receiver<Vec<SocketAddr>>,
        paths: &[impl AsRef<str>],
        a_second: u32,
    ) -> Self {
        let shared = Arc::new(Shared {
            hubs,
            paths: paths.iter().map(|path| path.as_ref().to_owned()).collect(),
            pace: Pace::new(a_second),
            next: AtomicU32::new(0),
            turn: AtomicUsize::new(0),
            acked: Mutex::default(),
            refused: Mutex::default(),
            stop: AtomicBool::new(false),
        });
        let mut lines = JoinSet::new();
        let count = (a_second as usize / EACH_LINE).clamp(LEAST_LINES, MOST_LINES);
        (0..count).for_each(|_| _ = lines.spawn(shared.clone().feed()));
        Self { shared, lines }
    }

    /// How many were acknowledged so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.shared.acked.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The numbers of those that were acknowledged so far.
    #[must_use]
    pub fn acked(&self) -> BTreeSet<u32> {
        let acked = self.shared.acked.lock().unwrap_or_else(PoisonError::into_inner);
        acked.iter().map(|(number, ..)| *number).collect()
    }

    /// When that hub acknowledged something, in this order.
    #[must_use]
    pub fn acked_by(&self, hub: SocketAddr) -> Vec<Instant> {
        let acked = self.shared.acked.lock().unwrap_or_else(PoisonError::into_inner);
        acked.iter().filter(|(_, by, _)| *by == hub).map(|(.., at)| *at).collect()
    }

    /// The answers other than 2xx so far.
    #[must_use]
    pub fn refused(&self) -> Vec<Refusal> {
        self.shared.refused.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Begins no more; gives the numbers of those that were acknowledged. What is under way is
    /// repeated as long as there is a hub.
    pub async fn stop(mut self) -> BTreeSet<u32> {
        self.shared.stop.store(true, Ordering::Release);
        while self.lines.join_next().await.is_some() {}
        let acked = self.shared.acked.lock().unwrap_or_else(PoisonError::into_inner);
        acked.iter().map(|(number, ..)| *number).collect()
    }
}

impl Shared {
    async fn feed(self: Arc<Self>) {
        let mut wires = HashMap::new();
        loop {
            self.pace.turn().await;
            if self.stop.load(Ordering::Acquire) {
                return;
            }
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(hub) = self.bring(&mut wires, number).await else { return };
            let mut acked = self.acked.lock().unwrap_or_else(PoisonError::into_inner);
            acked.push((number, hub, Instant::now()));
        }
    }

    /// Calls until it is acknowledged, and says by whom; gives up where there is no hub and will be
    /// none.
    async fn bring(&self, wires: &mut Wires, number: u32) -> Option<SocketAddr> {
        let request = request(&self.paths[number as usize % self.paths.len()], number);
        let mut hubs = self.hubs.clone();
        loop {
            let there = hubs.wait_for(|hubs| !hubs.is_empty()).await.ok()?.clone();
            let hub = there[self.turn.fetch_add(1, Ordering::Relaxed) % there.len()];
            if self.call(wires, hub, &request).await {
                return Some(hub);
            }
            if self.stop.load(Ordering::Acquire) && self.hubs.borrow().is_empty() {
                return None;
            }
            // Whoever was refused comes back at the common pace.
            self.pace.turn().await;
        }
    }

    /// Calls once; says whether it was acknowledged.
    async fn call(&self, wires: &mut Wires, hub: SocketAddr, request: &str) -> bool {
        match timeout(PATIENCE, exchange(wires, hub, request)).await {
            Ok(Ok((200..=299, _))) => true,
            Ok(Ok((status, later))) => {
                let refusal = Refusal { hub, at: Instant::now(), status, later };
                self.refused.lock().unwrap_or_else(PoisonError::into_inner).push(refusal);
                false
            }
            Ok(Err(_)) | Err(_) => {
                wires.remove(&hub);
                false
            }
        }
    }
}

async fn exchange(wires: &mut Wires, hub: SocketAddr, request: &str) -> io::Result<(u16, bool)> {
    let wire = match wires.entry(hub) {
        Entry::Occupied(wire) => wire.into_mut(),
        Entry::Vacant(place) => place.insert(Wire::connect(hub).await?),
    };
    wire.send(request).await?;
    let answer = wire.answer().await?;
    Ok((answer.status, answer.header("retry-after").is_some()))
}

/// A callback of SMTP2GO; its number is the message's id and the provider's id of the event.
fn request(path: &str, number: u32) -> String {
    let body = format!(
        "event=delivered&id=fed-{number}&email_id={number}&rcpt=ann%40example.org&\
         time=2026-09-09T10%3A15%3A26Z"
    );
    format!(
        "POST {path} HTTP/1.1\r\nHost: hub\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}
