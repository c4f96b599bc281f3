//! Asking whether addresses may be written to, before a message is sent.

use crate::api::access::{Reads, Writes};
use crate::api::contacts::{NO_ADDRESS, channel};
use crate::api::describe::{InProject, OnceHeader};
use crate::api::events::{Sent, take};
use crate::api::input::{Faults, within};
use crate::api::once::Publish;
use crate::api::wire::time;
use crate::problem::Problem;
use axum::Json;
use event::{Block, Channel, Details, Event, EventKind, Reason};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use store::{Address, Contact};
use utoipa::ToSchema;

/// How many addresses one request asks about at most.
const MOST: usize = 10_000;

/// The largest body, in bytes: what so many addresses of 400 bytes need.
const LARGEST: usize = 4 << 20;

const LONGEST_ID: usize = 1000;

/// What is asked.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SuppressionCheck, example = json!({
    "channel": "email", "addresses": ["Bob@Example.org", "ann@example.org"], "record": false
}))]
pub(super) struct Check {
    /// The channel of all of them.
    #[schema(required = true, nullable = false)]
    channel: Option<String>,
    /// The addresses, as you write them: 1 to 10,000.
    #[schema(required = true, nullable = false)]
    addresses: Option<Vec<String>>,
    /// Whether each blocked contact makes an event, as the message to it is not sent:
    /// `email.rejected`, `sms.rejected`, `webpush.undelivered`, `telegram.failed` or
    /// `viber.rejected`, with a `reason.code` that begins with `suppressed`. Takes a key that may
    /// write.
    #[serde(default)]
    record: bool,
    /// Your id of the message, for those events: of one message each contact makes one.
    message_id: Option<String>,
    /// Your own ids, for those events.
    #[serde(default)]
    #[schema(value_type = Object)]
    metadata: Map<String, Value>,
}

/// What was found out, in the order of the addresses.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SuppressionsFound)]
pub(super) struct Found {
    /// Of each address.
    data: Vec<Checked>,
}

/// What is known of an address.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CheckedAddress, example = json!({
    "address": "Bob@Example.org", "contact": "Bob@example.org", "blocked": true,
    "reason": "bounced", "since": "2026-03-24T08:23:20.000Z"
}))]
pub(super) struct Checked {
    /// The address as it was asked.
    address: String,
    /// Its canonical form.
    contact: String,
    /// Whether it is not to be written to.
    blocked: bool,
    /// Why, by the latest reason: `unsubscribed`, `bounced`, `complained` or `deactivated`.
    reason: Option<&'static str>,
    /// Since when.
    #[schema(format = DateTime)]
    since: Option<String>,
    /// The event that was made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    event: Option<String>,
}

/// Says which addresses are blocked; with `record` each of those makes an event.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/suppressions/check",
    operation_id = "checkSuppressions",
    tag = "Suppressions",
    params(InProject, OnceHeader),
    request_body = Check,
    responses((status = 200, description = "What is known of each.", body = Found))
)]
pub(super) async fn check(
    asked: Reads,
    body: Publish<Check, LARGEST>,
) -> Result<Json<Found>, Problem> {
    let question = Question::read(body.body)?;
    let list = asked.hub.store.registry().list(asked.project.no);
    let all = question.addresses.iter().map(|(_, address)| address);
    let known = asked.hub.store.contacts_among(list, all).await?;
    let events = if question.record {
        record(&asked.must_write()?, &question, &known, body.sent).await?
    } else {
        HashMap::new()
    };
    let data = question.addresses.into_iter().map(|(written, address)| {
        let standing = known.get(&address).map(Contact::standing).unwrap_or_default();
        let blocked = standing.is_blocked();
        Checked {
            address: written,
            contact: address.text().to_owned(),
            blocked,
            reason: standing.reason().map(Block::name),
            since: standing.since.filter(|_| blocked).map(time),
            event: events.get(&address).cloned(),
        }
    });
    Ok(Json(Found { data: data.collect() }))
}

/// A question without mistakes.
struct Question {
    channel: Channel,
    /// Each as it was asked, and in canonical form.
    addresses: Vec<(String, Address)>,
    record: bool,
    message_id: Option<String>,
    metadata: Map<String, Value>,
}

impl Question {
    fn read(check: Check) -> Result<Self, Problem> {
        let mut faults = Faults::default();
        let on = faults.need("/channel", check.channel);
        let on = on.and_then(|name| faults.take("/channel", channel(&name)));
        let written = faults.need("/addresses", check.addresses).unwrap_or_default();
        if written.len() > MOST {
            faults.add("/addresses", format!("must be {MOST} at most"));
            return faults.or(None);
        }
        let message_id =
            check.message_id.and_then(|id| faults.take("/message_id", within(id, LONGEST_ID)));
        let mut addresses = Vec::with_capacity(written.len());
        for (place, text) in written.into_iter().enumerate().filter(|_| on.is_some()) {
            let address = on.and_then(|on| Address::new(on, &text)).ok_or(NO_ADDRESS);
            let address = faults.take(&format!("/addresses/{place}"), address);
            addresses.extend(address.map(|address| (text, address)));
        }
        let (record, metadata) = (check.record, check.metadata);
        let question = on.map(|channel| Self { channel, addresses, record, message_id, metadata });
        faults.or(question)
    }

    /// What says that the message to a contact is not sent.
    fn event(&self, address: &Address, block: Block) -> Event {
        let kind = match self.channel {
            Channel::Email => EventKind::EmailRejected,
            Channel::Sms => EventKind::SmsRejected,
            Channel::WebPush => EventKind::WebPushUndelivered,
            Channel::Telegram => EventKind::TelegramFailed,
            Channel::Viber => EventKind::ViberRejected,
        };
        let reason = Some(Reason { code: Some(block.code().to_owned()), text: None });
        let metadata = self.metadata.clone();
        Event {
            recipient: Some(address.text().to_owned()),
            message_id: self.message_id.clone(),
            event_id: self.message_id.as_ref().map(|id| format!("suppressed {id}")),
            details: Details { reason, metadata, ..Details::default() },
            ..Event::new(kind)
        }
    }
}

/// Makes an event of each blocked contact; gives their ids.
async fn record(
    asked: &Writes,
    question: &Question,
    known: &HashMap<Address, Contact>,
    sent: Option<Sent>,
) -> Result<HashMap<Address, String>, Problem> {
    let mut seen = HashSet::new();
    let all = question.addresses.iter().map(|(_, address)| address);
    let blocked = all
        .filter(|address| seen.insert(*address))
        .filter_map(|address| Some((address, known.get(address)?.standing().reason()?)));
    let blocked: Vec<_> = blocked.collect();
    if blocked.is_empty() {
        return Ok(HashMap::new());
    }
    let events: Vec<_> =
        blocked.iter().map(|(address, block)| question.event(address, *block)).collect();
    let taken = take(asked, &events, sent, asked.hub.now()).await?;
    let ids = blocked.iter().zip(taken);
    Ok(ids.map(|((address, _), taken)| ((*address).clone(), taken.id.to_string())).collect())
}
