//! Sweego: its text messages.
//! Auth: Standard Webhooks, an HMAC-SHA256 over id, time and raw body.
//! Shape: one flat JSON object a request.
//! See <https://learn.sweego.io/docs/webhooks/sms_events>.

use adapter::check;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Report, Secret, Setup,
    Skipped, Verified,
};
use event::{Channel, Click, Event, EventKind};

pub(super) struct Sweego;

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "sweego",
    title: "Sweego SMS",
    proof: "An HMAC-SHA256 over id, time and body, by the Standard Webhooks scheme.",
    covers: Covers::Bytes,
    docs: "https://learn.sweego.io/docs/webhooks/sms_events",
    steps: "Under Webhooks add one with the callback URL for every SMS event. Its secret is shown once it is made.",
    secrets: &[Secret::required("signing_secret", "The secret of the webhook, in base 64.")
        .formed(check::standard_secret)],
    settings: &[],
    kinds: &[
        EventKind::SmsProcessed,
        EventKind::SmsDelivered,
        EventKind::SmsFailed,
        EventKind::SmsExpired,
        EventKind::SmsRejected,
        EventKind::SmsUnsubscribed,
        EventKind::SmsClicked,
    ],
};

impl Adapter for Sweego {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let secrets = setup.secrets.get("signing_secret")?;
        proof::standard_webhook(callback, &proof::WEBHOOK, secrets)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        Ok(Parsed::from(tell(&Fields::of_object(&serde_json::from_slice(verified.body())?))))
    }
}

fn tell(fields: &Fields) -> Result<Event, Skipped> {
    let word = fields.text("event_type").unwrap_or_else(|| "no event_type".to_owned());
    let kind = meaning(&word)?;
    let report = Report {
        recipient: fields.one_of(&["phone_number", "recipient"]),
        message_id: fields.text("swg_uid"),
        at: fields.time("timestamp"),
        text: fields.one_of(&["details", "reason"]),
        ..Report::default()
    };
    let mut event = report.with("campaign_id", fields.text("campaign_id")).event(kind, &word)?;
    event.event_id = fields.text("event_id").or(event.event_id);
    if kind == EventKind::SmsClicked {
        event.event_id = fields.text("event_id");
        event.details.click = fields.one_of(&["url", "link"]).map(|url| Click { url });
    }
    Ok(event)
}

/// Sweego's words, in ours. Its mail comes to the same URL where the webhook includes it.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    let Some(bare) = word.strip_prefix("sms_") else {
        let known = word.starts_with("email_");
        return Err(if known { Skipped::known(word) } else { Skipped::unknown(word) });
    };
    Ok(match bare {
        "sent" | "queued" => EventKind::SmsProcessed,
        "delivered" => EventKind::SmsDelivered,
        "undelivered" | "failed" => EventKind::SmsFailed,
        "expired" => EventKind::SmsExpired,
        "rejected" | "blacklisted" => EventKind::SmsRejected,
        "stop" | "unsubscribe" | "unsubscribed" => EventKind::SmsUnsubscribed,
        "clicked" | "click" => EventKind::SmsClicked,
        _ => return Err(Skipped::unknown(word)),
    })
}
