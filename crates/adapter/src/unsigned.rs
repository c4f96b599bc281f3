//! Providers that sign nothing.

use crate::proof::{self, Proof};
use crate::{Adapter, Callback, Facts, Malformed, Parsed, Refusal, Setup, Verified};

/// A provider that signs nothing: the secret address of its source proves its callbacks, and
/// reading them is all that it has of its own.
#[derive(Debug)]
pub struct Unsigned {
    /// What there is to know about it without a callback.
    pub facts: &'static Facts,
    /// What [`Adapter::parse`] does.
    pub read: fn(&Verified<'_>) -> Result<Parsed, Malformed>,
}

impl Adapter for Unsigned {
    fn facts(&self) -> &'static Facts {
        self.facts
    }

    fn verify(&self, callback: &Callback, _setup: &Setup) -> Result<Proof, Refusal> {
        Ok(proof::address(callback))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        (self.read)(verified)
    }
}
