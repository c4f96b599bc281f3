//! What a webhook gets one after the other, on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an event is about, where nothing later about the same is sent before it is delivered,
/// exhausted or cancelled.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = WebhookOrder)]
pub(super) enum Order {
    /// The contact.
    Contact,
    /// The message.
    Message,
}

impl Order {
    pub(super) const fn taken(self) -> webhook::Order {
        match self {
            Self::Contact => webhook::Order::Contact,
            Self::Message => webhook::Order::Message,
        }
    }

    pub(super) const fn show(order: webhook::Order) -> Self {
        match order {
            webhook::Order::Contact => Self::Contact,
            webhook::Order::Message => Self::Message,
        }
    }
}
