//! One attempt: a signed request, and what follows from how it ended.

use crate::endpoint::{Endpoint, Prepared};
use bytes::Bytes;
use fetch::{Answer, Failure};
use std::time::{Duration, SystemTime};
use store::{Clock, DeliveryState, Owed, Settled};
use webhook::{Ended, Next, Outcome, Used};

/// What an attempt came to.
pub(crate) struct Attempted {
    /// To be written down.
    pub settled: Settled,
    /// What it means for the endpoint.
    pub ended: Ended,
    /// Why it brought no answer, in one word.
    pub failure: Option<&'static str>,
}

/// Makes one attempt for a delivery.
pub(crate) async fn attempt(
    client: &fetch::Client,
    endpoint: &Endpoint,
    owed: Owed,
    clock: Clock,
) -> Attempted {
    let started_at = clock();
    let prepared = endpoint.prepare(owed.event.to_string(), started_at, &owed.body);
    let answer = send(client, prepared).await;
    let came = Came::of(endpoint, started_at, clock().max(started_at), answer);
    came.settle(endpoint, owed, rand::random())
}

/// Makes one attempt for several deliveries.
pub(crate) async fn attempt_all(
    client: &fetch::Client,
    endpoint: &Endpoint,
    all: Vec<Owed>,
    clock: Clock,
) -> Vec<Attempted> {
    let started_at = clock();
    let events: Vec<_> = all.iter().map(|owed| (owed.event, &owed.body[..])).collect();
    let answer = send(client, endpoint.prepare_batch(started_at, &events)).await;
    let came = Came::of(endpoint, started_at, clock().max(started_at), answer);
    // They come back together, so that they are the same batch again.
    let spread = rand::random();
    all.into_iter().map(|owed| came.clone().settle(endpoint, owed, spread)).collect()
}

async fn send(
    client: &fetch::Client,
    prepared: Result<Prepared, Failure>,
) -> Result<Answer, Failure> {
    client.send(prepared?.request).await
}

/// What a request came to, whatever it was sent for.
#[derive(Clone)]
struct Came {
    started_at: i64,
    ended_at: i64,
    ended: Ended,
    failure: Option<&'static str>,
    status: Option<u16>,
    error: Option<String>,
    response: Bytes,
}

impl Came {
    fn of(
        endpoint: &Endpoint,
        started_at: i64,
        ended_at: i64,
        answer: Result<Answer, Failure>,
    ) -> Self {
        let ended = outcome(&answer, ended_at).judge(endpoint.webhook.success);
        let failure = answer.as_ref().err().map(Failure::reason);
        let (status, error, response) = report(answer, ended);
        Self { started_at, ended_at, ended, failure, status, error, response }
    }

    /// What follows for a delivery. `spread` says how far within its gap the next attempt lies.
    fn settle(self, endpoint: &Endpoint, owed: Owed, spread: f64) -> Attempted {
        let Self { started_at, ended_at, ended, failure, status, error, response } = self;
        let webhook = &endpoint.webhook;
        let slot = owed.slot.saturating_add(1);
        let used = Used { slot, started_at, ended_at };
        let (state, due_at, slot) = match webhook.schedule.next(used, ended, spread) {
            Next::Done => (DeliveryState::Delivered, None, slot),
            Next::Retry(due_at) => (DeliveryState::Pending, Some(due_at), slot),
            Next::GiveUp => (DeliveryState::Exhausted, None, slot),
            Next::Pause => (DeliveryState::Pending, Some(ended_at), owed.slot),
        };
        let duration_ms = u32::try_from(ended_at - started_at).unwrap_or(u32::MAX);
        let format = webhook.options.format.number();
        let settled = Settled {
            owed,
            format,
            state,
            due_at,
            slot,
            started_at,
            duration_ms,
            status,
            error,
            response,
        };
        Attempted { settled, ended, failure }
    }
}

/// What came of a request, at that time in milliseconds since 1970.
#[must_use]
pub fn outcome(answer: &Result<Answer, Failure>, now: i64) -> Outcome {
    let Ok(answer) = answer else { return Outcome::Failed };
    let now = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(now).unwrap_or(0));
    let retry_after = answer.retry_after.map(|it| it.wait(now).as_secs());
    Outcome::Answered { status: answer.status, retry_after }
}

/// What the attempt's record says: status, error, the response's beginning.
fn report(answer: Result<Answer, Failure>, ended: Ended) -> (Option<u16>, Option<String>, Bytes) {
    match answer {
        Ok(answer) => {
            let error = match ended {
                Ended::Taken => None,
                Ended::Gone => Some("the endpoint is gone: the webhook is paused".to_owned()),
                Ended::Refused { .. } => answer.not_followed(),
            };
            (Some(answer.status), error, answer.body)
        }
        Err(failure) => (None, Some(format!("{}: {failure}", failure.reason())), Bytes::new()),
    }
}
