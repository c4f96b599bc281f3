//! SMPP: delivery receipts as message centres word them, handed on by a gateway.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: the text of a receipt, alone, or among the parameters of a gateway (Kannel, Jasmin).
//! See <https://smpp.org/SMPP_v3_4_Issue1_2.pdf>, appendix B.

use crate::receipt::Receipt;
use crate::{kinds, own};
use adapter::proof;
use adapter::{Answer, Covers, Facts, Fields, Malformed, Parsed, Skipped, Unsigned, Verified};
use event::{Channel, Event, EventKind, Reason};
use serde_json::Value;

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

/// What gateways call the number it went to, the message, and its state.
const RECIPIENT: [&str; 4] = ["to", "recipient", "msisdn", "destination"];
const MESSAGE: [&str; 4] = ["receipted_message_id", "message_id", "smsid", "id"];
const STATE: [&str; 4] = ["message_status", "message_state", "stat", "status"];
/// What else they tell, and is not the sender's.
const THEIRS: [&str; 11] = [
    "connector",
    "dlr",
    "dlvrd",
    "donedate",
    "err",
    "id_smsc",
    "level",
    "sub",
    "subdate",
    "text",
    "type",
];
/// What Jasmin waits for.
const JASMIN: &str = "ACK/Jasmin";

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "smpp",
    title: "SMPP gateway",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://smpp.org/SMPP_v3_4_Issue1_2.pdf",
    steps: "Let your gateway call the callback URL with each delivery receipt: its text as body, or as the parameter dlr, with the number as to. Kannel: dlr-url with to=%p&type=%d&dlr=%A. Your own parameters come back as metadata.",
    secrets: &[],
    settings: &[],
    kinds: kinds::STATUSES,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let callback = verified.callback();
    let query = Fields::of_form(callback.query().as_bytes());
    let plain = |text: &&str| !text.trim_start().starts_with('{');
    let whole = std::str::from_utf8(verified.body()).ok().filter(plain).and_then(Receipt::read);
    let fields = if whole.is_some() { query.clone() } else { Fields::of_callback(callback)? };
    // It may be any of a gateway's parameters: their names are the operator's to choose.
    let among = || fields.pairs().find_map(|(_, value)| Receipt::read(value));
    let mut parsed = Parsed::default();
    parsed.push(tell(&whole.or_else(among).unwrap_or_default(), &fields, &query));
    if fields.first("message_status").is_some() {
        parsed.answer = Answer { content_type: "text/plain", body: JASMIN.to_owned() };
    }
    Ok(parsed)
}

fn tell(receipt: &Receipt, fields: &Fields, query: &Fields) -> Result<Event, Skipped> {
    let first = |names: &[&str]| names.iter().find_map(|name| fields.first(name));
    let state = Some(receipt.stat.as_str()).filter(|stat| !stat.is_empty());
    let state = state.or_else(|| first(&STATE)).or_else(|| kannel(fields.first("type")?));
    let state = state.ok_or_else(|| Skipped::unknown("no receipt"))?.to_uppercase();
    let mut event = Event::new(meaning(&state)?);
    // The number in the receipt may be written otherwise than in the answer to the sending.
    let id = fields.first("receipted_message_id").or(receipt.id.as_deref());
    event.message_id = id.or_else(|| first(&MESSAGE)).map(ToOwned::to_owned);
    event.recipient = first(&RECIPIENT).map(ToOwned::to_owned);
    event.event_id = event.message_id.as_ref().map(|id| format!("{id}:{state}"));
    // The dates are told by the clock of the message centre, wherever that is.
    let code = receipt.err.as_deref().or_else(|| fields.first("err"));
    let code = code.filter(|code| code.bytes().any(|digit| digit != b'0'));
    let code = code.or(Some(state.as_str()).filter(|state| is_refusal(state)));
    event.details.reason = code.map(|code| Reason { code: Some(code.to_owned()), text: None });
    let theirs = [&RECIPIENT[..], &STATE, &THEIRS].concat();
    let own = own::parameters(query, &theirs);
    let told = |value: &Value| value.as_str() == event.message_id.as_deref();
    event.details.metadata = own.into_iter().filter(|(_, value)| !told(value)).collect();
    Skipped::unless_named(event)
}

/// The states of SMPP, in our words: of a receipt's text, and as the numbers of its parameter
/// `message_state`. Jasmin tells the answer to the submission in their place.
fn meaning(state: &str) -> Result<EventKind, Skipped> {
    Ok(match state {
        "SCHEDUL" | "SCHEDULED" | "0" | "ENROUTE" | "1" | "ACCEPTD" | "ACCEPTED" | "6"
        | "ESME_ROK" => EventKind::SmsProcessed,
        "DELIVRD" | "DELIVERED" | "2" => EventKind::SmsDelivered,
        "EXPIRED" | "3" => EventKind::SmsExpired,
        "DELETED" | "4" | "UNDELIV" | "UNDELIVERABLE" | "5" => EventKind::SmsFailed,
        "REJECTD" | "REJECTED" | "8" => EventKind::SmsRejected,
        "UNKNOWN" | "7" | "SKIPPED" | "9" => return Err(Skipped::known(state)),
        _ if is_refusal(state) => EventKind::SmsRejected,
        _ => return Err(Skipped::unknown(state)),
    })
}

/// The answers to a submission are many, and all but one refuse it.
fn is_refusal(state: &str) -> bool {
    state.starts_with("ESME_R") && state.len() > "ESME_ROK".len()
}

/// Kannel's numbers: delivered, failed, buffered, taken and refused by the message centre.
fn kannel(number: &str) -> Option<&'static str> {
    Some(match number {
        "1" => "DELIVERED",
        "2" => "UNDELIVERABLE",
        "4" => "ENROUTE",
        "8" => "ACCEPTED",
        "16" => "REJECTED",
        _ => return None,
    })
}
