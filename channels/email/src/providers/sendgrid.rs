//! SendGrid (Twilio) event webhook.
//! Auth: ECDSA on P-256 over the timestamp header and the raw body, which ends in CRLF.
//! Shape: a JSON array of flat events; the sender's custom arguments lie among the fields.
//! See <https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event>.

use crate::{bounce, refusal, smtp};
use adapter::bytes::unbase64;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Skipped, Verified,
    lenient, when,
};
use event::{BounceClass, Channel, Click, Client, Event, EventKind, Message, Reason, Response};
use serde::Deserialize;
use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime};

pub(super) struct SendGrid;

const SIGNATURE: &str = "x-twilio-email-event-webhook-signature";
const TIMESTAMP: &str = "x-twilio-email-event-webhook-timestamp";

/// SendGrid tries a callback again for 24 hours, copies have been seen after 29, and nobody says
/// whether a repeat is signed anew. A copy that is replayed within that time is a repeat by its
/// event ids, so that the width costs nothing.
const TOLERANCE: Duration = Duration::days(2);

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "sendgrid",
    title: "SendGrid",
    proof: "An ECDSA signature over the timestamp header and the body.",
    covers: Covers::Bytes,
    docs: "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event",
    steps: "Under Settings > Mail Settings > Event Webhooks add the callback URL and choose every event. Turn the signature verification on, save, and copy the verification key.",
    secrets: &[Secret {
        name: "public_key",
        required: true,
        made_here: false,
        about: "The verification key of the event webhook: base 64, beginning with MFkw.",
    }],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailFailed,
        EventKind::EmailSubscribed,
        EventKind::EmailUnsubscribed,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for SendGrid {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("public_key")?;
        let signed_at = callback.header(TIMESTAMP)?;
        let signature =
            unbase64(callback.header(SIGNATURE)?).ok_or(Refusal::Mismatch(SIGNATURE))?;
        let at = signed_at.parse().ok().and_then(when::unix).ok_or(Refusal::Mismatch(TIMESTAMP))?;
        let keys: Vec<_> = keys.iter().filter_map(|key| unbase64(key)).collect();
        let message = [signed_at.as_bytes(), &callback.body[..]].concat();
        let proof = proof::ecdsa_p256_sha256(&keys, &message, &signature, SIGNATURE)?;
        proof::near(at, callback, TOLERANCE, TIMESTAMP)?;
        Ok(proof)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let mut parsed = Parsed::default();
        for entry in serde_json::from_slice::<Vec<Value>>(verified.body())? {
            let entry = Entry::deserialize(entry).map_err(|_| Skipped::unknown("no object"));
            parsed.push(entry.and_then(Entry::into_event));
        }
        Ok(parsed)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    #[serde(deserialize_with = "lenient::text")]
    event: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    email: Option<String>,
    #[serde(deserialize_with = "lenient::time")]
    timestamp: Option<OffsetDateTime>,
    #[serde(deserialize_with = "lenient::text")]
    sg_event_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    sg_message_id: Option<String>,
    #[serde(rename = "smtp-id", deserialize_with = "lenient::text")]
    smtp_id: Option<String>,
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    bounce_type: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    bounce_classification: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    response: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    url: Option<String>,
    #[serde(rename = "useragent", deserialize_with = "lenient::text")]
    user_agent: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    ip: Option<String>,
    #[serde(deserialize_with = "lenient::flag")]
    sg_machine_open: Option<bool>,
    /// Custom arguments and categories, and what SendGrid says beyond the above.
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Entry {
    fn into_event(self) -> Result<Event, Skipped> {
        let word = self.event.as_deref().unwrap_or("no event");
        let kind = meaning(word, self.reason.as_deref().unwrap_or_default())?;
        let Some(recipient) = &self.email else {
            return Err(Skipped::unknown(format!("{word} without recipient")));
        };
        let mut event = Event::new(kind);
        event.recipient = Some(recipient.clone());
        event.message_id = self.sg_message_id.as_deref().map(sent_id).map(ToOwned::to_owned);
        event.event_id.clone_from(&self.sg_event_id);
        event.occurred_at = self.timestamp;
        self.fill(&mut event);
        let rfc_id = self.smtp_id.map(|id| id.trim_matches(['<', '>']).to_owned());
        event.details.message = rfc_id.map(|id| Message { rfc_id: Some(id), ..Message::default() });
        event.details.metadata = self.rest;
        event.details.metadata.retain(|key, _| !RESERVED.contains(&key.as_str()));
        Ok(event)
    }

    fn fill(&self, event: &mut Event) {
        let said = self.said();
        let details = &mut event.details;
        match event.kind {
            EventKind::EmailDeferred => details.bounce = Some(bounce::deferred(&said)),
            EventKind::EmailBounced => {
                let (kind, bounce) = bounce::judged(Some(self.verdict()), &said);
                event.kind = kind;
                details.bounce = Some(bounce);
            }
            EventKind::EmailRejected => {
                details.reason = self.reason.as_deref().map(refusal::reason);
            }
            EventKind::EmailFailed => {
                details.reason = Some(Reason { text: self.reason.clone(), ..Reason::default() });
            }
            EventKind::EmailSubscribed => details.again = Some(true),
            EventKind::EmailRead | EventKind::EmailClicked => details.client = self.client(),
            _ => {}
        }
        let tried = details.bounce.is_some() || event.kind == EventKind::EmailDelivered;
        details.response = Some(said).filter(|said| tried && *said != Response::default());
        // Group events name the page of the group as their URL, which is no click.
        let clicked = event.kind == EventKind::EmailClicked;
        details.click = self.url.clone().filter(|_| clicked).map(|url| Click { url });
    }

    /// What the receiving server said, the status code beside its words or among them.
    fn said(&self) -> Response {
        let text = self.response.as_deref().or(self.reason.as_deref()).unwrap_or_default();
        let mut said = smtp::reply(text);
        let status = self.status.as_deref().and_then(smtp::enhanced);
        said.enhanced = said.enhanced.or_else(|| status.map(ToOwned::to_owned));
        said
    }

    /// `blocked` and `expired` are soft; a class that is about the message or the sender is soft,
    /// too. What has no type was called a bounce before there were types.
    fn verdict(&self) -> BounceClass {
        let class = self.bounce_classification.as_deref().unwrap_or_default();
        let innocent = ["Content", "Reputation", "Frequency", "Mailbox Unavailable"];
        let soft = matches!(self.bounce_type.as_deref(), Some("blocked" | "expired"));
        let soft = soft || innocent.iter().any(|it| class.starts_with(it));
        if soft { BounceClass::Soft } else { BounceClass::Hard }
    }

    fn client(&self) -> Option<Client> {
        let client = Client {
            user_agent: self.user_agent.clone(),
            ip: self.ip.clone(),
            machine: self.sg_machine_open,
            ..Client::default()
        };
        (client != Client::default()).then_some(client)
    }
}

/// SendGrid's words, in ours.
fn meaning(word: &str, reason: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "processed" => EventKind::EmailProcessed,
        "delivered" => EventKind::EmailDelivered,
        "deferred" => EventKind::EmailDeferred,
        "bounce" => EventKind::EmailBounced,
        // The sender's own fault says nothing about the address.
        "dropped" if reason.contains("SMTPAPI") || reason.contains("Quota") => {
            EventKind::EmailFailed
        }
        "dropped" => EventKind::EmailRejected,
        "open" => EventKind::EmailRead,
        "click" => EventKind::EmailClicked,
        "spamreport" => EventKind::EmailSpam,
        // Both by a link and by the List-Unsubscribe header: it does not say which.
        "unsubscribe" | "group_unsubscribe" => EventKind::EmailUnsubscribed,
        "group_resubscribe" => EventKind::EmailSubscribed,
        // About the account, not about a message.
        "account_status_change" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// The id that the send call returned: up to `.filter` or `.recvd`, behind which the servers that
/// handled the message add theirs.
fn sent_id(id: &str) -> &str {
    let ends = [".filter", ".recvd"].map(|mark| id.find(mark));
    let end = ends.into_iter().flatten().min().unwrap_or(id.len());
    &id[..end]
}

/// SendGrid's own names among the rest; what is not listed is a custom argument. Categories and
/// the unsubscribe group are the sender's, and stay.
const RESERVED: [&str; 24] = [
    "attempt",
    "cert_err",
    "marketing_campaign_id",
    "marketing_campaign_name",
    "marketing_campaign_split_id",
    "marketing_campaign_version",
    "mc_auto_id",
    "mc_auto_name",
    "mc_auto_step_id",
    "mc_pod_id",
    "mc_stats",
    "newsletter",
    "phase_id",
    "pool",
    "post_type",
    "send_at",
    "sg_content_type",
    "sg_template_id",
    "sg_template_name",
    "singlesend_id",
    "singlesend_name",
    "template_id",
    "tls",
    "url_offset",
];
