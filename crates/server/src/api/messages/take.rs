//! Taking messages in, as a whole.

use super::body::{Body, Leave};
use super::links;
use super::message::Message;
use super::own::{is_own, short_url};
use super::whom::{Recipient, Way, recipients};
use super::wire::{ParcelTaken, Taken};
use crate::Hub;
use crate::api::access::Writes;
use crate::api::events::{Sent, keep};
use crate::bots::{Occasion, texts};
use crate::post::{not_sent, reason_json};
use crate::problem::Problem;
use event::{Details, Event, ParcelId, Reason};
use sender::telegram::{Button, Does};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use store::{Answer, NewLink, NewParcel, ParcelChange, ParcelState, StoreError};

/// Why messages were not taken in.
pub(super) enum NotTaken {
    /// Somebody else took the same in just now.
    Again,
    Problem(Problem),
}

impl<E: Into<Problem>> From<E> for NotTaken {
    fn from(error: E) -> Self {
        Self::Problem(error.into())
    }
}

/// What makes a message count once.
type Own = [u8; 32];

/// A message to one contact that is about to be taken in.
struct Draft<'a> {
    message: &'a Message,
    recipient: Recipient,
    id: ParcelId,
    first: ParcelId,
    own: Option<Own>,
    body: Body,
    links: Vec<String>,
}

/// Takes messages in; gives what became of each.
pub(super) async fn take(
    asked: &Writes,
    messages: &[Message],
    sent: Option<Sent>,
) -> Result<Vec<Taken>, NotTaken> {
    let (hub, now) = (&asked.hub, asked.hub.now());
    let owns: Vec<_> = (0..).zip(messages).map(|(at, it)| own(asked, it, sent, at)).collect();
    let known: Vec<Own> = owns.iter().flatten().copied().collect();
    let known = hub.store.parcels_of(asked.project.no, &known).await?;
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    let mut data: Vec<Taken> = Vec::with_capacity(messages.len());
    let mut here: HashMap<Own, usize> = HashMap::new();
    let begin = ParcelId::at(now);
    for (place, (message, own)) in messages.iter().zip(owns).enumerate() {
        let before = own.and_then(|own| known.get(&own));
        let before = before.map(|parcels| parcels.iter().map(ParcelTaken::show).collect());
        let first = own.map(|own| *here.entry(own).or_insert(place));
        let first = first.filter(|first| *first != place);
        if let Some(parcels) = before.or_else(|| first.map(|first| data[first].parcels.clone())) {
            data.push(Taken::of(parcels, true));
            continue;
        }
        let of_it = of(asked, message, begin.nth(drafts.len()), own).await?;
        data.push(Taken::of(of_it.iter().map(Draft::show).collect(), false));
        drafts.extend(of_it);
    }
    make_links(asked, &mut drafts).await?;
    let events: Vec<_> = drafts.iter().filter_map(Draft::event).collect();
    let parcels = drafts.into_iter().map(|draft| draft.parcel(now));
    let parcels = parcels.map(|parcel| ParcelChange::New(Box::new(parcel))).collect();
    match keep(asked, &events, parcels, sent, now).await {
        Err(StoreError::Taken(_)) => Err(NotTaken::Again),
        kept => kept.map(|_| data).map_err(NotTaken::from),
    }
}

/// A message to each of its contacts.
async fn of<'a>(
    asked: &Writes,
    message: &'a Message,
    first: ParcelId,
    own: Option<Own>,
) -> Result<Vec<Draft<'a>>, Problem> {
    let to = recipients(&asked.hub, &asked.project, message).await?;
    let drafts = to.into_iter().enumerate().map(|(number, recipient)| Draft {
        message,
        recipient,
        id: first.nth(number),
        first,
        own: own.filter(|_| number == 0),
        body: message.body.clone(),
        links: Vec::new(),
    });
    Ok(drafts.collect())
}

/// What makes a message count once: the sender's own id of it, or its place in a request that does.
fn own(asked: &Writes, message: &Message, sent: Option<Sent>, place: u64) -> Option<Own> {
    let mut hash = Sha256::new();
    match (&message.id, sent) {
        (Some(id), _) => {
            hash.update("id");
            hash.update(id);
        }
        (None, Some(sent)) => {
            hash.update("key");
            hash.update(asked.key.no.to_le_bytes());
            hash.update(sent.name);
            hash.update(place.to_le_bytes());
        }
        (None, None) => return None,
    }
    Some(hash.finalize().into())
}

/// Makes the project's own links of those in the messages.
async fn make_links(asked: &Writes, drafts: &mut [Draft<'_>]) -> Result<(), Problem> {
    let hub = &asked.hub;
    let mut new = Vec::new();
    for draft in drafts.iter_mut().filter(|draft| draft.is_tracked()) {
        find_links(hub, draft, &mut new);
    }
    if new.is_empty() {
        return Ok(());
    }
    let mut codes = Vec::with_capacity(new.len());
    let none = |made: &[String]| {
        codes.extend_from_slice(made);
        Answer { status: 201, body: String::new() }
    };
    hub.store.create_links(asked.project.no, &new, None, none).await?;
    let mut codes = codes.into_iter();
    for draft in drafts.iter_mut().filter(|draft| draft.is_tracked()) {
        let own = &mut draft.links;
        links::replace(&mut draft.body, |url| {
            if is_own(hub, url) {
                return None;
            }
            let code = codes.next()?;
            let url = short_url(hub, &code);
            own.push(code);
            url
        });
    }
    Ok(())
}

/// Where a message leads to, in the order in which it says so.
fn find_links(hub: &Hub, draft: &mut Draft<'_>, new: &mut Vec<NewLink>) {
    let (message, id) = (draft.message, draft.id.to_string());
    let contact = draft.recipient.address.text().to_owned();
    let expires_at = hub.now() + hub.visits.links_live;
    links::replace(&mut draft.body, |url| {
        if !is_own(hub, url) {
            new.push(NewLink {
                channel: message.channel,
                contact: contact.clone(),
                message_id: Some(id.clone()),
                url: url.to_owned(),
                metadata: message.metadata.clone(),
                expires_at,
            });
        }
        None
    });
}

impl Taken {
    fn of(parcels: Vec<ParcelTaken>, duplicate: bool) -> Self {
        let id = parcels.first().map(|parcel| parcel.id.clone());
        Self { id, duplicate, parcels }
    }
}

impl Draft<'_> {
    fn state(&self) -> ParcelState {
        match self.recipient.way {
            Way::Open => ParcelState::Queued,
            Way::Blocked(_) => ParcelState::Suppressed,
            Way::Unknown => ParcelState::Failed,
        }
    }

    fn is_tracked(&self) -> bool {
        self.message.track && self.state() == ParcelState::Queued
    }

    fn show(&self) -> ParcelTaken {
        let contact = self.recipient.address.text().to_owned();
        ParcelTaken { id: self.id.to_string(), contact, state: self.state().name() }
    }

    fn reason(&self) -> Option<Reason> {
        let code = match self.recipient.way {
            Way::Open => return None,
            Way::Blocked(block) => block.code(),
            Way::Unknown => "invalid",
        };
        Some(Reason { code: Some(code.to_owned()), text: None })
    }

    /// What says that it is not sent.
    fn event(&self) -> Option<Event> {
        let reason = self.reason()?;
        Some(Event {
            recipient: Some(self.recipient.address.text().to_owned()),
            message_id: Some(self.id.to_string()),
            event_id: Some(format!("{} {}", self.id, self.state().name())),
            details: Details {
                reason: Some(reason),
                user: self.recipient.user.clone(),
                metadata: self.message.metadata.clone(),
                ..Details::default()
            },
            ..Event::new(not_sent(self.message.channel))
        })
    }

    fn parcel(self, now: i64) -> NewParcel {
        let reason = self.reason().as_ref().and_then(reason_json);
        let (state, message) = (self.state(), self.message);
        NewParcel {
            id: self.id,
            message: self.first,
            own: self.own,
            source: message.source.no,
            channel: message.channel,
            contact: self.recipient.address.text().to_owned(),
            user: self.recipient.user.clone(),
            state,
            body: self.body_json().to_string(),
            metadata: message.metadata.clone(),
            topic: self.body.topic().map(ToOwned::to_owned),
            quiet: false,
            made_at: now,
            ends_at: now + i64::from(message.ttl) * 1000,
            message_id: Some(self.id.to_string()),
            reason,
        }
    }

    /// What is sent, and the links that were made for it.
    fn body_json(&self) -> Value {
        let body = match &self.body {
            Body::Push(shown) => serde_json::to_value(shown),
            Body::Viber(message) => serde_json::to_value(message),
            Body::Telegram(text, leave) => {
                let mut text = text.clone();
                text.buttons.extend(leave.as_ref().map(|leave| vec![self.leave_button(leave)]));
                serde_json::to_value(text)
            }
        };
        // Nothing in it can fail: keys are text and no number is beyond JSON.
        let mut body = body.unwrap_or_default();
        if !self.links.is_empty() {
            body["links"] = json!(self.links);
        }
        body
    }

    fn leave_button(&self, leave: &Leave) -> Button {
        let text = match leave {
            Leave::Saying(text) => text.clone(),
            Leave::Usual => {
                let texts = texts(&self.message.source, self.recipient.language.as_deref());
                let said = texts.say(Occasion::LeaveButton);
                said.unwrap_or_default()
            }
        };
        Button { text, does: Does::Data(format!("u:{}", self.id)) }
    }
}
