//! GatewayAPI: delivery status notifications, and messages that came in.
//! Auth: a JSON Web Token in a header, which holds all that the body says.
//! Shape: one flat JSON object a request.
//! See <https://gatewayapi.com/docs/apis/rest/>.

use crate::{keyword, kinds};
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Report, Secret, Setup,
    Skipped, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) struct GatewayApi;

const TOKEN: &str = "x-gwapi-signature";

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "gatewayapi",
    title: "GatewayAPI",
    proof: "A JSON Web Token, signed with the webhook's token, that holds what the body says; without the secret, the secret address.",
    covers: Covers::Values,
    docs: "https://gatewayapi.com/docs/apis/rest/",
    steps: "Under API > Webhooks add the callback URL with an authentication token, let it get delivery statuses, and assign your keywords and numbers to it. What you send as userref comes back as metadata.",
    secrets: &[Secret::optional(
        "authentication_token",
        "The authentication token of the webhook; with it, what is not signed is refused.",
    )],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

impl Adapter for GatewayApi {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let Some(keys) = setup.secrets.find("authentication_token") else {
            return Ok(proof::address(callback));
        };
        let token = callback.header(TOKEN)?;
        let (proof, _) = proof::json_web_token(token, callback, keys, TOKEN)?;
        Ok(proof)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        // The token is all that is signed, and says what the body says.
        let token = verified.callback().find_header(TOKEN).and_then(proof::claims_of);
        let said = token.map_or_else(|| serde_json::from_slice(verified.body()), Ok)?;
        Ok(Parsed::from(tell(&Fields::of_object(&said), verified.setup())))
    }
}

fn tell(fields: &Fields, setup: &Setup) -> Result<Event, Skipped> {
    let mut report = Report {
        recipient: fields.text("msisdn"),
        message_id: fields.text("id"),
        at: fields.time("time").or(fields.time("senttime")),
        code: fields.text("code"),
        text: fields.text("error"),
        ..Report::default()
    };
    report = report.with("userref", fields.text("userref"));
    if let Some(word) = fields.text("status") {
        return report.event(meaning(&word)?, &word);
    }
    let text = fields.first("message").ok_or_else(|| Skipped::unknown("no status"))?;
    report.event(keyword::decision(setup, text)?, "incoming")
}

/// GatewayAPI's words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "SCHEDULED" | "BUFFERED" | "ENROUTE" | "ACCEPTED" => EventKind::SmsProcessed,
        "DELIVERED" => EventKind::SmsDelivered,
        "UNDELIVERABLE" | "DELETED" => EventKind::SmsFailed,
        "EXPIRED" => EventKind::SmsExpired,
        "REJECTED" => EventKind::SmsRejected,
        // Skipped: the operator did not say what became of it.
        "UNKNOWN" | "SKIPPED" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
