//! The key of a project's tickets, for platforms that seal them by themselves.

use super::make::Seals;
use super::wire::{Checked, Sealed};
use crate::api::access::Writes;
use crate::api::describe::InProject;
use axum::Json;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use event::Channel;
use rand::random;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use strum::IntoEnumIterator;
use ticket::{Purpose, Ticket, Token};
use utoipa::ToSchema;

/// What it takes to seal tickets without asking the hub.
///
/// A token is `base64url(head | nonce | AES-256-GCM of the ticket as JSON)`, without padding; `head`
/// followed by the purpose's name is authenticated with it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TicketKey {
    /// 32 bytes, in base64. Who has it makes links that lead anywhere, and leaves for anybody.
    key: String,
    /// What each token begins with: 17 bytes, in base64url.
    head: String,
    /// By purpose, what a URL is made of: `{token}` stands for the token.
    urls: BTreeMap<&'static str, String>,
    /// One for each purpose. They are real: an event follows from each that is opened.
    examples: Vec<Example>,
}

/// A ticket that was sealed, and with which nonce.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TicketExample)]
pub(super) struct Example {
    /// The ticket.
    #[schema(value_type = Object)]
    ticket: Value,
    /// 12 bytes that are used once, in base64url.
    nonce: String,
    #[serde(flatten)]
    sealed: Sealed,
}

/// Shows the key that seals a project's tickets, with an example for each purpose.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/ticket-key",
    operation_id = "getTicketKey",
    tag = "Links",
    params(InProject),
    responses(
        (status = 200, description = "The key.", body = TicketKey),
        (status = 403, description = "The key may not do this."),
    )
)]
pub(super) async fn key(asked: Writes) -> Json<TicketKey> {
    let (hub, project) = (&asked.hub, &asked.project);
    let seals = Seals::of(hub, project);
    let url = |purpose: Purpose| {
        let (before, behind) = purpose.around();
        (purpose.name(), format!("{}{before}{{token}}{behind}", hub.public_url))
    };
    let example = |purpose| {
        let new = Checked { purpose, ticket: example(purpose), mailbox: None };
        let nonce = random();
        Example {
            // It was JSON a moment ago.
            ticket: serde_json::from_slice(&new.ticket.to_json()).unwrap_or_default(),
            nonce: URL_SAFE_NO_PAD.encode(nonce),
            sealed: seals.seal(&new, nonce),
        }
    };
    Json(TicketKey {
        key: STANDARD.encode(hub.store.ticket_key(project.id)),
        head: URL_SAFE_NO_PAD.encode(Token::head(project.id)),
        urls: Purpose::iter().map(url).collect(),
        examples: Purpose::iter().map(example).collect(),
    })
}

fn example(purpose: Purpose) -> Ticket {
    let url = (purpose == Purpose::Link).then(|| "https://shop.example/orders/1009".to_owned());
    let message_id = Some("order-1009".to_owned());
    Ticket { url, message_id, ..Ticket::new(Channel::Email, "ann@example.org") }
}
