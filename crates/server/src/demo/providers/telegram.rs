//! Telegram: the secret token of the source in a header.

use super::{Provider, made};
use crate::demo::recording::{Recording, Stamps};
use adapter::Callback;
use anyhow::Result;
use event::Channel;
use event::EventKind::{
    TelegramBotSubscribed, TelegramBotUnsubscribed, TelegramSubscribed, TelegramViewed,
};
use http::HeaderValue;
use serde_json::{Map, Value};

#[derive(Default)]
pub(super) struct Bot {
    secret_token: String,
}

impl Provider for Bot {
    fn channel(&self) -> Channel {
        Channel::Telegram
    }

    fn name(&self) -> &'static str {
        "bot"
    }

    fn learn(&mut self, secrets: &Map<String, Value>) -> Result<()> {
        self.secret_token = made(secrets, "secret_token")?;
        Ok(())
    }

    fn sign(&self, callback: &mut Callback, _stamps: &Stamps) -> Result<()> {
        let token = HeaderValue::try_from(&self.secret_token)?;
        callback.headers.insert("x-telegram-bot-api-secret-token", token);
        Ok(())
    }

    fn recordings(&self) -> &'static [Recording] {
        &RECORDINGS
    }
}

static RECORDINGS: [Recording; 4] = [
    Recording {
        file: include_str!("../recordings/telegram_start.http"),
        kinds: &[TelegramBotSubscribed],
    },
    Recording {
        file: include_str!("../recordings/telegram_pressed.http"),
        kinds: &[TelegramViewed, TelegramSubscribed],
    },
    Recording {
        file: include_str!("../recordings/telegram_reacted.http"),
        kinds: &[TelegramViewed],
    },
    Recording {
        file: include_str!("../recordings/telegram_blocked.http"),
        kinds: &[TelegramBotUnsubscribed],
    },
];
