//! The optional members of an event on the wire.

use crate::api::input::object;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// The verdict on an address that did not take the message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"class": "hard", "code": 550, "enhanced": "5.1.1"}))]
pub(super) struct Bounce {
    /// How final it is.
    pub(super) class: BounceClass,
    /// The SMTP reply code.
    pub(super) code: Option<u16>,
    /// The enhanced status code of RFC 3463.
    pub(super) enhanced: Option<String>,
}

/// How final a bounce is.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum BounceClass {
    /// The address is dead.
    Hard,
    /// The message was not taken; the address may live.
    Soft,
    /// Nobody said.
    Undetermined,
}

/// What the far side said.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Response {
    /// The SMTP reply code.
    pub(super) code: Option<u16>,
    /// The enhanced status code of RFC 3463.
    pub(super) enhanced: Option<String>,
    /// The words.
    pub(super) text: Option<String>,
    /// Who said it.
    pub(super) host: Option<String>,
    /// At which step of the exchange.
    pub(super) stage: Option<String>,
}

/// Why.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Reason {
    /// `suppressed`, `suppressed_bounce`, `suppressed_unsubscribe`, `suppressed_spam`, `invalid`,
    /// `config`, `payload`, `superseded`, or the provider's own code.
    pub(super) code: Option<String>,
    /// The provider's words.
    pub(super) text: Option<String>,
}

/// What was clicked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Click {
    /// The address that the tracked link leads to.
    pub(super) url: String,
}

/// Who read or clicked, and with what.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Client {
    /// The user agent's own words.
    pub(super) user_agent: Option<String>,
    /// The program.
    pub(super) name: Option<String>,
    /// The kind of device.
    pub(super) device: Option<String>,
    /// The operating system.
    pub(super) os: Option<String>,
    /// The address it came from.
    pub(super) ip: Option<String>,
    /// Where that is.
    #[serde(default, deserialize_with = "object")]
    pub(super) geo: Option<Geo>,
    /// Software did it, not a person.
    pub(super) machine: Option<bool>,
    /// For how long it was open, in seconds.
    pub(super) read_seconds: Option<u64>,
}

/// Where an address is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Geo {
    /// Two letters.
    pub(super) continent: Option<String>,
    /// Two letters, ISO 3166-1.
    pub(super) country: Option<String>,
    /// A name.
    pub(super) city: Option<String>,
}

/// About the message itself.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Message {
    /// Its subject line.
    pub(super) subject: Option<String>,
    /// Who it says it is from.
    pub(super) from: Option<String>,
    /// The envelope's sender.
    pub(super) sender: Option<String>,
    /// When it was handed to the provider.
    #[schema(format = DateTime)]
    pub(super) sent_at: Option<String>,
    /// All its recipients.
    #[serde(default)]
    pub(super) recipients: Vec<String>,
    /// Headers that are reported with it.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub(super) headers: Map<String, Value>,
    /// The Message-ID header, without angle brackets.
    pub(super) rfc_id: Option<String>,
    /// The account or key that sent it.
    pub(super) auth: Option<String>,
    /// The address that handed it in.
    pub(super) submitter_ip: Option<String>,
}

/// A profile in a contact list.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    /// The provider's id of it.
    pub(super) id: Option<String>,
    /// The id of the sub-profile.
    pub(super) sub_id: Option<String>,
    /// Its fields.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub(super) fields: Map<String, Value>,
    /// Its interests.
    #[serde(default)]
    pub(super) interests: Vec<String>,
}
