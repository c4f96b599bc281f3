//! Requests outside of any delivery, the way that deliveries go.

use crate::attempt::outcome;
use crate::endpoint::{Endpoint, Prepared};
use bytes::Bytes;
use event::EventId;
use fetch::{Answer, Failure};
use http::{HeaderMap, HeaderValue};
use std::sync::Arc;
use store::{Clock, Registry, Webhook};
use webhook::{Base, Ended};

/// What is sent.
#[derive(Clone, Debug)]
pub enum Probe {
    /// An envelope, in the webhook's own form.
    Envelope(Bytes),
    /// A body as it is; of the type that the webhook's deliveries have, where none is said.
    Typed(Bytes, Option<HeaderValue>),
}

/// What was sent, and what came of it.
#[derive(Debug)]
pub struct Probed {
    /// When it started, in milliseconds since 1970.
    pub started_at: i64,
    /// How long it took, in milliseconds.
    pub duration_ms: u32,
    /// The headers, those of the connection aside. Those of the webhook's own hold its secrets.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// What was signed.
    pub bases: Vec<Base>,
    /// The answer, or why there is none.
    pub answer: Result<Answer, Failure>,
    /// What it would mean for a delivery.
    pub ended: Ended,
}

/// Sends something to a webhook once, in its form, under its signature and within its deadline.
/// Nothing is written down. `id` is the event's.
///
/// None where the webhook's URL is none, or its project is gone.
pub async fn probe(
    client: &fetch::Client,
    (registry, webhook): (&Registry, &Arc<Webhook>),
    id: EventId,
    probe: Probe,
    clock: Clock,
) -> Option<Probed> {
    let endpoint = Endpoint::new(registry, webhook)?;
    let started_at = clock();
    let prepared = match probe {
        Probe::Envelope(kept) if webhook.options.batch.is_some() => {
            endpoint.prepare_batch(started_at, &[(id, &kept)])
        }
        Probe::Envelope(kept) => endpoint.prepare_shown(id.to_string(), started_at, &kept),
        Probe::Typed(body, content_type) => {
            Ok(endpoint.prepare_typed(id.to_string(), started_at, (body, content_type)))
        }
    };
    let mut headers = endpoint.headers.clone();
    let (answer, body, bases) = match prepared {
        Err(failure) => (Err(failure), Bytes::new(), Vec::new()),
        Ok(Prepared { request, bases }) => {
            headers.extend(request.headers.clone());
            let body = request.body.clone();
            (client.send(request).await, body, bases)
        }
    };
    let ended_at = clock().max(started_at);
    let ended = outcome(&answer, ended_at).judge(webhook.success);
    let duration_ms = u32::try_from(ended_at - started_at).unwrap_or(u32::MAX);
    Some(Probed { started_at, duration_ms, headers, body, bases, answer, ended })
}
