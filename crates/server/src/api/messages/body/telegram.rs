//! What a Telegram bot says.

use super::{Leave, short, web};
use crate::api::input::{Faults, unknown};
use sender::telegram::{
    Button, Does, LONGEST_CAPTION, LONGEST_DATA, LONGEST_TEXT, ParseMode, Text,
};
use serde::Deserialize;
use strum::IntoEnumIterator;
use utoipa::ToSchema;

/// How many buttons Telegram shows at most, and in how many rows.
const MOST_BUTTONS: usize = 8;
const MOST_ROWS: usize = 12;

/// A message of a Telegram bot.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TelegramBody)]
pub(in crate::api::messages) struct NewTelegram {
    /// What it says: 4,096 characters at most, and 1,024 below a picture.
    text: Option<String>,
    /// `HTML` or `MarkdownV2`; none, where it is left out.
    parse_mode: Option<String>,
    /// The URL of a picture. This or `text` must be there.
    photo: Option<String>,
    /// Rows of buttons.
    #[serde(default)]
    buttons: Vec<Vec<NewButton>>,
    /// Whether it makes no sound.
    #[serde(default)]
    silent: bool,
    /// A button by which the contact leaves, below all others: `true`, or what it says. It makes
    /// `telegram.unsubscribed`.
    unsubscribe_button: Option<Unsubscribe>,
}

/// A button below a message.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TelegramButton)]
pub(in crate::api::messages) struct NewButton {
    /// What it says.
    #[schema(required = true, nullable = false)]
    text: Option<String>,
    /// What it opens. This or `data`.
    url: Option<String>,
    /// What it tells the bot, 64 bytes at most: with `c:` before it, it makes `telegram.subscribed`,
    /// with `u:` `telegram.unsubscribed`.
    data: Option<String>,
}

/// Whether there is a button to leave by, and what it says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged, expecting = "`true`, `false` or a text")]
#[schema(as = UnsubscribeButton)]
pub(in crate::api::messages) enum Unsubscribe {
    /// Whether there is one.
    Is(bool),
    /// What it says.
    Saying(String),
}

impl NewTelegram {
    pub(super) fn check(self, place: &str, faults: &mut Faults) -> (Text, Option<Leave>) {
        let at = |name: &str| format!("{place}/{name}");
        let photo = self.photo.and_then(|text| faults.take(&at("photo"), web(&text)));
        let text = self.text.unwrap_or_default();
        if text.trim().is_empty() && photo.is_none() {
            faults.add(&at("text"), "is required, unless there is a `photo`");
        }
        // Marks do not count, but nobody knows which are marks before Telegram has read them.
        let most = if photo.is_some() { LONGEST_CAPTION } else { LONGEST_TEXT };
        if self.parse_mode.is_none() {
            faults.take(&at("text"), units(&text, most));
        }
        let parse_mode = self.parse_mode.and_then(|mode| {
            let known = ParseMode::iter().map(<&str>::from);
            let read = mode.parse().map_err(|_| unknown("parse mode", &mode, known));
            faults.take(&at("parse_mode"), read)
        });
        if self.buttons.len() > MOST_ROWS {
            faults.add(&at("buttons"), format!("must be {MOST_ROWS} rows at most"));
        }
        let rows = self.buttons.into_iter().enumerate();
        let buttons =
            rows.map(|(number, row)| row_of(row, &format!("{place}/buttons/{number}"), faults));
        let buttons = buttons.collect();
        let leave = match self.unsubscribe_button {
            Some(Unsubscribe::Is(true)) => Some(Leave::Usual),
            Some(Unsubscribe::Saying(text)) => {
                let text = faults.take(&at("unsubscribe_button"), said(text));
                text.map(Leave::Saying)
            }
            Some(Unsubscribe::Is(false)) | None => None,
        };
        let silent = self.silent;
        (Text { text, parse_mode, photo, buttons, silent }, leave)
    }
}

fn row_of(row: Vec<NewButton>, place: &str, faults: &mut Faults) -> Vec<Button> {
    if row.len() > MOST_BUTTONS {
        faults.add(place, format!("must be {MOST_BUTTONS} buttons at most"));
    }
    let buttons = row.into_iter().enumerate();
    buttons.filter_map(|(number, it)| it.check(&format!("{place}/{number}"), faults)).collect()
}

impl NewButton {
    fn check(self, place: &str, faults: &mut Faults) -> Option<Button> {
        let at = |name: &str| format!("{place}/{name}");
        let text = faults.need(&at("text"), self.text);
        let text = text.and_then(|text| faults.take(&at("text"), said(text)));
        let does = match (self.url, self.data) {
            (Some(url), None) => faults.take(&at("url"), web(&url)).map(Does::Url),
            (None, Some(data)) => faults.take(&at("data"), told(data)).map(Does::Data),
            _ => {
                faults.add(place, "must have one of `url` and `data`");
                None
            }
        };
        Some(Button { text: text?, does: does? })
    }
}

fn said(text: String) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("must not be empty".to_owned());
    }
    short(&text, 64).map(|()| text)
}

fn told(data: String) -> Result<String, String> {
    let fits = (1..=LONGEST_DATA).contains(&data.len());
    if fits { Ok(data) } else { Err(format!("must be 1 to {LONGEST_DATA} bytes")) }
}

/// As Telegram counts.
fn units(text: &str, most: usize) -> Result<(), String> {
    let fits = text.encode_utf16().count() <= most;
    if fits { Ok(()) } else { Err(format!("must be at most {most} characters")) }
}
