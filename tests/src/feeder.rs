//! A provider that calls the hub at a steady pace, as long as it is told to.

use crate::Wire;
use std::collections::BTreeSet;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// How many callbacks are under way at a time.
const LINES: usize = 16;

/// What feeds a hub, wherever that is: each callback is repeated until it is acknowledged, as
/// providers do, and written down then.
#[derive(Debug)]
pub struct Feeder {
    shared: Arc<Shared>,
    lines: JoinSet<()>,
}

#[derive(Debug)]
struct Shared {
    hub: watch::Receiver<Option<SocketAddr>>,
    path: String,
    pace: tokio::sync::Mutex<Interval>,
    next: AtomicU32,
    acked: Mutex<BTreeSet<u32>>,
    refused: Mutex<Vec<(u16, bool)>>,
    stop: AtomicBool,
}

impl Feeder {
    /// Begins to call a source of `email/smtp2go` that often a second, at the hub that is there.
    #[must_use]
    pub fn begin(hub: watch::Receiver<Option<SocketAddr>>, path: &str, a_second: u32) -> Self {
        let mut pace = interval(Duration::from_secs(1) / a_second);
        pace.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let shared = Arc::new(Shared {
            hub,
            path: path.to_owned(),
            pace: tokio::sync::Mutex::new(pace),
            next: AtomicU32::new(0),
            acked: Mutex::default(),
            refused: Mutex::default(),
            stop: AtomicBool::new(false),
        });
        let mut lines = JoinSet::new();
        (0..LINES).for_each(|_| _ = lines.spawn(shared.clone().feed()));
        Self { shared, lines }
    }

    /// How many were acknowledged so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.shared.acked.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The answers other than 2xx so far: the status, and whether it said when to come back.
    #[must_use]
    pub fn refused(&self) -> Vec<(u16, bool)> {
        self.shared.refused.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Begins no more; gives the numbers of those that were acknowledged. What is under way is
    /// repeated as long as there is a hub.
    pub async fn stop(mut self) -> BTreeSet<u32> {
        self.shared.stop.store(true, Ordering::Release);
        while self.lines.join_next().await.is_some() {}
        std::mem::take(&mut *self.shared.acked.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Shared {
    async fn feed(self: Arc<Self>) {
        let mut line = None;
        loop {
            self.pace.lock().await.tick().await;
            if self.stop.load(Ordering::Acquire) {
                return;
            }
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if !self.bring(&mut line, number).await {
                return;
            }
            self.acked.lock().unwrap_or_else(PoisonError::into_inner).insert(number);
        }
    }

    /// Calls until it is acknowledged; gives up where there is no hub and will be none.
    async fn bring(&self, line: &mut Option<(SocketAddr, Wire)>, number: u32) -> bool {
        let request = request(&self.path, number);
        let mut hub = self.hub.clone();
        loop {
            let Ok(addr) = hub.wait_for(Option::is_some).await.map(|it| *it) else { return false };
            match addr {
                Some(addr) if self.call(line, addr, &request).await => return true,
                _ if self.stop.load(Ordering::Acquire) && self.hub.borrow().is_none() => {
                    return false;
                }
                // Whoever was refused comes back at the common pace.
                _ => _ = self.pace.lock().await.tick().await,
            }
        }
    }

    /// Calls once; says whether it was acknowledged.
    async fn call(
        &self,
        line: &mut Option<(SocketAddr, Wire)>,
        addr: SocketAddr,
        request: &str,
    ) -> bool {
        match exchange(line, addr, request).await {
            Ok((200..=299, _)) => true,
            Ok(other) => {
                self.refused.lock().unwrap_or_else(PoisonError::into_inner).push(other);
                false
            }
            Err(_) => {
                *line = None;
                false
            }
        }
    }
}

async fn exchange(
    line: &mut Option<(SocketAddr, Wire)>,
    addr: SocketAddr,
    request: &str,
) -> io::Result<(u16, bool)> {
    if line.as_ref().is_none_or(|(to, _)| *to != addr) {
        *line = Some((addr, Wire::connect(addr).await?));
    }
    let Some((_, wire)) = line else { return Err(io::ErrorKind::NotConnected.into()) };
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
