//! What is counted.

use crate::attempt::Attempted;
use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};
use store::DeliveryState;

/// Handles, looked up once.
pub(crate) struct Meters {
    taken: Counter,
    refused: Counter,
    exhausted: Counter,
    seconds: Histogram,
    pub(crate) in_memory: Gauge,
}

impl Meters {
    pub(crate) fn new() -> Self {
        Self {
            taken: counter!("tidings_attempts_total", "outcome" => "delivered"),
            refused: counter!("tidings_attempts_total", "outcome" => "refused"),
            exhausted: counter!("tidings_deliveries_exhausted_total"),
            seconds: histogram!("tidings_attempt_seconds"),
            in_memory: gauge!("tidings_deliveries_in_memory"),
        }
    }

    pub(crate) fn count(&self, attempted: &Attempted) {
        self.seconds.record(f64::from(attempted.settled.duration_ms) / 1000.0);
        match attempted.failure {
            Some(reason) => {
                counter!("tidings_attempts_total", "outcome" => reason).increment(1);
            }
            None if attempted.settled.state == DeliveryState::Delivered => self.taken.increment(1),
            None => self.refused.increment(1),
        }
        if attempted.settled.state == DeliveryState::Exhausted {
            self.exhausted.increment(1);
        }
    }
}
