//! What a Viber bot says.

use super::{short, web};
use crate::api::input::{Faults, object};
use sender::viber::{
    Button, LONGEST_CAPTION, LONGEST_NAME, LONGEST_TEXT, LONGEST_TRACKING, Message, Sender,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// The longest text of a button, in characters.
const LONGEST_LABEL: usize = 250;

/// A message of a Viber bot.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ViberBody)]
pub(in crate::api::messages) struct NewViber {
    /// What it says: 7,000 characters at most, and 768 below a picture.
    #[schema(required = true, nullable = false)]
    text: Option<String>,
    /// The URL of a picture.
    image: Option<String>,
    /// A button that opens a URL.
    #[serde(default, deserialize_with = "object")]
    button: Option<NewButton>,
    /// Whose name it stands under; the source's, where it is left out.
    #[serde(default, deserialize_with = "object")]
    sender: Option<NewSender>,
    /// What comes back with the contact's next message: 4,096 characters at most.
    tracking_data: Option<String>,
}

/// A button that opens a URL.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ViberButton)]
pub(in crate::api::messages) struct NewButton {
    /// What it says.
    #[schema(required = true, nullable = false)]
    text: Option<String>,
    /// What it opens.
    #[schema(required = true, nullable = false)]
    url: Option<String>,
}

/// Whose name a message stands under.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ViberSender)]
pub(in crate::api::messages) struct NewSender {
    /// The name: 28 characters at most.
    #[schema(required = true, nullable = false)]
    name: Option<String>,
    /// The URL of a picture.
    avatar: Option<String>,
}

impl NewViber {
    pub(super) fn check(self, place: &str, faults: &mut Faults) -> Option<Message> {
        let at = |name: &str| format!("{place}/{name}");
        let image = self.image.and_then(|text| faults.take(&at("image"), web(&text)));
        let most = if image.is_some() { LONGEST_CAPTION } else { LONGEST_TEXT };
        let text = faults.need(&at("text"), self.text);
        let text = text.and_then(|text| faults.take(&at("text"), said(text, most)));
        let button = self.button.and_then(|button| button.check(&at("button"), faults));
        let sender = self.sender.and_then(|sender| sender.check(&at("sender"), faults));
        let tracking_data = self.tracking_data.and_then(|data| {
            faults.take(&at("tracking_data"), short(&data, LONGEST_TRACKING).map(|()| data))
        });
        Some(Message { text: text?, image, button, sender, tracking_data })
    }
}

impl NewButton {
    fn check(self, place: &str, faults: &mut Faults) -> Option<Button> {
        let at = |name: &str| format!("{place}/{name}");
        let text = faults.need(&at("text"), self.text);
        let text = text.and_then(|text| faults.take(&at("text"), said(text, LONGEST_LABEL)));
        let url = faults.need(&at("url"), self.url);
        let url = url.and_then(|text| faults.take(&at("url"), web(&text)));
        Some(Button { text: text?, url: url? })
    }
}

impl NewSender {
    fn check(self, place: &str, faults: &mut Faults) -> Option<Sender> {
        let at = |name: &str| format!("{place}/{name}");
        let name = faults.need(&at("name"), self.name);
        let name = name.and_then(|text| faults.take(&at("name"), said(text, LONGEST_NAME)));
        let avatar = self.avatar.and_then(|text| faults.take(&at("avatar"), web(&text)));
        Some(Sender { name: name?, avatar })
    }
}

fn said(text: String, most: usize) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("must not be empty".to_owned());
    }
    short(&text, most).map(|()| text)
}
