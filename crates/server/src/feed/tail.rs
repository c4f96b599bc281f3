//! What happens in a project from now on, read once for all who follow it.

use super::Feeds;
use super::told::{Told, told};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::{EventFilter, No, Position, Store, StoreError, Watch};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{self, Receiver, Sender};
use tokio::time::sleep;

/// How many events are read at a time, and how many such pieces may wait for a follower. Who is
/// further behind reads from the store again.
const PAGE: u16 = 250;
const PIECES: usize = 16;

/// How long the next look waits where the store does not answer.
const PAUSE: Duration = Duration::from_millis(500);

/// What lies between two places.
#[derive(Debug)]
pub(super) struct Piece {
    pub from: Position,
    pub after: Position,
    pub events: Vec<Told>,
}

/// Who reads which project.
#[derive(Debug, Default)]
pub(super) struct Tails(Mutex<HashMap<No, Sender<Arc<Piece>>>>);

/// What comes in from now on.
#[derive(Debug)]
pub(crate) struct Tail(Receiver<Arc<Piece>>);

/// What somebody who follows has to do next.
pub(crate) enum Heard {
    /// Nothing: it has read all of that.
    Nothing,
    /// Tell these.
    Piece(Known),
    /// Read from the store: it is not known what was missed.
    Look,
}

/// A piece that goes on where its reader stands.
pub(crate) struct Known(pub(super) Arc<Piece>);

impl Feeds {
    /// Begins to hear what happens in a project. Whoever reads from the store after this misses
    /// nothing.
    pub(crate) fn tail(&self, store: &Store, project: No) -> Tail {
        let mut all = self.tails.all();
        if let Some(sender) = all.get(&project) {
            return Tail(sender.subscribe());
        }
        let (sender, receiver) = broadcast::channel(PIECES);
        all.insert(project, sender.clone());
        let watch = store.watch(project);
        let reader = Reader { store: store.clone(), project, sender, tails: self.tails.clone() };
        tokio::spawn(reader.run(watch));
        Tail(receiver)
    }
}

impl Tail {
    /// Waits for what lies behind a place.
    pub(crate) async fn next(&mut self, at: &Position) -> Heard {
        match self.0.recv().await {
            Ok(piece) if at.covers(&piece.after) => Heard::Nothing,
            Ok(piece) if at.covers(&piece.from) && piece.after.covers(at) => {
                Heard::Piece(Known(piece))
            }
            Ok(_) | Err(RecvError::Lagged(_)) => Heard::Look,
            Err(RecvError::Closed) => {
                // The reader could not go on; who looks finds out why.
                sleep(PAUSE).await;
                Heard::Look
            }
        }
    }

    /// Whether nothing more will be heard.
    pub(crate) fn is_over(&self) -> bool {
        self.0.is_closed()
    }
}

impl Tails {
    fn all(&self) -> MutexGuard<'_, HashMap<No, Sender<Arc<Piece>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets a reader that nobody hears any more, or any where it `must` go; says whether it did.
    fn forget(&self, project: No, must: bool) -> bool {
        let mut all = self.all();
        let gone = must || all.get(&project).is_none_or(|it| it.receiver_count() == 0);
        if gone {
            all.remove(&project);
        }
        gone
    }
}

/// Reads a project for all who follow it.
struct Reader {
    store: Store,
    project: No,
    sender: Sender<Arc<Piece>>,
    tails: Arc<Tails>,
}

impl Reader {
    async fn run(self, mut watch: Watch) {
        let mut at = match self.store.feed_end(self.project).await {
            Ok(at) => at,
            Err(error) => {
                tracing::debug!(error.cause = ?error, "a feed cannot be followed");
                _ = self.tails.forget(self.project, true);
                return;
            }
        };
        // Who came before this place was known has to see whether it is theirs.
        _ = self.sender.send(Arc::new(Piece {
            from: at.clone(),
            after: at.clone(),
            events: vec![],
        }));
        loop {
            tokio::select! {
                () = watch.changed() => {}
                () = self.sender.closed() => {
                    if self.tails.forget(self.project, false) {
                        return;
                    }
                    continue;
                }
            }
            match self.read(&mut at).await {
                Ok(()) => {}
                Err(StoreError::Erased | StoreError::Closed) => {
                    _ = self.tails.forget(self.project, true);
                    return;
                }
                Err(error) => {
                    tracing::debug!(error.cause = ?error, "a feed is behind");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Tells all that there is.
    async fn read(&self, at: &mut Position) -> Result<(), StoreError> {
        let all = EventFilter { limit: PAGE, ..EventFilter::default() };
        loop {
            let page = self.store.feed_so_far(self.project, at, &all).await?;
            if !page.events.is_empty() {
                let events = told(&self.store, self.project, at.clone(), page.events);
                let piece = Piece { from: at.clone(), after: page.after.clone(), events };
                // That nobody hears it is found out by the loop.
                _ = self.sender.send(Arc::new(piece));
            }
            *at = page.after;
            if !page.more {
                return Ok(());
            }
        }
    }
}
