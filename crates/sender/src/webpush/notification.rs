//! What a push shows, and how it is told to the service worker.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The most that a push holds before it is encrypted, in bytes: what `web-push` encrypts.
pub const LARGEST: usize = 3052;

/// A notification.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Notification {
    /// Its first line.
    pub title: String,
    /// Its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The URL of a small picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// The URL of a large one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The URL of one of a single colour, for the status bar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub badge: Option<String>,
    /// What opens when it is clicked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its buttons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
    /// It takes the place of one that is shown under the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// It takes the place of one that the push service still holds under the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// How much it may cost the device's battery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Urgency>,
    /// Whether it stays until somebody does something about it.
    #[serde(skip_serializing_if = "is_false")]
    pub require_interaction: bool,
    /// Whether it makes no sound.
    #[serde(skip_serializing_if = "is_false")]
    pub silent: bool,
    /// For the site's own worker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

/// A button of a notification.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Action {
    /// What it is called in events.
    pub action: String,
    /// What it says.
    pub title: String,
    /// What opens when it is pressed; that of the notification, where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// How much a push may cost the device's battery (RFC 8030, section 5.3).
#[derive(
    Clone,
    Copy,
    Debug,
    Deserialize,
    Eq,
    PartialEq,
    Serialize,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Urgency {
    /// On power and Wi-Fi.
    VeryLow,
    /// On either.
    Low,
    /// On neither.
    Normal,
    /// With a low battery.
    High,
}

/// How the service worker tells what becomes of a push.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    /// The message's id in events.
    pub message_id: &'a str,
    /// What a beacon proves itself with.
    pub token: &'a str,
    /// Where beacons go.
    pub beacon: &'a str,
    /// `desktop` or `mobile`.
    pub device: &'a str,
}

impl Notification {
    /// What is encrypted.
    #[must_use]
    pub fn payload(&self, way: Way<'_>) -> Vec<u8> {
        let Way { message_id, token, beacon, device } = way;
        let told = json!({
            "v": 1, "id": message_id, "token": token, "to": beacon, "device": device, "show": self,
        });
        // Nothing in it can fail: keys are text and no number is beyond JSON.
        serde_json::to_vec(&told).unwrap_or_default()
    }
}

/// Whether push services take it as a topic: 1 to 32 of A-Z, a-z, 0-9, `-` and `_` (RFC 8030,
/// section 5.4).
#[must_use]
pub fn is_topic(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=32).contains(&text.len()) && text.bytes().all(fits)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}
