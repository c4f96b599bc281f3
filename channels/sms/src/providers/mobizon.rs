//! Mobizon: delivery reports.
//! Auth: SHA-1 of the event's id, try and time, and the key, where the source has it; else the callback's address.
//! Shape: one JSON object a request, with what happened under `data`. Times name no zone.
//! See <https://docs.mobizon.com/api/webhooks/>.

use crate::kinds;
use adapter::bytes::unhex;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Report, Secret, Setup,
    Skipped, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) struct Mobizon;

const SIGNATURE: &str = "sign";

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "mobizon",
    title: "Mobizon",
    proof: "A SHA-1 hash of the event's id, try and time, and the webhook's secret key; without the secret, the secret address.",
    covers: Covers::Nothing,
    docs: "https://docs.mobizon.com/api/webhooks/",
    steps: "Under Webhooks add one with the callback URL and a secret key for SMS delivery reports.",
    secrets: &[Secret::optional(
        "secret_key",
        "The secret key of the webhook, entered with it; with it, what is not signed is refused.",
    )],
    settings: &[],
    kinds: kinds::STATUSES,
};

impl Adapter for Mobizon {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let Some(keys) = setup.secrets.find("secret_key") else {
            return Ok(proof::address(callback));
        };
        let fields = Fields::of_nested(callback).map_err(|_| Refusal::Mismatch(SIGNATURE))?;
        let text = |name| fields.first(name).unwrap_or_default();
        let before = [text("eventId"), text("attempt"), text("eventCreateTs"), ""].join("|");
        let hash = unhex(text(SIGNATURE)).ok_or(Refusal::Mismatch(SIGNATURE))?;
        proof::sha1_around_key(keys, before.as_bytes(), b"", &hash, SIGNATURE)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        Ok(Parsed::from(tell(&Fields::of_nested(verified.callback())?)))
    }
}

fn tell(fields: &Fields) -> Result<Event, Skipped> {
    let name = fields.first("eventType").unwrap_or("no eventType");
    match name {
        "sms-delivery-report" => {}
        // What people enter on the sender's pages.
        _ if name.starts_with("form-") => return Err(Skipped::known(name)),
        _ => return Err(Skipped::unknown(name)),
    }
    let word = fields.text("data[status]").unwrap_or_else(|| "no status".to_owned());
    let report = Report {
        recipient: fields.text("data[to]"),
        message_id: fields.text("data[messageId]"),
        ..Report::default()
    };
    let campaign = fields.text("data[campaignId]");
    let mut event = report.with("campaignId", campaign).event(meaning(&word)?, &word)?;
    event.event_id = fields.text("eventId").or(event.event_id);
    Ok(event)
}

/// Mobizon's words, in ours: those of SMPP, and its own.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "NEW" | "ENQUEUD" | "ACCEPTD" | "PDLIVRD" => EventKind::SmsProcessed,
        "DELIVRD" => EventKind::SmsDelivered,
        "UNDELIV" | "DELETED" => EventKind::SmsFailed,
        "EXPIRED" => EventKind::SmsExpired,
        "REJECTD" => EventKind::SmsRejected,
        "UNKNOWN" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
