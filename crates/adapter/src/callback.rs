//! What arrives, and what is proven of it.

use crate::bytes::{unbase64, unhex};
use crate::proof::{Once, Proof};
use crate::{Refusal, Setup};
use bytes::Bytes;
use http::{HeaderMap, Method};
use time::OffsetDateTime;

/// A request of a provider as it arrived, believed by nobody.
#[derive(Clone, Debug)]
pub struct Callback {
    /// How it was sent.
    pub method: Method,
    /// The URL as the provider called it: origin of the hub's public URL (or of the setting
    /// `registered_url`), raw path and raw query. Some signatures cover it.
    pub url: String,
    /// The request's headers.
    pub headers: HeaderMap,
    /// The request's body, byte for byte: signatures cover these bytes.
    pub body: Bytes,
    /// When it arrived, by the hub's clock.
    pub received_at: OffsetDateTime,
}

impl Callback {
    /// The named header, which must be present and readable.
    ///
    /// # Errors
    ///
    /// [`Refusal::Missing`] when it is absent or not text.
    pub fn header(&self, name: &'static str) -> Result<&str, Refusal> {
        self.find_header(name).ok_or(Refusal::Missing(name))
    }

    /// The named header, where it is present and readable.
    #[must_use]
    pub fn find_header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The bytes that the named header holds as hexadecimal digits.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it is absent or holds something else.
    pub fn hex_header(&self, name: &'static str) -> Result<Vec<u8>, Refusal> {
        unhex(self.header(name)?.trim()).ok_or(Refusal::Mismatch(name))
    }

    /// The bytes that the named header holds as base 64.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it is absent or holds something else.
    pub fn base64_header(&self, name: &'static str) -> Result<Vec<u8>, Refusal> {
        unbase64(self.header(name)?).ok_or(Refusal::Mismatch(name))
    }

    /// The raw query, without its question mark; empty where there is none.
    #[must_use]
    pub fn query(&self) -> &str {
        self.url.split_once('?').map_or("", |(_, query)| query)
    }

    /// Whether the body says it is of that media type, parameters aside.
    #[must_use]
    pub fn is(&self, media_type: &str) -> bool {
        let given = self.find_header("content-type").unwrap_or_default();
        let given = given.split(';').next().unwrap_or_default().trim();
        given.eq_ignore_ascii_case(media_type)
    }
}

/// A callback that is proven to be the provider's.
///
/// Built only from a [`Proof`], and a `Proof` only comes out of a check that passed.
#[derive(Debug)]
pub struct Verified<'a> {
    callback: &'a Callback,
    setup: &'a Setup,
    once: Option<Once>,
}

impl<'a> Verified<'a> {
    /// Marks the callback as proven.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "a proof is used up: it proves one callback")]
    pub fn new(callback: &'a Callback, setup: &'a Setup, proof: Proof) -> Self {
        Self { callback, setup, once: proof.once }
    }

    /// Takes the callback on trust: one that was proven when it arrived and was kept, or one of
    /// a test that reaches past the checks.
    #[must_use]
    pub fn kept(callback: &'a Callback, setup: &'a Setup) -> Self {
        Self { callback, setup, once: None }
    }

    /// The proven request. What the proof covers of it is the adapter's to know.
    #[must_use]
    pub fn callback(&self) -> &'a Callback {
        self.callback
    }

    /// The proven body.
    #[must_use]
    pub fn body(&self) -> &'a [u8] {
        &self.callback.body
    }

    /// What the source was set up with.
    #[must_use]
    pub fn setup(&self) -> &'a Setup {
        self.setup
    }

    /// The token that makes this callback count once, where the proof rests on one.
    #[must_use]
    pub fn once(&self) -> Option<&Once> {
        self.once.as_ref()
    }
}
