//! LOX24: delivery reports, and messages that came in.
//! Auth: a token in a header where the source has it, else the callback's address.
//! Shape: JSON, what happened under `data`; or, from API settings, the query of a GET.
//! See <https://doc.lox24.eu/api/webhooks/webhookssms-delivery-webhook/>.

use crate::{keyword, kinds};
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Report, Secret, Setup,
    Skipped, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) struct Lox24;

const TOKEN: &str = "x-lox24-token";

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "lox24",
    title: "LOX24",
    proof: "A token in the header X-LOX24-Token; without the secret, the secret address.",
    covers: Covers::Nothing,
    docs: "https://doc.lox24.eu/api/webhooks/webhookssms-delivery-webhook/",
    steps: "Under API > Event notifications add the callback URL for sms.delivery and the inbox, with a token. What you send as callback_data comes back as metadata.",
    secrets: &[Secret::optional(
        "webhook_token",
        "The token of the event notification; with it, what comes without is refused.",
    )],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

impl Adapter for Lox24 {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        match setup.secrets.find("webhook_token") {
            Some(tokens) => proof::equal(callback.header(TOKEN)?.as_bytes(), tokens, TOKEN),
            None => Ok(proof::address(callback)),
        }
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let fields = Fields::of_nested(verified.callback())?;
        Ok(Parsed::from(tell(&fields, verified.setup())))
    }
}

fn tell(fields: &Fields, setup: &Setup) -> Result<Event, Skipped> {
    let name = fields.text("name").unwrap_or_else(|| "sms.delivery".to_owned());
    let mut report = Report {
        recipient: fields.one_of(&["data[phone]", "data[sender]", "data[from]", "phone"]),
        message_id: fields.one_of(&["data[id]", "uuid"]),
        at: fields.time("created_at"),
        ..Report::default()
    };
    let own = fields.one_of(&["data[callback_data]", "callback_data"]);
    report = report.with("callback_data", own);
    if !name.starts_with("sms.delivery") {
        let text = fields.one_of(&["data[text]", "data[message]", "data[body]"]);
        let text = text.filter(|_| name.starts_with("sms.in"));
        let text = text.ok_or_else(|| Skipped::unknown(&name))?;
        return report.event(keyword::decision(setup, &text)?, &name);
    }
    let word = fields.one_of(&["data[dlr_code]", "dlr_code"]);
    let status = fields.one_of(&["data[status_code]", "status_code"]);
    report.code = word.clone().or_else(|| status.clone());
    let kind = match (&word, &status) {
        (Some(word), _) => meaning(word)?,
        (None, Some(status)) => accepted(status)?,
        (None, None) => return Err(Skipped::unknown("no dlr_code")),
    };
    let mut event = report.event(kind, &word.or(status).unwrap_or_default())?;
    event.details.test = (name == "sms.delivery.dryrun").then_some(true);
    Ok(event)
}

/// LOX24's codes of a report, in ours.
fn meaning(code: &str) -> Result<EventKind, Skipped> {
    Ok(match code {
        "2" | "4" => EventKind::SmsProcessed,
        "1" => EventKind::SmsDelivered,
        "8" => EventKind::SmsExpired,
        "16" => EventKind::SmsRejected,
        "0" => return Err(Skipped::known("no report yet")),
        _ => return Err(Skipped::unknown(code)),
    })
}

/// LOX24's codes of a message that has no report: sent, waiting, or refused by LOX24 itself.
fn accepted(code: &str) -> Result<EventKind, Skipped> {
    Ok(match code {
        "0" | "100" | "208" => EventKind::SmsProcessed,
        "400" | "410" => EventKind::SmsRejected,
        "2000" | "3000" | "5000" | "6000" => EventKind::SmsFailed,
        _ => return Err(Skipped::unknown(code)),
    })
}
