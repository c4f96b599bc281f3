//! Events, handed to a server as the hub hands them to a webhook.

use super::output::{How, Output, say};
use super::remote::client;
use super::usage::Usage;
use anyhow::Result;
use bytes::Bytes;
use event::{from_ms, rfc3339};
use fetch::{Client, Request};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::time::Instant;
use url::Url;
use webhook::{Secret, SigningKeys};

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// Where events go, and what signs them.
pub(super) struct Forward {
    client: Client,
    to: Url,
    keys: SigningKeys,
}

/// What an event's body says of it.
#[derive(Deserialize)]
pub(super) struct Named {
    #[serde(rename = "type")]
    pub kind: String,
    data: Id,
}

#[derive(Deserialize)]
struct Id {
    id: String,
}

/// What became of an event.
#[derive(Debug, Serialize)]
pub(super) struct Sent {
    pub id: String,
    pub kind: String,
    pub status: Option<u16>,
    pub error: Option<String>,
    pub duration_ms: u64,
}

/// The secret that is given, or a new one.
pub(super) fn secret(given: Option<&str>) -> Result<Secret, Usage> {
    let Some(text) = given else { return Ok(Secret::new(rand::random())) };
    Secret::parse(text).map_err(|error| Usage(format!("the secret {error}")))
}

impl Named {
    pub(super) fn read(body: &RawValue) -> Result<Self> {
        Ok(serde_json::from_str(body.get())?)
    }

    pub(super) fn id(&self) -> &str {
        &self.data.id
    }
}

impl Forward {
    pub(super) fn new(to: Url, secret: Secret) -> Result<Self> {
        Ok(Self { client: client()?, to, keys: SigningKeys::new(&[secret]) })
    }

    /// Hands over one event at that time, in milliseconds since 1970.
    pub(super) async fn send(&self, body: &RawValue, now: i64) -> Result<Sent> {
        let named = Named::read(body)?;
        let (id, seconds) = (named.id().to_owned(), now / 1000);
        let bytes = Bytes::copy_from_slice(body.get().as_bytes());
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(SIGNATURE, HeaderValue::try_from(self.keys.sign(&id, seconds, &bytes))?);
        headers.insert(ID, HeaderValue::try_from(&id)?);
        headers.insert(TIMESTAMP, seconds.into());
        let began = Instant::now();
        let answer = self.client.send(Request::post(self.to.clone(), headers, bytes)).await;
        let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (status, error) = match answer {
            Ok(answer) => (Some(answer.status), None),
            Err(failure) => (None, Some(failure.to_string())),
        };
        Ok(Sent { id, kind: named.kind, status, error, duration_ms })
    }
}

impl Sent {
    /// Whether it was taken.
    pub(super) fn is_taken(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// Prints a line about it.
    pub(super) fn print(&self, how: How, now: i64) -> Result<()> {
        if how.output == Output::Json {
            return say(&format!("{}\n", serde_json::to_string(self)?));
        }
        let came = match (&self.status, &self.error) {
            (Some(status), _) => status.to_string(),
            (None, error) => error.clone().unwrap_or_default(),
        };
        let Self { id, kind, duration_ms, .. } = self;
        let time = rfc3339(from_ms(now));
        say(&format!("{time}  {kind}  {id}  {came}  {duration_ms} ms\n"))
    }
}
