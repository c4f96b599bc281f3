#![doc = include_str!("../README.md")]

mod kinds;
mod providers;

pub use self::providers::ADAPTERS;
