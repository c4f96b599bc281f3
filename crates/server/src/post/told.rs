//! What became of a message, as events and as changes of its parcel.

use event::{BrowserId, Channel, Details, Event, EventKind, ParcelId, Reason, Response, from_ms};
use sender::{Accepted, Outcome, Refusal};
use serde::{Deserialize, Serialize};
use store::{Parcel, ParcelChange, ParcelState};

/// How long after the time to live of a push its report may come, in milliseconds.
const GRACE: i64 = 60_000;

/// How long the hub tries again at most, in milliseconds between two attempts.
const LONGEST_WAIT: i64 = 300_000;

/// What became of a message.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) events: Vec<Event>,
    pub(super) changes: Vec<ParcelChange>,
    /// A browser that takes no pushes any more.
    pub(super) forget: Option<BrowserId>,
}

/// When things happened, in milliseconds since 1970, and what else is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    /// When the service was asked.
    pub(super) sent_at: i64,
    pub(super) now: i64,
    /// `desktop` or `mobile`, of a browser.
    pub(super) device: Option<&'a str>,
    /// What the message takes the place of.
    pub(super) replaces: &'a [ParcelId],
}

/// The event that says that a message was not sent on that channel.
pub(crate) const fn not_sent(channel: Channel) -> EventKind {
    match channel {
        Channel::Email => EventKind::EmailRejected,
        Channel::Sms => EventKind::SmsRejected,
        Channel::WebPush => EventKind::WebPushUndelivered,
        Channel::Telegram => EventKind::TelegramFailed,
        Channel::Viber => EventKind::ViberRejected,
    }
}

/// A reason as a parcel keeps it.
#[derive(Deserialize, Serialize)]
struct Kept<'a> {
    code: Option<&'a str>,
    text: Option<&'a str>,
}

pub(crate) fn reason_json(reason: &Reason) -> Option<String> {
    let Reason { code, text } = reason;
    serde_json::to_string(&Kept { code: code.as_deref(), text: text.as_deref() }).ok()
}

impl Told {
    /// What a service's answer comes to.
    pub(super) fn of(parcel: &Parcel, outcome: Outcome, known: Known<'_>) -> Self {
        match outcome {
            Outcome::Accepted(accepted) => Self::accepted(parcel, accepted, known),
            Outcome::Refused(refusal) => Self::refused(parcel, refusal, known),
            Outcome::Later { after, reason } => {
                let backoff = 1000_i64 << parcel.attempts.min(9);
                let after = after.map_or(0, |it| i64::try_from(it.as_millis()).unwrap_or(i64::MAX));
                let due_at = known.now.saturating_add(after.max(backoff.min(LONGEST_WAIT)));
                if due_at > parcel.ends_at {
                    return Self::out_of_time(parcel, known.now, Some(reason));
                }
                Self::again(parcel.id, due_at, true, None)
            }
            Outcome::Moved { to } => Self::again(parcel.id, known.now, true, Some(to)),
        }
    }

    /// It is sent at another time, or to another address.
    pub(super) fn again(
        id: ParcelId,
        due_at: i64,
        attempted: bool,
        contact: Option<String>,
    ) -> Self {
        let again = ParcelChange::Again { id, due_at, attempted, contact };
        Self { changes: vec![again], ..Self::default() }
    }

    /// It is not sent: nobody may write to its contact.
    pub(super) fn suppressed(parcel: &Parcel, code: &str, now: i64) -> Self {
        let reason = Reason { code: Some(code.to_owned()), text: None };
        let kind = not_sent(parcel.channel);
        Self::ended(parcel, ParcelState::Suppressed, kind, reason, now)
    }

    /// Its time was over before the service took it.
    pub(super) fn out_of_time(parcel: &Parcel, now: i64, last: Option<Reason>) -> Self {
        let response = last.as_ref().and_then(said);
        let attempted = last.is_some();
        let text = last.and_then(|last| last.text.or(last.code));
        let reason = Reason { code: Some("expired".to_owned()), text };
        let (state, kind) = match expired(parcel.channel) {
            Some(kind) => (ParcelState::Expired, kind),
            None => (ParcelState::Failed, not_sent(parcel.channel)),
        };
        Self::ended(parcel, state, kind, reason, now).after(attempted, response.as_ref())
    }

    /// Nothing was heard of it within its time.
    pub(super) fn expired(parcel: &Parcel, at: i64) -> Self {
        let Some(kind) = expired(parcel.channel) else { return Self::default() };
        let mut told = Self::ended(parcel, ParcelState::Expired, kind, Reason::default(), at);
        for event in &mut told.events {
            event.details.reason = None;
        }
        told
    }

    fn accepted(parcel: &Parcel, accepted: Accepted, known: Known<'_>) -> Self {
        let Accepted { message_id, ttl, delivered } = accepted;
        let left = (parcel.ends_at - known.sent_at).max(0);
        let given = ttl.and_then(|ttl| i64::try_from(ttl).ok()?.checked_mul(1000));
        let expires_at = match parcel.channel {
            Channel::WebPush => Some(known.sent_at + left.min(given.unwrap_or(left)) + GRACE),
            Channel::Viber => Some(known.sent_at + left),
            _ => None,
        };
        let state = if delivered { ParcelState::Delivered } else { ParcelState::Sent };
        let mut told = Self::default();
        if delivered && !parcel.quiet {
            let mut event = event(parcel, EventKind::TelegramDelivered, "delivered", known.now);
            event.message_id = message_id.clone().or(event.message_id);
            told.events.push(event);
        }
        let (id, sent_at) = (parcel.id, known.sent_at);
        let links = links(&parcel.body);
        told.changes.push(ParcelChange::Sent { id, state, message_id, sent_at, expires_at, links });
        for replaced in known.replaces {
            told.replaced(parcel, *replaced, known.now);
        }
        told
    }

    /// Another parcel is no longer waited for.
    fn replaced(&mut self, by: &Parcel, id: ParcelId, now: i64) {
        let reason = Reason { code: Some("superseded".to_owned()), text: Some(by.id.to_string()) };
        let state = ParcelState::Superseded;
        let (kept, attempted) = (reason_json(&reason), false);
        self.changes.push(ParcelChange::Ended { id, state, reason: kept, attempted });
        let mut event = event(by, EventKind::WebPushUndelivered, "superseded", now);
        event.message_id = Some(id.to_string());
        event.event_id = Some(format!("{id} superseded"));
        event.details = Details { reason: Some(reason), ..Details::default() };
        self.events.push(event);
    }

    fn refused(parcel: &Parcel, refusal: Refusal, known: Known<'_>) -> Self {
        let Refusal { kind, reason, response, ends } = refusal;
        let told = Self::ended(parcel, ParcelState::Failed, kind, reason, known.now);
        let mut told = told.after(response.is_some(), response.as_ref());
        if !ends {
            return told;
        }
        let left = match (parcel.channel, known.device) {
            (Channel::WebPush, Some("mobile")) => EventKind::WebPushMobileUnsubscribed,
            (Channel::WebPush, _) => EventKind::WebPushDesktopUnsubscribed,
            (Channel::Telegram, _) => EventKind::TelegramBotUnsubscribed,
            _ => EventKind::ViberUnsubscribed,
        };
        let mut left = event(parcel, left, "ends", known.now);
        left.message_id = None;
        told.events.push(left);
        if parcel.channel == Channel::WebPush {
            told.forget = parcel.contact.parse().ok();
        }
        told
    }

    fn ended(
        parcel: &Parcel,
        state: ParcelState,
        kind: EventKind,
        reason: Reason,
        now: i64,
    ) -> Self {
        let kept = reason_json(&reason).filter(|_| reason != Reason::default());
        let mut told = Self::default();
        if !parcel.quiet {
            let mut event = event(parcel, kind, state.name(), now);
            event.details.reason = Some(reason);
            told.events.push(event);
        }
        let (id, attempted) = (parcel.id, false);
        told.changes.push(ParcelChange::Ended { id, state, reason: kept, attempted });
        told
    }

    /// It ended after the service was asked, and said that.
    fn after(mut self, asked: bool, response: Option<&Response>) -> Self {
        for event in &mut self.events {
            event.details.response = response.cloned();
        }
        for change in &mut self.changes {
            if let ParcelChange::Ended { attempted, .. } = change {
                *attempted = asked;
            }
        }
        self
    }
}

/// What the service said when it was asked last, where it answered.
fn said(last: &Reason) -> Option<Response> {
    let code = last.code.as_deref()?.parse().ok()?;
    Some(Response { code: Some(code), text: last.text.clone(), ..Response::default() })
}

/// The event that says that nothing was heard of a message in time, where its channel has one.
const fn expired(channel: Channel) -> Option<EventKind> {
    match channel {
        Channel::WebPush => Some(EventKind::WebPushExpired),
        Channel::Viber => Some(EventKind::ViberExpired),
        _ => None,
    }
}

/// An event about a parcel. Each of its ends makes one, however often it is told.
fn event(parcel: &Parcel, kind: EventKind, word: &str, at: i64) -> Event {
    let ttl = u64::try_from((parcel.ends_at - parcel.made_at) / 1000).ok();
    let timed = matches!(kind, EventKind::WebPushExpired | EventKind::ViberExpired);
    Event {
        recipient: Some(parcel.contact.clone()),
        message_id: parcel.message_id.clone().or_else(|| Some(parcel.id.to_string())),
        occurred_at: Some(from_ms(at)),
        event_id: Some(format!("{} {word}", parcel.id)),
        details: Details {
            user: parcel.user.clone(),
            metadata: parcel.metadata.clone(),
            ttl_seconds: ttl.filter(|_| timed),
            ..Details::default()
        },
        ..Event::new(kind)
    }
}

/// The codes of links that were made for a message.
fn links(body: &str) -> Vec<String> {
    #[derive(Default, Deserialize)]
    struct Body {
        #[serde(default)]
        links: Vec<String>,
    }
    serde_json::from_str::<Body>(body).unwrap_or_default().links
}
