//! A stream of a project's events, as server-sent events (the HTML standard, 9.2).

use super::seat::{Ending, Seat};
use super::tail::{Heard, Known, Tail};
use super::told::{Told, cursor, told};
use crate::Hub;
use axum::body::Bytes;
use event::{EventKind, KeyId, from_ms};
use futures::Stream;
use futures::stream::unfold;
use std::convert::Infallible;
use std::fmt::Write;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use store::{EventFilter, EventRow, Position, Project, StoreError};
use strum::EnumString;
use tokio::sync::mpsc;
use tokio::time::{error::Elapsed, timeout};

/// After how long without anything else a line is sent, so that nobody in between takes the
/// connection for dead.
const BEAT: Duration = Duration::from_secs(15);

/// How long a client may take nothing while there is something for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much waits for a client at most: so many pieces, each of so many bytes or one event.
const PIECES: usize = 4;
const LONG: usize = 64 << 10;

/// How many events are read at a time.
const PAGE: u16 = 100;

/// In which form events are told.
#[derive(Clone, Copy, Debug, Default, EnumString, Eq, PartialEq)]
#[strum(serialize_all = "lowercase")]
pub(crate) enum Form {
    /// As lists show them.
    #[default]
    Event,
    /// As webhooks get them.
    Webhook,
}

/// What a client follows.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub project: Arc<Project>,
    /// The key that it came with.
    pub key: KeyId,
    /// These kinds; all, where there is none.
    pub kinds: Vec<EventKind>,
    pub form: Form,
}

/// Somebody who follows.
pub(crate) struct Follower {
    hub: Arc<Hub>,
    wanted: Wanted,
    at: Position,
    out: mpsc::Sender<Bytes>,
    _seat: Seat,
}

/// Why the next piece cannot be sent.
type Ended = Result<(), Ending>;

impl Follower {
    /// Begins a stream behind a place.
    pub(crate) fn begin(
        hub: Arc<Hub>,
        wanted: Wanted,
        at: Position,
        seat: Seat,
    ) -> impl Stream<Item = Result<Bytes, Infallible>> {
        let (out, pieces) = mpsc::channel(PIECES);
        let last = Arc::new(OnceLock::new());
        let said = last.clone();
        tokio::spawn(async move {
            let stopping = hub.feeds.stopping();
            // The pieces end once the last word is there.
            let _open = out.clone();
            let follower = Self { hub, wanted, at, out, _seat: seat };
            let ending = tokio::select! {
                ending = follower.run() => ending,
                () = stopping => Ending::Stopping,
            };
            ending.count();
            let reason = ending.word();
            _ = said.set(format!("event: closed\ndata: {{\"reason\":\"{reason}\"}}\n\n"));
        });
        // The last word does not need room among the pieces: there may be none.
        unfold((pieces, Some(last)), async |(mut pieces, last)| {
            if let Some(piece) = pieces.recv().await {
                return Some((Ok(piece), (pieces, last)));
            }
            let said = last?.get().cloned()?;
            Some((Ok(said.into()), (pieces, None)))
        })
    }

    async fn run(mut self) -> Ending {
        match self.follow().await {
            Ok(()) => Ending::Left,
            Err(ending) => ending,
        }
    }

    async fn follow(&mut self) -> Ended {
        let (hub, project) = (self.hub.clone(), self.wanted.project.no);
        self.send(format!("retry: 1000\n{}\n", self.place())).await?;
        let mut tail = hub.feeds.tail(&hub.store, project);
        let mut behind = true;
        loop {
            if behind {
                if tail.is_over() {
                    tail = hub.feeds.tail(&hub.store, project);
                }
                self.catch_up().await?;
                behind = false;
            }
            let out = self.out.clone();
            let heard = tokio::select! {
                heard = timeout(BEAT, tail.next(&self.at)) => heard,
                () = out.closed() => return Ok(()),
            };
            match heard {
                Ok(Heard::Nothing) => {}
                Ok(Heard::Piece(piece)) => self.tell_known(&piece).await?,
                Ok(Heard::Look) => behind = true,
                Err(Elapsed { .. }) => self.beat(&tail).await?,
            }
        }
    }

    /// Tells what there is in the store by now.
    async fn catch_up(&mut self) -> Ended {
        let (hub, project) = (self.hub.clone(), self.wanted.project.no);
        let kinds = self.wanted.kinds.clone();
        let filter = EventFilter { kinds, limit: PAGE, ..EventFilter::default() };
        loop {
            let page = hub.store.feed(project, &self.at, &filter).await.map_err(|error| {
                if matches!(error, StoreError::Erased) { Ending::Gap } else { Ending::Unavailable }
            })?;
            let events = told(&hub.store, project, self.at.clone(), page.events);
            self.tell(events.iter().map(|it| (it, it.cursor.as_str()))).await?;
            self.at = page.after;
            if !page.more {
                return Ok(());
            }
        }
    }

    /// Tells of a piece what is still to be told.
    async fn tell_known(&mut self, Known(piece): &Known) -> Ended {
        self.check_access()?;
        let lockstep = self.at.is_at(&piece.from);
        let mut own = Vec::new();
        let mut at = self.at.clone();
        for it in piece.events.iter().filter(|it| self.wants(&it.event.row)) {
            if lockstep {
                own.push((it, it.cursor.clone()));
            } else if at.is_before(it.event.run, it.event.number) {
                at.pass(it.event.run, it.event.number);
                own.push((it, cursor(&self.hub.store, self.wanted.project.no, &at)));
            }
        }
        self.tell(own.iter().map(|(it, cursor)| (*it, cursor.as_str()))).await?;
        self.at = piece.after.clone();
        Ok(())
    }

    async fn tell(&mut self, events: impl Iterator<Item = (&Told, &str)> + Send) -> Ended {
        let mut piece = String::new();
        for (it, cursor) in events {
            let data = self.wanted.form.show(&it.event.row).ok_or(Ending::Unavailable)?;
            // Writing to a text cannot fail.
            _ = write!(piece, "id: {cursor}\ndata: {data}\n\n");
            if piece.len() >= LONG {
                self.send(std::mem::take(&mut piece)).await?;
            }
        }
        if piece.is_empty() { Ok(()) } else { self.send(piece).await }
    }

    /// Says that the stream is there, and how far it is: what did not pass the filter is behind it.
    async fn beat(&mut self, tail: &Tail) -> Ended {
        self.check_access()?;
        if tail.is_over() {
            self.catch_up().await?;
        }
        self.send(format!(": beat\n{}\n", self.place())).await
    }

    fn place(&self) -> String {
        format!("id: {}\n", cursor(&self.hub.store, self.wanted.project.no, &self.at))
    }

    async fn send(&self, piece: String) -> Ended {
        match timeout(PATIENCE, self.out.send(piece.into())).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Ending::Left),
            Err(Elapsed { .. }) => Err(Ending::TooSlow),
        }
    }

    /// Whether the key and the project are still there.
    fn check_access(&self) -> Ended {
        let Wanted { project, key, .. } = &self.wanted;
        let there = self
            .hub
            .store
            .see(|registry| registry.key(*key).is_some() && registry.project(project.id).is_some());
        if there { Ok(()) } else { Err(Ending::NoAccess) }
    }

    fn wants(&self, row: &EventRow) -> bool {
        self.wanted.kinds.is_empty() || self.wanted.kinds.contains(&row.kind)
    }
}

impl Form {
    /// An event as JSON on one line; none where its body is none.
    pub(crate) fn show(self, row: &EventRow) -> Option<String> {
        if self == Self::Webhook {
            return String::from_utf8(row.body.clone()).ok();
        }
        let mut flat = webhook::flat(&row.body, row.occurred_at.map(from_ms)).ok()?;
        flat.insert("matched".to_owned(), row.matched.into());
        serde_json::to_string(&flat).ok()
    }
}
