#![doc = include_str!("../README.md")]

mod attached;
mod bounce;
mod cause;
mod known;
mod mail;
mod phrase;
mod providers;
mod public_key;
mod refusal;
mod rfc_id;
mod smtp;
mod told;
mod verp;

pub use self::mail::MOST_OF_A_MAIL;
pub use self::providers::ADAPTERS;
pub use self::verp::{NoAddress, return_address};
