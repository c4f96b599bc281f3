#![doc = include_str!("../README.md")]

mod attached;
mod bounce;
mod known;
mod providers;
mod public_key;
mod refusal;
mod rfc_id;
mod smtp;
mod told;

pub use self::providers::ADAPTERS;
