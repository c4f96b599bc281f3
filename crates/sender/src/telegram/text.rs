//! What a bot says.

use super::Bot;
use crate::Call;
use serde::{Deserialize, Serialize};
use teloxide::payloads::{SendMessage, SendMessageSetters, SendPhoto, SendPhotoSetters};
use teloxide::types::{
    ChatId, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, ParseMode as Mode, Recipient,
};
use url::Url;

/// The longest text of a message, in UTF-16 units.
pub const LONGEST_TEXT: usize = 4096;
/// The longest text below a picture, in UTF-16 units.
pub const LONGEST_CAPTION: usize = 1024;
/// The longest data of a button, in bytes.
pub const LONGEST_DATA: usize = 64;

/// A message of a bot.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Text {
    /// What it says.
    pub text: String,
    /// How it is marked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parse_mode: Option<ParseMode>,
    /// The URL of a picture, which the text then stands below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<Url>,
    /// Rows of buttons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Vec<Button>>,
    /// Whether it makes no sound.
    pub silent: bool,
}

/// A button below a message.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Button {
    /// What it says.
    pub text: String,
    /// What it does.
    #[serde(flatten)]
    pub does: Does,
}

/// What a button does.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Does {
    /// It opens a URL.
    Url(Url),
    /// It tells the bot this.
    Data(String),
}

/// How a text is marked up.
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
pub enum ParseMode {
    /// As HTML.
    #[serde(rename = "HTML")]
    #[strum(serialize = "HTML")]
    Html,
    /// As Telegram's Markdown.
    MarkdownV2,
}

impl Text {
    /// How long its text may be, in UTF-16 units.
    #[must_use]
    pub const fn longest(&self) -> usize {
        if self.photo.is_some() { LONGEST_CAPTION } else { LONGEST_TEXT }
    }

    /// The request that sends it to a chat.
    #[must_use]
    pub fn call(&self, bot: &Bot, chat: i64) -> Call {
        let mode = self.parse_mode.map(|mode| match mode {
            ParseMode::Html => Mode::Html,
            ParseMode::MarkdownV2 => Mode::MarkdownV2,
        });
        let chat = Recipient::Id(ChatId(chat));
        let Some(photo) = &self.photo else {
            let mut send = SendMessage::new(chat, &self.text).disable_notification(self.silent);
            send.parse_mode = mode;
            send.reply_markup = self.markup().map(Into::into);
            return bot.call(&send);
        };
        let mut send = SendPhoto::new(chat, InputFile::url(photo.clone()));
        if !self.text.is_empty() {
            send = send.caption(&self.text);
        }
        send = send.disable_notification(self.silent);
        send.parse_mode = mode;
        send.reply_markup = self.markup().map(Into::into);
        bot.call(&send)
    }

    fn markup(&self) -> Option<InlineKeyboardMarkup> {
        let button = |button: &Button| match &button.does {
            Does::Url(url) => InlineKeyboardButton::url(&button.text, url.clone()),
            Does::Data(data) => InlineKeyboardButton::callback(&button.text, data),
        };
        let rows = self.buttons.iter().filter(|row| !row.is_empty());
        let rows: Vec<Vec<_>> = rows.map(|row| row.iter().map(button).collect()).collect();
        (!rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
    }
}
