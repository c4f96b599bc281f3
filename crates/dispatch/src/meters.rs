//! What is counted.

use crate::attempt::Attempted;
use event::EventId;
use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};
use std::time::Duration;
use store::DeliveryState;

/// Handles, looked up once.
pub(crate) struct Meters {
    delivered: Counter,
    dead: Counter,
    attempt: Histogram,
    first: Histogram,
    late: Gauge,
    pub(crate) in_memory: Gauge,
    pub(crate) due: Gauge,
}

impl Meters {
    pub(crate) fn new() -> Self {
        Self {
            delivered: deliveries("delivered", "none"),
            dead: counter!("tidings_dead_letters_total"),
            attempt: histogram!("tidings_delivery_attempt_seconds"),
            first: histogram!("tidings_event_to_first_attempt_seconds"),
            late: gauge!("tidings_due_lag_seconds"),
            in_memory: gauge!("tidings_backlog", "state" => "in_memory"),
            due: gauge!("tidings_backlog", "state" => "due"),
        }
    }

    pub(crate) fn lag(&self, late: Duration) {
        self.late.set(late.as_secs_f64());
    }

    pub(crate) fn count(&self, attempted: &Attempted) {
        let settled = &attempted.settled;
        self.attempt.record(f64::from(settled.duration_ms) / 1000.0);
        if settled.owed.attempts == 0 {
            self.first.record(seconds_between(settled.owed.event, settled.started_at));
        }
        match settled.state {
            DeliveryState::Delivered => self.delivered.increment(1),
            state => deliveries(result(state), reason(attempted)).increment(1),
        }
        if settled.state == DeliveryState::Exhausted {
            self.dead.increment(1);
        }
    }
}

fn deliveries(result: &'static str, reason: &'static str) -> Counter {
    counter!("tidings_deliveries_total", "result" => result, "reason" => reason)
}

/// What became of the delivery by the attempt.
const fn result(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Delivered => "delivered",
        DeliveryState::Exhausted => "exhausted",
        DeliveryState::Cancelled => "cancelled",
        DeliveryState::Pending => "again",
    }
}

/// Why it was no success: a word for what brought no answer, or the class of the answer.
const fn reason(attempted: &Attempted) -> &'static str {
    if let Some(reason) = attempted.failure {
        return reason;
    }
    match attempted.settled.status {
        Some(410) => "gone",
        Some(429) => "too_many_requests",
        Some(200..=299) => "2xx",
        Some(300..=399) => "3xx",
        Some(400..=499) => "4xx",
        Some(500..=599) => "5xx",
        _ => "other",
    }
}

/// An event's id tells when it was received.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of some centuries fit")]
fn seconds_between(event: EventId, ms: i64) -> f64 {
    (ms - event.ms()).max(0) as f64 / 1000.0
}
