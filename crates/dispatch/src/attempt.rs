//! One attempt: a signed request, and what follows from how it ended.

use crate::endpoint::Endpoint;
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
    let answer = match prepared {
        Ok(prepared) => client.send(prepared.request).await,
        Err(failure) => Err(failure),
    };
    let ended_at = clock().max(started_at);
    conclude(endpoint, owed, started_at, ended_at, answer)
}

fn conclude(
    endpoint: &Endpoint,
    owed: Owed,
    started_at: i64,
    ended_at: i64,
    answer: Result<Answer, Failure>,
) -> Attempted {
    let webhook = &endpoint.webhook;
    let ended = outcome(&answer, ended_at).judge(webhook.success);
    let slot = owed.slot.saturating_add(1);
    let used = Used { slot, started_at, ended_at };
    let next = webhook.schedule.next(used, ended, rand::random());
    let (state, due_at, slot) = match next {
        Next::Done => (DeliveryState::Delivered, None, slot),
        Next::Retry(due_at) => (DeliveryState::Pending, Some(due_at), slot),
        Next::GiveUp => (DeliveryState::Exhausted, None, slot),
        Next::Pause => (DeliveryState::Pending, Some(ended_at), owed.slot),
    };
    let failure = answer.as_ref().err().map(Failure::reason);
    let (status, error, response) = report(answer, ended);
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

pub(crate) fn outcome(answer: &Result<Answer, Failure>, now: i64) -> Outcome {
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
