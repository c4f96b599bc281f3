//! Postmark webhooks: one record a request.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: a JSON object; each `RecordType` has a name of its own for the time and the recipient.
//! See <https://postmarkapp.com/developer/webhooks/webhooks-overview>.

use crate::{bounce, smtp};
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Setup, Skipped, Verified, lenient,
};
use event::{
    BounceClass, Channel, Click, Client, Event, EventKind, Geo, Message, Reason, Response,
};
use serde::Deserialize;
use serde_json::{Map, Value};
use time::OffsetDateTime;

pub(super) struct Postmark;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "postmark",
    title: "Postmark",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://postmarkapp.com/developer/webhooks/webhooks-overview",
    steps: "Open the server and each of its message streams, add a webhook with the callback URL under Webhooks and choose every event. Send your own ids as the metadata of the message.",
    secrets: &[],
    settings: &[],
    kinds: &[
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailFailed,
        EventKind::EmailSubscribed,
        EventKind::EmailUnsubscribed,
        EventKind::EmailActivated,
        EventKind::EmailDeactivated,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
        EventKind::EmailAutoReplied,
    ],
};

impl Adapter for Postmark {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, _setup: &Setup) -> Result<Proof, Refusal> {
        Ok(proof::address(callback))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let object: Map<String, Value> = serde_json::from_slice(verified.body())?;
        let mut parsed = Parsed::default();
        parsed.push(Record::deserialize(Value::Object(object))?.into_event());
        Ok(parsed)
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Record {
    #[serde(rename = "RecordType", deserialize_with = "lenient::text")]
    word: Option<String>,
    #[serde(rename = "Type", deserialize_with = "lenient::text")]
    bounce_type: Option<String>,
    /// Of a bounce or a complaint, and beyond 2^53; other records have none.
    #[serde(rename = "ID", deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(rename = "MessageID", deserialize_with = "lenient::text")]
    message_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    email: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    recipient: Option<String>,
    #[serde(deserialize_with = "lenient::time")]
    delivered_at: Option<OffsetDateTime>,
    #[serde(deserialize_with = "lenient::time")]
    bounced_at: Option<OffsetDateTime>,
    #[serde(deserialize_with = "lenient::time")]
    received_at: Option<OffsetDateTime>,
    #[serde(deserialize_with = "lenient::time")]
    changed_at: Option<OffsetDateTime>,
    /// What the receiving server said, or Postmark itself.
    #[serde(deserialize_with = "lenient::text")]
    details: Option<String>,
    /// What the bounce type means: the same words for all bounces of that type.
    #[serde(deserialize_with = "lenient::text")]
    description: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    subject: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    from: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    original_link: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    user_agent: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    platform: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    read_seconds: Option<u64>,
    client: Value,
    #[serde(rename = "OS")]
    os: Value,
    geo: Value,
    #[serde(deserialize_with = "lenient::flag")]
    suppress_sending: Option<bool>,
    #[serde(deserialize_with = "lenient::text")]
    suppression_reason: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    origin: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    tag: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    message_stream: Option<String>,
    metadata: Value,
    from_full: Value,
}

impl Record {
    fn into_event(self) -> Result<Event, Skipped> {
        let kind = self.meaning()?;
        let recipient = self.email.as_ref().or(self.recipient.as_ref());
        // An unsubscribe request among the bounces has been seen without its address.
        if recipient.is_none() && self.message_id.is_none() {
            let word = self.word.unwrap_or_default();
            return Err(Skipped::unknown(format!("{word} without recipient and message")));
        }
        let times = [self.delivered_at, self.bounced_at, self.received_at, self.changed_at];
        let mut event = Event::new(kind);
        event.recipient = recipient.cloned();
        event.message_id.clone_from(&self.message_id);
        event.event_id.clone_from(&self.id);
        event.occurred_at = times.into_iter().flatten().next();
        self.fill(&mut event);
        event.details.message = self.message();
        event.details.metadata = self.metadata();
        Ok(event)
    }

    fn fill(&self, event: &mut Event) {
        let said = self.said();
        let details = &mut event.details;
        match event.kind {
            EventKind::EmailDeferred => details.bounce = Some(bounce::deferred(&said)),
            EventKind::EmailBounced => {
                let word = self.bounce_type.as_deref().unwrap_or_default();
                let (kind, bounce) = bounce::judged(Some(verdict(word)), &said);
                event.kind = kind;
                details.bounce = Some(bounce);
            }
            EventKind::EmailRejected | EventKind::EmailFailed | EventKind::EmailDeactivated => {
                details.reason = self.reason();
            }
            // Whoever is taken off the suppression list had left before.
            EventKind::EmailSubscribed => {
                details.again = (self.suppress_sending == Some(false)).then_some(true);
            }
            EventKind::EmailRead | EventKind::EmailClicked => details.client = self.client(),
            _ => {}
        }
        let tried = details.bounce.is_some() || event.kind == EventKind::EmailDelivered;
        details.response = Some(said).filter(|said| tried && *said != Response::default());
        if event.kind == EventKind::EmailClicked {
            details.click = self.original_link.clone().map(|url| Click { url });
        }
    }

    fn meaning(&self) -> Result<EventKind, Skipped> {
        match self.word.as_deref() {
            Some("Delivery") => Ok(EventKind::EmailDelivered),
            Some("Bounce") => self.bounce(),
            Some("SpamComplaint") => Ok(EventKind::EmailSpam),
            Some("Open") => Ok(EventKind::EmailRead),
            Some("Click") => Ok(EventKind::EmailClicked),
            Some("SubscriptionChange") => self.change(),
            // Mail that came in, as the inbound webhook tells it.
            Some(word @ "Inbound") => Err(Skipped::known(word)),
            None if self.from_full.is_object() => Err(Skipped::known("Inbound")),
            word => Err(Skipped::unknown(word.unwrap_or("no RecordType"))),
        }
    }

    /// Postmark's words for what came back, in ours.
    /// See <https://postmarkapp.com/developer/api/bounce-api#bounce-types>.
    fn bounce(&self) -> Result<EventKind, Skipped> {
        let word = self.bounce_type.as_deref().unwrap_or("no Type");
        Ok(match word {
            // A spam notification, unlike a complaint, comes from a filter and not from a person.
            "HardBounce" | "SoftBounce" | "SpamNotification" | "VirusNotification" | "Unknown" => {
                EventKind::EmailBounced
            }
            // A server that refused the message is quoted; else Postmark did not try.
            "Blocked" | "DMARCPolicy" if self.said().code.is_some() => EventKind::EmailBounced,
            "Blocked"
            | "DMARCPolicy"
            | "BadEmailAddress"
            | "ManuallyDeactivated"
            | "Unconfirmed" => EventKind::EmailRejected,
            // In the test a receiving server tries Postmark's before it takes the message.
            "Transient" | "DnsError" | "OpenRelayTest" => EventKind::EmailDeferred,
            "SMTPApiError" | "TemplateRenderingFailed" => EventKind::EmailFailed,
            "AutoResponder" | "AddressChange" | "ChallengeVerification" => {
                EventKind::EmailAutoReplied
            }
            // Asked for in a mail; it does not say whether the List-Unsubscribe header led to it.
            "Unsubscribe" => EventKind::EmailUnsubscribed,
            "Subscribe" => EventKind::EmailSubscribed,
            "SpamComplaint" => EventKind::EmailSpam,
            // About mail that came in.
            "InboundError" => return Err(Skipped::known(word)),
            _ => return Err(Skipped::unknown(format!("Bounce: {word}"))),
        })
    }

    /// Who was put on the suppression list and why, or taken off it. Bounces and complaints have
    /// the origin `Recipient`, too: there the reason tells. A sender may also enter somebody who
    /// asked for it by another way; the record would not say.
    fn change(&self) -> Result<EventKind, Skipped> {
        let reason = self.suppression_reason.as_deref();
        let origin = self.origin.as_deref();
        Ok(match (self.suppress_sending, reason, origin) {
            (Some(true), Some("HardBounce" | "SpamComplaint"), _)
            | (Some(true), Some("ManualSuppression"), Some("Customer" | "Admin")) => {
                EventKind::EmailDeactivated
            }
            // Both by the link and by the List-Unsubscribe header: it does not say which.
            (Some(true), Some("ManualSuppression"), Some("Recipient")) => {
                EventKind::EmailUnsubscribed
            }
            (Some(false), _, Some("Recipient")) => EventKind::EmailSubscribed,
            (Some(false), _, Some("Customer" | "Admin")) => EventKind::EmailActivated,
            _ => {
                let (reason, origin) = (reason.unwrap_or("no reason"), origin.unwrap_or("nobody"));
                return Err(Skipped::unknown(format!("SubscriptionChange: {reason} by {origin}")));
            }
        })
    }

    fn said(&self) -> Response {
        smtp::reply(self.details.as_deref().unwrap_or_default())
    }

    fn reason(&self) -> Option<Reason> {
        let word = self.suppression_reason.as_deref().or(self.bounce_type.as_deref())?;
        let code = match word {
            "HardBounce" => Some("hard_bounce"),
            "SpamComplaint" => Some("spam"),
            "BadEmailAddress" => Some("invalid"),
            "ManuallyDeactivated" => Some("suppressed"),
            _ => None,
        };
        let text = self.details.as_deref().or(self.description.as_deref()).unwrap_or(word);
        Some(Reason { code: code.map(ToOwned::to_owned), text: Some(text.to_owned()) })
    }

    fn client(&self) -> Option<Client> {
        let geo = Geo {
            continent: None,
            country: lenient::as_text(&self.geo["CountryISOCode"]),
            city: lenient::as_text(&self.geo["City"]),
        };
        let client = Client {
            user_agent: self.user_agent.clone(),
            name: lenient::as_text(&self.client["Name"]),
            device: self.platform.clone(),
            os: lenient::as_text(&self.os["Name"]),
            ip: lenient::as_text(&self.geo["IP"]),
            geo: (geo != Geo::default()).then_some(geo),
            machine: None,
            read_seconds: self.read_seconds,
        };
        (client != Client::default()).then_some(client)
    }

    fn message(&self) -> Option<Message> {
        let (subject, from) = (self.subject.clone(), self.from.clone());
        let message = Message { subject, from, ..Message::default() };
        (message != Message::default()).then_some(message)
    }

    /// What the sender attached. The tag and the stream are the sender's choice, too, and stay
    /// unless the sender's own keys have their names.
    fn metadata(self) -> Map<String, Value> {
        let mut metadata = match self.metadata {
            Value::Object(metadata) => metadata,
            _ => Map::new(),
        };
        for (key, text) in [("Tag", self.tag), ("MessageStream", self.message_stream)] {
            if let Some(text) = text {
                metadata.entry(key).or_insert(text.into());
            }
        }
        metadata
    }
}

/// How final Postmark calls a bounce. `Unknown` is one that it could not read.
fn verdict(word: &str) -> BounceClass {
    match word {
        "HardBounce" => BounceClass::Hard,
        "Unknown" => BounceClass::Undetermined,
        _ => BounceClass::Soft,
    }
}
