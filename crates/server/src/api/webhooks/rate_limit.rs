//! How many requests an endpoint gets in a stretch of time: on the wire, and checked.

use crate::api::input::Faults;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use utoipa::ToSchema;

/// How many requests a stretch may hold, and how many seconds it may be long.
const REQUESTS: RangeInclusive<u16> = 1..=1000;
const SECONDS: RangeInclusive<u16> = 1..=3600;

/// At most so many requests in any so many seconds. What waits for that takes no slot of the
/// schedule.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookRateLimit, example = json!({"requests": 100, "seconds": 60}))]
pub(super) struct RateLimit {
    /// How many requests: 1 to 1,000.
    requests: u16,
    /// In how many seconds: 1 to 3,600; one, where it is not said.
    #[serde(default = "second")]
    #[schema(required = false)]
    seconds: u16,
}

const fn second() -> u16 {
    1
}

impl RateLimit {
    pub(super) fn check(self, faults: &mut Faults) {
        if !REQUESTS.contains(&self.requests) {
            faults.add("/rate_limit/requests", "must be 1 to 1000");
        }
        if !SECONDS.contains(&self.seconds) {
            faults.add("/rate_limit/seconds", "must be 1 to 3600");
        }
    }

    pub(super) const fn taken(self) -> webhook::RateLimit {
        webhook::RateLimit { requests: self.requests, seconds: self.seconds }
    }

    pub(super) const fn show(limit: webhook::RateLimit) -> Self {
        Self { requests: limit.requests, seconds: limit.seconds }
    }
}
