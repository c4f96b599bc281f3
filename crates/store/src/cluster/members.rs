//! Who lives, as of the last look.

use super::home::home;
use crate::{No, Subscription};

/// The runs that live.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Members {
    /// Those that send, in order.
    pub senders: Vec<No>,
    /// Runs that ended, all of whose work waits in the store by now.
    pub left: Vec<No>,
}

impl Members {
    /// Whether what that run owns is seen to by that run.
    pub(crate) fn sends(&self, run: No) -> bool {
        self.senders.binary_search(&run).is_ok()
    }

    /// Who sees to what a webhook is owed: that run, which may send or not, or the home of the lane
    /// where that has to be one, or the run does not send.
    pub(crate) fn sees_to(&self, me: No, dispatches: bool, to: &Subscription) -> No {
        if dispatches && !to.pinned { me } else { self.home(to.webhook).unwrap_or(me) }
    }

    /// Who sees to a webhook's lane where it has to be one.
    pub(crate) fn home(&self, webhook: No) -> Option<No> {
        home(&self.senders, webhook)
    }
}
