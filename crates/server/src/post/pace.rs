//! How fast a source may send.

use event::Channel;
use std::collections::HashMap;

/// The shortest time between two messages of a bot, in milliseconds: Telegram takes 30 a second, and
/// requests that leave at even times arrive at uneven ones.
const OF_A_BOT: i64 = 36;

/// And between two to one chat.
const IN_A_CHAT: i64 = 1000;

/// When a source sent last, and to whom. All times are milliseconds since 1970.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// Nothing is sent before.
    free_at: i64,
    chats: HashMap<String, i64>,
}

impl Pace {
    /// When a message to that contact may be sent; none where that is later than `latest`. The time
    /// is taken then.
    pub(super) fn slot(
        &mut self,
        channel: Channel,
        contact: &str,
        now: i64,
        latest: i64,
    ) -> Result<i64, i64> {
        let mut slot = now.max(self.free_at);
        if channel == Channel::Telegram {
            self.chats.retain(|_, free_at| *free_at > now);
            slot = slot.max(self.chats.get(contact).copied().unwrap_or(now));
        }
        if slot > latest {
            return Err(slot);
        }
        if channel == Channel::Telegram {
            self.free_at = self.free_at.max(now).max(slot - IN_A_CHAT) + OF_A_BOT;
            self.chats.insert(contact.to_owned(), slot + IN_A_CHAT);
        }
        Ok(slot)
    }

    /// Sends nothing before that time: the service said so.
    pub(super) fn hold(&mut self, until: i64) {
        self.free_at = self.free_at.max(until);
    }
}
