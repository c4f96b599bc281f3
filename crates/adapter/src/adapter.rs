//! The contract itself.

use crate::check::Unfit;
use crate::proof::{self, Proof};
use crate::{Answer, Callback, KeyRequest, Malformed, Parsed, Setup, Verified, lenient};
use event::{Channel, EventKind};
use serde_json::Value;

/// One provider's dialect: a pure function of a callback and what its source was set up with.
pub trait Adapter: Send + Sync {
    /// What there is to know about the provider without a callback.
    fn facts(&self) -> &'static Facts;

    /// Proves that the callback came from the provider.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it is not proven; the hub answers 401 and keeps nothing.
    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal>;

    /// Reads the events out of a proven callback.
    ///
    /// One unreadable entry must not lose its neighbours: it goes to [`Parsed::skipped`].
    ///
    /// # Errors
    ///
    /// [`Malformed`] when nothing can be read; the hub answers 2xx and keeps the bytes.
    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed>;

    /// Answers what a provider sends before the source has its secrets: a probe, a challenge.
    /// It must say nothing that only the provider may know.
    fn handshake(&self, _callback: &Callback, _setup: &Setup) -> Option<Answer> {
        None
    }

    /// Names the key that must be fetched before this callback can be proven, where there is one.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when the callback names a place that the provider does not use.
    fn key(&self, _callback: &Callback, _setup: &Setup) -> Result<Option<KeyRequest>, Refusal> {
        Ok(None)
    }
}

/// Proves a callback: by the second proofs that the source asks for (`basic`, `bearer`), then by
/// the provider's own.
///
/// # Errors
///
/// [`Refusal`] when one of them fails.
pub fn verify<'a>(
    adapter: &dyn Adapter,
    callback: &'a Callback,
    setup: &'a Setup,
) -> Result<Verified<'a>, Refusal> {
    if setup.secrets.find("basic").is_some() {
        proof::basic(callback, &setup.secrets)?;
    }
    if setup.secrets.find("bearer").is_some() {
        proof::bearer(callback, &setup.secrets)?;
    }
    let proof = adapter.verify(callback, setup)?;
    Ok(Verified::new(callback, setup, proof))
}

/// What there is to know about a provider without a callback.
#[derive(Debug)]
pub struct Facts {
    /// The channel it reports on.
    pub channel: Channel,
    /// Its name in URLs, in fixture folders and in its own file name.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// How a callback is proven, in one sentence.
    pub proof: &'static str,
    /// How much of the body that proof covers, where the source has the secrets for it.
    pub covers: Covers,
    /// Where the provider documents its callbacks.
    pub docs: &'static str,
    /// What to do in the provider's console, in a few sentences, of which one says where to enter
    /// the callback URL.
    pub steps: &'static str,
    /// What a source of it is set up with to prove callbacks.
    pub secrets: &'static [Secret],
    /// What else a source of it may be set up with.
    pub settings: &'static [Setting],
    /// What it can report.
    pub kinds: &'static [EventKind],
}

impl Facts {
    /// Whether that name is one of a secret: of this provider, or of any source.
    #[must_use]
    pub fn is_secret(&self, name: &str) -> bool {
        self.secrets.iter().any(|secret| secret.name == name) || ["basic", "bearer"].contains(&name)
    }

    /// Whether that name is one of a setting: of this provider, or of any source.
    #[must_use]
    pub fn is_setting(&self, name: &str) -> bool {
        self.settings.iter().any(|setting| setting.name == name)
            || ["registered_url", "verification_file", "keep_raw"].contains(&name)
    }
}

/// How much of a body a proof covers: what somebody who saw a callback can do with a copy of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Covers {
    /// Its bytes: nothing can be changed.
    Bytes,
    /// The values that are read: only what makes no difference can be changed.
    Values,
    /// Less than that: the proof is in a header or in the address.
    Nothing,
}

/// A secret that a source of a provider has.
#[derive(Debug)]
pub struct Secret {
    /// Its name in the API.
    pub name: &'static str,
    /// Whether nothing can be proven without it.
    pub required: bool,
    /// Whether the hub makes it where none is given.
    pub made_here: bool,
    /// Whether callbacks are proven by it; if not, messages are sent with it.
    pub proves: bool,
    /// What it is, and where to find it.
    pub about: &'static str,
    /// Says what is wrong with a value by which nothing could ever be proven. That one is right,
    /// only callbacks show.
    pub check: fn(&str) -> Result<(), Unfit>,
}

impl Secret {
    /// One that the provider makes, and without which nothing can be proven.
    #[must_use]
    pub const fn required(name: &'static str, about: &'static str) -> Self {
        Self { name, required: true, made_here: false, proves: true, about, check: Self::any }
    }

    /// The same, where its values have a form.
    #[must_use]
    pub const fn formed(self, check: fn(&str) -> Result<(), Unfit>) -> Self {
        Self { check, ..self }
    }

    /// Passes any value.
    ///
    /// # Errors
    ///
    /// Never.
    pub fn any(_: &str) -> Result<(), Unfit> {
        Ok(())
    }

    /// One that the provider makes, and that a source may do without.
    #[must_use]
    pub const fn optional(name: &'static str, about: &'static str) -> Self {
        Self { name, required: false, made_here: false, proves: true, about, check: Self::any }
    }

    /// One that only messages are sent with.
    #[must_use]
    pub const fn sending(name: &'static str, made_here: bool, about: &'static str) -> Self {
        Self { name, required: false, made_here, proves: false, about, check: Self::any }
    }
}

/// A setting that a source of a provider has.
#[derive(Debug)]
pub struct Setting {
    /// Its name in the API.
    pub name: &'static str,
    /// What it is, its form and its default.
    pub about: &'static str,
    /// Says what is wrong with a value, such as "must be a list of words".
    pub check: fn(&Value) -> Result<(), Unfit>,
}

impl Setting {
    /// Passes `true` and `false`, or their texts: what [`Setup::is_on`] reads.
    ///
    /// # Errors
    ///
    /// What is wrong, where it is neither.
    pub fn flag(value: &Value) -> Result<(), Unfit> {
        let passes = lenient::as_flag(value).is_some();
        passes.then_some(()).ok_or("must be true or false")
    }

    /// Passes a text that says something: what [`Setup::text`] reads.
    ///
    /// # Errors
    ///
    /// What is wrong, where it is none.
    pub fn text(value: &Value) -> Result<(), Unfit> {
        let passes = value.as_str().is_some_and(|text| !text.trim().is_empty());
        passes.then_some(()).ok_or("must be a text")
    }
}

/// The callback is not proven to be the provider's. The hub says the same of all causes.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// No credential where one belongs, or a source without the secret to check it by.
    #[error("missing {0}")]
    Missing(&'static str),
    /// A credential that does not match.
    #[error("{0} does not match")]
    Mismatch(&'static str),
    /// A credential that has aged, or lies in the future.
    #[error("{0} is too far from the time of arrival")]
    Stale(&'static str),
}
