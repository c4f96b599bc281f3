//! What a bot says.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

/// The longest text, in characters.
pub const LONGEST_TEXT: usize = 7000;
/// The longest text below a picture, in characters.
pub const LONGEST_CAPTION: usize = 768;
/// The longest name of a sender, in characters.
pub const LONGEST_NAME: usize = 28;
/// The longest tracking data, in characters.
pub const LONGEST_TRACKING: usize = 4096;

/// A message of a bot.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Message {
    /// What it says.
    pub text: String,
    /// The URL of a picture, which the text then stands below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Url>,
    /// A button below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub button: Option<Button>,
    /// Whose name it stands under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<Sender>,
    /// What comes back with the contact's next message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_data: Option<String>,
}

/// A button that opens a URL.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Button {
    /// What it says.
    pub text: String,
    /// What it opens.
    pub url: Url,
}

/// Whose name a message stands under.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Sender {
    /// The name.
    pub name: String,
    /// The URL of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<Url>,
}

impl Message {
    /// How long its text may be, in characters.
    #[must_use]
    pub const fn longest(&self) -> usize {
        if self.image.is_some() { LONGEST_CAPTION } else { LONGEST_TEXT }
    }

    /// As `send_message` takes it, without a receiver; as a whole it is the answer that welcomes
    /// who opens a conversation. `name` is the sender's where the message has none.
    #[must_use]
    pub fn wire(&self, name: &str) -> Value {
        let sender = self.sender.clone().unwrap_or_default();
        let name = Some(sender.name).filter(|it| !it.is_empty()).unwrap_or_else(|| cut(name));
        let mut wire = json!({"sender": {"name": name}, "type": "text", "text": self.text});
        if let Some(avatar) = sender.avatar {
            wire["sender"]["avatar"] = avatar.as_str().into();
        }
        if let Some(image) = &self.image {
            wire["type"] = "picture".into();
            wire["media"] = image.as_str().into();
        }
        if let Some(data) = &self.tracking_data {
            wire["tracking_data"] = data.as_str().into();
        }
        if let Some(Button { text, url }) = &self.button {
            wire["keyboard"] = json!({
                "Type": "keyboard",
                "Buttons": [{
                    "ActionType": "open-url", "ActionBody": url.as_str(), "Text": escaped(text),
                }],
            });
        }
        wire
    }
}

/// A title that is too long for a name loses its end.
fn cut(title: &str) -> String {
    title.chars().take(LONGEST_NAME).collect()
}

/// Viber reads the text of a button as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
