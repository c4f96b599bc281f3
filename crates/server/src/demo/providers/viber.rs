//! Viber: an HMAC-SHA256 over the body, keyed with the bot's token.

use super::{Provider, secret};
use crate::demo::recording::{Recording, Stamps};
use adapter::Callback;
use anyhow::Result;
use data_encoding::HEXLOWER;
use event::Channel;
use event::EventKind::{ViberDelivered, ViberSubscribed, ViberUnsubscribed, ViberViewed};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderValue;
use serde_json::{Value, json};
use sha2::Sha256;

pub(super) struct Bot {
    auth_token: String,
}

impl Bot {
    pub(super) fn new() -> Self {
        Self { auth_token: secret() }
    }
}

impl Provider for Bot {
    fn channel(&self) -> Channel {
        Channel::Viber
    }

    fn name(&self) -> &'static str {
        "bot"
    }

    fn setup(&self) -> Value {
        json!({"secrets": {"auth_token": self.auth_token}})
    }

    fn sign(&self, callback: &mut Callback, _stamps: &Stamps) -> Result<()> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.auth_token.as_bytes())?;
        mac.update(&callback.body);
        let signature = HEXLOWER.encode(&mac.finalize().into_bytes());
        callback.headers.insert("x-viber-content-signature", HeaderValue::try_from(signature)?);
        Ok(())
    }

    fn recordings(&self) -> &'static [Recording] {
        &RECORDINGS
    }
}

static RECORDINGS: [Recording; 4] = [
    Recording {
        file: include_str!("../recordings/viber_subscribed.http"),
        kinds: &[ViberSubscribed],
    },
    Recording {
        file: include_str!("../recordings/viber_delivered.http"),
        kinds: &[ViberDelivered],
    },
    Recording { file: include_str!("../recordings/viber_seen.http"), kinds: &[ViberViewed] },
    Recording {
        file: include_str!("../recordings/viber_unsubscribed.http"),
        kinds: &[ViberUnsubscribed],
    },
];
