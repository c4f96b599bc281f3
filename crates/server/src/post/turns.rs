//! Messages to one contact leave one after the other, in the order in which they were asked for.

use super::desk::Taken;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// What one source has taken, by contact.
#[derive(Default)]
pub(super) struct Turns {
    /// A contact is there for as long as somebody sends to it.
    lines: Mutex<HashMap<String, VecDeque<Taken>>>,
    count: AtomicUsize,
    done: Notify,
}

impl Turns {
    /// How many were taken and are not done.
    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::Acquire)
    }

    /// Waits until another one is done.
    pub(super) async fn one_is_done(&self) {
        self.done.notified().await;
    }

    /// Lines one up; says whether nobody sends to its contact yet.
    pub(super) fn line_up(&self, one: Taken) -> bool {
        self.count.fetch_add(1, Ordering::AcqRel);
        let mut lines = self.lock();
        let nobody = !lines.contains_key(one.contact());
        lines.entry(one.contact().to_owned()).or_default().push_back(one);
        nobody
    }

    /// Sends all that is lined up for a contact.
    pub(super) async fn send_to(self: Arc<Self>, contact: String) {
        while let Some(one) = self.next(&contact) {
            let _done = Done(&self);
            // On its own, so that one that panics takes nobody's turn. It has told its panic.
            _ = tokio::spawn(one.send()).await;
        }
    }

    fn next(&self, contact: &str) -> Option<Taken> {
        let mut lines = self.lock();
        let next = lines.get_mut(contact)?.pop_front();
        if next.is_none() {
            lines.remove(contact);
        }
        next
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, VecDeque<Taken>>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts one as done, whatever became of it.
struct Done<'a>(&'a Turns);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.count.fetch_sub(1, Ordering::AcqRel);
        self.0.done.notify_one();
    }
}
