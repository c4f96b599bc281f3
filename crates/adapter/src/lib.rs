#![doc = include_str!("../README.md")]

mod adapter;
pub mod bytes;
mod callback;
pub mod check;
pub mod dialect;
mod fields;
mod key;
pub mod lenient;
mod parsed;
pub mod proof;
mod recording;
mod report;
mod setup;
mod steps;
#[cfg(any(test, feature = "testkit"))]
pub mod testkit;
mod unsigned;
pub mod when;

pub use self::adapter::{Adapter, Covers, Facts, Refusal, Secret, Setting, verify};
pub use self::callback::{Callback, Verified};
pub use self::fields::{Fields, MOST_FIELDS};
pub use self::key::KeyRequest;
pub use self::parsed::{Answer, Malformed, Parsed, Skipped};
pub use self::recording::NotARecording;
pub use self::report::Report;
pub use self::setup::{NotASecret, Secrets, Setup};
pub use self::steps::CALLBACK_URL;
pub use self::unsigned::Unsigned;
