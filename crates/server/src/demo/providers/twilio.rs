//! Twilio: an HMAC-SHA1 over the callback's URL and the sorted form.

use super::{Provider, secret};
use crate::demo::recording::{Recording, Stamps};
use adapter::Callback;
use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use event::Channel;
use event::EventKind::{SmsDelivered, SmsFailed, SmsProcessed, SmsSubscribed, SmsUnsubscribed};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderValue;
use serde_json::{Value, json};
use sha1::Sha1;

pub(super) struct Twilio {
    auth_token: String,
}

impl Twilio {
    pub(super) fn new() -> Self {
        Self { auth_token: secret() }
    }
}

impl Provider for Twilio {
    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn name(&self) -> &'static str {
        "twilio"
    }

    fn setup(&self) -> Value {
        json!({"secrets": {"auth_token": self.auth_token}})
    }

    fn sign(&self, callback: &mut Callback, _stamps: &Stamps) -> Result<()> {
        let mut form: Vec<_> = form_urlencoded::parse(&callback.body).collect();
        form.sort();
        let mut mac = Hmac::<Sha1>::new_from_slice(self.auth_token.as_bytes())?;
        mac.update(callback.url.as_bytes());
        for (key, value) in form {
            mac.update(key.as_bytes());
            mac.update(value.as_bytes());
        }
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        callback.headers.insert("x-twilio-signature", HeaderValue::try_from(signature)?);
        Ok(())
    }

    fn recordings(&self) -> &'static [Recording] {
        &RECORDINGS
    }
}

static RECORDINGS: [Recording; 5] = [
    Recording { file: include_str!("../recordings/twilio_sent.http"), kinds: &[SmsProcessed] },
    Recording { file: include_str!("../recordings/twilio_delivered.http"), kinds: &[SmsDelivered] },
    Recording { file: include_str!("../recordings/twilio_failed.http"), kinds: &[SmsFailed] },
    Recording { file: include_str!("../recordings/twilio_stop.http"), kinds: &[SmsUnsubscribed] },
    Recording { file: include_str!("../recordings/twilio_start.http"), kinds: &[SmsSubscribed] },
];
