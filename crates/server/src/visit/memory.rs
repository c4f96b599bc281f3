//! Codes that were looked up lately, so that a click waits for the disk once and not twice.

use super::Visits;
use hashlink::LruCache;
use std::fmt;
use std::sync::{Arc, MutexGuard, PoisonError};
use store::{LinkRow, No};
use ticket::{Purpose, Ticket};

/// How much is kept, in bytes; beyond, what was not asked for longest goes.
const MOST_BYTES: usize = 32 << 20;

/// What an entry costs beside its texts.
const FRAME: usize = 400;

/// For how long an entry is believed without a look into the store, in milliseconds: a link may be
/// deleted by another hub.
const FRESH: i64 = 60_000;

/// A link as it is followed.
#[derive(Debug)]
pub(super) struct Link {
    pub project: No,
    pub ticket: Ticket,
    /// When it stops to count, in milliseconds since 1970.
    pub expires_at: i64,
    pub deleted: bool,
}

impl Link {
    /// A row of the store; none where it must not be followed, whoever wrote it.
    pub(super) fn of(row: LinkRow) -> Option<Self> {
        let ticket = Ticket {
            message_id: row.message_id,
            url: Some(row.url),
            metadata: row.metadata,
            ..Ticket::new(row.channel, row.contact)
        };
        let sound = row.deleted || ticket.faults(Purpose::Link).is_empty();
        let (project, expires_at, deleted) = (row.project, row.expires_at, row.deleted);
        sound.then_some(Self { project, ticket, expires_at, deleted })
    }

    fn size(&self) -> usize {
        let ticket = &self.ticket;
        let texts = [&ticket.url, &ticket.message_id].into_iter().flatten().map(String::len);
        let metadata = serde_json::to_string(&ticket.metadata).map_or(0, |json| json.len() * 2);
        FRAME + ticket.contact.len() + texts.sum::<usize>() + metadata
    }
}

struct Entry {
    link: Arc<Link>,
    read_at: i64,
    size: usize,
}

/// The links that are known by heart.
pub(super) struct Memory {
    entries: LruCache<String, Entry>,
    bytes: usize,
    most: usize,
}

impl Memory {
    fn of(most: usize) -> Self {
        Self { entries: LruCache::new_unbounded(), bytes: 0, most }
    }

    /// A link, and whether it is known well enough not to look it up.
    pub(super) fn find(&mut self, code: &str, now: i64) -> Option<(Arc<Link>, bool)> {
        let entry = self.entries.get(code)?;
        Some((entry.link.clone(), now - entry.read_at < FRESH))
    }

    /// Keeps what the store said.
    pub(super) fn keep(&mut self, code: &str, link: Arc<Link>, now: i64) {
        self.forget(code);
        let size = link.size() + code.len();
        self.bytes += size;
        self.entries.insert(code.to_owned(), Entry { link, read_at: now, size });
        while self.bytes > self.most {
            let Some((_, oldest)) = self.entries.remove_lru() else { break };
            self.bytes -= oldest.size;
        }
    }

    pub(super) fn forget(&mut self, code: &str) {
        if let Some(entry) = self.entries.remove(code) {
            self.bytes -= entry.size;
        }
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::of(MOST_BYTES)
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl Visits {
    pub(super) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::Channel;

    fn link(url: &str) -> Arc<Link> {
        let ticket = Ticket { url: Some(url.to_owned()), ..Ticket::new(Channel::Sms, "+1") };
        Arc::new(Link { project: 1, ticket, expires_at: 0, deleted: false })
    }

    #[test]
    fn what_was_not_asked_for_longest_goes() {
        let one = link("https://shop.example/").size() + 1;
        let mut memory = Memory::of(3 * one);
        for code in ["a", "b", "c"] {
            memory.keep(code, link("https://shop.example/"), 0);
        }
        assert!(memory.find("a", 0).is_some());
        memory.keep("d", link("https://shop.example/"), 0);
        assert!(memory.find("b", 0).is_none(), "the one asked for longest ago");
        assert!(["a", "c", "d"].iter().all(|code| memory.find(code, 0).is_some()));
        memory.keep("a", link("https://shop.example/"), 0);
        memory.forget("c");
        memory.forget("c");
        assert_eq!(memory.bytes, 2 * one);
        memory.keep("e", link(&format!("https://shop.example/{}", "e".repeat(5000))), 0);
        assert_eq!(memory.bytes, 0, "what is larger than all the room is not kept");
    }

    #[test]
    fn an_old_entry_is_to_be_looked_up() {
        let mut memory = Memory::default();
        memory.keep("a", link("https://shop.example/"), 1000);
        assert!(memory.find("a", 60_999).is_some_and(|(_, fresh)| fresh));
        assert!(memory.find("a", 61_000).is_some_and(|(_, fresh)| !fresh));
    }
}
