//! The hub's public API, as a user calls it.

use crate::config::Secret;
use crate::serve::Running;
use anyhow::{Context, Result, ensure};
use fetch::{AddressGuard, Client, Options, Request};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use serde_json::Value;
use url::Url;

/// What calls this machine, and may.
///
/// # Errors
///
/// When there is no HTTP client to be had.
pub(super) fn client() -> Result<Client> {
    let here = "127.0.0.0/8".parse().context("no network")?;
    let options = Options { guard: AddressGuard::new([here]), ..Options::default() };
    Client::new(options).context("cannot make the HTTP client")
}

/// A user with an admin key.
pub(super) struct Api {
    client: Client,
    root: Url,
    headers: HeaderMap,
}

impl Api {
    /// The one whose key was made when the hub started.
    ///
    /// # Errors
    ///
    /// When no key was made.
    pub(super) fn new(running: &Running, client: Client) -> Result<Self> {
        let key = running.admin_key.as_ref().map(Secret::expose);
        let bearer = format!("Bearer {}", key.context("the hub made no admin key")?);
        let mut bearer = HeaderValue::try_from(bearer)?;
        bearer.set_sensitive(true);
        let json = HeaderValue::from_static("application/json");
        let headers = HeaderMap::from_iter([(AUTHORIZATION, bearer), (CONTENT_TYPE, json)]);
        Ok(Self { client, root: running.hub.public_url.clone(), headers })
    }

    /// Creates something; gives what the hub says of it.
    ///
    /// # Errors
    ///
    /// When it is refused; says why.
    pub(super) async fn create(&self, path: &str, what: &Value) -> Result<Value> {
        let url = self.root.join(path)?;
        let request = Request::post(url, self.headers.clone(), what.to_string().into());
        let answer = self.client.send(request).await.with_context(|| format!("POST {path}"))?;
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        ensure!(answer.status == 201, "POST {path}: the hub answered {} {said}", answer.status);
        Ok(said)
    }
}
