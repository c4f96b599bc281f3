//! What comes out of the hub: the bin of its sandbox that the webhook points to.

use super::told::Told;
use crate::Hub;
use crate::sandbox::Arrived;
use std::pin::pin;
use std::sync::Arc;
use time::OffsetDateTime;
use webhook::Secret;

/// The bin's name.
pub(super) const BIN: &str = "demo";

/// Follows the bin.
pub(super) struct Bin {
    hub: Arc<Hub>,
    secret: Secret,
    next: u64,
}

impl Bin {
    /// The bin of that hub, for deliveries that are signed with that secret.
    pub(super) fn new(hub: Arc<Hub>, secret: Secret) -> Self {
        Self { hub, secret, next: 1 }
    }

    /// Waits for what comes next. To give up waiting loses nothing.
    pub(super) async fn next(&mut self) -> Told {
        loop {
            let hub = self.hub.clone();
            let mut arrival = pin!(hub.sandbox.arrivals.notified());
            // From here on, so that nothing slips in between looking and waiting.
            arrival.as_mut().enable();
            if let Some(arrived) = self.take() {
                return Told::read(&arrived, &self.secret, OffsetDateTime::now_utc());
            }
            arrival.await;
        }
    }

    fn take(&mut self) -> Option<Arrived> {
        let arrived = first_from(self.next, self.hub.sandbox.since(BIN, 0))?;
        self.next = arrived.number + 1;
        Some(arrived)
    }
}

/// The first from that number on. Who empties the bin has it count from one again, which shows in
/// a newest number that is too small.
fn first_from(next: u64, all: Vec<Arrived>) -> Option<Arrived> {
    let newest = all.last()?.number;
    let next = if newest + 1 < next { 1 } else { next };
    all.into_iter().find(|it| it.number >= next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::Verdict;

    fn arrived(number: u64) -> Arrived {
        Arrived {
            number,
            received_at: String::new(),
            method: "POST".to_owned(),
            headers: Vec::new(),
            body: String::new(),
            signature: Verdict { valid: false, reason: None },
        }
    }

    #[test]
    fn each_comes_once_and_an_emptied_bin_begins_anew() {
        for (next, there, first) in [
            (1, &[][..], None),
            (1, &[1, 2], Some(1)),
            (2, &[1, 2], Some(2)),
            (3, &[1, 2], None),
            (9, &[8], None),
            (9, &[1], Some(1)),
            (9, &[4, 5], Some(4)),
        ] {
            let all = there.iter().map(|number| arrived(*number)).collect();
            let found = first_from(next, all).map(|it| it.number);
            assert_eq!(found, first, "from {next} in {there:?}");
        }
    }
}
