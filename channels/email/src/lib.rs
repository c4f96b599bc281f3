#![doc = include_str!("../README.md")]

mod attached;
mod bounce;
mod known;
mod providers;
mod refusal;
mod smtp;

pub use self::providers::ADAPTERS;
