//! Plivo: message status, and messages that came in.
//! Auth: HMAC-SHA256 over URL and nonce (V2), and the parameters too (V3): what is there must hold.
//! Shape: a form, or the query of a GET. Times have no zone; the latest of them is the event's.
//! See <https://www.plivo.com/docs/messaging/api/message/message-status-callbacks>.

use crate::{keyword, kinds, own, url};
use adapter::bytes::unbase64;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Report, Secret, Setup,
    Skipped, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) struct Plivo;

/// The header of each signature: by the account that sent, and by the one above it; and its nonce.
const V2: ([&str; 2], &str) =
    (["x-plivo-signature-v2", "x-plivo-signature-ma-v2"], "x-plivo-signature-v2-nonce");
const V3: ([&str; 2], &str) =
    (["x-plivo-signature-v3", "x-plivo-signature-ma-v3"], "x-plivo-signature-v3-nonce");

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "plivo",
    title: "Plivo",
    proof: "An HMAC-SHA256 over the callback URL, and the parameters where signature V3 is there; else a nonce that counts once.",
    covers: Covers::Nothing,
    docs: "https://www.plivo.com/docs/messaging/api/message/message-status-callbacks",
    steps: "Give the callback URL as url with each message you send, and as message URL of the application that your numbers belong to. Append your own ids as query parameters: they come back as metadata.",
    secrets: &[Secret::required(
        "auth_token",
        "The auth token of the account, on the first page of the console.",
    )],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

impl Adapter for Plivo {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("auth_token")?;
        let (version, dot) = if signatures(callback, V3).is_empty() { (V2, "") } else { (V3, ".") };
        let nonce = callback.header(version.1)?;
        for url in url::spellings(&callback.url) {
            let bare = url.split('?').next().unwrap_or_default();
            let signed = if version == V3 { parameters(bare, callback) } else { bare.to_owned() };
            let message = [signed.as_bytes(), dot.as_bytes(), nonce.as_bytes()];
            for tag in signatures(callback, version).iter().filter_map(|it| unbase64(it)) {
                if let Ok(proof) = proof::hmac_sha256(keys, &message, &tag, version.0[0]) {
                    // V2 says nothing of query and body: its nonce must not serve for others.
                    let said = [callback.url.as_bytes(), &callback.body].concat();
                    let once = version == V2;
                    return Ok(if once { proof.counting_once(nonce, &said) } else { proof });
                }
            }
        }
        Err(Refusal::Mismatch(version.0[0]))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let fields = Fields::of_callback(verified.callback())?;
        let query = Fields::of_form(verified.callback().query().as_bytes());
        Ok(Parsed::from(tell(&fields, &query, verified.setup())))
    }
}

/// All signatures of a version: a header may hold several, separated by commas.
fn signatures(callback: &Callback, version: ([&str; 2], &str)) -> Vec<String> {
    let headers = version.0.iter().filter_map(|name| callback.find_header(name));
    let signatures = headers.flat_map(|header| header.split(','));
    signatures.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
}

/// The URL with its query sorted, then the sorted form: key and value without anything between.
fn parameters(bare: &str, callback: &Callback) -> String {
    let query = Fields::of_form(callback.query().as_bytes());
    let query: Vec<_> = sorted(&query).map(|(key, value)| format!("{key}={value}")).collect();
    let form = Fields::of_form(&callback.body);
    let form: String = sorted(&form).flat_map(|(key, value)| [key, value]).collect();
    let mark = if query.is_empty() && form.is_empty() { "" } else { "?" };
    let dot = if query.is_empty() || form.is_empty() { "" } else { "." };
    format!("{bare}{mark}{}{dot}{form}", query.join("&"))
}

fn sorted(fields: &Fields) -> impl Iterator<Item = (&str, &str)> {
    let mut pairs: Vec<_> = fields.pairs().collect();
    pairs.sort_unstable();
    pairs.into_iter()
}

fn tell(fields: &Fields, query: &Fields, setup: &Setup) -> Result<Event, Skipped> {
    if fields.first("Type").is_some_and(|it| it.eq_ignore_ascii_case("whatsapp")) {
        return Err(Skipped::known("not an SMS"));
    }
    let word = fields.one_of(&["Status", "MessageStatus"]).map(|word| word.to_lowercase());
    let code = fields.text("ErrorCode");
    let (kind, contact) = match &word {
        Some(word) => (meaning(word, code.as_deref())?, fields.text("To")),
        None => (decision(fields, setup)?, fields.text("From")),
    };
    let times = ["MessageTime", "QueuedTime", "SentTime", "DeliveryReportTime"];
    let report = Report {
        recipient: contact,
        message_id: fields.text("MessageUUID"),
        at: times.iter().filter_map(|name| fields.time(name)).max(),
        code,
        metadata: own::parameters(query, &["requester_ip"]),
        ..Report::default()
    };
    report.event(kind, word.as_deref().unwrap_or("inbound"))
}

/// Plivo's words, in ours.
fn meaning(word: &str, code: Option<&str>) -> Result<EventKind, Skipped> {
    Ok(match (word, code) {
        ("queued" | "sent", _) => EventKind::SmsProcessed,
        ("delivered", _) => EventKind::SmsDelivered,
        // Of Plivo's list of errors: blocked by STOP from the contact; message expired.
        ("rejected", _) | ("failed" | "undelivered", Some("200")) => EventKind::SmsRejected,
        ("failed" | "undelivered", Some("420")) => EventKind::SmsExpired,
        ("failed" | "undelivered", _) => EventKind::SmsFailed,
        ("read", _) => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// What a contact decided by a message.
fn decision(fields: &Fields, setup: &Setup) -> Result<EventKind, Skipped> {
    let text = fields.first("Text").ok_or_else(|| Skipped::unknown("neither status nor text"))?;
    keyword::decision(setup, text)
}
