//! Whether the signature of what arrived holds.

use crate::Hub;
use axum::http::HeaderMap;
use event::from_ms;
use serde::Serialize;
use url::Url;
use webhook::{NotVerified, Secret};

/// What was found of a signature.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Verdict {
    /// Whether it is that of one of the hub's webhooks that point to this bin.
    pub valid: bool,
    /// Why it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Verdict {
    /// Nothing was signed.
    pub(super) fn unsigned() -> Self {
        let reason = NotVerified::Missing("webhook-signature").to_string();
        Self { valid: false, reason: Some(reason) }
    }

    /// Judges a request by the secrets of the webhooks that point to the bin.
    pub(super) fn of(hub: &Hub, bin: &str, headers: &HeaderMap, body: &[u8]) -> Self {
        if !headers.contains_key("webhook-signature") {
            return Self::unsigned();
        }
        let secrets = secrets(hub, bin);
        if secrets.is_empty() {
            let reason = "no webhook of this hub points to this bin".to_owned();
            return Self { valid: false, reason: Some(reason) };
        }
        let checked = webhook::verify(&secrets, headers, body, from_ms(hub.now()));
        Self { valid: checked.is_ok(), reason: checked.err().map(|error| error.to_string()) }
    }
}

fn secrets(hub: &Hub, bin: &str) -> Vec<Secret> {
    let registry = hub.store.registry();
    let here = hub.public_url.join(&format!("sandbox/{bin}"));
    let Ok(here) = here else { return Vec::new() };
    let points_here = |url: &str| {
        Url::parse(url).is_ok_and(|url| url.origin() == here.origin() && url.path() == here.path())
    };
    let pointing = registry.all_webhooks().filter(|webhook| points_here(&webhook.url));
    pointing
        .flat_map(|webhook| webhook.secrets.iter().map(|it| it.secret.clone()).collect::<Vec<_>>())
        .collect()
}
