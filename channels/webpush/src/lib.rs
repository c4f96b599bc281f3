#![doc = include_str!("../README.md")]

mod providers;
mod token;

pub use self::providers::ADAPTERS;
pub use self::token::{browser_of, subscription_token, token};
