//! The demo's project, set up as a user would.

use super::api::Api;
use super::providers::{self, Provider};
use super::recording::Recording;
use super::sandbox::BIN;
use crate::serve::Running;
use anyhow::{Context, Result};
use event::Channel;
use serde_json::{Map, json};
use strum::IntoEnumIterator;
use webhook::Secret;

/// The sender's domain.
pub(super) const DOMAIN: &str = "demo.example";

/// What was set up.
pub(super) struct Project {
    /// One or more of every channel.
    pub sources: Vec<Source>,
    /// What the webhook wants: *select all*, of every channel.
    pub events: Vec<String>,
    /// Where the webhook's deliveries go.
    pub endpoint: String,
    /// What signs them.
    pub secret: Secret,
}

/// A source, and who feeds it.
pub(super) struct Source {
    /// Who calls.
    pub provider: Box<dyn Provider>,
    /// Where it calls.
    pub callback_url: String,
}

impl Project {
    /// Makes project, sources and webhook.
    ///
    /// # Errors
    ///
    /// When the hub refuses one of them.
    pub(super) async fn set_up(api: &Api, running: &Running) -> Result<Self> {
        let project = json!({"title": "Demo Parcels", "domain": DOMAIN});
        api.create("v1/projects", &project).await?;
        let mut sources = Vec::new();
        for provider in providers::all()? {
            sources.push(Source::set_up(api, provider).await?);
        }
        let endpoint = format!("{}sandbox/{BIN}", running.hub.public_url);
        let events: Vec<String> = Channel::iter().map(|it| format!("{}.*", it.name())).collect();
        let webhook = json!({"title": "Sandbox", "url": endpoint, "events": events});
        let made = api.create(&format!("v1/projects/{DOMAIN}/webhooks"), &webhook).await?;
        let secret = made["secret"].as_str().context("the hub showed no secret of the webhook")?;
        let secret = Secret::parse(secret).context("the secret of the webhook")?;
        Ok(Self { sources, events, endpoint, secret })
    }
}

impl Source {
    async fn set_up(api: &Api, mut provider: Box<dyn Provider>) -> Result<Self> {
        let mut source = provider.setup();
        source["channel"] = provider.channel().name().into();
        source["provider"] = provider.name().into();
        let made = api.create(&format!("v1/projects/{DOMAIN}/sources"), &source).await?;
        provider.learn(made["secrets"].as_object().unwrap_or(&Map::new()))?;
        let callback_url =
            made["callback_url"].as_str().context("the source has no callback URL")?;
        Ok(Self { callback_url: callback_url.to_owned(), provider })
    }

    /// What it has been sent.
    pub(super) fn recordings(&self) -> impl Iterator<Item = &'static Recording> + use<> {
        self.provider.recordings().iter()
    }

    /// Channel and provider, such as `sms/twilio`.
    pub(super) fn name(&self) -> String {
        format!("{}/{}", self.provider.channel().name(), self.provider.name())
    }
}
