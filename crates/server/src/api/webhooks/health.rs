//! How a webhook's endpoint fares, on the wire.

use super::wire::Webhook;
use crate::Hub;
use crate::api::wire::time;
use crate::problem::Problem;
use serde::Serialize;
use utoipa::ToSchema;
use webhook::Breaker;

/// How a webhook's endpoint fares, as it was a second ago at most.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookHealth, example = json!({
    "state": "open",
    "failures": 41,
    "failing_since": "2026-03-24T08:23:20.000Z",
    "last_failure_at": "2026-03-24T08:31:02.417Z",
    "last_error": "the status is 503",
    "open_since": "2026-03-24T08:24:01.090Z",
    "next_probe_at": "2026-03-24T08:33:42.417Z"
}))]
pub(super) struct Health {
    /// What the breaker does.
    state: State,
    /// How many requests failed since one was taken.
    failures: u32,
    /// When the first of them did.
    #[schema(format = DateTime)]
    failing_since: Option<String>,
    /// When the last of them did.
    #[schema(format = DateTime)]
    last_failure_at: Option<String>,
    /// Why it did.
    last_error: Option<String>,
    /// Since when the breaker is open.
    #[schema(format = DateTime)]
    open_since: Option<String>,
    /// When the next probe may begin.
    #[schema(format = DateTime)]
    next_probe_at: Option<String>,
}

/// What the breaker does.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = BreakerState)]
enum State {
    /// All goes by its schedule.
    Closed,
    /// What waits is held until the next probe, and uses no slot.
    Open,
    /// A probe is on its way.
    Probing,
}

impl Health {
    pub(super) fn show(health: &webhook::Health) -> Self {
        Self {
            state: match health.breaker() {
                Breaker::Closed => State::Closed,
                Breaker::Open => State::Open,
                Breaker::Probing => State::Probing,
            },
            failures: health.failures,
            failing_since: health.failing_since.map(time),
            last_failure_at: health.failed_at.map(time),
            last_error: health.error.clone(),
            open_since: health.open_since.map(time),
            next_probe_at: health.probe_at.map(time),
        }
    }
}

/// A webhook, and how its endpoint fares.
pub(super) async fn shown(hub: &Hub, webhook: &store::Webhook) -> Result<Webhook, Problem> {
    let known = hub.store.health(webhook.no).await?;
    Ok(Webhook::show(webhook, known.map(|it| it.health).as_ref()))
}
