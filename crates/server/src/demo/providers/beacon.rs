//! A browser with the hub's service worker: a token that came inside the encrypted push; for
//! permission, the site key and the page's origin.

use super::{Provider, made};
use crate::demo::recording::{Recording, Stamps};
use anyhow::Result;
use event::Channel;
use event::EventKind::{
    WebPushClicked, WebPushClosed, WebPushDelivered, WebPushDesktopGranted,
    WebPushDesktopUnsubscribed, WebPushDisplayed,
};
use serde_json::{Map, Value, json};
use time::Duration;

/// The browser's subscription, as the recordings name it.
const SUBSCRIPTION: &str = "sub_Fritz1";

/// How long tokens are good: beacons may be kept while offline.
const GOOD_FOR: Duration = Duration::days(30);

#[derive(Default)]
pub(super) struct Beacon {
    token_key: String,
    site_key: String,
}

impl Provider for Beacon {
    fn channel(&self) -> Channel {
        Channel::WebPush
    }

    fn name(&self) -> &'static str {
        "beacon"
    }

    fn setup(&self) -> Value {
        json!({"settings": {"origin": "https://demo.example"}})
    }

    fn learn(&mut self, secrets: &Map<String, Value>) -> Result<()> {
        self.token_key = made(secrets, "token_key")?;
        self.site_key = made(secrets, "site_key")?;
        Ok(())
    }

    fn words(&self, stamps: &Stamps) -> Vec<(&'static str, String)> {
        let good_until = (stamps.now + GOOD_FOR).unix_timestamp();
        let token =
            |message: &str| webpush::token(&self.token_key, message, SUBSCRIPTION, good_until);
        vec![
            ("token", token(&format!("parcel-{}", stamps.message))),
            ("subscription_token", token("")),
            ("site_key", self.site_key.clone()),
        ]
    }

    fn recordings(&self) -> &'static [Recording] {
        &RECORDINGS
    }
}

static RECORDINGS: [Recording; 5] = [
    Recording {
        file: include_str!("../recordings/beacon_granted.http"),
        kinds: &[WebPushDesktopGranted],
    },
    Recording {
        file: include_str!("../recordings/beacon_shown.http"),
        kinds: &[WebPushDelivered, WebPushDisplayed],
    },
    Recording { file: include_str!("../recordings/beacon_clicked.http"), kinds: &[WebPushClicked] },
    Recording { file: include_str!("../recordings/beacon_closed.http"), kinds: &[WebPushClosed] },
    Recording {
        file: include_str!("../recordings/beacon_unsubscribed.http"),
        kinds: &[WebPushDesktopUnsubscribed],
    },
];
