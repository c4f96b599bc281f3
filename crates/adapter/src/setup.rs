//! What a source was set up with.

use crate::{Facts, Refusal};
use bytes::Bytes;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// What a source was set up with, and the key that was fetched for this callback.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// What proves the provider.
    pub secrets: Secrets,
    /// What is no secret.
    pub settings: Map<String, Value>,
    /// What [`Adapter::key`](crate::Adapter::key) asked for, as its address serves it.
    pub key: Option<Bytes>,
}

impl Setup {
    /// Parts one object into secrets (the names that the provider declares as such, and the two
    /// that any source may have: `basic` and `bearer`) and settings.
    ///
    /// # Errors
    ///
    /// The name of a secret that is neither a text nor a list of texts.
    pub fn from_object(object: Map<String, Value>, facts: &Facts) -> Result<Self, NotASecret> {
        let mut setup = Self::default();
        for (name, value) in object {
            if facts.is_secret(&name) {
                setup.secrets.insert(name, &value)?;
            } else {
                setup.settings.insert(name, value);
            }
        }
        Ok(setup)
    }

    /// The named setting, where it is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.settings.get(name)?.as_str()
    }

    /// Whether the named setting is on: `true`, or the text `true`.
    #[must_use]
    pub fn is_on(&self, name: &str) -> bool {
        match self.settings.get(name) {
            Some(Value::Bool(on)) => *on,
            Some(Value::String(text)) => text == "true",
            _ => false,
        }
    }
}

/// A secret that is neither a text nor a list of texts; holds its name.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("secret `{0}` must be a text or a list of texts")]
pub struct NotASecret(pub String);

/// Secrets by name, each with one value or, while they rotate, several. Does not print them.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Secrets(BTreeMap<String, Vec<String>>);

impl Secrets {
    /// All values, of whatever name.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.0.values().flatten().map(String::as_str)
    }

    /// Takes a secret in, given as a text or a list of texts.
    ///
    /// # Errors
    ///
    /// [`NotASecret`] when it is neither, or empty.
    pub fn insert(&mut self, name: String, value: &Value) -> Result<(), NotASecret> {
        let values = match value {
            Value::String(text) => vec![text.clone()],
            Value::Array(list) => {
                let texts = list.iter().map(|it| it.as_str().map(ToOwned::to_owned));
                texts.collect::<Option<_>>().unwrap_or_default()
            }
            _ => Vec::new(),
        };
        if values.is_empty() || values.iter().any(String::is_empty) {
            return Err(NotASecret(name));
        }
        self.0.insert(name, values);
        Ok(())
    }

    /// The values of the named secret, of which any may match.
    ///
    /// # Errors
    ///
    /// [`Refusal::Missing`] when the source was set up without it.
    pub fn get(&self, name: &'static str) -> Result<&[String], Refusal> {
        self.find(name).ok_or(Refusal::Missing(name))
    }

    /// The values of the named secret, where the source has it.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&[String]> {
        self.0.get(name).map(Vec::as_slice)
    }

    /// The names of the secrets that are there.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// All of them, for the one place that seals them.
    #[must_use]
    pub fn expose(&self) -> Value {
        self.0.iter().map(|(name, values)| (name.clone(), values.clone())).collect()
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}
