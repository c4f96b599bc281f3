//! What can be tried.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

type Try = dyn Fn(&[u8]) -> u64 + Send + Sync;

/// Something that reads what strangers send.
pub struct Target {
    /// Its name.
    pub name: String,
    /// For how many minutes it is tried where nobody says.
    pub minutes: u64,
    /// What it is meant to read.
    pub seeds: Vec<Vec<u8>>,
    tried: Box<Try>,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Target {
    /// A target that comes to something for any input: what it comes to, values aside, leads the
    /// way to others. It panics where a promise is broken.
    #[must_use]
    pub fn new<S: Hash>(
        name: impl Into<String>,
        minutes: u64,
        seeds: Vec<Vec<u8>>,
        tried: impl Fn(&[u8]) -> S + Send + Sync + 'static,
    ) -> Self {
        let tried = move |input: &[u8]| {
            let mut hash = DefaultHasher::new();
            tried(input).hash(&mut hash);
            hash.finish()
        };
        Self { name: name.into(), minutes, seeds, tried: Box::new(tried) }
    }

    /// What it comes to.
    ///
    /// # Panics
    ///
    /// Where it breaks a promise.
    #[must_use]
    pub fn comes_to(&self, input: &[u8]) -> u64 {
        (self.tried)(input)
    }
}
