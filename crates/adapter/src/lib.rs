#![doc = include_str!("../README.md")]

mod adapter;
pub mod bytes;
mod callback;
mod key;
mod parsed;
pub mod proof;
mod recording;
mod setup;
#[cfg(feature = "testkit")]
pub mod testkit;

pub use self::adapter::{Adapter, Facts, Refusal, Secret, Setting, verify};
pub use self::callback::{Callback, Verified};
pub use self::key::KeyRequest;
pub use self::parsed::{Answer, Malformed, Parsed, Skipped};
pub use self::recording::NotARecording;
pub use self::setup::{NotASecret, Secrets, Setup};
